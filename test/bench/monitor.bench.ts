/**
 * A listing of 100,000 and of 1,000,000 messages from the lines of `postqueue -j` to causes, and how long a question waits
 * while it streams in. No assertion: figures, and their ratio to plain JSON.parse of the same lines in the same run.
 *
 *   node --expose-gc test/bench/monitor.bench.ts [messages ...]
 */
import { createJudge } from '../../electron/engine/judge.ts';
import { aggregate } from '../../electron/monitor/causes/aggregate.ts';
import { createCauses } from '../../electron/monitor/causes/causes.ts';
import { createGrouping } from '../../electron/monitor/causes/grouping.ts';
import type { Fleet } from '../../electron/monitor/fleet.ts';
import type { Alerting } from '../../electron/monitor/alerting.ts';
import { createCells } from '../../electron/monitor/queue/cells.ts';
import { compileFilter } from '../../electron/monitor/queue/predicate.ts';
import { matching, sorted } from '../../electron/monitor/queue/select.ts';
import type { Part } from '../../electron/monitor/queue/select.ts';
import { QueueTable } from '../../electron/monitor/queue/table.ts';
import { countTotals } from '../../electron/monitor/queue/totals.ts';
import { createSlices } from '../../electron/monitor/slices.ts';
import { createPostfixReader } from '../../electron/mta/postfix/reader.ts';
import { parseQuery } from '../../shared/query.ts';
import { setImmediate } from 'node:timers/promises';

const reasons = [
  (a: string) =>
    `host gmail-smtp-in.l.google.com[192.0.2.26] said: 421-4.7.28 Our system has detected an unusual rate of unsolicited mail. 421 4.7.28 ${a.length}b1f17b1804b1-48e4a5f2c1.12 - gsmtp (in reply to end of DATA command)`,
  () =>
    'host eur.olc.protection.outlook.com[192.0.2.33] said: 451 4.7.650 The mail server [203.0.113.25] has been temporarily rate limited due to IP reputation. (S775) (in reply to RCPT TO command)',
  (a: string) => `host mx.example.org[192.0.2.44] said: 452 4.2.2 <${a}>: mailbox full (in reply to RCPT TO command)`,
  (a: string) =>
    `host mx.grey.example[192.0.2.45] said: 450 4.2.0 <${a}>: Recipient address rejected: Greylisted (in reply to RCPT TO command)`,
  () => 'connect to mx.harbour.example[198.51.100.7]:25: Connection timed out',
  () => 'connect to 127.0.0.1[127.0.0.1]:10024: Connection refused',
  () => 'Host or domain name not found. Name service error for name=inn.example type=MX: Host not found, try again',
];

/** The same queue every time: a small linear congruential generator instead of chance. */
function* lines(n: number): Generator<string> {
  let seed = 42;
  const next = (below: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed % below;
  };
  for (let k = 0; k < n; k += 1) {
    const many = next(10) < 8 ? 1 : 1 + next(4);
    const recipients = Array.from({ length: many }, () => {
      const address = `user${next(900_000)}@${next(3) === 0 ? `customer${next(20_000)}.example` : ['gmail.com', 'outlook.com', 'example.org', 'inn.example'][next(4)]}`;
      return { address, delay_reason: reasons[next(reasons.length)]?.(address) ?? '' };
    });
    yield JSON.stringify({
      queue_name: next(20) === 0 ? 'hold' : 'deferred',
      queue_id: `4Zq${k.toString(36).padStart(8, '0')}`,
      arrival_time: 1_795_000_000 - next(400_000),
      message_size: 500 + next(100_000),
      forced_expire: false,
      sender: `bounce-${next(50_000)}@kestrel-shop.example`,
      recipients,
    });
  }
}

function* chunks(n: number): Generator<Uint8Array> {
  const encode = new TextEncoder();
  let text = '';
  for (const line of lines(n)) {
    text += `${line}\n`;
    if (text.length > 65_536) {
      yield encode.encode(text);
      text = '';
    }
  }
  if (text !== '') yield encode.encode(text);
}

const ms = (from: number): number => Math.round(performance.now() - from);
const memory = (): number => {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return Math.round((heapUsed + arrayBuffers) / 1e6);
};

