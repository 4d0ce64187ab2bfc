import { describe, expect, test } from 'vitest';
import type { Successor } from '../../../../electron/ports.ts';
import { config, mailboxFull, message, workAsPostfix } from '../../monitor/world.ts';
import type { FakeServer } from '../../monitor/world.ts';
import type { Rig } from '../rig.ts';
import { engines, everything, finished, ids, one, rowsOf, start } from './acting.ts';

const begin = engines();

const row = (r: Rig, of: string, id: string, by: Successor['by'], change: Partial<Successor> = {}): Successor => {
  const text = `${id}: ${by === 'orig_id' ? `uid=0 from=<a> orig_id=${of}` : 'message-id=<m@x>'}`;
  const line = { at: r.clock.now() + 1000, id: of, recipient: null, proves: 'other' as const, newId: id, text };
  return { of, id, by, sender: null, size: null, line, ...change };
};

/** Gives every message the id B... instead of A..., as pickup(8) does; arrival, sender and recipients stay. */
const requeueing = (mx1: FakeServer): void => {
  mx1.log = [];
  mx1.onAct = (verb, list) => {
    if (verb !== 'requeue') return workAsPostfix(mx1, verb, list);
    for (const id of list) {
      const it = mx1.queue.get(id);
      if (!it) continue;
      mx1.queue.delete(id);
      mx1.queue.set(id.replace('A', 'B'), { ...it, id: id.replace('A', 'B'), size: (it.size ?? 0) + 117 });
    }
    return { refused: new Map(), submitted: new Set(list), output: '' };
  };
};

test('the server’s word and the Message-ID both tell the new id, and it is said which did', async () => {
  const mx1 = one(4);
  requeueing(mx1);
  mx1.messageIds = new Map([
    ['A0', '<m@x>'],
    ['A1', '<m@x>'],
    ['A2', ''],
    ['A3', '<alone@x>'],
  ]);
  const it = await begin({ mx1 }, [config('mx1')]);
  const { run } = await start(it, 'requeue', everything);
  mx1.successors = [
    row(it, 'A0', 'B0', 'orig_id'),
    row(it, 'A0', 'B0', 'message_id'),
    row(it, 'A0', 'B1', 'message_id'),
    row(it, 'A1', 'B1', 'orig_id'),
    row(it, 'A2', 'B2', 'orig_id'),
    row(it, 'A3', 'B3', 'message_id', { sender: 'orders@kestrel-shop.example', size: 1117 }),
  ];
  expect((await finished(it, run)).counts).toEqual({ requeued: 4 });
  const rows = await rowsOf(it, run);
  expect(rows.map((r) => [r.id, r.newId, r.evidence?.split(':')[0]])).toEqual([
    ['A0', 'B0', 'told by orig_id and by the same Message-ID'],
    ['A1', 'B1', 'told by orig_id'],
    ['A2', 'B2', 'told by orig_id; the message has no Message-ID'],
    ['A3', 'B3', 'told by the same Message-ID, and sender, size and time fit'],
  ]);
});

