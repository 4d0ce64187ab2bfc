import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError, isAppError } from '../../../shared/error.ts';
import type { Verb } from '../../../shared/model/action.ts';
import { config, fakeServer, mailboxFull, message, rateLimit, workAsPostfix } from '../monitor/world.ts';
import type { FakeServer } from '../monitor/world.ts';
import { rig } from './rig.ts';
import type { Rig } from './rig.ts';

let dir = '';
let it: Rig | null = null;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'queuewatch-actions-'));
});
afterEach(async () => {
  await it?.engine.dispose();
  it = null;
  rmSync(dir, { recursive: true, force: true });
});

const ids = (...list: string[]) => ({ kind: 'ids' as const, messages: list.map((id) => ({ server: 'mx1', id })) });
const everything = { kind: 'filter' as const, scope: { servers: null }, filter: [] };
const pace = { intervalMs: 1000, stopAfter: 3 };

async function start(
  r: Rig,
  verb: Verb,
  selection: object,
  options: {
    pace?: typeof pace & { probe?: boolean; resume?: boolean; order?: 'oldest' | 'domains' | 'priority' };
    typed?: number;
  } = {},
) {
  const preview = await r.during(
    r.engine.handle('actions.preview', { verb, selection: selection as never, pace: options.pace ?? null }),
  );
  const { run } = await r.engine.handle('actions.start', {
    token: preview.token,
    pace: options.pace ?? null,
    typedCount: options.typed ?? null,
  });
  return { preview, run };
}
async function finished(r: Rig, run: string, most = 400_000) {
  for (let spent = 0; spent < most; spent += 500) {
    await r.clock.advance(500);
    const now = await r.run(run);
    if (now.endedAt !== null) return now;
  }
  throw new Error('it did not end');
}
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (e: unknown) => (isAppError(e) ? e.code : e),
  );
const one = (n = 3): FakeServer =>
  fakeServer(Array.from({ length: n }, (_, k) => message(`A${k}`, { arrival: 1_795_000_000 + k })));

test('hold, release and delete are said to be done only after the listing shows it', async () => {
  const mx1 = one();
  it = await rig({ mx1 }, [config('mx1')], dir);
  const held = await finished(it, (await start(it, 'hold', everything)).run);
  expect(held.counts).toEqual({ held: 3 });
  expect(held.recent[0]?.evidence).toMatch(/held in the listing of/);
  const released = await finished(it, (await start(it, 'release', everything)).run);
  expect(released.counts).toEqual({ released: 3 });
  const deleted = await finished(it, (await start(it, 'delete', everything, { typed: 3 })).run);
  expect(deleted.counts).toEqual({ deleted: 3 });
  expect(mx1.acts.map((a) => a.verb)).toEqual(['hold', 'release', 'hold', 'delete']);
});

test('a tool that says nothing and does nothing is reported as not done', async () => {
  const mx1 = one();
  mx1.onAct = (_verb, list) => ({ refused: new Map(), submitted: new Set(list), renamed: new Map(), output: '' });
  it = await rig({ mx1 }, [config('mx1')], dir);
  const run = await finished(it, (await start(it, 'hold', everything)).run);
  expect(run.counts).toEqual({ not_done: 3 });
  expect(run.state).toBe('failed');
});

test('leaving the queue is not called sent without a log line', async () => {
  const mx1 = one(2);
  mx1.onAct = (verb, list) => {
    for (const id of list) mx1.queue.delete(id);
    return workAsPostfix(mx1, verb, list);
  };
  it = await rig({ mx1 }, [config('mx1')], dir);
  mx1.log = [
    {
      at: it.clock.now() + 1000,
      id: 'A0',
      recipient: null,
      proves: 'sent',
      newId: null,
      text: 'A0: status=sent (250 ok)',
    },
  ];
  const { run } = await start(it, 'retry', everything);
  const done = await finished(it, run);
  expect(done.counts).toEqual({ sent: 1, left_queue: 1 });
  const { rows } = await it.engine.handle('actions.outcomes', { run, from: 0, count: 10 });
  expect(rows.find((r) => r.id === 'A0')?.evidence).toContain('status=sent');
  expect(rows.find((r) => r.id === 'A1')?.evidence).toMatch(/not in the listing/);
});

