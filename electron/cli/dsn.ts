import { open, opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultBounds } from '../../shared/dsn/bounds.ts';
import { readDsn } from '../../shared/dsn/index.ts';
import { unreadableWords } from '../../shared/messages/bounces.en.ts';
import { dsnCliWords } from '../../shared/messages/cli-dsn.en.ts';
import { isBounce, type DsnReport } from '../../shared/model/bounce.ts';
import { createWriter, exitCode, type CliIo } from './io.ts';

/** Recipients kept of one message on the command line, where nobody scrolls through them. */
const mostRecipients = 200_000;

/**
 * `queuewatch dsn FILE…` (design/cli.md): one message at a time in memory, and of a message never more than the readers
 * look at. Returns the exit code.
 */
export async function runDsn(argv: readonly string[], io: CliIo): Promise<number> {
  const files: string[] = [];
  let options = true;
  for (const arg of argv) {
    if (options && arg === '--') options = false;
    else if (options && (arg === '--help' || arg === '-h')) {
      await io.stdout(`${dsnCliWords.usage}\n`);
      return exitCode.done;
    } else if (options && arg.startsWith('-') && arg !== '-') {
      io.stderr(dsnCliWords.unknownOption.replace('{option}', () => arg));
      return exitCode.usage;
    } else files.push(arg);
  }
  if (files.length === 0) {
    io.stderr(dsnCliWords.noInput);
    return exitCode.usage;
  }
  let failures = 0;
  const out = createWriter(io);
  const complain = (file: string, why: string): void => {
    failures++;
    io.stderr(dsnCliWords.failed.replace('{file}', () => file).replace('{why}', () => why));
  };
  const one = async (file: string, raw: Uint8Array): Promise<void> => {
    const report = await readDsn(raw, { bounds: { recipients: mostRecipients } });
    if (report.unreadable !== null) complain(file, unreadableWords[report.unreadable]);
    await out.write(`${JSON.stringify(lineOf(file, report))}\n`);
  };
  for (const file of files) {
    if (file === '-') {
      await one('-', await readAll(io.stdin));
      continue;
    }
    const before = failures;
    let found = false;
    for await (const path of messagesIn(file, complain)) {
      found = true;
      let raw: Uint8Array;
      try {
        raw = await readStart(path);
      } catch (error) {
        complain(path, wordsOf(error));
        continue;
      }
      await one(path, raw);
    }
    if (!found && failures === before) complain(file, dsnCliWords.emptyFolder);
  }
  await out.flush();
  return failures > 0 ? exitCode.someFailed : exitCode.done;
}

/** A line of output; the names are those of design/cli.md. */
function lineOf(file: string, report: DsnReport): Record<string, unknown> {
  const bounce = isBounce(report);
  return {
    file,
    is_bounce: bounce,
    kind: bounce ? report.kind : 'not-a-bounce',
    subkind: bounce ? null : (report.subkind ?? 'ordinary'),
    reporting_mta: report.reportingMta,
    original_message_id: report.original.messageId,
    original_envelope_id: report.original.envelopeId,
    recipients: report.recipients.map((r) => ({
      recipient: r.recipient === '' ? null : r.recipient,
      action: r.action,
      status: r.status,
      smtp_reply: r.smtpReply,
      diagnostic: r.diagnostic,
      remote_mta: r.remoteMta,
      class: r.reason?.class ?? null,
      side: r.reason?.side ?? null,
    })),
  };
}

/** The file itself, or every file below a folder: by name, files of a folder before its subfolders' are not sorted out. */
async function* messagesIn(path: string, complain: (file: string, why: string) => void): AsyncGenerator<string> {
  try {
    if (!(await stat(path)).isDirectory()) {
      yield path;
      return;
    }
  } catch (error) {
    complain(path, wordsOf(error));
    return;
  }
  yield* below(path, complain);
}

async function* below(folder: string, complain: (file: string, why: string) => void): AsyncGenerator<string> {
  const names: { name: string; folder: boolean }[] = [];
  try {
    for await (const entry of await opendir(folder)) {
      // Dot files are a mail store's own (indexes, locks). A linked folder could lead round in circles; a linked file not.
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) names.push({ name: entry.name, folder: true });
      else if (entry.isFile() || (entry.isSymbolicLink() && !(await linksToFolder(joined(folder, entry.name)))))
        names.push({ name: entry.name, folder: false });
    }
  } catch (error) {
    complain(folder, wordsOf(error));
    return;
  }
  // By code unit, so that the order is the same on every machine and in every language.
  names.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  for (const { name, folder: isFolder } of names) {
    const path = joined(folder, name);
    if (isFolder) yield* below(path, complain);
    else yield path;
  }
}

async function linksToFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // A link to nowhere is told when it is opened.
    return false;
  }
}

/** `file` is printed as given, so `./mail` stays `./mail/1.eml`. */
function joined(folder: string, name: string): string {
  return folder.startsWith('./') ? `./${join(folder, name)}` : join(folder, name);
}

/** At most as much of a file as the readers look at. */
async function readStart(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const size = Math.min((await file.stat()).size, defaultBounds.size + 1);
    if (size === 0) return await readPipe(file.createReadStream({ autoClose: false }));
    const buffer = new Uint8Array(size);
    let at = 0;
    while (at < size) {
      const { bytesRead } = await file.read(buffer, at, size - at, at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return buffer.subarray(0, at);
  } finally {
    await file.close();
  }
}

/** A named pipe or /proc file says 0 bytes and still holds some. */
async function readPipe(stream: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  return readAll(stream);
}

/** Standard input to its end; kept up to the bound, the rest read and dropped so that the writer is not cut off. */
async function readAll(stream: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
    if (size <= defaultBounds.size) {
      chunks.push(bytes);
      size += bytes.length;
    }
  }
  const out = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
