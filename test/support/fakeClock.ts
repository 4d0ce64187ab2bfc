import type { Clock } from '../../electron/ports.ts';

export interface FakeClock extends Clock {
  /** Lets time pass; timers run in their order. */
  advance(ms: number): void;
  /** The wall clock jumps (sleep, clock set); timers and the monotonic clock do not notice. */
  jump(ms: number): void;
  readonly timers: number;
}

export function createFakeClock(start = 1_700_000_000_000): FakeClock {
  let mono = 0;
  let offset = start;
  let timers: { at: number; run: () => void }[] = [];
  return {
    now: () => mono + offset,
    monotonic: () => mono,
    random: () => 0.5,
    after(ms, run) {
      const timer = { at: mono + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    advance(ms) {
      const end = mono + ms;
      for (;;) {
        const next = timers.filter((one) => one.at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        timers = timers.filter((one) => one !== next);
        mono = Math.max(mono, next.at);
        next.run();
      }
      mono = end;
    },
    jump(ms) {
      offset += ms;
    },
    get timers() {
      return timers.length;
    },
  };
}