test('thousands of attempts take minutes: as long as some end, the rest is waited for', async () => {
  const mx1 = one(40);
  it = await rig({ mx1 }, [config('mx1')], dir);
  const { run } = await start(it, 'retry', everything);
  // One every six seconds: four minutes, more than a single message is followed.
  for (let k = 0; k < 40; k += 1) {
    await it.clock.advance(6000);
    mx1.queue.delete(`A${k}`);
  }
  expect((await it.run(run)).endedAt).toBeNull();
  expect((await finished(it, run)).counts).toEqual({ left_queue: 40 });
});

test('a log that has no attempt says that it was not its turn, not that it was refused again', async () => {
  const mx1 = one(2);
  mx1.log = [];
  it = await rig({ mx1 }, [config('mx1')], dir);
  const done = await finished(it, (await start(it, 'retry', everything)).run);
  expect(done.counts).toEqual({ unknown: 2 });
  expect(done.recent[0]?.evidence).toMatch(/the log has no attempt since/);
});

test('a retried message that comes back is told by its old or its new reply', async () => {
  const mx1 = one(2);
  mx1.onAct = (verb, list) => {
    const it0 = mx1.queue.get('A0');
    if (it0) mx1.queue.set('A0', { ...it0, recipients: [{ address: 'a0@example.net', reason: rateLimit }] });
    return workAsPostfix(mx1, verb, list);
  };
  it = await rig({ mx1 }, [config('mx1')], dir);
  const run = await finished(it, (await start(it, 'retry', everything, { typed: 2 })).run);
  expect(run.counts).toEqual({ deferred_new: 1, deferred_same: 1 });
});

test('what leaves the queue between preview and action is not touched', async () => {
  const mx1 = one();
  it = await rig({ mx1 }, [config('mx1')], dir);
  const preview = await it.during(it.engine.handle('actions.preview', { verb: 'hold', selection: everything }));
  mx1.queue.delete('A1');
  await it.during(it.engine.handle('monitor.lookNow', { server: 'mx1' }));
  await it.clock.advance(500);
  const { run } = await it.engine.handle('actions.start', { token: preview.token });
  const done = await finished(it, run);
  expect(done.counts).toEqual({ held: 2, gone_before: 1 });
  expect(mx1.acts[0]?.ids).toEqual(['A0', 'A2']);
});

test('a queue id that was given to another message since is left alone', async () => {
  const mx1 = one();
  it = await rig({ mx1 }, [config('mx1')], dir);
  const preview = await it.during(it.engine.handle('actions.preview', { verb: 'delete', selection: ids('A1') }));
  mx1.queue.set('A1', message('A1', { arrival: 1_795_009_999 }));
  await it.engine.handle('monitor.lookNow', { server: 'mx1' });
  await it.clock.advance(500);
  const { run } = await it.engine.handle('actions.start', { token: preview.token, typedCount: 1 });
  const done = await finished(it, run);
  expect(done.counts).toEqual({ gone_before: 1 });
  expect(mx1.queue.has('A1')).toBe(true);
});

test('the preview runs the filter again on a fresh listing and fixes what it found', async () => {
  const mx1 = one(1);
  it = await rig({ mx1 }, [config('mx1')], dir);
  mx1.queue.set('B1', message('B1'));
  await it.clock.advance(3000);
  const preview = await it.during(it.engine.handle('actions.preview', { verb: 'hold', selection: everything }));
  expect(preview.messages).toBe(2);
  mx1.queue.set('C1', message('C1'));
  const { run } = await it.engine.handle('actions.start', { token: preview.token });
  expect((await finished(it, run)).total).toBe(2);
  expect(mx1.queue.get('C1')?.state).toBe('deferred');
});

