/** What main thread and engine worker say to each other. Everything is structured-clone data. */
import { isRequestName, requests } from '../../shared/contract.ts';
import type { EngineRequestName, EventName } from '../../shared/contract.ts';
import { AppError } from '../../shared/error.ts';
import type { EngineLink, HostSignal } from '../host/engineLink.ts';
import type { Secrets } from '../ports.ts';
import type { ComposeOptions } from './compose.ts';

export interface WorkerStart {
  options: Omit<ComposeOptions, 'secrets' | 'log'>;
  secretsBackend: Secrets['backend'];
}
export interface WireFailure {
  code: string;
  message: string;
  details: Record<string, unknown>;
}
export type ToWorker =
  | { kind: 'request'; id: number; name: string; input: unknown }
  | { kind: 'secret'; id: number; value: string | null; failed: string | null }
  | { kind: 'signal'; signal: HostSignal }
  | { kind: 'stop' };
export type FromWorker =
  | { kind: 'ready' }
  | { kind: 'reply'; id: number; value: unknown }
  | { kind: 'failure'; id: number; error: WireFailure }
  | { kind: 'event'; name: EventName; payload: unknown }
  | { kind: 'secret'; id: number; what: 'get' | 'set' | 'delete'; key: string; value: string | null }
  | { kind: 'log'; text: string }
  | { kind: 'stopped' };

const plain = (details: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  try {
    return JSON.parse(JSON.stringify(details)) as Record<string, unknown>;
  } catch {
    return {};
  }
};

const isEngineRequest = (name: string): name is EngineRequestName =>
  isRequestName(name) && requests[name].host === 'engine';

export async function answering(
  engine: EngineLink,
  { id, name, input }: { id: number; name: string; input: unknown },
): Promise<Extract<FromWorker, { kind: 'reply' | 'failure' }>> {
  try {
    if (!isEngineRequest(name)) throw new AppError('unknown_request', `no request ${name}`);
    // The engine parses the input against the schema of that name.
    return { kind: 'reply', id, value: await engine.handle(name, input as never) };
  } catch (error) {
    const known =
      error instanceof AppError
        ? error
        : new AppError('internal', error instanceof Error ? error.message : String(error));
    return { kind: 'failure', id, error: { code: known.code, message: known.message, details: plain(known.details) } };
  }
}

/** The keychain as the worker sees it: questions to the main thread. */
export function secretsOver(
  backend: Secrets['backend'],
  post: (message: FromWorker) => void,
): {
  secrets: Secrets;
  answered(message: Extract<ToWorker, { kind: 'secret' }>): void;
  moved(to: Secrets['backend']): void;
} {
  let serial = 0;
  let where = backend;
  const open = new Map<number, { resolve(value: string | null): void; reject(error: Error): void }>();
  const ask = (what: 'get' | 'set' | 'delete', key: string, value: string | null): Promise<string | null> =>
    new Promise((resolve, reject) => {
      serial += 1;
      open.set(serial, { resolve, reject });
      post({ kind: 'secret', id: serial, what, key, value });
    });
  return {
    answered({ id, value, failed }) {
      const waiting = open.get(id);
      open.delete(id);
      if (failed !== null) waiting?.reject(new AppError('keychain_failed', failed));
      else waiting?.resolve(value);
    },
    moved(to) {
      where = to;
    },
    secrets: {
      get backend() {
        return where;
      },
      get: (key) => ask('get', key, null),
      set: async (key, value) => {
        await ask('set', key, value);
      },
      delete: async (key) => {
        await ask('delete', key, null);
      },
    },
  };
}
