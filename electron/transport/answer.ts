import { AppError } from '../../shared/error.ts';
import type { Command, CommandResult } from '../ports.ts';
import type { Deadline } from './deadline.ts';
import { createOutput, type Output } from './output.ts';

export interface AnswerOptions {
  command: Command;
  marker: string | null;
  deadline: Deadline;
  onStdout: (chunk: Uint8Array) => void;
  /** Ends what runs: its answer is of no use any more, or long enough. */
  stop: () => void;
  /** The deadline passed or the caller gave up; `stop` where nothing more is to be done then. */
  onDeadline?: () => void;
  drained: () => void;
}

/** A running command's answer, and why it was cut short: the same for a program of this machine and for a channel. */
export interface Answer {
  readonly output: Output;
  readonly cut: CommandResult['truncated'];
  /** What its caller is told instead of a result: the reader's own error, or that the caller gave up. */
  readonly error: Error | null;
  /** It ended by itself: the deadline is no concern any more. */
  off(): void;
}

export function createAnswer(options: AnswerOptions): Answer {
  const { command, deadline, onStdout, stop } = options;
  let cut: CommandResult['truncated'] = false;
  let aborted = false;
  let failed: unknown = null;
  const output = createOutput({
    marker: options.marker,
    maxBytes: command.maxBytes ?? Number.POSITIVE_INFINITY,
    onStdout: (chunk) => {
      try {
        if (failed === null) onStdout(chunk);
      } catch (error) {
        failed = error;
        stop();
      }
    },
    onLimit: () => {
      cut = 'limit';
      stop();
    },
    drained: options.drained,
  });
  const off = deadline.onEnd((why) => {
    if (why === 'aborted') aborted = true;
    else if (cut === false) cut = 'deadline';
    (options.onDeadline ?? stop)();
  });
  return {
    output,
    get cut() {
      return cut;
    },
    get error() {
      if (failed !== null) return failed instanceof Error ? failed : new AppError('reader_failed', 'reader failed');
      return aborted ? new AppError('aborted', 'given up by the caller') : null;
    },
    off,
  };
}
