import { truncateSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Pace } from '../../shared/model/action.ts';
import { whyNot } from './packages.ts';
import { startActingPostfix, type ActingPostfix } from './support/actingPostfix.ts';
import type { LabEngine } from './support/engine.ts';
import type { LabPostfix } from './support/postfix.ts';
import { run, until } from './support/scratch.ts';

const lacks = whyNot('/usr/sbin/sshd', '/usr/sbin/postfix', '/usr/bin/sudo');
if (lacks !== null) console.warn(`Acting skipped: ${lacks}`);

describe.skipIf(lacks !== null)('acting on a real Postfix over SSH', () => {
  let lab: ActingPostfix;
  let postfix: LabPostfix;
  let engine: LabEngine;
  let on: ActingPostfix['on'];

  beforeAll(async () => {
    let given = 0;
    lab = await startActingPostfix({
      // What comes without a Message-ID gets none.
      settings: { local_header_rewrite_clients: '' },
      sinks: {
        'takes.example': {},
        'limits.example': {
          // Accepts 20 in all, then limits.
          rcpt: () => (++given > 20 ? '450 4.7.1 Error: too much mail from your address' : undefined),
        },
      },
    });
    ({ postfix, engine, on } = lab);
  }, 120_000);
  afterAll(() => lab.remove());

  test('what left the queue between preview and action is told as gone before, and only the rest is done', async () => {
    await postfix.reload({ defer_transports: 'smtp' });
    await lab.queued('leaves@lab.example', 3, 'takes.example');
    const list = await lab.idsFrom('leaves@lab.example');
    const shown = await on.preview('hold', on.from('leaves@lab.example'));
    await run('postsuper', ['-c', postfix.config, '-d', list[0]!]);
    await new Promise((resolve) => {
      setTimeout(resolve, 2100);
    });
    const { rows } = await on.ended(await on.begin(shown));
    const byId = Object.fromEntries(rows.map((row) => [row.id, row.kind]));
    expect(byId).toEqual({ [list[0]!]: 'gone_before', [list[1]!]: 'held', [list[2]!]: 'held' });
  });

  test('what somebody else requeues between preview and action is told under its new id, and not touched', async () => {
    await lab.queued('renamed@lab.example', 2, 'takes.example');
    const [moved = '', stays = ''] = await lab.idsFrom('renamed@lab.example');
    const before = (await lab.truth()).length;
    const shown = await on.preview('hold', on.from('renamed@lab.example'));
    await run('postsuper', ['-c', postfix.config, '-r', moved]);
    await until('the new id', async () => !(await lab.idsFrom('renamed@lab.example')).includes(moved));
    await postfix.settled(before);
    const now = (await lab.idsFrom('renamed@lab.example')).find((id) => id !== stays);
    // A listing of less than two seconds ago would be good enough.
    await on.look();
    const { rows } = await on.ended(await on.begin(shown));
    const row = (id: string) => rows.find((one) => one.id === id);
    expect(row(stays)).toMatchObject({ kind: 'held', newId: null });
    expect(row(moved)).toMatchObject({ kind: 'gone_before', newId: now });
    expect(row(moved)?.evidence).toMatch(/not touched: its queue id had changed .* told by orig_id and by the same/);
    expect((await lab.truth()).find((m) => m.queue_id === now)?.queue_name).toBe('deferred');
  });

  test('requeue: the log and the headers tell the Message-ID, whatever it looks like; pages lead to the new id', async () => {
    const from = 'requeue@lab.example';
    const before = (await lab.truth()).length;
    const letter = (user: string, messageId: string) => ({ from, to: [`${user}@takes.example`], messageId });
    await postfix.send([letter('rotated', 'Message-ID:\r\n <ro\r\n\ttated@x.example>  \r\n')]);
    await postfix.settled(before + 1);
    // The log of then is gone, as after days in the queue: its headers are read.
    truncateSync(postfix.logFile);
    await postfix.send([
      letter('folded', 'Message-ID:\r\n <fol\r\n\tded@x.example>  \r\n'),
      letter('none', ''),
      letter('shared1', 'Message-ID: <shared@x.example>\r\n'),
      letter('shared2', 'Message-ID: <shared@x.example>\r\n'),
      letter('long', `Message-ID: <${'l'.repeat(900)}@x.example>\r\n`),
    ]);
    await postfix.settled(before + 6);
    await on.look();
    const { rows } = await on.act('requeue', on.from(from));
    await postfix.settled(before + 6);
    const told = (row: { recipient: string | null; evidence: string | null }) => [
      row.recipient?.split('@')[0],
      row.evidence?.split(': ')[0],
    ];
    expect(Object.fromEntries(rows.map(told))).toEqual({
      rotated: 'told by orig_id and by the same Message-ID',
      folded: 'told by orig_id and by the same Message-ID',
      none: 'told by orig_id; the message has no Message-ID',
      shared1: 'told by orig_id and by the same Message-ID',
      shared2: 'told by orig_id and by the same Message-ID',
      long: 'told by orig_id',
    });
    // Two with one Message-ID are not confused: the recipients are those of then.
    await on.look();
    for (const { id, newId, recipient, sender } of rows) {
      const page = await engine.ask('messages.get', { server: 'mx1', id: newId ?? '' });
      expect([page?.row.recipient, page?.row.sender]).toEqual([recipient, sender]);
      expect(page?.done.map((d) => d.verb)).toEqual(['requeue', 'requeue']);
      expect(await engine.ask('messages.moves', { server: 'mx1', id })).toMatchObject({ now: newId, here: true });
    }
  });

  test('two windows act on the same messages: each is touched by one of them only', async () => {
    await lab.queued('twice@lab.example', 20, 'takes.example');
    const [a, b] = await Promise.all([
      on.preview('hold', on.from('twice@lab.example')),
      on.preview('hold', on.from('twice@lab.example')),
    ]);
    const runs = await Promise.all([on.begin(a), on.begin(b)]);
    await expect(on.begin(a)).rejects.toMatchObject({ code: 'preview_expired' });
    const ends = await Promise.all(runs.map((id) => on.ended(id)));
    expect(ends.map((end) => end.run.counts)).toEqual([{ held: 20 }, { not_done: 20 }]);
    expect(ends[1]!.rows[0]!.evidence).toContain('another action');
    expect((await lab.truth()).filter((m) => m.sender === 'twice@lab.example').length).toBe(20);
  });

  test('rights withdrawn after the preview: not done, in the words of the refusal, and nothing changed', async () => {
    await lab.queued('rights@lab.example', 5, 'takes.example');
    const shown = await on.preview('hold', on.from('rights@lab.example'));
    lab.grant([]);
    const { rows, run: action } = await on.ended(await on.begin(shown));
    lab.grant();
    expect(rows.map((row) => row.kind)).toEqual(Array.from({ length: 5 }, () => 'not_done'));
    expect(action.state).toBe('failed');
    expect(action.note).not.toBeNull();
    expect((await lab.truth()).filter((m) => m.sender === 'rights@lab.example' && m.queue_name === 'hold')).toEqual([]);
    // A safety level set lower in between counts as well.
    const second = await on.preview('hold', on.from('rights@lab.example'));
    await engine.ask('servers.save', { config: { ...lab.config, safety: 'retry' }, secret: null });
    const refused = await on.ended(await on.begin(second));
    await engine.ask('servers.save', { config: lab.config, secret: null });
    expect(refused.run.counts).toEqual({ not_done: 5 });
    expect(refused.rows[0]!.evidence).toContain('retries only');
  });

  test('the connection is lost in the middle of a retry: what was done is known or unknown, nothing is done twice', async () => {
    await postfix.reload({ defer_transports: '' });
    const n = 400;
    const taken = postfix.sinks['takes.example']!.accepted;
    const before = taken.length;
    await postfix.reload({ defer_transports: 'smtp' });
    await lab.queued('broken@lab.example', n, 'takes.example');
    await postfix.reload({ defer_transports: '' });
    const shown = await on.preview('retry', on.from('broken@lab.example'));
    expect(shown.messages).toBe(n);
    const id = await on.begin(shown);
    await engine.until('some went', () => taken.length > before + 10);
    await lab.sshd.stop();
    await lab.sshd.start();
    const sentOnes = async () => (await on.runOf(id)).counts.sent ?? 0;
    await engine.until('what was done is known', async () => {
      const gone = n - (await lab.idsFrom('broken@lab.example')).length;
      return gone > 0 && gone === (await sentOnes());
    });
    // It would look on for two minutes more whether the rest moves.
    await engine.ask('actions.control', { run: id, what: 'stop' });
    const { rows, run: action } = await on.ended(id);
    const stillThere = new Set(await lab.idsFrom('broken@lab.example'));
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
    await lab.queued('paced@lab.example', 40, 'limits.example');
    await postfix.reload({ defer_transports: '' });
    const pace: Pace = { intervalMs: 200, stopAfter: 3, order: 'oldest', probe: false, resume: false };
    const shown = await on.preview('retry', on.from('paced@lab.example'), pace);
    const { rows, run: action } = await on.ended(await on.begin(shown, pace), 90_000);
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
});