describe('the same Message-ID under several queue ids', () => {
  const settle = async (rows: (r: Rig) => Successor[], change: (mx1: FakeServer) => void = () => undefined) => {
    const mx1 = one(2);
    requeueing(mx1);
    mx1.queue.set('OLD', message('OLD'));
    mx1.messageIds = new Map([['A0', '<m@x>']]);
    change(mx1);
    const it = await begin({ mx1 }, [config('mx1')]);
    // Seen before the command.
    await it.clock.advance(120_000);
    const { run } = await start(it, 'requeue', ids('A0', 'A1'));
    mx1.successors = rows(it);
    await finished(it, run);
    return Object.fromEntries((await rowsOf(it, run)).map((r) => [r.id, r]));
  };
  const told = (r: Rig) => row(r, 'A1', 'B1', 'orig_id');

  test('two that fit: unknown, and how many there are', async () => {
    const { A0 } = await settle((r) => [row(r, 'A0', 'B0', 'message_id'), row(r, 'A0', 'X1', 'message_id'), told(r)]);
    expect(A0).toMatchObject({ kind: 'unknown', newId: null });
    expect(A0?.evidence).toMatch(/2 messages carry its Message-ID/);
  });

  test.each([
    ['another sender', { sender: 'forged@other.example' }],
    ['another size', { size: 90_000 }],
    ['smaller than it was', { size: 10 }],
  ])('%s does not count', async (_what, change) => {
    const { A0 } = await settle((r) => [
      row(r, 'A0', 'X1', 'message_id', change),
      row(r, 'A0', 'B0', 'message_id'),
      told(r),
    ]);
    expect(A0).toMatchObject({ kind: 'requeued', newId: 'B0' });
  });

  test('one that was in the queue before, and what another message became, do not count', async () => {
    const { A0 } = await settle((r) => [
      row(r, 'A0', 'OLD', 'message_id'),
      row(r, 'A0', 'B1', 'message_id'),
      row(r, 'A0', 'B0', 'message_id'),
      told(r),
    ]);
    expect(A0).toMatchObject({ kind: 'requeued', newId: 'B0' });
  });

  test('two messages of the action carry it and the server says nothing: neither is guessed', async () => {
    const all = await settle(
      (r) => [row(r, 'A0', 'B0', 'message_id'), row(r, 'A1', 'B0', 'message_id')],
      (mx1) => mx1.messageIds.set('A1', '<m@x>'),
    );
    expect(Object.values(all).map((r) => [r.kind, r.newId])).toEqual([
      ['unknown', null],
      ['unknown', null],
    ]);
  });
});

test('gone under its old id, and the log tells nothing: unknown; without a log that is said', async () => {
  const mx1 = one(1);
  requeueing(mx1);
  let it = await begin({ mx1 }, [config('mx1')]);
  const silent = await start(it, 'requeue', everything);
  expect((await finished(it, silent.run)).counts).toEqual({ unknown: 1 });
  expect((await rowsOf(it, silent.run))[0]?.evidence).toMatch(/the log does not tell the new queue id/);
  await it.engine.dispose();

  const mx2 = one(1);
  requeueing(mx2);
  for (const ability of mx2.found.abilities) if (ability.id === 'log') ability.granted = 'no';
  it = await begin({ mx1: mx2 }, [config('mx1')], { clock: it.clock });
  await it.clock.advance(70_000);
  const blind = await start(it, 'requeue', everything);
  expect((await finished(it, blind.run)).counts).toEqual({ requeued: 1 });
  expect((await rowsOf(it, blind.run))[0]).toMatchObject({ newId: null });
  expect((await rowsOf(it, blind.run))[0]?.evidence).toMatch(/may not be read/);
});

test('an id that somebody else changed between preview and action is told with its new id, and not touched', async () => {
  const mx1 = one(2);
  requeueing(mx1);
  const it = await begin({ mx1 }, [config('mx1')]);
  const { token } = await it.during(it.engine.handle('actions.preview', { verb: 'delete', selection: everything }));
  mx1.successors = [row(it, 'A0', 'B0', 'orig_id')];
  await mx1.onAct?.('requeue', ['A0']);
  await it.clock.advance(3000);
  const { run } = await it.engine.handle('actions.start', { token, typedCount: 2 });
  expect((await finished(it, run)).counts).toEqual({ gone_before: 1, deleted: 1 });
  expect((await rowsOf(it, run))[0]).toMatchObject({ id: 'A0', newId: 'B0' });
  expect((await rowsOf(it, run))[0]?.evidence).toMatch(/not touched: its queue id had changed to B0/);
  expect(mx1.queue.has('B0')).toBe(true);
  expect(mx1.acts.flatMap((a) => a.ids)).toEqual(['A1', 'A1']);
});

