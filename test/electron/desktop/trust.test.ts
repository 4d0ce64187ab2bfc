import { describe, expect, it } from 'vitest';
import { isOwnPage, isTrustedSender } from '../../../electron/desktop/trust.ts';

describe('pages of ours', () => {
  it.each([
    ['app://queuewatch/', true],
    ['app://queuewatch/index.html#x', true],
    ['app://evil/', false],
    ['app://queuewatch.evil/', false],
    ['app://queuewatch@evil/', false],
    ['app://x:y@queuewatch/', false],
    ['app://queuewatch:80/', false],
    ['apps://queuewatch/', false],
    ['file:///app://queuewatch/', false],
    ['https://queuewatch/', false],
    ['http://queuewatch.app.localhost/', false],
    ['about:blank', false],
    ['data:text/html,x', false],
    ['null', false],
    ['', false],
  ])('%s: %s', (address, own) => {
    expect(isOwnPage(address)).toBe(own);
  });
});

describe('who may ask over IPC', () => {
  const own = { url: 'app://queuewatch/', parent: null };
  const isOwnWindow = (id: number): boolean => id === 7;
  it.each([
    ['the main frame of our window', own, 7, true],
    ['another window', own, 8, false],
    ['a frame inside our page', { ...own, parent: own as never }, 7, false],
    ['a foreign page in our window', { url: 'https://evil.example/', parent: null }, 7, false],
    ['a frame that is gone', null, 7, false],
  ])('%s', (_who, senderFrame, id, trusted) => {
    expect(isTrustedSender({ senderFrame, sender: { id } }, isOwnWindow)).toBe(trusted);
  });
});
