import type { Clock } from '../ports.ts';

/**
 * Tests only: with QUEUEWATCH_DEMO_SPEED=20 in the environment the demo lives twenty times as fast, so that its first wave
 * can be watched from its first message to the recovery without waiting for ten minutes. Has no effect on real servers.
 */
export function demoSpeed(env: NodeJS.ProcessEnv): number {
  const speed = Number(env['QUEUEWATCH_DEMO_SPEED'] ?? '1');
  return speed >= 1 && speed <= 100 ? speed : 1;
}

/** A clock that starts now and runs `speed` times as fast. */
export function quickClock(clock: Clock, speed: number): Clock {
  if (speed === 1) return clock;
  const [now, monotonic] = [clock.now(), clock.monotonic()];
  return {
    now: () => Math.round(now + (clock.now() - now) * speed),
    monotonic: () => monotonic + (clock.monotonic() - monotonic) * speed,
    after: (ms, run) => clock.after(ms / speed, run),
    random: () => clock.random(),
  };
}
