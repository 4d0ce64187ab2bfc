import { describe, expect, it } from 'vitest';
import { bytes, change, number, range, span } from '../../../renderer/ui/format.ts';

describe('numbers and times as the design writes them', () => {
  it.each([
    [8, '8 s'],
    [840, '14 min'],
    [3600, '1 h'],
    [11_520, '3 h 12 min'],
    [3600 + 300, '1 h 05 min'],
    [4 * 86_400 + 20 * 3600, '4 d 20 h'],
    [-5, '0 s'],
  ])('%s seconds is %s', (seconds, text) => expect(span(seconds)).toBe(text));

  it('uses a real minus, thousands and ranges', () => {
    expect(change(-118)).toBe('−118');
    expect(change(190)).toBe('+190');
    expect(change(0)).toBe('0');
    expect(number(1_284)).toBe('1,284');
    expect(range(0, 14)).toBe('0–14');
  });

  it.each([
    [999, '999 B'],
    [48_000, '48 kB'],
    [1_400_000, '1.4 MB'],
    [999_600, '1 MB'],
  ])('%s bytes is %s', (n, text) => expect(bytes(n)).toBe(text));
});
