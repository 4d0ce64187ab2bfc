/**
 * The engine as the main thread has it: the same calls, answered by the worker. A worker that dies is started again with
 * back-off; requests that were open fail with words, and the screen is told what happened.
 */
import { Worker } from 'node:worker_threads';
import { isEventName } from '../shared/contract.ts';
import type { EventName, EventPayload, EngineRequestName, RequestInput, RequestOutput } from '../shared/contract.ts';
import { AppError } from '../shared/error.ts';
import { noticeWords } from '../shared/messages/engine.en.ts';
import type { Status } from '../shared/views/status.ts';
import type { EngineLink } from './host/engineLink.ts';
import type { ComposeOptions } from './engine/compose.ts';
import type { FromWorker, ToWorker, WorkerStart } from './engine/protocol.ts';
import type { Clock, Disposer, Secrets } from './ports.ts';

export interface EngineClientDeps {
  clock: Clock;
  secrets: Secrets;
  options: Omit<ComposeOptions, 'secrets' | 'log'>;
  /** Built worker entry, or `engine.ts` itself in a checkout. */
  entry: URL;
  log(text: string): void;
  /** For tests: another worker. */
  spawn?: (entry: URL, start: WorkerStart) => WorkerLike;
}

export interface WorkerLike {
  postMessage(message: ToWorker): void;
  on(event: 'message', listener: (message: FromWorker) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  terminate(): Promise<number>;
}

/** Requests may wait for a server; what takes longer is a defect, and its window should not wait for ever. */
const stopMs = 5000;

export async function startEngineWorker(deps: EngineClientDeps): Promise<EngineLink> {
  const { clock, secrets } = deps;
  const spawn =
    deps.spawn ?? ((entry: URL, start: WorkerStart): WorkerLike => new Worker(entry, { workerData: start }));
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const open = new Map<number, { resolve(value: never): void; reject(error: AppError): void }>();
  let serial = 0;
  let worker: WorkerLike | null = null;
  let stopping: (() => void) | null = null;
  let disposed = false;
  let deaths = 0;
  let readyAt = 0;
  let restart: Disposer | null = null;
  let lastDeath: string | null = null;
  let first: { resolve(): void; reject(error: AppError): void } | null = null;

  /** The worker that came back does not know that one before it died; the screen must. */
  function withNotice(status: Status): Status {
    if (lastDeath === null) return status;
    return {
      ...status,
      notices: [
        { id: 'engine-restarted', tone: 'warning', ...noticeWords.workerStopped, detail: lastDeath },
        ...status.notices,
      ],
    };
  }

  function tell(name: EventName, payload: unknown): void {
    const told = name === 'status' ? withNotice(payload as Status) : payload;
    // `on` put only listeners of this event's payload into the set.
    for (const listener of [...(listeners.get(name) ?? [])]) listener(told as never);
  }

  async function secret(message: Extract<FromWorker, { kind: 'secret' }>, to: WorkerLike): Promise<void> {
    try {
      let value: string | null = null;
      if (message.what === 'get') value = await secrets.get(message.key);
      else if (message.what === 'set') await secrets.set(message.key, message.value ?? '');
      else await secrets.delete(message.key);
      to.postMessage({ kind: 'secret', id: message.id, value, failed: null });
    } catch (error) {
      to.postMessage({
        kind: 'secret',
        id: message.id,
        value: null,
        failed: error instanceof Error ? error.message : String(error),
      });
    }
  }

  function begin(): void {
    const mine = spawn(deps.entry, { options: deps.options, secretsBackend: secrets.backend });
    worker = mine;
    let said = '';
    mine.on('message', (message) => {
      switch (message.kind) {
        case 'ready':
          readyAt = clock.monotonic();
          first?.resolve();
          first = null;
          if (lastDeath !== null)
            void client
              .handle('status.get', {})
              .then((status) => tell('status', status))
              .catch(() => undefined);
          break;
        case 'reply':
          open.get(message.id)?.resolve(message.value as never);
          open.delete(message.id);
          break;
        case 'failure':
          open.get(message.id)?.reject(new AppError(message.error.code, message.error.message, message.error.details));
          open.delete(message.id);
          break;
        case 'event':
          if (isEventName(message.name)) tell(message.name, message.payload);
          break;
        case 'secret':
          void secret(message, mine);
          break;
        case 'log':
          deps.log(message.text);
          break;
        case 'stopped':
          stopping?.();
          break;
      }
    });
    mine.on('error', (error) => {
      said = error.stack ?? error.message;
      deps.log(said);
    });
    mine.on('exit', (code) => {
      if (worker === mine) worker = null;
      for (const waiting of open.values())
        waiting.reject(new AppError('engine_stopped', 'the engine stopped in the middle'));
      open.clear();
      stopping?.();
      if (disposed) return;
      if (first) {
        first.reject(new AppError('engine_failed', said || `the engine ended with code ${code}`));
        first = null;
        return;
      }
      // One that ran for ten minutes starts with a clean slate.
      deaths = clock.monotonic() - readyAt > 600_000 ? 1 : deaths + 1;
      lastDeath = said || `exit code ${code}`;
      restart = clock.after(Math.min(60_000, 250 * 2 ** Math.min(8, deaths - 1)), begin);
    });
  }

  const client: EngineLink = {
    handle<K extends EngineRequestName>(name: K, input: RequestInput<K>): Promise<RequestOutput<K>> {
      return new Promise<RequestOutput<K>>((resolve, reject) => {
        if (name === 'notice.dismiss' && (input as { id?: unknown }).id === 'engine-restarted') {
          lastDeath = null;
          resolve({ ok: true } as RequestOutput<K>);
          void client
            .handle('status.get', {})
            .then((status) => tell('status', status))
            .catch(() => undefined);
          return;
        }
        if (!worker) {
          reject(new AppError('engine_stopped', 'the engine is being started again'));
          return;
        }
        serial += 1;
        open.set(serial, {
          resolve: (value: RequestOutput<K>) =>
            resolve(name === 'status.get' ? (withNotice(value as Status) as RequestOutput<K>) : value),
          reject,
        });
        worker.postMessage({ kind: 'request', id: serial, name, input });
      });
    },
    on<K extends EventName>(name: K, listener: (payload: EventPayload<K>) => void): Disposer {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener);
      return () => void set.delete(listener);
    },
    signal: (signal) => worker?.postMessage({ kind: 'signal', signal }),
    async dispose() {
      disposed = true;
      restart?.();
      const last = worker;
      if (!last) return;
      await new Promise<void>((resolve) => {
        stopping = resolve;
        const cancel = clock.after(stopMs, resolve);
        last.postMessage({ kind: 'stop' });
        last.on('exit', () => {
          cancel();
          resolve();
        });
      });
      await last.terminate();
      listeners.clear();
    },
  };

  await new Promise<void>((resolve, reject) => {
    first = { resolve, reject };
    begin();
  });
  return client;
}