describe('safety', () => {
  test('the engine refuses what the level does not allow, whatever the window asks', async () => {
    const mx1 = one();
    const mx2 = one();
    it = await rig({ mx1, mx2 }, [config('mx1', { safety: 'observe' }), config('mx2', { safety: 'retry' })], dir);
    for (const verb of ['retry', 'hold', 'delete'] as const) {
      const preview = await it.during(it.engine.handle('actions.preview', { verb, selection: everything }));
      expect(preview.perServer.find((s) => s.server === 'mx1')?.refused).toMatch(/observe/);
      expect(preview.messages).toBe(verb === 'retry' ? 3 : 0);
      if (verb !== 'retry')
        expect(await code(it.engine.handle('actions.start', { token: preview.token, typedCount: 0 }))).toBe(
          'empty_selection',
        );
    }
    expect(mx1.acts).toEqual([]);
    expect(mx2.acts).toEqual([]);
  });

  test('rights withdrawn between preview and start stop the action', async () => {
    const mx1 = one();
    it = await rig({ mx1 }, [config('mx1')], dir);
    const preview = await it.during(it.engine.handle('actions.preview', { verb: 'delete', selection: everything }));
    await it.engine.handle('servers.save', { config: config('mx1', { safety: 'observe' }) });
    const { run } = await it.engine.handle('actions.start', { token: preview.token, typedCount: 3 });
    const done = await finished(it, run);
    expect(done.counts).toEqual({ not_done: 3 });
    expect(mx1.acts).toEqual([]);
  });

  test('delete asks for the exact number, and a preview is good for one start only', async () => {
    const mx1 = one();
    it = await rig({ mx1 }, [config('mx1')], dir);
    const ask = () => it!.during(it!.engine.handle('actions.preview', { verb: 'delete', selection: everything }));
    expect(await code(it.engine.handle('actions.start', { token: (await ask()).token }))).toBe('count_not_confirmed');
    expect(await code(it.engine.handle('actions.start', { token: (await ask()).token, typedCount: 4 }))).toBe(
      'count_not_confirmed',
    );
    const { token } = await ask();
    await it.engine.handle('actions.start', { token, typedCount: 3 });
    expect(await code(it.engine.handle('actions.start', { token, typedCount: 3 }))).toBe('preview_expired');
    const old = await ask();
    await it.clock.advance(6 * 60_000);
    expect(await code(it.engine.handle('actions.start', { token: old.token, typedCount: 3 }))).toBe('preview_expired');
  });

  test('a copy before a delete holds exactly the messages of the preview, and the preview stays good', async () => {
    const mx1 = one(150);
    mx1.headers = (id) => `Subject: letter ${id}`;
    it = await rig({ mx1 }, [config('mx1')], dir);
    const { token } = await it.during(it.engine.handle('actions.preview', { verb: 'delete', selection: everything }));
    mx1.queue.set('B0', message('B0'));
    const copy = await it.during(it.engine.handle('actions.copy', { token }));
    expect(copy).toMatchObject({ messages: 150, headers: 100, truncated: false, mime: 'application/json' });
    const rows = JSON.parse(copy.text) as {
      id: string;
      recipients: unknown[];
      headers: string | null;
      missing: string;
    }[];
    expect(rows.map((row) => row.id).sort()).toEqual(Array.from({ length: 150 }, (_, k) => `A${k}`).sort());
    expect(rows[0]).toMatchObject({ sender: 'orders@kestrel-shop.example', missing: null });
    expect(rows[0]?.recipients).toEqual([
      { address: `${rows[0]?.id.toLowerCase() ?? ''}@example.net`, reason: mailboxFull },
    ]);
    expect(rows[0]?.headers).toBe(`Subject: letter ${rows[0]?.id ?? ''}`);
    expect(rows.at(-1)).toMatchObject({ headers: null, missing: expect.stringContaining('not read') as string });
    expect(await code(it.engine.handle('actions.start', { token, typedCount: 150 }))).toBe('done');
    expect(await code(it.engine.handle('actions.copy', { token }))).toBe('preview_expired');
  });

  test('undo within the window gives every message back', async () => {
    const mx1 = one();
    mx1.queue.set('H1', message('H1', { state: 'held', queue: 'hold' }));
    it = await rig({ mx1 }, [config('mx1')], dir);
    const { run, preview } = await start(it, 'delete', everything, { typed: 4 });
    expect(preview.undoSeconds).toBeGreaterThan(0);
    await it.clock.advance(2000);
    expect(mx1.queue.get('A0')?.state).toBe('held');
    await it.engine.handle('actions.control', { run, what: 'undo' });
    const done = await finished(it, run);
    expect(done.state).toBe('stopped');
    expect([...mx1.queue.values()].map((m) => [m.id, m.state])).toEqual([
      ['A0', 'deferred'],
      ['A1', 'deferred'],
      ['A2', 'deferred'],
      ['H1', 'held'],
    ]);
    expect(mx1.acts.some((a) => a.verb === 'delete')).toBe(false);
  });
});

