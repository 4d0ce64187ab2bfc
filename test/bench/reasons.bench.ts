/**
 * How much classification adds to reading a listing of 1,000,000 messages: the time of classifying every reason over the
 * time of JSON.parse on every line. The promise is at most 0.5. Run by `npm run bench`, or by hand: node this file [N].
 *
 * Measured twice, each in a process of its own: what every reason means (class, side, provider, codes, phase, rule: what
 * counting a listing asks), and the same with the host, address and wait each text has of its own.
 */
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createClassifier } from '../../shared/reasons/index.ts';

interface Entry {
  readonly recipients: readonly { readonly delay_reason?: string }[];
}

const messages = Number(process.argv[2] ?? 1_000_000);
const what = process.argv[3];
const context = { mta: 'postfix' } as const;

async function measure(own: boolean): Promise<void> {
  const maker = path.join(import.meta.dirname, 'make-queue.mjs');
  const queue = spawn(process.execPath, [maker, '-n', String(messages)], { stdio: ['ignore', 'pipe', 'inherit'] });
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

  for await (const line of createInterface({ input: queue.stdout })) {
    held.push(line);
    if (held.length === 5000) work();
  }
  work();

  const { classified, size } = classifier.stats;
  console.log(
    `reasons: ${lines} messages, ${reasons} reasons, ${classified} classified in full, ${size} patterns kept`,
  );
  console.log(`reasons: JSON.parse ${Math.round(parsing)} ms, classification ${Math.round(classifying)} ms`);
  const asked = own ? 'with own host, address and wait' : 'what each means';
  console.log(`reasons: ratio ${(classifying / parsing).toFixed(2)} ${asked} (promise: at most 0.50)`);
}

if (what === undefined)
  for (const each of ['meaning', 'whole'])
    spawnSync(process.execPath, [import.meta.filename, String(messages), each], { stdio: 'inherit' });
else await measure(what === 'whole');
