import { cliWords } from '../../shared/messages/cli.en.ts';
import { queueWords } from '../../shared/messages/cli-queue.en.ts';
import { mtaKinds, type MtaKind, type QueueMessage } from '../../shared/model/message.ts';
import { createMtaRegistry } from '../mta/registry.ts';
import type { ListSink } from '../ports.ts';
import { argumentsOf } from './argv.ts';
import { begin, bytesOf, exitCode, isClosedPipe, type CliIo } from './io.ts';
import { createQueueSummary } from './queueSummary.ts';

interface Options {
  readonly mta: MtaKind | null;
  readonly server: string | null;
  readonly data: string | null;
  readonly secrets: string | null;
  readonly summary: boolean;
  readonly own: readonly string[];
  readonly now: number | null;
  readonly file: string | null;
}

/** Options, or the sentence that says what is wrong with them. */
function readOptions(argv: readonly string[]): Options | string {
  let mta: MtaKind | null = null;
  let server: string | null = null;
  let data: string | null = null;
  let secrets: string | null = null;
  let now: number | null = null;
  let summary = false;
  const own: string[] = [];
  const files: string[] = [];
  for (const { given, option, isOption, take } of argumentsOf(argv)) {
    if (option === '--summary') summary = true;
    else if (['--mta', '--server', '--data', '--secrets', '--own', '--now'].includes(option)) {
      const it = take();
      if (it === null) return cliWords.needsValue('queue', option);
      if (option === '--mta') {
        const kind = mtaKinds.find((k) => k === it.toLowerCase());
        if (kind === undefined)
          return queueWords.unknownMta(it, mtaKinds.filter((k) => createMtaRegistry().reader(k)).join(', '));
        mta = kind;
      } else if (option === '--server') server = it;
      else if (option === '--data') data = it;
      else if (option === '--secrets') secrets = it;
      else if (option === '--own') own.push(it);
      else if (/^\d{1,12}$/.test(it)) now = Number(it) * 1000;
      else return queueWords.badNow(it);
    } else if (isOption) return cliWords.unknownOption('queue', option);
    else files.push(given);
  }
  if (files.length > 1) return queueWords.oneFile;
  if (server === null && mta === null) return queueWords.needsMta;
  if (server !== null && files.length > 0) return queueWords.serverOrFile;
  return { mta, server, data, secrets, summary, own, now, file: files[0] ?? null };
}

/** The fields and their order are the command's contract. */
function lineOf(message: QueueMessage): string {
  return `${JSON.stringify({
    id: message.id,
    queue: message.queue,
    arrival: message.arrival,
    size: message.size,
    sender: message.sender,
    recipients: message.recipients.map(({ address, reason }) => ({ address, reason })),
  })}\n`;
}

/** Where messages go: JSON lines, or a summary at the end. */
function createOut(options: Options, mta: MtaKind | null) {
  const summary = options.summary ? createQueueSummary({ mta, own: options.own }) : null;
  const seen = new Set<string>();
  const skips: { why: string; text: string }[] = [];
  let skipped = 0;
  let pending: string[] = [];
  const sink: ListSink = {
    message(message) {
      // A message that moved between queues while the listing ran comes twice; it is one message.
      const key = `${message.queue === 'MSP' ? 'MSP ' : ''}${message.id}`;
      if (seen.has(key)) return;
      seen.add(key);
      if (summary) summary.add(message);
      else pending.push(lineOf(message));
    },
    skipped(why, text) {
      skipped += 1;
      if (skips.length < 20) skips.push({ why, text });
    },
  };
  return {
    sink,
    take(): string {
      const text = pending.join('');
      pending = [];
      return text;
    },
    summaryLine: (): string | null => (summary === null ? null : `${JSON.stringify(summary.result(skipped))}\n`),
    get messages() {
      return seen.size;
    },
    get skippedLines() {
      return skipped;
    },
    skips,
  };
}

type Out = ReturnType<typeof createOut>;

function tell(io: CliIo, out: Out, remarks: readonly string[]): void {
  for (const { why, text } of out.skips) io.stderr(queueWords.skipped(why, text.slice(0, 120)));
  if (out.skippedLines > out.skips.length) io.stderr(queueWords.more(out.skippedLines - out.skips.length));
  for (const remark of remarks) io.stderr(queueWords.remark(remark));
}

async function finish(io: CliIo, out: Out, remarks: readonly string[]): Promise<void> {
  const rest = out.take();
  if (rest !== '') await io.stdout(rest);
  const line = out.summaryLine();
  if (line !== null) await io.stdout(line);
  tell(io, out, remarks);
}

/** `queuewatch queue`: a captured listing in, normalised messages out (see its --help). */
export async function runQueue(argv: string[], io: CliIo): Promise<number> {
  const options = await begin(argv, io, queueWords.help, readOptions);
  if (typeof options === 'number') return options;
  if (options.server !== null) {
    const { pollServer } = await import('./queueServer.ts');
    const out = createOut(options, options.mta);
    const result = await pollServer(options.server, options, out.sink, io);
    if (result === null) return exitCode.someFailed;
    await finish(io, out, result.remarks);
    return result.complete && out.skippedLines === 0 ? exitCode.done : exitCode.someFailed;
  }
  const mta = options.mta;
  const create = mta === null ? null : createMtaRegistry().reader(mta);
  if (mta === null || create === null) {
    io.stderr(queueWords.noListing(mta ?? ''));
    return exitCode.usage;
  }
  const out = createOut(options, mta);
  const reader = create(out.sink, { now: options.now ?? Date.now() });
  const file = options.file ?? '-';
  try {
    for await (const chunk of bytesOf(file, io)) {
      reader.push(chunk);
      const text = out.take();
      // Waits while the reader of our output is slow, so that memory stays flat.
      if (text !== '') await io.stdout(text);
    }
  } catch (error) {
    if (isClosedPipe(error)) throw error;
    io.stderr(cliWords.cannotRead(file, error instanceof Error ? error.message : String(error)));
    return exitCode.someFailed;
  }
  const { remarks } = reader.end();
  await finish(io, out, remarks);
  // Noise is expected in a capture and no failure; a record that was there and could not be read is one.
  const broken = out.skips.some(({ why }) =>
    /record that cannot be read|middle of a record|cannot read|no JSON|without Identity/.test(why),
  );
  return broken ? exitCode.someFailed : exitCode.done;
}