describe('a lost connection', () => {
  test('in the middle of a delete: what is gone may have been delivered, so it is unknown, and nothing is done twice', async () => {
    const mx1 = one();
    for (const [id, m] of mx1.queue) mx1.queue.set(id, { ...m, state: 'held', queue: 'hold' });
    mx1.onAct = (verb, list) => {
      if (verb === 'delete') {
        mx1.queue.delete(list[0] ?? '');
        throw new AppError('connection_lost', 'the connection broke');
      }
      return workAsPostfix(mx1, verb, list);
    };
    it = await rig({ mx1 }, [config('mx1')], dir);
    const done = await finished(it, (await start(it, 'delete', everything, { typed: 3 })).run);
    expect(done.counts).toEqual({ unknown: 1, not_done: 2 });
    expect(mx1.acts.filter((a) => a.verb === 'delete')).toHaveLength(1);
  });

  test('in the middle of a hold: the next listing tells which were held', async () => {
    const mx1 = one();
    mx1.onAct = (verb, list) => {
      workAsPostfix(mx1, verb, list.slice(0, 2));
      throw new AppError('connection_lost', 'the connection broke');
    };
    it = await rig({ mx1 }, [config('mx1')], dir);
    const done = await finished(it, (await start(it, 'hold', everything)).run);
    expect(done.counts).toEqual({ held: 2, unknown: 1 });
    expect(mx1.acts).toHaveLength(1);
  });

  test('before anything ran: known not to be done', async () => {
    const mx1 = one();
    mx1.onAct = () => {
      throw new AppError('connect_timeout', 'no answer');
    };
    it = await rig({ mx1 }, [config('mx1')], dir);
    const done = await finished(it, (await start(it, 'hold', everything)).run);
    expect(done.counts).toEqual({ not_done: 3 });
  });
});

test('two windows acting at once: a message is acted on once', async () => {
  const mx1 = one();
  it = await rig({ mx1 }, [config('mx1')], dir);
  const first = await it.during(it.engine.handle('actions.preview', { verb: 'hold', selection: everything }));
  const second = await it.during(it.engine.handle('actions.preview', { verb: 'hold', selection: everything }));
  const a = await it.engine.handle('actions.start', { token: first.token });
  const b = await it.engine.handle('actions.start', { token: second.token });
  expect((await finished(it, a.run)).counts).toEqual({ held: 3 });
  expect((await finished(it, b.run)).counts).toEqual({ not_done: 3 });
  expect(mx1.acts.flatMap((x) => x.ids)).toEqual(['A0', 'A1', 'A2']);
});

