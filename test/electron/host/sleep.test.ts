import { describe, expect, it } from 'vitest';
import { watchSleep } from '../../../electron/host/sleep.ts';
import { createFakeClock } from '../../support/fakeClock.ts';

describe('sleeps nobody announced', () => {
  it('are noticed by the wall clock, once', () => {
    const clock = createFakeClock();
    const woke: number[] = [];
    const stop = watchSleep(clock, (ms) => woke.push(ms));
    clock.advance(60_000);
    expect(woke).toEqual([]);
    clock.jump(3_600_000);
    clock.advance(20_000);
    expect(woke).toEqual([3_600_000]);
    clock.jump(-3_600_000);
    clock.advance(20_000);
    expect(woke).toHaveLength(1);
    stop();
    expect(clock.timers).toBe(0);
  });
});
