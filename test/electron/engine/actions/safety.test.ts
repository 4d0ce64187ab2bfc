import { describe, expect, test } from 'vitest';
import { config, mailboxFull, message } from '../../monitor/world.ts';
import { code, engines, everything, finished, one, start } from './acting.ts';

const begin = engines();

describe('safety', () => {
  test('the engine refuses what the level does not allow, whatever the window asks', async () => {
    const mx1 = one();
    const mx2 = one();
    const it = await begin({ mx1, mx2 }, [config('mx1', { safety: 'observe' }), config('mx2', { safety: 'retry' })]);
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
    const it = await begin({ mx1 }, [config('mx1')]);
    const preview = await it.during(it.engine.handle('actions.preview', { verb: 'delete', selection: everything }));
    await it.engine.handle('servers.save', { config: config('mx1', { safety: 'observe' }) });
    const { run } = await it.engine.handle('actions.start', { token: preview.token, typedCount: 3 });
    const done = await finished(it, run);
    expect(done.counts).toEqual({ not_done: 3 });
    expect(mx1.acts).toEqual([]);
  });

  test('delete asks for the exact number, and a preview is good for one start only', async () => {
    const mx1 = one();
    const it = await begin({ mx1 }, [config('mx1')]);
    const ask = () => it.during(it.engine.handle('actions.preview', { verb: 'delete', selection: everything }));
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
    const it = await begin({ mx1 }, [config('mx1')]);
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
    const it = await begin({ mx1 }, [config('mx1')]);
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