describe('paced retry', () => {
  const accepting = (mx1: FakeServer, accepts: number): void => {
    let taken = 0;
    mx1.onAct = (verb, list) => {
      for (const id of list) {
        taken += 1;
        const m = mx1.queue.get(id);
        if (taken <= accepts) mx1.queue.delete(id);
        else if (m) mx1.queue.set(id, { ...m, recipients: [{ address: 'x@example.net', reason: rateLimit }] });
      }
      return workAsPostfix(mx1, verb, list);
    };
  };

  test('stops by itself when the other side slows us, and the rest is untouched', async () => {
    const mx1 = one(40);
    accepting(mx1, 20);
    it = await rig({ mx1 }, [config('mx1')], dir);
    const done = await finished(it, (await start(it, 'retry', everything, { pace })).run);
    expect(done.state).toBe('stopped');
    expect(done.note).toMatch(/Stopped by itself/);
    expect(done.counts.left_queue).toBe(20);
    expect(done.counts.deferred_new).toBeGreaterThanOrEqual(3);
    const tried = mx1.acts.flatMap((a) => a.ids);
    expect(tried.length).toBeLessThanOrEqual(20 + 3 + 2);
    expect(new Set(tried).size).toBe(tried.length);
    expect(mx1.acts.every((a) => a.ids.length === 1)).toBe(true);
  });

  test('a probe that fails leaves everything else alone', async () => {
    const mx1 = one(5);
    accepting(mx1, 0);
    it = await rig({ mx1 }, [config('mx1')], dir);
    const done = await finished(it, (await start(it, 'retry', everything, { pace: { ...pace, probe: true } })).run);
    expect(done.note).toMatch(/probe/);
    expect(mx1.acts).toHaveLength(1);
  });

  test('keeps its interval, pauses by hand, and goes on', async () => {
    const mx1 = one(6);
    accepting(mx1, 100);
    it = await rig({ mx1 }, [config('mx1')], dir);
    const { run } = await start(it, 'retry', everything, { pace: { ...pace, intervalMs: 10_000 } });
    await it.clock.advance(9000);
    expect(mx1.acts).toHaveLength(1);
    await it.clock.advance(10_000);
    expect(mx1.acts).toHaveLength(2);
    await it.engine.handle('actions.control', { run, what: 'pause' });
    await it.clock.advance(120_000);
    expect(mx1.acts.length).toBeLessThanOrEqual(2);
    await it.engine.handle('actions.control', { run, what: 'resume' });
    const done = await finished(it, run);
    expect(done.counts).toEqual({ left_queue: 6 });
  });

  test('pausing and going on again and again does not send faster than its pace', async () => {
    const mx1 = one(20);
    accepting(mx1, 100);
    it = await rig({ mx1 }, [config('mx1')], dir);
    const { run } = await start(it, 'retry', everything, { pace: { ...pace, intervalMs: 10_000 } });
    for (let k = 0; k < 10; k += 1) {
      await it.clock.advance(500);
      await it.engine.handle('actions.control', { run, what: 'pause' });
      await it.engine.handle('actions.control', { run, what: 'resume' });
    }
    await it.clock.advance(4000);
    expect(mx1.acts).toHaveLength(1);
    await it.clock.advance(1500);
    expect(mx1.acts).toHaveLength(2);
  });

  test('"stop after 1" tries one, not as many as may be on their way', async () => {
    const mx1 = one(10);
    accepting(mx1, 0);
    it = await rig({ mx1 }, [config('mx1')], dir);
    const done = await finished(it, (await start(it, 'retry', everything, { pace: { ...pace, stopAfter: 1 } })).run);
    expect(done.state).toBe('stopped');
    expect(mx1.acts.flatMap((a) => a.ids)).toHaveLength(1);
    expect(done.counts).toEqual({ deferred_new: 1, not_done: 9 });
  });

  test('a server that cannot be seen is not sent to blindly; it goes on when it is seen again', async () => {
    const mx1 = one(4);
    accepting(mx1, 100);
    it = await rig({ mx1 }, [config('mx1')], dir);
    const { run } = await start(it, 'retry', everything, { pace: { ...pace, intervalMs: 5000 } });
    await it.clock.advance(1000);
    expect(mx1.acts).toHaveLength(1);
    mx1.listError = new AppError('connect_timeout', 'no answer');
    await it.clock.advance(60_000);
    const during = mx1.acts.length;
    expect(during).toBeLessThanOrEqual(2);
    expect((await it.run(run)).note).toMatch(/cannot be seen/);
    mx1.listError = null;
    expect((await finished(it, run)).counts).toEqual({ left_queue: 4 });
    expect(new Set(mx1.acts.flatMap((a) => a.ids)).size).toBe(4);
    expect(mx1.acts).toHaveLength(4);
  });

  test('priority senders of the settings go first', async () => {
    const mx1 = one(4);
    mx1.queue.set('B0', message('B0', { sender: 'boss@firm.example', arrival: 1_795_000_900 }));
    accepting(mx1, 100);
    it = await rig({ mx1 }, [config('mx1')], dir);
    const { alerts } = await it.engine.handle('settings.get', {});
    await it.engine.handle('settings.setAlerts', {
      ...alerts,
      priority: { ...alerts.priority, senders: ['@firm.example'] },
    });
    const { run } = await start(it, 'retry', everything, { pace: { ...pace, order: 'priority' } });
    await finished(it, run);
    expect(mx1.acts.map((a) => a.ids[0])).toEqual(['B0', 'A0', 'A1', 'A2', 'A3']);
  });

  test('a sleeping computer pauses it', async () => {
    const mx1 = one(3);
    accepting(mx1, 100);
    it = await rig({ mx1 }, [config('mx1')], dir);
    const { run } = await start(it, 'retry', everything, { pace: { ...pace, intervalMs: 5000 } });
    await it.clock.advance(1000);
    it.engine.signal({ kind: 'suspend' });
    await it.clock.advance(60_000);
    expect((await it.run(run)).state).toBe('paused');
    expect(mx1.acts).toHaveLength(1);
    it.engine.signal({ kind: 'resume' });
    expect((await finished(it, run)).counts).toEqual({ left_queue: 3 });
  });

  test('two runs never work on the same destination at the same time', async () => {
    const mx1 = fakeServer(
      ['A', 'B'].flatMap((p) =>
        [0, 1, 2].map((k) =>
          message(`${p}${k}`, { recipients: [{ address: `${p}${k}@same.example`, reason: mailboxFull }] }),
        ),
      ),
    );
    accepting(mx1, 100);
    it = await rig({ mx1 }, [config('mx1')], dir);
    const slow = { ...pace, intervalMs: 10_000 };
    const a = await start(it, 'retry', ids('A0', 'A1', 'A2'), { pace: slow });
    const b = await start(it, 'retry', ids('B0', 'B1', 'B2'), { pace: slow });
    await finished(it, a.run);
    const before = mx1.acts.flatMap((x) => x.ids);
    expect(before.filter((id) => id.startsWith('B')).length).toBe(0);
    await finished(it, b.run);
    expect(mx1.acts.flatMap((x) => x.ids).filter((id) => id.startsWith('B'))).toHaveLength(3);
  });

  test('nor on two servers: it is the other side that counts how much we send', async () => {
    const both = (p: string) =>
      fakeServer(
        [0, 1, 2].map((k) => message(`${p}${k}`, { recipients: [{ address: 'x@same.example', reason: mailboxFull }] })),
      );
    const [mx1, mx2] = [both('A'), both('B')];
    accepting(mx1, 100);
    accepting(mx2, 100);
    it = await rig({ mx1, mx2 }, [config('mx1'), config('mx2')], dir);
    const slow = { ...pace, intervalMs: 10_000 };
    const a = await start(it, 'retry', ids('A0', 'A1', 'A2'), { pace: slow });
    const b = await start(
      it,
      'retry',
      { kind: 'ids', messages: ['B0', 'B1', 'B2'].map((id) => ({ server: 'mx2', id })) },
      { pace: slow },
    );
    await it.clock.advance(15_000);
    expect((await it.run(b.run)).note).toMatch(/same destination/);
    await finished(it, a.run);
    expect(mx2.acts).toEqual([]);
    expect((await finished(it, b.run)).counts).toEqual({ left_queue: 3 });
  });

  test('goes on after a restart when the admin said so, and repeats nothing', async () => {
    const mx1 = one(6);
    accepting(mx1, 100);
    it = await rig({ mx1 }, [config('mx1')], dir);
    const { run } = await start(it, 'retry', everything, { pace: { ...pace, intervalMs: 5000, resume: true } });
    await it.clock.advance(11_000);
    const before = mx1.acts.length;
    expect(before).toBeGreaterThan(1);
    await it.engine.dispose();
    it = await rig({ mx1 }, [config('mx1')], dir, { clock: it.clock });
    await finished(it, run);
    const tried = mx1.acts.flatMap((a) => a.ids);
    expect(tried).toHaveLength(6);
    expect(new Set(tried).size).toBe(6);
    expect(mx1.queue.size).toBe(0);
  });

  test('without that word a restart ends it and says so', async () => {
    const mx1 = one(6);
    accepting(mx1, 100);
    it = await rig({ mx1 }, [config('mx1')], dir);
    const { run } = await start(it, 'retry', everything, { pace: { ...pace, intervalMs: 5000 } });
    await it.clock.advance(6000);
    const before = mx1.acts.length;
    await it.engine.dispose();
    it = await rig({ mx1 }, [config('mx1')], dir, { clock: it.clock });
    await it.clock.advance(60_000);
    const after = await it.run(run);
    expect(after.state).toBe('stopped');
    expect(after.note).toMatch(/restarted/);
    expect(mx1.acts).toHaveLength(before);
  });
});

