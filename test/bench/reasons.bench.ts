/**
 * How much classification adds to reading a listing of 1,000,000 messages: the time of classifying every reason over the
 * time of JSON.parse on every line. The promise is at most 0.5. Run by `npm run bench`, or by hand: node this file [N].
 *
 * Measured three times, each in a process of its own: where the app reads a listing (all that is done to a recipient's
 * text: cutting out what differs, finding its template, classifying new ones, its cell, keeping what was cut out); what
 * every single reason means, one after the other; and the same with the host, address and wait each text has of its own.
 * `node this file N app only` leaves out the reading of the whole listing into a table, which else is given as well.
 */
import { spawn, spawnSync } from 'node:child_process';
import { Buffer } from 'node:buffer';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createJudge } from '../../electron/engine/judge.ts';
import type { Judge } from '../../electron/monitor/judge.ts';
import { createCells } from '../../electron/monitor/queue/cells.ts';
import { domainOf } from '../../electron/monitor/queue/domain.ts';
import { createPool } from '../../electron/monitor/queue/pool.ts';
import { RecipientTexts } from '../../electron/monitor/queue/recipientTexts.ts';
import { QueueTable } from '../../electron/monitor/queue/table.ts';
import { createPostfixReader } from '../../electron/mta/postfix/reader.ts';
import { createClassifier } from '../../shared/reasons/index.ts';

interface Entry {
  readonly recipients: readonly { readonly address: string; readonly delay_reason?: string }[];
}

const messages = Number(process.argv[2] ?? 1_000_000);
const what = process.argv[3];
const whole = process.argv[4] !== 'only';
const context = { mta: 'postfix' } as const;

const listing = (): Readable =>
  spawn(process.execPath, [path.join(import.meta.dirname, 'make-queue.mjs'), '-n', String(messages)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  }).stdout;

/** Lines that are parsed and classified before the next: about the 64 KiB the app reads at a time. */
const chunk = 110;

/** A recipient with a reason, as the table gives it on. */
interface Told {
  readonly reason: string;
  readonly address: string;
  readonly domain: string;
}

async function measureApp(): Promise<void> {
  const judge = createJudge();
  let asked = 0;
  const counting: Judge = {
    ...judge,
    classify: (...of) => {
      asked += 1;
      return judge.classify(...of);
    },
  };
  const texts = new RecipientTexts(createCells(counting, 'postfix', () => []));
  const domains = createPool();
  const table = new QueueTable(createCells(judge, 'postfix', () => []));
  table.begin(Math.floor(Date.now() / 1000));
  const reader = createPostfixReader({ message: (message) => table.put(message), skipped: () => undefined });
  let parsing = 0;
  let classifying = 0;
  let reading = 0;
  let lines = 0;
  let reasons = 0;
  let held: string[] = [];
  const work = (): void => {
    const told: Told[] = [];
    const start = performance.now();
    const entries = held.map((line) => JSON.parse(line) as Entry);
    parsing += performance.now() - start;
    for (const { recipients } of entries)
      for (const { address, delay_reason: reason } of recipients) {
        const domain = domains.text(domains.put(domainOf(address)));
        if (reason !== undefined) told.push({ reason, address, domain });
      }
    texts.grow(reasons + told.length);
    const before = performance.now();
    for (const { reason, address, domain } of told) {
      texts.put(reasons, reason, address, domain);
      reasons += 1;
    }
    classifying += performance.now() - before;
    if (whole) {
      const bytes = Buffer.from(`${held.join('\n')}\n`);
      const from = performance.now();
      reader.push(bytes);
      reading += performance.now() - from;
    }
    lines += held.length;
    held = [];
  };
  for await (const line of createInterface({ input: listing() })) {
    held.push(line);
    if (held.length === chunk) work();
  }
  work();
  const { size } = texts.cells.texts;
  console.log(`reasons: ${lines} messages, ${reasons} reasons, ${size - 1} templates, ${asked} classified`);
  console.log(`reasons: JSON.parse ${Math.round(parsing)} ms, classification ${Math.round(classifying)} ms`);
  if (whole) console.log(`reasons: the whole reading, classification included, ${Math.round(reading)} ms`);
  console.log(
    `reasons: ratio ${(classifying / parsing).toFixed(2)} where the app reads a listing (promise: at most 0.50)`,
  );
}

async function measure(own: boolean): Promise<void> {
  const classifier = createClassifier();
  const ask = (text: string): unknown => (own ? classifier.classify(text, context) : classifier.meaning(text, context));
  let lines = 0;
  let reasons = 0;
  let parsing = 0;
  let classifying = 0;
  let held: string[] = [];

  const work = (): void => {
    const start = performance.now();
    const entries = held.map((line) => JSON.parse(line) as Entry);
    const between = performance.now();
    for (const entry of entries)
      for (const { delay_reason: reason } of entry.recipients)
        if (reason !== undefined) {
          ask(reason);
          reasons += 1;
        }
    classifying += performance.now() - between;
    parsing += between - start;
    lines += held.length;
    held = [];
  };

  for await (const line of createInterface({ input: listing() })) {
    held.push(line);
    if (held.length === 5000) work();
  }
  work();

  const { classified, size } = classifier.stats;
  console.log(
    `reasons: ${lines} messages, ${reasons} reasons, ${classified} classified in full, ${size} patterns kept`,
  );
  console.log(`reasons: JSON.parse ${Math.round(parsing)} ms, classification ${Math.round(classifying)} ms`);
  const asked = own ? 'each with its own host, address and wait' : 'what each means';
  console.log(`reasons: ratio ${(classifying / parsing).toFixed(2)} for every single reason, ${asked}`);
}

if (what === undefined)
  for (const each of ['app', 'meaning', 'whole'])
    spawnSync(process.execPath, [import.meta.filename, String(messages), each], { stdio: 'inherit' });
else if (what === 'app') await measureApp();
else await measure(what === 'whole');
