import { AppError } from '../../shared/error.ts';
import type { Clock, Disposer } from '../ports.ts';

/** One deadline for all phases of an operation. It stands still while a person is being asked. */
export interface Deadline {
  readonly expired: boolean;
  leftMs(): number;
  /** Runs once when the time is up or the caller gave up; at once when that was before. */
  onEnd(run: (why: 'deadline' | 'aborted') => void): Disposer;
  /** The promise, or the error `make` builds when the time is up first. */
  race<T>(promise: Promise<T>, make: () => AppError): Promise<T>;
  /** Stops the clock while `ask` runs. */
  pause: <T>(ask: () => Promise<T>) => Promise<T>;
  dispose(): void;
}

export function createDeadline(clock: Clock, ms: number, signal?: AbortSignal): Deadline {
  let left = ms;
  let started = clock.monotonic();
  let paused = 0;
  let ended: 'deadline' | 'aborted' | null = null;
  let cancel: Disposer | null = null;
  const listeners = new Set<(why: 'deadline' | 'aborted') => void>();
  const end = (why: 'deadline' | 'aborted') => {
    if (ended !== null) return;
    ended = why;
    cancel?.();
    for (const run of [...listeners]) run(why);
    listeners.clear();
  };
  const arm = () => {
    started = clock.monotonic();
    cancel = clock.after(Math.max(0, left), () => end('deadline'));
  };
  const onAbort = () => end('aborted');
  if (signal?.aborted === true) ended = 'aborted';
  else {
    signal?.addEventListener('abort', onAbort, { once: true });
    arm();
  }
  const self: Deadline = {
    get expired() {
      return ended !== null;
    },
    leftMs: () => (paused > 0 ? left : Math.max(0, left - (clock.monotonic() - started))),
    onEnd(run) {
      if (ended !== null) {
        run(ended);
        return () => undefined;
      }
      listeners.add(run);
      return () => listeners.delete(run);
    },
    race: (promise, make) =>
      new Promise((resolve, reject) => {
        const off = self.onEnd((why) =>
          reject(why === 'aborted' ? new AppError('aborted', 'given up by the caller') : make()),
        );
        promise.then(
          (value) => {
            off();
            resolve(value);
          },
          (error: unknown) => {
            off();
            reject(error instanceof Error ? error : new Error(String(error)));
          },
        );
      }),
    async pause(ask) {
      if (paused++ === 0 && ended === null) {
        left -= clock.monotonic() - started;
        cancel?.();
      }
      try {
        return await ask();
      } finally {
        if (--paused === 0 && ended === null) arm();
      }
    },
    dispose() {
      cancel?.();
      listeners.clear();
      signal?.removeEventListener('abort', onAbort);
    },
  };
  return self;
}
