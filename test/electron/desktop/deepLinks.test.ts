import { describe, expect, it } from 'vitest';
import { linkFromAddress, linkFromArguments } from '../../../electron/desktop/deepLinks.ts';

describe('deep links among the arguments of a launch', () => {
  it.each([
    [['/usr/bin/queuewatch', '--allow-file-access', 'queuewatch://incident/131'], 'queuewatch://incident/131'],
    [['q', 'queuewatch://causes/'], 'queuewatch://causes'],
    [['q', 'queuewatch://cause/x?do=retry'], 'queuewatch://cause/x'],
    [['q', 'queuewatch://incident/131" --inspect'], null],
    [['q', '--x=queuewatch://incident/131'], null],
    [['q', 'https://example.com'], null],
    [['q', 'queuewatch://../../etc'], null],
    [[], null],
  ])('%j: %s', (argv, link) => {
    expect(linkFromArguments(argv)).toBe(link);
  });
  it('is refused when broken', () => expect(linkFromAddress('queuewatch://incident/x')).toBeNull());
});