describe('expire', () => {
  const marking = (mx1: FakeServer): void => {
    mx1.onAct = (verb, list) => ({ ...workAsPostfix(mx1, verb, list), triesFirst: true });
  };

  test('marked, but its attempt did not come: not done, and the mark is told', async () => {
    const mx1 = one(1);
    marking(mx1);
    it = await rig({ mx1 }, [config('mx1')], dir);
    const done = await finished(it, (await start(it, 'expire', everything, { typed: 1 })).run);
    expect(done.counts).toEqual({ not_done: 1 });
    expect(done.recent[0]?.evidence).toMatch(/marked: it bounces at its next attempt/);
    expect(mx1.acts).toHaveLength(1);
  });

  test('gone after one more attempt, and no log: it may have been delivered, so it only left the queue', async () => {
    const mx1 = one(1);
    mx1.onAct = (verb, list) => {
      const report = workAsPostfix(mx1, verb, list);
      mx1.queue.clear();
      return { ...report, triesFirst: true };
    };
    it = await rig({ mx1 }, [config('mx1')], dir);
    const done = await finished(it, (await start(it, 'expire', everything, { typed: 1 })).run);
    expect(done.counts).toEqual({ left_queue: 1 });
  });

  test.each([
    ['bounced', 'expired'],
    ['sent', 'sent'],
  ] as const)('the log says %s: that is what is told', async (proves, kind) => {
    const mx1 = one(1);
    it = await rig({ mx1 }, [config('mx1')], dir);
    mx1.log = [{ at: it.clock.now() + 2000, id: 'A0', recipient: null, proves, newId: null, text: `A0: ${proves}` }];
    mx1.onAct = (verb, list) => {
      const report = workAsPostfix(mx1, verb, list);
      mx1.queue.clear();
      return { ...report, triesFirst: true };
    };
    const done = await finished(it, (await start(it, 'expire', everything, { typed: 1 })).run);
    expect(done.counts).toEqual({ [kind]: 1 });
  });
});

