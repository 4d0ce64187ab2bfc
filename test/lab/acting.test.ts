import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runAct } from '../../electron/cli/act.ts';
import { openSettings } from '../../electron/store/settings.ts';
import type { Preview, Selection } from '../../shared/contract.ts';
import type { Outcome, Pace, Verb } from '../../shared/model/action.ts';
import { ServerConfig } from '../../shared/model/server.ts';
import { parseQuery } from '../../shared/query.ts';
import { whyNot } from './packages.ts';
import { startLabEngine, type LabEngine } from './support/engine.ts';
import { startPostfix, type LabPostfix } from './support/postfix.ts';
import { must, run } from './support/scratch.ts';
import { hostBlock, labSsh } from './support/ssh.ts';
import { startSshd, type Sshd } from './support/sshd.ts';

const lacks = whyNot('/usr/sbin/sshd', '/usr/sbin/postfix', '/usr/bin/sudo');
if (lacks !== null) console.warn(`Acting skipped: ${lacks}`);

const bulk = 5000;
const from = (sender: string): Selection => ({
  kind: 'filter',
  scope: { servers: ['mx1'] },
  filter: parseQuery(`from:${sender}`).filter,
});
const ids = (...list: string[]): Selection => ({ kind: 'ids', messages: list.map((id) => ({ server: 'mx1', id })) });

