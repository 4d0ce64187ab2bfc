import { describe, expect, it } from 'vitest';
import { hits, score } from '../../../renderer/app/score.ts';

describe('finding commands', () => {
  it('wants every word and likes the beginnings of words', () => {
    expect(score('Messages from kestrel-shop.example', 'kes mess')).toBeGreaterThan(0);
    expect(score('Messages', 'mess zz')).toBe(0);
    expect(score('Servers', 'ser')).toBeGreaterThan(score('Observers', 'ser'));
  });
  it('marks what was typed and never moves a letter', () => {
    expect(hits('Hold all from kestrel', 'hold kes')).toEqual(['', 'Hold', ' all from ', 'kes', 'trel']);
    expect(hits('Zoë', 'zoe').join('')).toBe('Zoë');
  });
});
