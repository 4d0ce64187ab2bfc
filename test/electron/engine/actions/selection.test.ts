import { expect, test } from 'vitest';
import { config, message } from '../../monitor/world.ts';
import { engines, everything, finished, ids, one } from './acting.ts';

const begin = engines();

test('what leaves the queue between preview and action is not touched', async () => {
  const mx1 = one();
  const it = await begin({ mx1 }, [config('mx1')]);
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
  const it = await begin({ mx1 }, [config('mx1')]);
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
  const it = await begin({ mx1 }, [config('mx1')]);
  mx1.queue.set('B1', message('B1'));
  await it.clock.advance(3000);
  const preview = await it.during(it.engine.handle('actions.preview', { verb: 'hold', selection: everything }));
  expect(preview.messages).toBe(2);
  mx1.queue.set('C1', message('C1'));
  const { run } = await it.engine.handle('actions.start', { token: preview.token });
  expect((await finished(it, run)).total).toBe(2);
  expect(mx1.queue.get('C1')?.state).toBe('deferred');
});

test('two windows acting at once: a message is acted on once', async () => {
  const mx1 = one();
  const it = await begin({ mx1 }, [config('mx1')]);
  const first = await it.during(it.engine.handle('actions.preview', { verb: 'hold', selection: everything }));
  const second = await it.during(it.engine.handle('actions.preview', { verb: 'hold', selection: everything }));
  const a = await it.engine.handle('actions.start', { token: first.token });
  const b = await it.engine.handle('actions.start', { token: second.token });
  expect((await finished(it, a.run)).counts).toEqual({ held: 3 });
  expect((await finished(it, b.run)).counts).toEqual({ not_done: 3 });
  expect(mx1.acts.flatMap((x) => x.ids)).toEqual(['A0', 'A1', 'A2']);
});
