import { describe, expect, test } from 'vitest';
import { config } from '../../monitor/world.ts';
import type { Rig } from '../rig.ts';
import { engines, everything, one, pace, start } from './acting.ts';

const begin = engines();

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
    const it = await begin({ mx1 }, [config('mx1')]);
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
    const it = await begin({ mx1 }, [config('mx1')]);
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
    const it = await begin({ mx1 }, [config('mx1')]);
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
    const it = await begin({ mx1 }, [config('mx1')]);
    const { run } = await start(it, 'retry', everything);
    await it.clock.advance(100);
    const lines = await it.engine.handle('actions.lines', { run, after: 0 });
    expect(lines.rows).toEqual([]);
    expect(lines.unreadable[0]).toMatch(/may not read the delivery log of mx1/);
    expect(mx1.logReads).toBe(0);
  });
});
