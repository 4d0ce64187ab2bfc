/** Where a run stands, and its waiting: whatever waits is woken when the run is stopped, resumed or closed. */
import type { RunState } from '../../../shared/model/action.ts';
import type { Clock, Disposer } from '../../ports.ts';

export interface Progress {
  state: RunState;
  /** Why it stopped, failed or waits. */
  note: string | null;
  /** Epoch ms: next message of a paced run, end of the undo window, end. */
  nextAt: number | null;
  undoUntil: number | null;
  endedAt: number | null;
  pausedBy: 'hand' | 'sleep' | null;
  undone: boolean;
  stopped(): boolean;
  /** The program is going down: nothing is written any more. */
  closed(): boolean;
  /** Nothing more is handed over. */
  halted(): boolean;
  stop(note: string): void;
  close(): void;
  /** Answers early when the run is stopped, resumed or closed; at once when it was. */
  wait(ms: number): Promise<void>;
  /** Answers when the run is not paused, or was stopped. */
  whilePaused(): Promise<void>;
  wake(): void;
}

const longWaitMs = 3_600_000;

export function createProgress(clock: Clock, state: RunState): Progress {
  const wakers = new Set<() => void>();
  let stopped = false;
  let closed = false;
  const halted = (): boolean => stopped || closed;
  const self: Progress = {
    state,
    note: null,
    nextAt: null,
    undoUntil: null,
    endedAt: null,
    pausedBy: null,
    undone: false,
    stopped: () => stopped,
    closed: () => closed,
    halted,
    stop(note) {
      if (self.endedAt !== null || stopped) return;
      stopped = true;
      self.note = note;
      self.wake();
    },
    close() {
      closed = true;
      self.wake();
    },
    wait(ms) {
      if (halted()) return Promise.resolve();
      return new Promise((resolve) => {
        const timer: { cancel: Disposer | null } = { cancel: null };
        const wake = (): void => {
          timer.cancel?.();
          wakers.delete(wake);
          resolve();
        };
        timer.cancel = clock.after(ms, wake);
        wakers.add(wake);
      });
    },
    async whilePaused() {
      while (self.pausedBy !== null && !halted()) await self.wait(longWaitMs);
    },
    wake() {
      for (const one of [...wakers]) one();
    },
  };
  return self;
}
