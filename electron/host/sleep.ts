import type { Clock, Disposer } from '../ports.ts';

const lookEveryMs = 5_000;
/** A busy machine delays a timer by seconds; a sleep is longer. */
const sleptMs = 30_000;

/**
 * Notices sleeps that nobody announced (no powerMonitor, a stopped virtual machine, a suspended process): the wall clock
 * went much further than the timer was meant to take. A clock that was only set forward looks the same, and a look too
 * many harms nothing.
 */
export function watchSleep(clock: Clock, woke: (sleptMs: number) => void): Disposer {
  let last = clock.now();
  let cancel: Disposer = look();
  function look(): Disposer {
    return clock.after(lookEveryMs, () => {
      const now = clock.now();
      const missed = now - last - lookEveryMs;
      last = now;
      if (missed >= sleptMs) woke(missed);
      cancel = look();
    });
  }
  return () => cancel();
}
