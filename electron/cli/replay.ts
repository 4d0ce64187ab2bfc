import { readFile } from 'node:fs/promises';
import { reasonOf, remembered } from '../../shared/alerts/provider.ts';
import { createReplay, readRecord, type ReplayRecord } from '../../shared/alerts/replay.ts';
import { cliWords } from '../../shared/messages/cli.en.ts';
import { AlertSettings } from '../../shared/model/incident.ts';
import { createClassifier } from '../../shared/reasons/classifier.ts';
import { argumentsOf } from './argv.ts';
import { begin, bytesOf, createWriter, exitCode, linesOf } from './io.ts';
import type { CliIo } from './io.ts';

const words = cliWords.replay;

/** The first poll of a big server is its whole queue in one line; a string cannot be much longer than this. */
const maxRecordBytes = 400 * 1024 * 1024;
/** Warnings beyond these are counted, not printed. */
const maxWarnings = 20;

interface Options {
  readonly settings: string | null;
  readonly mta: string;
  readonly file: string;
}

function readOptions(argv: readonly string[]): Options | string {
  let settings: string | null = null;
  let mta = 'postfix';
  const files: string[] = [];
  for (const { given, option, isOption, take } of argumentsOf(argv)) {
    if (option === '--settings' || option === '--mta') {
      const it = take();
      if (it === null) return cliWords.needsValue('replay', option);
      if (option === '--settings') settings = it;
      else mta = it.toLowerCase();
    } else if (isOption) return cliWords.unknownOption('replay', option);
    else files.push(given);
  }
  if (files.length > 1) return words.oneFile;
  return { settings, mta, file: files[0] ?? '-' };
}

async function readSettings(file: string | null): Promise<AlertSettings | string> {
  if (file === null) return AlertSettings.parse({});
  try {
    const read = AlertSettings.safeParse(JSON.parse(await readFile(file, 'utf8')));
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    return words.badSettings(file, issue ? `${issue.path.join('.')}: ${issue.message}` : 'not settings');
  } catch (error) {
    return words.badSettings(file, error instanceof Error ? error.message : String(error));
  }
}

function recordOf(line: string): ReplayRecord | null {
  try {
    return readRecord(JSON.parse(line));
  } catch {
    return null;
  }
}

/** `queuewatch replay`: recorded polls in, incidents and notifications out, by the same engine as the app's. */
export async function runReplay(argv: string[], io: CliIo): Promise<number> {
  const options = await begin(argv, io, words.help, readOptions);
  if (typeof options === 'number') return options;
  const settings = await readSettings(options.settings);
  if (typeof settings === 'string') {
    io.stderr(settings);
    return exitCode.usage;
  }
  const classifier = createClassifier();
  const classify = remembered((text) => classifier.classify(text, { mta: options.mta }));
  const replay = createReplay(settings, (text, recipient) => reasonOf(classify(text), recipient, text));
  const writer = createWriter(io);
  let number = 0;
  let failed = 0;
  let warned = 0;
  const warn = (line: string): void => {
    if (++warned <= maxWarnings) io.stderr(line);
  };
  let last = -Infinity;
  try {
    for await (const line of linesOf(bytesOf(options.file, io), maxRecordBytes)) {
      number += 1;
      if (line.text.trim() === '') continue;
      const record = line.cut ? null : recordOf(line.text);
      if (record === null) {
        failed += 1;
        warn(words.badLine(number));
        continue;
      }
      if (record.t < last) warn(words.backwards(number));
      last = record.t;
      for (const row of replay.feed(record)) await writer.write(`${JSON.stringify(row)}\n`);
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'syscall' in error && error.syscall !== 'write')) throw error;
    io.stderr(cliWords.cannotRead(options.file, error.message));
    failed += 1;
  }
  if (warned > maxWarnings) io.stderr(words.more(warned - maxWarnings));
  await writer.flush();
  return failed === 0 ? exitCode.done : exitCode.someFailed;
}
