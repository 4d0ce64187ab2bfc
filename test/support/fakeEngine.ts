import type { EventName, EventPayload, RequestOutput } from '../../shared/contract.ts';
import type { EngineLink, HostSignal } from '../../electron/host/engineLink.ts';

export const calmStatus: RequestOutput<'status.get'> = {
  host: 'web',
  version: '0.1.0',
  demo: false,
  tray: 'calm',
  trayText: 'Queuewatch: calm. 2 servers, 8 s ago',
  paused: false,
  lastLookAt: 1_700_000_000_000,
  nextLookAt: null,
  inSight: 2,
  servers: 2,
  mutes: [],
  quiet: null,
  counts: { causes: 0, messages: 0, bounces: 3, openIncidents: 1, frozenIncidents: 0, unseenNotifications: 0 },
  views: [],
  notices: [],
  secrets: 'memory',
};

type Answer = (input: unknown) => unknown;

export interface FakeEngine extends EngineLink {
  readonly asked: { name: string; input: unknown }[];
  readonly signals: HostSignal[];
  readonly disposed: boolean;
  emit<K extends EventName>(name: K, payload: EventPayload<K>): void;
}

/** An engine that answers what it is told to and remembers what it was asked. */
export function createFakeEngine(answers: Readonly<Record<string, Answer>> = {}): FakeEngine {
  const listeners = new Map<string, Set<(payload: never) => void>>();
  const asked: FakeEngine['asked'] = [];
  const signals: HostSignal[] = [];
  let disposed = false;
  const usual: Readonly<Record<string, Answer>> = {
    'status.get': () => calmStatus,
    'servers.list': () => [],
    'mailboxes.list': () => [],
    'prompts.list': () => [],
    'actions.list': () => [],
    ...answers,
  };
  return {
    asked,
    signals,
    get disposed() {
      return disposed;
    },
    handle: async (name, input) => {
      asked.push({ name, input });
      const answer = usual[name] ?? (() => ({ ok: true }));
      return (await answer(input)) as never;
    },
    on: (name, listener) => {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener);
      return () => void set.delete(listener);
    },
    signal: (signal) => void signals.push(signal),
    dispose: () => {
      disposed = true;
      return Promise.resolve();
    },
    emit: (name, payload) => {
      for (const listener of [...(listeners.get(name) ?? [])]) listener(payload as never);
    },
  };
}
