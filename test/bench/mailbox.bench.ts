/**
 * First reading of a large mailbox on a real Dovecot: time, peak memory of this process, and what came over the wire.
 * Needs root and Dovecot (test/lab/packages.ts).
 *
 *   MESSAGES=100000 npm run bench mailbox
 */
import process from 'node:process';
import { systemClock } from '../../electron/clock.ts';
import { connectClient } from '../../electron/inbox/client.ts';
import { createInbox } from '../../electron/inbox/createInbox.ts';
import { isBounce } from '../../shared/model/bounce.ts';
import { dovecotMissing, mailboxOf, startDovecot } from '../lab/support/dovecot.ts';
import { fillMailbox } from '../lab/support/maildir.ts';
import { createMemorySink } from '../lab/support/memorySink.ts';

const count = Number(process.env['MESSAGES'] ?? 100_000);
const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const why = dovecotMissing();
if (why !== null) throw new Error(why);

const dovecot = await startDovecot();
try {
  const reports = fillMailbox(dovecot, 'other', count, 500);
  const collect = (globalThis as { gc?: () => void }).gc;
  collect?.();
  const before = process.memoryUsage();
  const peak = { heap: 0, rss: 0 };
  const watch = setInterval(() => {
    const now = process.memoryUsage();
    peak.heap = Math.max(peak.heap, now.heapUsed + now.external);
    peak.rss = Math.max(peak.rss, now.rss);
  }, 50);
  const wire = { in: 0, out: 0 };
  const sink = createMemorySink(dovecot.password);
  const inbox = createInbox({
    clock: systemClock,
    sink,
    reading: {},
    connect: async (config, credential) => {
      const client = await connectClient(config, credential);
      client.on('close', () => {
        const { sent, received } = client.stats();
        wire.in += received;
        wire.out += sent;
      });
      return client;
    },
  });
  const cpu = process.cpuUsage();
  const started = performance.now();
  inbox.set(mailboxOf(dovecot, { id: 'other', name: 'other', user: 'other', lookBackDays: 3650 }));
  await sink.when('the end', () => sink.states.at(-1)?.state.state === 'watching', 20 * 60_000);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  clearInterval(watch);
  await inbox.dispose();
  const MB = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  const found = sink.reports.filter((r) => isBounce(r.report)).length;
  say(`${count + reports} messages, ${reports} of them bounces: ${found} found`);
  say(`${seconds.toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of our processor time`);
  say(
    `memory above the start: heap ${MB(peak.heap - before.heapUsed - before.external)}, resident ${MB(peak.rss - before.rss)}`,
  );
  say(`received ${MB(wire.in)}, sent ${MB(wire.out)}`);
  if (found !== reports) process.exitCode = 1;
} finally {
  await dovecot.dispose();
}
