import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { startEngineWorker } from '../../electron/engineClient.ts';
import type { WorkerLike } from '../../electron/engineClient.ts';
import type { FromWorker, ToWorker } from '../../electron/engine/protocol.ts';
import { isAppError } from '../../shared/error.ts';
import { memorySecrets } from './engine/rig.ts';
import { fakeClock } from './monitor/world.ts';

class FakeWorker extends EventEmitter implements WorkerLike {
  readonly got: ToWorker[] = [];
  postMessage(message: ToWorker): void {
    this.got.push(message);
    if (message.kind === 'stop') queueMicrotask(() => this.emit('exit', 0));
  }
  say(message: FromWorker): void {
    this.emit('message', message);
  }
  terminate(): Promise<number> {
    return Promise.resolve(0);
  }
}

async function begin() {
  const clock = fakeClock();
  const workers: FakeWorker[] = [];
  const kept = new Map([['k', 'v']]);
  const client = await startEngineWorker({
    clock,
    secrets: memorySecrets(kept),
    options: { dataDir: '/nowhere', demo: false, host: 'desktop', account: 'me' },
    entry: new URL('file:///nowhere'),
    log: () => undefined,
    spawn() {
      const worker = new FakeWorker();
      workers.push(worker);
      queueMicrotask(() => worker.say({ kind: 'ready' }));
      return worker;
    },
  });
  return { clock, workers, client };
}

test('a worker that dies fails the open requests with words, and is started again with back-off', async () => {
  const { clock, workers, client } = await begin();
  const open = client.handle('servers.list', {}).catch((e: unknown) => e);
  workers[0]?.emit('error', new Error('out of memory'));
  workers[0]?.emit('exit', 1);
  const error = await open;
  expect(isAppError(error) && error.code).toBe('engine_stopped');
  expect(workers).toHaveLength(1);
  await clock.advance(300);
  expect(workers).toHaveLength(2);
  workers[1]?.emit('exit', 1);
  await clock.advance(300);
  expect(workers).toHaveLength(2);
  await clock.advance(300);
  expect(workers).toHaveLength(3);
  await client.dispose();
  await clock.advance(120_000);
  expect(workers).toHaveLength(3);
});

test('an error of the engine keeps its code over the border, and secrets never leave the main thread unasked', async () => {
  const { clock, workers, client } = await begin();
  const worker = workers[0];
  const asked = client.handle('incidents.note', { id: 1, text: 'x' }).catch((e: unknown) => e);
  const request = worker?.got.find((m) => m.kind === 'request');
  worker?.say({
    kind: 'failure',
    id: request?.id ?? 0,
    error: { code: 'no_such_incident', message: 'incident 1', details: {} },
  });
  const error = await asked;
  expect(isAppError(error) && error.code).toBe('no_such_incident');
  worker?.say({ kind: 'secret', id: 7, what: 'get', key: 'k', value: null });
  await clock.settle();
  expect(worker?.got).toContainEqual({ kind: 'secret', id: 7, value: 'v', failed: null });
  await client.dispose();
});