describe('log lines while it runs', () => {
  const logLine = (r: Rig, id: string, n: number, at = r.clock.now()) => ({
    at,
    id,
    recipient: null,
    proves: 'deferred' as const,
    newId: null,
    text: `${id}: attempt ${n}`,
  });

  test('are read only while somebody asks, not more than once in two seconds, and come once each', async () => {
    const mx1 = one(2);
    mx1.log = [];
    it = await rig({ mx1 }, [config('mx1')], dir);
    const { run } = await start(it, 'retry', everything, { pace: { ...pace, intervalMs: 600_000 } });
    await it.clock.advance(500);
    mx1.log.push(logLine(it, 'A0', 1), logLine(it, 'A0', 0, it.clock.now() - 60_000), logLine(it, 'A1', 9));
    const asked = mx1.logReads;
    const first = await it.engine.handle('actions.lines', { run, after: 0 });
    // Not the line of an earlier attempt, and not of a message that was not tried.
    expect(first.rows.map((row) => row.text)).toEqual(['A0: attempt 1']);
    expect(first).toMatchObject({ live: true, messages: 1, followed: 1, unreadable: [], dropped: 0 });
    for (let k = 0; k < 5; k += 1) await it.engine.handle('actions.lines', { run, after: 0 });
    expect(mx1.logReads).toBe(asked + 1);
    await it.clock.advance(2500);
    mx1.log.push(logLine(it, 'A0', 2));
    const next = await it.engine.handle('actions.lines', { run, after: first.rows.at(-1)?.seq ?? 0 });
    expect(next.rows.map((row) => row.text)).toEqual(['A0: attempt 2']);
  });

  test('of one message: the newest action that touched it, with what became of it', async () => {
    const mx1 = one(2);
    mx1.log = [];
    it = await rig({ mx1 }, [config('mx1')], dir);
    const message = { server: 'mx1', id: 'A1' };
    expect(await it.engine.handle('actions.lines', { run: null, after: 0, message })).toMatchObject({
      run: null,
      outcome: null,
      live: false,
    });
    const { run } = await start(it, 'retry', everything, { typed: 2 });
    await it.clock.advance(100);
    mx1.log.push(logLine(it, 'A0', 1), logLine(it, 'A1', 1));
    const lines = await it.engine.handle('actions.lines', { run: null, after: 0, message });
    expect(lines).toMatchObject({ run, outcome: { id: 'A1' } });
    expect(lines.rows.map((row) => row.id)).toEqual(['A1']);
  });

  test('thousands of lines cost a bounded number of them, and it is said how many are left out', async () => {
    const mx1 = one(2);
    mx1.log = [];
    it = await rig({ mx1 }, [config('mx1')], dir);
    const { run } = await start(it, 'retry', everything, { typed: 2 });
    await it.clock.advance(100);
    for (let n = 0; n < 30_000; n += 1) mx1.log.push(logLine(it, 'A0', n));
    const lines = await it.engine.handle('actions.lines', { run, after: 0 });
    expect(lines.rows).toHaveLength(500);
    expect(lines.dropped).toBe(29_500);
    await it.clock.advance(3000);
    const again = await it.engine.handle('actions.lines', { run, after: lines.rows.at(-1)?.seq ?? 0 });
    expect(again.rows).toEqual([]);
  });

  test('where the account may not read the log, that is said, and nothing is asked', async () => {
    const mx1 = one(1);
    for (const ability of mx1.found.abilities) if (ability.id === 'log') ability.granted = 'no';
    it = await rig({ mx1 }, [config('mx1')], dir);
    const { run } = await start(it, 'retry', everything);
    await it.clock.advance(100);
    const lines = await it.engine.handle('actions.lines', { run, after: 0 });
    expect(lines.rows).toEqual([]);
    expect(lines.unreadable[0]).toMatch(/may not read the delivery log of mx1/);
    expect(mx1.logReads).toBe(0);
  });
});

test('5,000 ids go to the tool in one call', async () => {
  const mx1 = one(5000);
  it = await rig({ mx1 }, [config('mx1')], dir);
  const done = await finished(it, (await start(it, 'hold', everything)).run);
  expect(done.counts).toEqual({ held: 5000 });
  expect(mx1.acts).toHaveLength(1);
});

test('who did what, where and to which messages is written down, also when it failed', async () => {
  const mx1 = one(2);
  mx1.onAct = () => {
    throw new AppError('connect_timeout', 'no answer');
  };
  it = await rig({ mx1 }, [config('mx1')], dir);
  await finished(it, (await start(it, 'hold', ids('A0', 'A1'))).run);
  const { rows } = await it.engine.handle('audit.list', { from: 0, count: 10 });
  expect(rows.map((r) => [r.account, r.server, r.verb, r.count, r.result])).toEqual([
    ['tester', 'mx1', 'hold', 2, '2 not done'],
    ['tester', 'mx1', 'hold', 2, 'started'],
  ]);
  const { text } = await it.engine.handle('audit.export', { format: 'csv' });
  expect(text).toContain('A0 A1');
});
