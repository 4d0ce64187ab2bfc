import { describe, expect, test } from 'vitest';
import { AppError } from '../../../../shared/error.ts';
import { config, fakeServer, mailboxFull, message, rateLimit, workAsPostfix } from '../../monitor/world.ts';
import type { FakeServer } from '../../monitor/world.ts';
import { engines, everything, finished, ids, one, pace, start } from './acting.ts';

const begin = engines();

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
    const it = await begin({ mx1 }, [config('mx1')]);
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
    const it = await begin({ mx1 }, [config('mx1')]);
    const done = await finished(it, (await start(it, 'retry', everything, { pace: { ...pace, probe: true } })).run);
    expect(done.note).toMatch(/probe/);
    expect(mx1.acts).toHaveLength(1);
  });

  test('keeps its interval, pauses by hand, and goes on', async () => {
    const mx1 = one(6);
    accepting(mx1, 100);
    const it = await begin({ mx1 }, [config('mx1')]);
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
    const it = await begin({ mx1 }, [config('mx1')]);
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
    const it = await begin({ mx1 }, [config('mx1')]);
    const done = await finished(it, (await start(it, 'retry', everything, { pace: { ...pace, stopAfter: 1 } })).run);
    expect(done.state).toBe('stopped');
    expect(mx1.acts.flatMap((a) => a.ids)).toHaveLength(1);
    expect(done.counts).toEqual({ deferred_new: 1, not_done: 9 });
  });

  test('a server that cannot be seen is not sent to blindly; it goes on when it is seen again', async () => {
    const mx1 = one(4);
    accepting(mx1, 100);
    const it = await begin({ mx1 }, [config('mx1')]);
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
    const it = await begin({ mx1 }, [config('mx1')]);
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
    const it = await begin({ mx1 }, [config('mx1')]);
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
    const it = await begin({ mx1 }, [config('mx1')]);
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
    const it = await begin({ mx1, mx2 }, [config('mx1'), config('mx2')]);
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
    let it = await begin({ mx1 }, [config('mx1')]);
    const { run } = await start(it, 'retry', everything, { pace: { ...pace, intervalMs: 5000, resume: true } });
    await it.clock.advance(11_000);
    const before = mx1.acts.length;
    expect(before).toBeGreaterThan(1);
    await it.engine.dispose();
    it = await begin({ mx1 }, [config('mx1')], { clock: it.clock });
    await finished(it, run);
    const tried = mx1.acts.flatMap((a) => a.ids);
    expect(tried).toHaveLength(6);
    expect(new Set(tried).size).toBe(6);
    expect(mx1.queue.size).toBe(0);
  });

  test('without that word a restart ends it and says so', async () => {
    const mx1 = one(6);
    accepting(mx1, 100);
    let it = await begin({ mx1 }, [config('mx1')]);
    const { run } = await start(it, 'retry', everything, { pace: { ...pace, intervalMs: 5000 } });
    await it.clock.advance(6000);
    const before = mx1.acts.length;
    await it.engine.dispose();
    it = await begin({ mx1 }, [config('mx1')], { clock: it.clock });
    await it.clock.advance(60_000);
    const after = await it.run(run);
    expect(after.state).toBe('stopped');
    expect(after.note).toMatch(/restarted/);
    expect(mx1.acts).toHaveLength(before);
  });
});
