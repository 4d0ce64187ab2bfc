import { adviceFor } from '../../shared/reasons/advice.ts';
import { createClassifier } from '../../shared/reasons/classifier.ts';
import type { Classifier } from '../../shared/reasons/classifier.ts';
import { cliWords } from '../../shared/messages/cli.en.ts';
import type { Reason } from '../../shared/model/reason.ts';
import { argumentsOf } from './argv.ts';
import { begin, bytesOf, createWriter, exitCode, linesOf } from './io.ts';
import type { CliIo } from './io.ts';

const words = cliWords.explain;

interface Options {
  readonly mta: string | null;
  readonly own: readonly string[];
  readonly table: boolean;
  readonly postqueue: boolean;
  readonly files: readonly string[];
}

/** Options, or the sentence that says what is wrong with them. */
function readOptions(argv: readonly string[]): Options | string {
  let mta: string | null = null;
  let table = false;
  let postqueue = false;
  const own: string[] = [];
  const files: string[] = [];
  for (const { given, option, isOption, take } of argumentsOf(argv)) {
    if (option === '--mta' || option === '--own') {
      const it = take();
      if (it === null) return cliWords.needsValue('explain', option);
      if (option === '--mta') mta = it.toLowerCase();
      else own.push(it);
    } else if (option === '--table') table = true;
    else if (option === '--postqueue') postqueue = true;
    else if (isOption) return cliWords.unknownOption('explain', option);
    else files.push(given);
  }
  return { mta, own, table, postqueue, files };
}

/** One JSON line: the fields and their order are the command's contract. */
function explained(text: string, reason: Reason): string {
  const advice = adviceFor(reason);
  return JSON.stringify({
    text,
    reply: reason.reply,
    enhanced: reason.enhanced,
    phase: reason.phase,
    side: reason.side,
    class: reason.class,
    provider: reason.provider,
    speaker: reason.speaker,
    retry_after: reason.retryAfter,
    clears_itself: reason.clearsItself,
    confidence: reason.confidence,
    title: advice.title,
    explanation: advice.explanation,
    steps: advice.steps.map(({ text: step, source }) => ({
      text: step,
      source: source.url === null ? source.name : `${source.name} <${source.url}>`,
    })),
  });
}

interface Row {
  readonly code: string;
  readonly class: string;
  readonly side: string;
  readonly step: string;
  count: number;
}

/** Bounded by what a row is made of: codes, classes, sides and providers, not by the input. */
function addRow(rows: Map<string, Row>, reason: Reason): void {
  const code = [reason.reply, reason.enhanced].filter((c) => c !== null).join(' ') || '-';
  const key = `${code}|${reason.class}|${reason.side ?? ''}|${reason.provider ?? ''}`;
  const row = rows.get(key);
  if (row !== undefined) row.count += 1;
  else {
    const step = adviceFor(reason).steps[0]?.text ?? '';
    rows.set(key, { code, class: reason.class, side: reason.side ?? '-', step, count: 1 });
  }
}

function tableOf(rows: Map<string, Row>): string {
  const sorted = [...rows.values()].sort((a, b) => b.count - a.count || a.code.localeCompare(b.code));
  if (sorted.length === 0) return `${words.none}\n`;
  const cells = [words.columns, ...sorted.map((r) => [r.code, r.class, r.side, String(r.count), r.step] as const)];
  const widths = [0, 1, 2, 3].map((c) => Math.max(...cells.map((row) => (row[c] ?? '').length)));
  return cells
    .map((row) =>
      row
        .map((cell, c) => {
          const width = widths[c];
          if (width === undefined) return cell;
          return c === 3 ? cell.padStart(width) : cell.padEnd(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

interface Input {
  readonly text: string;
  readonly mta: string | null;
}

/** Texts of one line; null where it holds none and that is a failure. */
function textsOf(line: string, number: number, options: Options, warn: (line: string) => void): Input[] | null {
  if (options.postqueue) {
    const entry = parseObject(line);
    if (entry === null) {
      if (line.trim() === '') return [];
      warn(words.notPostqueue(number));
      return null;
    }
    const recipients = Array.isArray(entry['recipients']) ? (entry['recipients'] as unknown[]) : [];
    return recipients.flatMap((r) => {
      const reason: unknown = typeof r === 'object' && r !== null && 'delay_reason' in r ? r.delay_reason : undefined;
      return typeof reason === 'string' && reason !== '' ? [{ text: reason, mta: options.mta ?? 'postfix' }] : [];
    });
  }
  if (!line.trimStart().startsWith('{')) return [{ text: line, mta: options.mta }];
  const entry = parseObject(line);
  if (entry === null) {
    warn(words.notJson(number));
    return [{ text: line, mta: options.mta }];
  }
  const { text, mta } = entry;
  if (typeof text !== 'string') {
    warn(words.noText(number));
    return null;
  }
  return [{ text, mta: typeof mta === 'string' ? mta.toLowerCase() : options.mta }];
}

function parseObject(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** `queuewatch explain`: texts in, their meaning out, in the same order. Streams: memory does not grow with the input. */
export async function runExplain(argv: string[], io: CliIo): Promise<number> {
  const options = await begin(argv, io, words.help, readOptions);
  if (typeof options === 'number') return options;
  const classifier: Classifier = createClassifier();
  const writer = createWriter(io);
  const rows = new Map<string, Row>();
  let failed = 0;
  for (const file of options.files.length === 0 ? ['-'] : options.files) {
    let number = 0;
    try {
      for await (const line of linesOf(bytesOf(file, io))) {
        number += 1;
        if (line.cut) io.stderr(words.cut(number));
        const texts = textsOf(line.text, number, options, io.stderr);
        if (texts === null) failed += 1;
        for (const { text, mta } of texts ?? []) {
          const reason = classifier.classify(text, { mta: mta ?? undefined, ownHops: options.own });
          if (options.table) addRow(rows, reason);
          else await writer.write(`${explained(text, reason)}\n`);
        }
      }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && 'syscall' in error && error.syscall !== 'write')) throw error;
      io.stderr(cliWords.cannotRead(file, error.message));
      failed += 1;
    }
  }
  if (options.table) await writer.write(tableOf(rows));
  await writer.flush();
  return failed === 0 ? exitCode.done : exitCode.someFailed;
}
