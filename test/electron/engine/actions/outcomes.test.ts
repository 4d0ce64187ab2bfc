import { expect, test } from 'vitest';
import { AppError } from '../../../../shared/error.ts';
import { config, rateLimit, workAsPostfix } from '../../monitor/world.ts';
import { engines, everything, finished, ids, one, start } from './acting.ts';

const begin = engines();

test('hold, release and delete are said to be done only after the listing shows it', async () => {
  const mx1 = one();
  const it = await begin({ mx1 }, [config('mx1')]);
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
  mx1.onAct = (_verb, list) => ({ refused: new Map(), submitted: new Set(list), output: '' });
  const it = await begin({ mx1 }, [config('mx1')]);
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
  const it = await begin({ mx1 }, [config('mx1')]);
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
  const it = await begin({ mx1 }, [config('mx1')]);
  const { run } = await start(it, 'retry', everything);
  // One every six seconds: four minutes, more than a single message is followed.
  for (let k = 0; k < 40; k += 1) {
    await it.clock.advance(6000);
    mx1.queue.delete(`A${k}`);
  }
  expect((await it.run(run)).endedAt).toBeNull();
  expect((await finished(it, run)).counts).toEqual({ left_queue: 40 });
});

test('a busy server that stands still over a look is not given up', async () => {
  const mx1 = one(40);
  const it = await begin({ mx1 }, [config('mx1')]);
  const { run } = await start(it, 'retry', everything);
  const some = async (from: number, to: number) => {
    for (let k = from; k < to; k += 1) {
      await it.clock.advance(6000);
      mx1.queue.delete(`A${k}`);
    }
  };
  await some(0, 25);
  await it.clock.advance(95_000);
  await some(25, 40);
  expect((await finished(it, run)).counts).toEqual({ left_queue: 40 });
});

test('a log that has no attempt says that it was not its turn, not that it was refused again', async () => {
  const mx1 = one(2);
  mx1.log = [];
  const it = await begin({ mx1 }, [config('mx1')]);
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
  const it = await begin({ mx1 }, [config('mx1')]);
  const run = await finished(it, (await start(it, 'retry', everything, { typed: 2 })).run);
  expect(run.counts).toEqual({ deferred_new: 1, deferred_same: 1 });
});

test('5,000 ids go to the tool in one call', async () => {
  const mx1 = one(5000);
  const it = await begin({ mx1 }, [config('mx1')]);
  const done = await finished(it, (await start(it, 'hold', everything)).run);
  expect(done.counts).toEqual({ held: 5000 });
  expect(mx1.acts).toHaveLength(1);
});

test('who did what, where and to which messages is written down, also when it failed', async () => {
  const mx1 = one(2);
  mx1.onAct = () => {
    throw new AppError('connect_timeout', 'no answer');
  };
  const it = await begin({ mx1 }, [config('mx1')]);
  await finished(it, (await start(it, 'hold', ids('A0', 'A1'))).run);
  const { rows } = await it.engine.handle('audit.list', { from: 0, count: 10 });
  expect(rows.map((r) => [r.account, r.server, r.verb, r.count, r.result])).toEqual([
    ['tester', 'mx1', 'hold', 2, '2 not done'],
    ['tester', 'mx1', 'hold', 2, 'started'],
  ]);
  const { text } = await it.engine.handle('audit.export', { format: 'csv' });
  expect(text).toContain('A0 A1');
});
