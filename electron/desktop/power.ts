import { net, powerMonitor } from 'electron';
import type { EngineLink } from '../host/engineLink.ts';
import { watchSleep } from '../host/sleep.ts';
import type { Clock, Disposer } from '../ports.ts';

const lookEveryMs = 15_000;
/** One waking is often told twice: by the system and by the clocks. */
const onceInMs = 30_000;

/**
 * Sleep and network, told to the engine: connections of before a sleep look alive for minutes and are not. Locking the
 * screen is no reason to stop; unlocking is one to look.
 */
export function watchPower(engine: Pick<EngineLink, 'signal'>, clock: Clock): Disposer {
  let wokeAt = -onceInMs;
  const woke = (): void => {
    if (clock.monotonic() - wokeAt < onceInMs) return;
    wokeAt = clock.monotonic();
    engine.signal({ kind: 'resume' });
  };
  const suspended = (): void => {
    wokeAt = -onceInMs;
    engine.signal({ kind: 'suspend' });
  };
  powerMonitor.on('suspend', suspended);
  powerMonitor.on('resume', woke);
  const unwatch = watchSleep(clock, woke);

  let online = net.isOnline();
  let cancel = look();
  function look(): Disposer {
    return clock.after(lookEveryMs, () => {
      const now = net.isOnline();
      if (now && !online) engine.signal({ kind: 'online' });
      online = now;
      cancel = look();
    });
  }

  return () => {
    powerMonitor.off('suspend', suspended);
    powerMonitor.off('resume', woke);
    unwatch();
    cancel();
  };
}
