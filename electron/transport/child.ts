import { spawn, type ChildProcess } from 'node:child_process';
import { AppError } from '../../shared/error.ts';
import type { Clock, Command, CommandResult } from '../ports.ts';
import { createAnswer } from './answer.ts';
import { createDeadline, type Deadline } from './deadline.ts';
import { createErrorText } from './text.ts';

export interface ChildOptions {
  clock: Clock;
  command: Command;
  file: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  marker: string | null;
  onStdout: (chunk: Uint8Array) => void;
  signal: AbortSignal | undefined;
  /** The deadline when the caller made one (it may stand still while a person is asked). */
  deadline?: Deadline;
}

export interface ChildResult extends CommandResult {
  /** The marker came: the command itself was started. */
  started: boolean;
  noise: number;
}

/** Runs a program of this machine; its whole process group ends with the deadline. */
export async function runChild(options: ChildOptions): Promise<ChildResult> {
  const { clock, command, onStdout } = options;
  const deadline = options.deadline ?? createDeadline(clock, command.deadlineMs, options.signal);
  try {
    return await new Promise<ChildResult>((resolve, reject) => {
      if (deadline.expired) {
        reject(new AppError('aborted', 'given up by the caller'));
        return;
      }
      // A group of its own, so that what the program started ends with it.
      const group = process.platform !== 'win32';
      const child: ChildProcess = spawn(options.file, options.args, {
        env: options.env,
        detached: group,
        windowsHide: true,
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      const { stdin, stdout, stderr } = child;
      if (!stdin || !stdout || !stderr) {
        reject(new AppError('spawn_failed', 'no pipes'));
        return;
      }
      let ended = false;
      const errors = createErrorText();
      const kill = (name: NodeJS.Signals) => {
        try {
          if (group && child.pid !== undefined) process.kill(-child.pid, name);
          else child.kill(name);
        } catch {
          // It is gone already.
        }
      };
      const stop = () => {
        kill('SIGTERM');
        const force = clock.after(2000, () => kill('SIGKILL'));
        child.once('close', force);
        stdout.destroy();
        stderr.destroy();
      };
      const answer = createAnswer({
        command,
        marker: options.marker,
        deadline,
        onStdout,
        stop,
        drained: () => stdout.resume(),
      });
      const { output } = answer;
      child.once('error', (error: NodeJS.ErrnoException) => {
        answer.off();
        ended = true;
        reject(
          new AppError(error.code === 'ENOENT' ? 'command_missing' : 'spawn_failed', error.message, {
            program: options.file,
          }),
        );
      });
      stdout.on('data', (chunk: Buffer) => {
        if (!output.push(chunk)) stdout.pause();
      });
      stderr.on('data', (chunk: Buffer) => {
        if (options.marker === null && command.mergeStderr === true) output.push(chunk);
        else errors.push(chunk);
      });
      // A program that does not read its input is no failure of ours.
      stdin.on('error', () => undefined);
      stdout.on('error', () => undefined);
      stderr.on('error', () => undefined);
      stdin.end(command.stdin ?? '');
      child.once('close', (code, name) => {
        answer.off();
        if (ended) return;
        ended = true;
        void output.end().then(() => {
          const { cut, error } = answer;
          if (error !== null) reject(error);
          else {
            resolve({
              exitCode: cut === false ? code : null,
              signal: name,
              stderr: errors.text(),
              stdoutBytes: output.bytes,
              truncated: cut,
              started: output.started,
              noise: output.noise,
            });
          }
        });
      });
    });
  } finally {
    if (!options.deadline) deadline.dispose();
  }
}
