import type { Clock } from './ports.ts';

/** The machine's own clock. Timers are unreferenced: a waiting poll never keeps a process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, run) {
    // setTimeout turns more than 2^31-1 ms into "at once".
    const timer = setTimeout(run, Math.max(0, Math.min(ms, 2_147_483_647)));
    timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
  random: () => Math.random(),
};