test('page, history of acts and audit follow the message to its new id, and again', async () => {
  const mx1 = one(2);
  requeueing(mx1);
  const it = await begin({ mx1 }, [config('mx1')]);
  await finished(it, (await start(it, 'hold', ids('A0'))).run);
  await finished(it, (await start(it, 'release', ids('A0'))).run);
  const first = await start(it, 'requeue', ids('A0'));
  mx1.successors = [row(it, 'A0', 'B0', 'orig_id')];
  await finished(it, first.run);
  const b0 = { server: 'mx1', id: 'B0' };
  const done = (await it.engine.handle('messages.get', b0))?.done ?? [];
  expect(done.map((d) => d.verb)).toEqual(['requeue', 'requeue', 'release', 'hold']);
  expect(await it.engine.handle('messages.moves', { server: 'mx1', id: 'A0' })).toMatchObject({
    steps: [{ from: 'A0', to: 'B0', evidence: expect.stringContaining('orig_id=A0') as string }],
    now: 'B0',
    here: true,
  });
  expect(await it.engine.handle('actions.lines', { run: null, after: 0, message: b0 })).toMatchObject({
    run: first.run,
    outcome: { id: 'A0', newId: 'B0' },
  });
  const { text } = await it.engine.handle('audit.export', { format: 'csv' });
  expect(text).toMatch(/1 requeued,[^,]*,B0/);

  mx1.onAct = (verb, list) => {
    mx1.queue.delete('B0');
    mx1.queue.set('C0', message('C0', { arrival: 1_795_000_000 }));
    return workAsPostfix(mx1, verb, list);
  };
  const second = await start(it, 'requeue', ids('B0'));
  mx1.successors = [row(it, 'B0', 'C0', 'orig_id')];
  await finished(it, second.run);
  const moves = await it.engine.handle('messages.moves', { server: 'mx1', id: 'A0' });
  expect([moves.steps.map((s) => `${s.from} ${s.to}`), moves.now]).toEqual([['A0 B0', 'B0 C0'], 'C0']);
  expect((await it.engine.handle('messages.get', { server: 'mx1', id: 'C0' }))?.done.map((d) => d.verb)).toEqual([
    'requeue',
    'requeue',
    'requeue',
    'requeue',
    'release',
    'hold',
  ]);
  // The first id is given to another message later: the story of the first one is not its own.
  mx1.queue.set('A0', message('A0', { arrival: Math.floor(it.clock.now() / 1000) + 60 }));
  await it.clock.advance(120_000);
  expect((await it.engine.handle('messages.moves', { server: 'mx1', id: 'A0' })).steps).toEqual([]);
  expect((await it.engine.handle('messages.get', { server: 'mx1', id: 'A0' }))?.done).toEqual([]);
});

const incidents = async (r: Rig) =>
  (await r.engine.handle('incidents.list', { scope: { servers: null }, range: 'all' })).rows.map((i) => i.kind);

test('what comes back under a new id is no fresh deferral, raises no alert, and keeps its age', async () => {
  const mx1 = one(0);
  requeueing(mx1);
  const it = await begin({ mx1 }, [config('mx1')]);
  const seconds = () => Math.floor(it.clock.now() / 1000);
  const recipients = (k: number) => [{ address: `r${k}@example.net`, reason: mailboxFull }];
  const n = 120;
  // Few enough at a time to be ordinary, and after the first look, so that they are not old news either.
  for (let k = 0; k < n; k += 1) {
    mx1.queue.set(`A${k}`, message(`A${k}`, { arrival: seconds(), recipients: recipients(k) }));
    await it.clock.advance(120_000);
  }
  const arrival = mx1.queue.get('A0')?.arrival;
  expect(await incidents(it)).toEqual([]);
  const { run } = await start(it, 'requeue', everything, { typed: n });
  mx1.successors = Array.from({ length: n }, (_, k) => row(it, `A${k}`, `B${k}`, 'orig_id'));
  expect((await finished(it, run)).counts).toEqual({ requeued: n });
  await it.clock.advance(300_000);
  expect(mx1.queue.has('B0')).toBe(true);
  expect(await incidents(it)).toEqual([]);
  const detail = await it.engine.handle('messages.get', { server: 'mx1', id: 'B0' });
  expect(detail?.row.arrival).toBe(arrival);
  expect(detail?.attempts.at(-1)).toMatchObject({ at: arrival, what: 'arrived' });
  // As many that arrive anew are news: nothing else keeps them quiet.
  for (let k = 0; k < n; k += 1)
    mx1.queue.set(`N${k}`, message(`N${k}`, { arrival: seconds(), recipients: recipients(k) }));
  await it.clock.advance(300_000);
  expect(await incidents(it)).not.toEqual([]);
});