async function measure(n: number): Promise<void> {
  const bytes = [...chunks(n)];
  const size = bytes.reduce((sum, chunk) => sum + chunk.length, 0);
  console.log(`\n${n.toLocaleString('en')} messages, ${Math.round(size / 1e6)} MB of postqueue -j`);

  let began = performance.now();
  const decoder = new TextDecoder();
  let parsed = 0;
  let rest = '';
  for (const chunk of bytes) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) parsed += (JSON.parse(line) as { recipients: unknown[] }).recipients.length;
  }
  const plain = performance.now() - began;
  console.log(`  JSON.parse per line        ${Math.round(plain)} ms (${parsed.toLocaleString('en')} recipients)`);

  const before = memory();
  const judge = createJudge();
  const table = new QueueTable(createCells(judge, 'postfix', () => []));
  const slices = createSlices({ monotonic: () => performance.now() });
  const grouping = createGrouping();
  const part = (query: string): Part => ({
    server: 'mx1',
    name: 'mx1',
    table,
    schedule: { minimum: 300, maximum: 4000, lifetime: 432_000 },
    predicate: compileFilter(parseQuery(query).filter, table, {
      server: { id: 'mx1', name: 'mx1' },
      now: 1_795_000_000,
      schedule: null,
      inCause: () => false,
      providerName: (key) => judge.providerName(key),
    }),
  });
  // The causes screen asks for its counts as it does in the engine; words and history are not part of it.
  const fleet = {
    stamp: () => table.stamp,
    watches: () => [{ config: { id: 'mx1' }, table }],
    parts: () => [part('')],
    grouping,
  } as unknown as Fleet;
  const clock = {
    now: () => 1_795_000_000_000,
    monotonic: () => performance.now(),
    random: () => 0.5,
    after: () => () => undefined,
  };
  const asked = createCauses({ clock, fleet, judge, slices, alerting: {} as Alerting });
  const causes = () => asked.figures({ servers: null }, []);

  const waits: number[] = [];
  const listing = { over: false };
  const isOver = (): boolean => listing.over;
  const asking = (async () => {
    while (!isOver()) {
      await new Promise((resume) => setTimeout(resume, 250));
      const at = performance.now();
      await causes();
      waits.push(performance.now() - at);
    }
  })();

  began = performance.now();
  table.begin(1_795_000_000);
  const reader = createPostfixReader({ message: (m) => table.put(m), skipped: () => undefined });
  for (const chunk of bytes) {
    reader.push(chunk);
    // As bytes from a socket come: one turn of the event loop a chunk.
    await setImmediate();
  }
  reader.end();
  await slices.run(table.end(true), { background: true });
  await slices.run(countTotals(table), { background: true });
  listing.over = true;
  const listed = performance.now() - began;
  await asking;
  began = performance.now();
  const found = await slices.run(
    aggregate([part('')], (p, cell) => grouping.causeOf(p.server, p.table.cells.get(cell)), false, 1_795_000_000),
  );
  console.log(`  listing to table           ${Math.round(listed)} ms (${(listed / plain).toFixed(1)} x JSON.parse)`);
  console.log(`  causes of the whole queue  ${ms(began)} ms (${found.causes.size} causes)`);
  waits.sort((a, b) => a - b);
  console.log(
    `  questions while it streams ${waits.length}: median ${Math.round(waits[waits.length >> 1] ?? 0)} ms, worst ${Math.round(waits.at(-1) ?? 0)} ms`,
  );
  console.log(`  memory                     ${memory() - before} MB`);
  for (const query of ['state:deferred', 'provider:gmail', 'from:bounce-77', 'to:user1234', '"mailbox full"']) {
    began = performance.now();
    const selected = await slices.run(matching([part(query)]));
    console.log(`  filter ${query.padEnd(20)}${ms(began)} ms (${selected.slot.length.toLocaleString('en')} match)`);
  }
  const everything = await slices.run(matching([part('')]));
  for (const by of ['age', 'size', 'sender', 'recipient'] as const) {
    began = performance.now();
    await slices.run(sorted(everything, { by, down: true }, () => ''));
    console.log(`  sort by ${by.padEnd(19)}${ms(began)} ms`);
  }
  began = performance.now();
  table.begin(1_795_000_060);
  const again = createPostfixReader({ message: (m) => table.put(m), skipped: () => undefined });
  for (const chunk of bytes) again.push(chunk);
  again.end();
  const difference = await slices.run(table.end(true));
  console.log(
    `  second listing             ${ms(began)} ms (${difference.fresh.length / 2} fresh, ${difference.gone.length} gone)`,
  );
}

const sizes = process.argv
  .slice(2)
  .map(Number)
  .filter((n) => n > 0);
for (const n of sizes.length > 0 ? sizes : [100_000, 1_000_000]) await measure(n);
