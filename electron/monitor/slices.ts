/**
 * Long work in slices. A generator yields wherever it may be interrupted; after 8 ms of work other things of the thread
 * run. Questions of the screen go before the engine's own work, so that a query is answered while a listing streams in.
 */
import { setImmediate } from 'node:timers/promises';

export interface Slices {
  /** Runs to its end in slices; `signal` gives up between two of them. */
  run<T>(work: Generator<void, T>, options?: { background?: boolean; signal?: AbortSignal }): Promise<T>;
  /** Questions now being worked on; background work waits while there are some. */
  readonly busy: number;
}

export interface SlicesDeps {
  /** Milliseconds that never jump. */
  monotonic: () => number;
  /** Lets other work of the thread run once. */
  breathe?: (() => Promise<void>) | undefined;
}

const sliceMs = 8;
/** Background work is starved no longer than this many turns. */
const patience = 25;

export function createSlices({ monotonic, breathe = () => setImmediate() }: SlicesDeps): Slices {
  let asking = 0;
  async function run<T>(
    work: Generator<void, T>,
    options: { background?: boolean; signal?: AbortSignal } = {},
  ): Promise<T> {
    const background = options.background === true;
    if (!background) asking += 1;
    try {
      for (;;) {
        const until = monotonic() + sliceMs;
        do {
          const step = work.next();
          if (step.done === true) return step.value;
        } while (monotonic() < until);
        await breathe();
        for (let waited = 0; background && asking > 0 && waited < patience; waited += 1) await breathe();
        options.signal?.throwIfAborted();
      }
    } finally {
      if (!background) asking -= 1;
    }
  }
  return {
    run,
    get busy() {
      return asking;
    },
  };
}
