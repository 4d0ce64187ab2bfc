import { expect, test } from 'vitest';
import { demoSpeed, quickClock } from '../../../electron/demo/quickClock.ts';
import { fakeClock } from '../monitor/world.ts';

test('time and timers run at the same pace, from now on', async () => {
  const slow = fakeClock();
  const quick = quickClock(slow, 20);
  const start = quick.now();
  expect(start).toBe(slow.now());
  let rang = 0;
  quick.after(60_000, () => (rang += 1));
  await slow.advance(2_999);
  expect([quick.now() - start, rang]).toEqual([59_980, 0]);
  await slow.advance(1);
  expect([quick.now() - start, rang]).toEqual([60_000, 1]);
});

test('what is no speed changes nothing', () => {
  for (const given of [undefined, '', '0', '-3', '1e9', 'fast'])
    expect(demoSpeed({ QUEUEWATCH_DEMO_SPEED: given })).toBe(1);
  expect(demoSpeed({ QUEUEWATCH_DEMO_SPEED: '20' })).toBe(20);
  const clock = fakeClock();
  expect(quickClock(clock, 1)).toBe(clock);
});
