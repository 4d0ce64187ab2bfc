/** One store per engine stream, in the shape `useSyncExternalStore` wants. */
import { useSyncExternalStore } from 'react';
import type { Bridge, EventName, RequestInput, RequestName, RequestOutput } from '../../shared/contract.ts';
import { useEngine } from './bridge.tsx';

export interface Store<T> {
  get: () => T;
  subscribe: (listener: () => void) => () => void;
}

interface OwnStore<T> extends Store<T> {
  set: (value: T) => void;
}

function createStore<T>(first: T): OwnStore<T> {
  const listeners = new Set<() => void>();
  let value = first;
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const l of [...listeners]) l();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Streams that carry their whole value, with the request for the present one. */
const wholes = {
  status: 'status.get',
  servers: 'servers.list',
  mailboxes: 'mailboxes.list',
  prompts: 'prompts.list',
  actions: 'actions.list',
} as const satisfies Partial<Record<EventName, RequestName>>;

export type WholeName = keyof typeof wholes;
/** Streams that only say "ask again". */
export type VersionName = 'queue' | 'bounces' | 'incidents' | 'settings';
type Whole<K extends WholeName> = RequestOutput<(typeof wholes)[K]>;

export interface Streams {
  /** undefined until the first value came. */
  whole: { [K in WholeName]: Store<Whole<K> | undefined> };
  /** Counts up with every change; a dependency for `useRequest`. */
  version: Record<VersionName, Store<number>>;
  dispose(): void;
}

export function createStreams(bridge: Bridge): Streams {
  const stops: (() => void)[] = [];
  const follow = <K extends WholeName>(name: K): Store<Whole<K> | undefined> => {
    const store = createStore<Whole<K> | undefined>(undefined);
    let pushed = false;
    // The event's payload and the request's output are one schema in the contract.
    const take = (value: unknown) => store.set(value as Whole<K>);
    stops.push(
      bridge.on(name, (value) => {
        pushed = true;
        take(value);
      }),
    );
    const ask = (delay: number) => {
      bridge.request(wholes[name], {} as RequestInput<(typeof wholes)[K]>).then(
        (value) => {
          // What was pushed while we waited is newer.
          if (!pushed) take(value);
        },
        () => {
          const timer = setTimeout(() => ask(Math.min(delay * 2, 15_000)), delay);
          stops.push(() => clearTimeout(timer));
        },
      );
    };
    ask(500);
    return store;
  };
  const count = (name: VersionName): Store<number> => {
    const store = createStore(0);
    stops.push(bridge.on(name, () => store.set(store.get() + 1)));
    return store;
  };
  return {
    whole: {
      status: follow('status'),
      servers: follow('servers'),
      mailboxes: follow('mailboxes'),
      prompts: follow('prompts'),
      actions: follow('actions'),
    },
    version: {
      queue: count('queue'),
      bounces: count('bounces'),
      incidents: count('incidents'),
      settings: count('settings'),
    },
    dispose: () => {
      for (const stop of stops) stop();
    },
  };
}

export function useStream<K extends WholeName>(name: K): Whole<K> | undefined {
  const store = useEngine().streams.whole[name];
  return useSyncExternalStore<Whole<K> | undefined>(store.subscribe, store.get);
}

export function useVersion(name: VersionName): number {
  const store = useEngine().streams.version[name];
  return useSyncExternalStore(store.subscribe, store.get);
}
