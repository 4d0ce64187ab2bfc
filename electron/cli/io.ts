import { Buffer } from 'node:buffer';
import { createReadStream } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';

/** What a subcommand reads from and writes to. Nothing else touches the process, so that tests can stand in. */
export interface CliIo {
  /** Standard input. */
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Writes to standard output and waits while the reader is slow. */
  readonly stdout: (text: string) => Promise<void>;
  /** A line of progress or a warning for standard error, without its newline. */
  readonly stderr: (line: string) => void;
  /** Asks the person at the terminal; left out when nobody sits there. null: no answer (end of input). */
  readonly ask?: (question: string) => Promise<string | null>;
  /** Told of Ctrl-C and of being asked to end, until the returned function is called. */
  readonly interrupted?: (listener: () => void) => () => void;
}

/** Exit codes of every subcommand (see its --help). */
export const exitCode = { done: 0, someFailed: 1, usage: 2 } as const;

/** A subcommand's options; or its exit code, where help was asked for or `read` says what is wrong with the arguments. */
export async function begin<Options extends object>(
  argv: string[],
  io: CliIo,
  help: string,
  read: (argv: string[]) => Options | string,
): Promise<Options | number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    await io.stdout(help);
    return exitCode.done;
  }
  const options = read(argv);
  if (typeof options !== 'string') return options;
  io.stderr(options);
  return exitCode.usage;
}

/** Thrown by `stdout` when the reader has gone (`| head`): ends the command quietly. */
export class ClosedPipe extends Error {
  constructor() {
    super('The reader of standard output has gone.');
  }
}

export function isClosedPipe(error: unknown): boolean {
  return (
    error instanceof ClosedPipe ||
    (error instanceof Error && 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED'))
  );
}

/** On standard error: standard output belongs to the results. Ctrl-C is no answer. */
function ask(question: string): Promise<string | null> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    lines.once('close', () => resolve(null));
    lines.once('SIGINT', () => lines.close());
    lines.question(question, (answer) => {
      resolve(answer);
      lines.close();
    });
  });
}

/** The process's own streams. */
export function processIo(): CliIo {
  const out = process.stdout;
  let gone = false;
  // Without a listener a broken pipe would end the process with a stack trace.
  out.on('error', () => {
    gone = true;
  });
  process.stderr.on('error', () => undefined);
  return {
    stdin: process.stdin,
    stdout: (text) =>
      new Promise((resolve, reject) => {
        if (gone) {
          reject(new ClosedPipe());
          return;
        }
        out.write(text, (error) => {
          if (!error) resolve();
          else reject(isClosedPipe(error) ? new ClosedPipe() : error);
        });
      }),
    stderr: (line) => {
      process.stderr.write(`${line}\n`);
    },
    ...(process.stdin.isTTY && process.stderr.isTTY ? { ask } : {}),
    interrupted(listener) {
      const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
      for (const signal of signals) process.on(signal, listener);
      return () => {
        for (const signal of signals) process.off(signal, listener);
      };
    },
  };
}

/** Bytes of a file, or of standard input for "-". */
export function bytesOf(file: string, io: CliIo): AsyncIterable<Uint8Array> {
  return file === '-' ? io.stdin : createReadStream(file);
}

/** Longest line that is kept; the rest of a longer one is skipped, so that hostile input costs bounded memory. */
export const maxLineBytes = 4 * 1024 * 1024;

export interface Line {
  readonly text: string;
  /** The line was longer than the limit and its end is not here. */
  readonly cut: boolean;
}

// Several of the code points that Windows-1252 has and latin-1 has not are of no use in a reply; latin-1 is enough.
function decode(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  // A line that is not UTF-8 is taken for latin-1: logs of older servers mix both.
  return text.includes('\ufffd') && !bytes.includes('\ufffd') ? bytes.toString('latin1') : text;
}

/** Lines of a stream of bytes: LF or CRLF, the last one without. `most` bytes of a line are kept. */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>, most = maxLineBytes): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let length = 0;
  let cut = false;
  const take = (piece: Buffer): void => {
    const room = most - length;
    if (piece.length > room) cut = true;
    if (room > 0 && piece.length > 0) {
      const kept = piece.length > room ? piece.subarray(0, room) : piece;
      parts.push(kept);
      length += kept.length;
    }
  };
  const finish = (): Line => {
    let line = parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts);
    if (line.length > 0 && line[line.length - 1] === 0x0d) line = line.subarray(0, -1);
    const done = { text: decode(line), cut };
    parts = [];
    length = 0;
    cut = false;
    return done;
  };
  for await (const chunk of bytes) {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (;;) {
      const at = buffer.indexOf(0x0a, from);
      if (at < 0) break;
      take(buffer.subarray(from, at));
      yield finish();
      from = at + 1;
    }
    take(buffer.subarray(from));
  }
  if (length > 0) yield finish();
}

/** Collects output into larger writes; a million small writes are a million system calls. */
export function createWriter(
  io: CliIo,
  limit = 64 * 1024,
): { write: (text: string) => Promise<void>; flush: () => Promise<void> } {
  let held = '';
  const flush = async (): Promise<void> => {
    if (held === '') return;
    const text = held;
    held = '';
    await io.stdout(text);
  };
  return {
    write: async (text) => {
      held += text;
      if (held.length >= limit) await flush();
    },
    flush,
  };
}