describe.skipIf(lacks !== null)('acting on a real Postfix over SSH', () => {
  let sshd: Sshd;
  let postfix: LabPostfix;
  let engine: LabEngine;
  let config: ServerConfig;
  /** By the place of the lab, so that two runs on one machine do not take each other's rights away. */
  const sudoers = () => `/etc/sudoers.d/queuewatch-acting-${path.basename(path.dirname(postfix.config))}`;

  const grant = (flags = ['-h', '-H', '-d', '-r', '-f']) =>
    writeFileSync(
      sudoers(),
      flags
        .map((flag) => `qwsudo ALL=(root) NOPASSWD: /usr/sbin/postsuper -c ${postfix.config} ${flag} -\n`)
        .join('') || '# nothing\n',
      { mode: 0o440 },
    );
  /** What the MTA itself lists: id, queue and sender. */
  const truth = async () =>
    (await postfix.postqueue('-j'))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { queue_id: string; queue_name: string; sender: string });
  const idsFrom = async (sender: string) => (await truth()).filter((m) => m.sender === sender).map((m) => m.queue_id);
  /** Deferred at once, without a word to the far end, until `defer_transports` is taken away. */
  const queued = async (sender: string, n: number, domain: string) => {
    const before = (await truth()).length;
    const lanes = n > 200 ? 6 : 1;
    await Promise.all(
      Array.from({ length: lanes }, (_, lane) =>
        postfix.send(
          Array.from({ length: Math.floor(n / lanes) + (lane < n % lanes ? 1 : 0) }, (_, i) => ({
            from: sender,
            to: [`r${lane}x${i}@${domain}`],
          })),
        ),
      ),
    );
    await postfix.settled(before + n);
    // A preview takes a listing of less than two seconds ago for a fresh one.
    const seen = await seenAt();
    await engine.ask('monitor.lookNow', { server: 'mx1' });
    await engine.until('a look', async () => (await seenAt()) > seen);
  };
  const seenAt = async () => (await engine.ask('servers.list', {})).find((s) => s.config.id === 'mx1')?.seenAt ?? 0;
  const preview = (verb: Verb, selection: Selection, pace: Pace | null = null) =>
    engine.ask('actions.preview', { verb, selection, pace });
  const begin = async (shown: Preview, pace: Pace | null = null) =>
    (
      await engine.ask('actions.start', {
        token: shown.token,
        pace,
        typedCount: shown.confirm === 'type_count' ? shown.messages : null,
      })
    ).run;
  const runOf = async (id: string) => (await engine.ask('actions.list', {})).find((r) => r.id === id)!;
  const ended = async (id: string, ms = 60_000) => {
    await engine.until('the end of the action', async () => (await runOf(id)).endedAt !== null, ms);
    const rows: Outcome[] = [];
    for (;;) {
      const page = await engine.ask('actions.outcomes', { run: id, from: rows.length, count: 500 });
      rows.push(...page.rows);
      if (rows.length >= page.total) break;
    }
    return { run: await runOf(id), rows };
  };
  const act = async (verb: Verb, selection: Selection) => ended(await begin(await preview(verb, selection)));

  beforeAll(async () => {
    let given = 0;
    sshd = await startSshd();
    postfix = await startPostfix({
      sinks: {
        'takes.example': {},
        'refuses.example': { eod: '451 4.3.0 Mail server temporarily rejected message' },
        'limits.example': {
          // Accepts 20 in all, then limits.
          rcpt: () => (++given > 20 ? '450 4.7.1 Error: too much mail from your address' : undefined),
        },
      },
      settings: { defer_transports: 'smtp', smtpd_client_connection_count_limit: '0' },
    });
    grant();
    const ssh = labSsh(sshd, hostBlock(sshd, 'mx1', 'qwsudo'), 'acting');
    writeFileSync(ssh.knownHostsFile, sshd.knownHost());
    config = ServerConfig.parse({
      id: 'mx1',
      name: 'mx1',
      mta: 'postfix',
      route: { kind: 'ssh', target: 'mx1', configFile: ssh.configFile },
      instance: postfix.config,
      elevate: 'sudo',
      safety: 'full',
      pollSeconds: 3600,
    });
    engine = startLabEngine(mkdtempSync(path.join(os.tmpdir(), 'qw-lab-engine-')));
    await engine.ask('servers.save', { config, secret: null });
    await engine.until('the first look', async () => (await seenAt()) > 0);
  }, 120_000);
  afterAll(async () => {
    await engine.stop();
    rmSync(sudoers(), { force: true });
    await postfix.remove();
    await sshd.remove();
  });

  test('5,000 are held, released and deleted in one call each, every one proven, about as fast as postsuper itself', async () => {
    await queued('bulk@lab.example', bulk, 'takes.example');
    const shown = await preview('hold', from('bulk@lab.example'));
    expect(shown.messages).toBe(bulk);
    expect(shown.commands.join()).toContain('ids on standard input');
    const started = performance.now();
    const id = await begin(shown);
    await engine.until('all handed over', async () => (await runOf(id)).state !== 'running');
    const handedOver = performance.now() - started;
    const held = await ended(id);
    expect(held.run.counts).toEqual({ held: bulk });
    expect((await truth()).filter((m) => m.queue_name === 'hold').length).toBe(bulk);
    const proven = performance.now() - started;

    expect((await act('release', from('bulk@lab.example'))).run.counts).toEqual({ released: bulk });

    const all = `${(await idsFrom('bulk@lab.example')).join('\n')}\n`;
    const alone = performance.now();
    await must('postsuper', ['-c', postfix.config, '-h', '-'], { input: all });
    const itself = performance.now() - alone;
    console.log(
      `5,000 holds: postsuper -h - alone ${itself.toFixed(0)} ms, handed over in ${handedOver.toFixed(0)} ms ` +
        `(${(handedOver / itself).toFixed(2)}x), proven by a listing after ${proven.toFixed(0)} ms`,
    );
    // The aim is 1.5; the machine of a test is not quiet, and the question for the state is asked every 100 ms.
    // Printed above; the test only notices one process a message.
    expect(handedOver).toBeLessThan(8 * itself + 3000);

    const deleting = await preview('delete', from('bulk@lab.example'));
    expect(deleting).toMatchObject({ messages: bulk, confirm: 'type_count' });
    expect((await ended(await begin(deleting))).run.counts).toEqual({ deleted: bulk });
    expect(await truth()).toEqual([]);
  }, 120_000);

  test('one and 50: each verb ends in an outcome that is proven', async () => {
    await queued('many@lab.example', 50, 'takes.example');
    await queued('one@lab.example', 1, 'refuses.example');
    for (const sender of ['one@lab.example', 'many@lab.example']) {
      const n = sender.startsWith('one') ? 1 : 50;
      expect((await act('hold', from(sender))).run.counts).toEqual({ held: n });
      expect((await act('release', from(sender))).run.counts).toEqual({ released: n });
    }
    await postfix.reload({ defer_transports: '' });
    // A requeue gives a new queue id, which the log tells.
    const [old] = await idsFrom('one@lab.example');
    const requeued = await act('requeue', ids(old!));
    expect(requeued.rows).toMatchObject([{ id: old, kind: 'requeued' }]);
    await postfix.settled(51);
    const [renamed] = await idsFrom('one@lab.example');
    expect(renamed).not.toBe(old);
    // The listing may show the move before the log is written.
    expect([renamed, null]).toContain(requeued.rows[0]!.newId);
    console.log(`requeue: ${String(old)} -> ${String(renamed)}, told: ${String(requeued.rows[0]!.newId)}`);

    const again = await act('retry', ids(renamed!));
    expect(again.rows).toMatchObject([{ id: renamed, kind: 'deferred_same' }]);
    expect(again.rows[0]!.evidence).toContain('451 4.3.0');

    const sent = await act('retry', from('many@lab.example'));
    expect(sent.run.counts).toEqual({ sent: 50 });
    expect(sent.rows.every((row) => row.evidence?.includes('status=sent') === true)).toBe(true);
    expect(postfix.sinks['takes.example']!.accepted.length).toBe(50);

    const expired = await act('expire', ids(renamed!));
    expect(expired.rows).toMatchObject([{ id: renamed, kind: 'expired' }]);
    expect(await idsFrom('one@lab.example')).toEqual([]);
  }, 90_000);

  test('what left the queue between preview and action is told as gone before, and only the rest is done', async () => {
    await postfix.reload({ defer_transports: 'smtp' });
    await queued('leaves@lab.example', 3, 'takes.example');
    const list = await idsFrom('leaves@lab.example');
    const shown = await preview('hold', from('leaves@lab.example'));
    await run('postsuper', ['-c', postfix.config, '-d', list[0]!]);
    await new Promise((resolve) => {
      setTimeout(resolve, 2100);
    });
    const { rows } = await ended(await begin(shown));
    const byId = Object.fromEntries(rows.map((row) => [row.id, row.kind]));
    expect(byId).toEqual({ [list[0]!]: 'gone_before', [list[1]!]: 'held', [list[2]!]: 'held' });
  });

  test('two windows act on the same messages: each is touched by one of them only', async () => {
    await queued('twice@lab.example', 20, 'takes.example');
    const [a, b] = await Promise.all([
      preview('hold', from('twice@lab.example')),
      preview('hold', from('twice@lab.example')),
    ]);
    const runs = await Promise.all([begin(a), begin(b)]);
    await expect(begin(a)).rejects.toMatchObject({ code: 'preview_expired' });
    const ends = await Promise.all(runs.map((id) => ended(id)));
    expect(ends.map((end) => end.run.counts)).toEqual([{ held: 20 }, { not_done: 20 }]);
    expect(ends[1]!.rows[0]!.evidence).toContain('another action');
    expect((await truth()).filter((m) => m.sender === 'twice@lab.example').length).toBe(20);
  });

  test('rights withdrawn after the preview: not done, in the words of the refusal, and nothing changed', async () => {
    await queued('rights@lab.example', 5, 'takes.example');
    const shown = await preview('hold', from('rights@lab.example'));
    grant([]);
    const { rows, run: action } = await ended(await begin(shown));
    grant();
    expect(rows.map((row) => row.kind)).toEqual(Array.from({ length: 5 }, () => 'not_done'));
    expect(action.state).toBe('failed');
    expect(action.note).not.toBeNull();
    expect((await truth()).filter((m) => m.sender === 'rights@lab.example' && m.queue_name === 'hold')).toEqual([]);
    // A safety level set lower in between counts as well.
    const second = await preview('hold', from('rights@lab.example'));
    await engine.ask('servers.save', { config: { ...config, safety: 'retry' }, secret: null });
    const refused = await ended(await begin(second));
    await engine.ask('servers.save', { config, secret: null });
    expect(refused.run.counts).toEqual({ not_done: 5 });
    expect(refused.rows[0]!.evidence).toContain('retries only');
  });

  test('the connection is lost in the middle of a retry: what was done is known or unknown, nothing is done twice', async () => {
    await postfix.reload({ defer_transports: '' });
    const n = 400;
    const taken = postfix.sinks['takes.example']!.accepted;
    const before = taken.length;
    await postfix.reload({ defer_transports: 'smtp' });
    await queued('broken@lab.example', n, 'takes.example');
    await postfix.reload({ defer_transports: '' });
    const shown = await preview('retry', from('broken@lab.example'));
    expect(shown.messages).toBe(n);
    const id = await begin(shown);
    await engine.until('some went', () => taken.length > before + 10);
    await sshd.stop();
    await sshd.start();
    const sentOnes = async () => (await runOf(id)).counts.sent ?? 0;
    await engine.until('what was done is known', async () => {
      const gone = n - (await idsFrom('broken@lab.example')).length;
      return gone > 0 && gone === (await sentOnes());
    });
    // It would look on for two minutes more whether the rest moves.
    await engine.ask('actions.control', { run: id, what: 'stop' });
    const { rows, run: action } = await ended(id);
    const stillThere = new Set(await idsFrom('broken@lab.example'));
    const deliveries = taken.slice(before).filter((mail) => mail.from === 'broken@lab.example');
    expect(deliveries.length + stillThere.size).toBe(n);
    expect(new Set(deliveries.flatMap((mail) => mail.to)).size).toBe(deliveries.length);
    for (const row of rows) {
      if (row.kind === 'sent' || row.kind === 'left_queue') expect(stillThere.has(row.id)).toBe(false);
      else expect(['unknown', 'not_done', 'deferred_same', 'deferred_new']).toContain(row.kind);
    }
    console.log(`connection lost: ${JSON.stringify(action.counts)}, ${deliveries.length} of ${n} delivered`);
  }, 90_000);

  test('a paced retry into a server that takes 20 and then limits stops by itself; the rest is untouched', async () => {
    await postfix.reload({ defer_transports: 'smtp' });
    await queued('paced@lab.example', 40, 'limits.example');
    await postfix.reload({ defer_transports: '' });
    const pace: Pace = { intervalMs: 200, stopAfter: 3, order: 'oldest', probe: false, resume: false };
    const shown = await preview('retry', from('paced@lab.example'), pace);
    const { rows, run: action } = await ended(await begin(shown, pace), 90_000);
    expect(action).toMatchObject({ state: 'stopped', total: 40 });
    expect(action.note).toContain('Stopped by itself');
    expect(postfix.sinks['limits.example']!.accepted.length).toBe(20);
    expect(action.counts.sent).toBe(20);
    const untouched = rows.filter((row) => row.kind === 'not_done');
    // Three refusals end it, and not more than three are ever on their way.
    expect(untouched.length).toBeGreaterThanOrEqual(14);
    expect(untouched.length).toBeLessThanOrEqual(17);
    const log = postfix.log();
    for (const { id } of untouched) expect(log).not.toMatch(new RegExp(`${id}: .*450 4\\.7\\.1`));
  }, 100_000);

  test('the command line acts by the same engine: preview first, a line a message, the exit code tells', async () => {
    const data = mkdtempSync(path.join(os.tmpdir(), 'qw-lab-act-'));
    try {
      openSettings({ dataDir: data, now: () => Date.now() }).setServers([config]);
      await postfix.reload({ defer_transports: 'smtp' });
      await queued('cli@lab.example', 3, 'takes.example');
      const [first] = await idsFrom('cli@lab.example');
      const cli = async (...argv: string[]) => {
        const out: string[] = [];
        const told: string[] = [];
        const code = await runAct(['--server', 'mx1', '--data', data, ...argv], {
          stdin: (async function* () {})(),
          stdout: async (text) => void out.push(text),
          stderr: (line) => void told.push(line),
        });
        const lines = out
          .join('')
          .split('\n')
          .filter((line) => line !== '');
        return { code, told: told.join('\n'), rows: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
      };
      const asked = await cli('--verb', 'hold', '--filter', 'from:cli@lab.example');
      expect(asked).toMatchObject({ code: 2, rows: [], told: expect.stringContaining('Hold: 3 messages') as string });
      const held = await cli('--verb', 'hold', '--filter', 'from:cli@lab.example', '--yes');
      expect(held.code).toBe(0);
      expect(held.rows.map((row) => row['outcome'])).toEqual(['held', 'held', 'held']);
      const some = await cli('--verb', 'release', '--id', first!, '--id', '4jY9By3H3TzK6Jl', '--yes');
      expect(some.code).toBe(1);
      expect(some.rows.map((row) => [row['id'], row['outcome']])).toEqual([
        [first, 'released'],
        ['4jY9By3H3TzK6Jl', 'not_done'],
      ]);
      const none = await cli('--verb', 'delete', '--id', '4jY9By3H3TzK6Jl', '--yes');
      expect(none.code).toBe(3);
      const audit = startLabEngine(data);
      const { rows } = await audit.ask('audit.list', { from: 0, count: 10 });
      expect(rows.map((row) => row.verb)).toEqual(expect.arrayContaining(['hold', 'release']));
      await audit.stop();
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  });
});
