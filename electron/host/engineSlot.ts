import { eventNames, type EventName, type EventPayload } from '../../shared/contract.ts';
import { AppError } from '../../shared/error.ts';
import type { Disposer } from '../ports.ts';
import type { EngineLink } from './engineLink.ts';

export interface EngineSlot extends EngineLink {
  readonly demo: boolean;
  /** Rejects when the first engine does not start. */
  readonly ready: Promise<void>;
  /** Puts the demo's engine in place of the real one, or back. Listeners stay and are told everything anew. */
  use(demo: boolean): Promise<void>;
}

type Relay = (name: EventName, payload: unknown) => void;

/** What a page believes about the old engine must be replaced: each stream's present value, and "ask again" for the rest. */
async function tellAnew(engine: EngineLink, relay: Relay): Promise<void> {
  relay('status', await engine.handle('status.get', {}));
  const servers = await engine.handle('servers.list', {});
  relay('servers', servers);
  relay('mailboxes', await engine.handle('mailboxes.list', {}));
  relay('prompts', await engine.handle('prompts.list', {}));
  relay('actions', await engine.handle('actions.list', {}));
  relay('settings', {});
  const again = { version: -1 };
  relay('queue', { ...again, servers: servers.map((server) => server.config.id) });
  relay('bounces', again);
  relay('incidents', again);
}

/**
 * Holds the one engine that runs. The demo never mixes with real data, so it is another engine on another folder, and
 * changing over means stopping one and starting the other. Requests wait while an engine starts.
 */
export function createEngineSlot(start: (demo: boolean) => Promise<EngineLink>, demo: boolean): EngineSlot {
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const relay: Relay = (name, payload) => {
    // `on` below put only listeners of this event's payload into the set.
    for (const listener of [...(listeners.get(name) ?? [])]) listener(payload as never);
  };
  const attach = (engine: EngineLink): Disposer[] => eventNames.map((name) => engine.on(name, (p) => relay(name, p)));

  let isDemo = demo;
  let engine: EngineLink | null = null;
  let detach: Disposer[] = [];
  let disposed = false;
  const ready = start(demo).then((started) => {
    engine = started;
    detach = attach(started);
  });
  let change: Promise<void> = ready.catch(() => undefined);

  async function stop(): Promise<void> {
    for (const one of detach) one();
    const old = engine;
    engine = null;
    await old?.dispose();
  }

  async function changeTo(next: boolean): Promise<void> {
    if (disposed || next === isDemo) return;
    await stop();
    try {
      engine = await start(next);
      isDemo = next;
    } catch (error) {
      engine = await start(isDemo);
      throw error;
    } finally {
      if (engine !== null) {
        detach = attach(engine);
        await tellAnew(engine, relay);
      }
    }
  }

  return {
    get demo() {
      return isDemo;
    },
    ready,
    use(next) {
      const mine = change.then(() => changeTo(next));
      change = mine.catch(() => undefined);
      return mine;
    },
    async handle(name, input) {
      await change;
      if (engine === null) throw new AppError('engine_stopped', 'The engine is not running.');
      return engine.handle(name, input);
    },
    on<K extends EventName>(name: K, listener: (payload: EventPayload<K>) => void): Disposer {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener);
      return () => void set.delete(listener);
    },
    signal: (signal) => engine?.signal(signal),
    async dispose() {
      disposed = true;
      await change;
      await stop();
    },
  };
}
