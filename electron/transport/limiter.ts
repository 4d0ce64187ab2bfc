import { AppError } from '../../shared/error.ts';

/** At most `size` at a time, first come first served. */
export interface Limiter {
  /** Resolves with the function that gives the place back. */
  take(): Promise<() => void>;
  use<T>(run: () => Promise<T>): Promise<T>;
}

export function createLimiter(size: number, maxWaiting = 1000): Limiter {
  let busy = 0;
  const waiting: (() => void)[] = [];
  const give = () => {
    const next = waiting.shift();
    if (next) next();
    else busy--;
  };
  const once = () => {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      give();
    };
  };
  const self: Limiter = {
    take() {
      if (busy < size) {
        busy++;
        return Promise.resolve(once());
      }
      if (waiting.length >= maxWaiting) return Promise.reject(new AppError('busy', 'too many operations wait'));
      return new Promise((resolve) => waiting.push(() => resolve(once())));
    },
    async use(run) {
      const free = await self.take();
      try {
        return await run();
      } finally {
        free();
      }
    },
  };
  return self;
}
