import { expect, it } from 'vitest';
import { dayMarks, timeAt } from '../../../renderer/history/dayMarks.ts';

const at = (text: string): number => new Date(text).getTime() / 1000;

it('marks local midnights over a week, also where the clock is put back', () => {
  const marks = dayMarks(at('2026-10-20T14:30:00'), at('2026-10-27T14:30:00'), '7d');
  expect(marks).toHaveLength(7);
  for (const mark of marks) expect(new Date(mark.at * 1000).getHours()).toBe(0);
});

it.each(['24h', '7d', '30d', '90d', '1y'] as const)('never gives more marks than have room (%s)', (range) => {
  const days = { '24h': 1, '7d': 7, '30d': 30, '90d': 90, '1y': 365 }[range];
  const to = at('2026-11-23T14:30:00');
  const marks = dayMarks(to - days * 86_400, to, range);
  expect(marks.length).toBeGreaterThan(2);
  expect(marks.length).toBeLessThanOrEqual(12);
  for (const mark of marks) {
    expect(mark.left).toBeGreaterThanOrEqual(0);
    expect(mark.left).toBeLessThan(100);
  }
});

it('keeps a pointer outside the lane within the range', () => {
  expect([timeAt(100, 200, -1), timeAt(100, 200, 0.5), timeAt(100, 200, 3)]).toEqual([100, 150, 200]);
});
