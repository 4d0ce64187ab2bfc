import { createEngine } from '../../../electron/engine/engine.ts';
import { createJudge } from '../../../electron/engine/judge.ts';
import type { Engine } from '../../../electron/engine/types.ts';
import type { CommandTransport, Inbox, InboxSink, Secrets } from '../../../electron/ports.ts';
import { createAlerts } from '../../../shared/alerts/index.ts';
import type { ActionRun } from '../../../shared/model/action.ts';
import type { ServerConfig } from '../../../shared/model/server.ts';
import { fakeClock, fakeRegistry } from '../monitor/world.ts';
import type { FakeClock, FakeServer } from '../monitor/world.ts';

export interface Rig {
  engine: Engine;
  clock: FakeClock;
  sink: InboxSink;
  errors: unknown[];
  run(id: string): Promise<ActionRun>;
  /** Lets time pass until a promise is there. */
  during<T>(work: Promise<T>, stepMs?: number): Promise<T>;
  secrets: Map<string, string>;
}

export function memorySecrets(kept: Map<string, string>): Secrets {
  return {
    backend: 'memory',
    get: (key) => Promise.resolve(kept.get(key) ?? null),
    set: (key, value) => Promise.resolve(void kept.set(key, value)),
    delete: (key) => Promise.resolve(void kept.delete(key)),
  };
}

/** A whole engine on fake servers; nothing touches network or waits. */
export async function rig(
  servers: Record<string, FakeServer>,
  configs: readonly ServerConfig[],
  dataDir: string,
  options: { clock?: FakeClock; fetch?: typeof globalThis.fetch; command?: CommandTransport } = {},
): Promise<Rig> {
  const clock = options.clock ?? fakeClock();
  const errors: unknown[] = [];
  const secrets = new Map<string, string>();
  const given: { sink?: InboxSink } = {};
  const nothing = (): void => undefined;
  const inbox: Inbox = {
    set: nothing,
    remove: nothing,
    check: nothing,
    cancelRead: nothing,
    reset: nothing,
    test: () => Promise.resolve({ ok: true, text: '', folders: [], problem: null }),
    authorize: () => Promise.resolve({ url: null, problem: null }),
    dispose: () => Promise.resolve(),
  };
  const engine = createEngine({
    clock,
    dataDir,
    registry: fakeRegistry(new Map(Object.entries(servers)), clock),
    connect: () => ({ clock, dispose: nothing, ...(options.command ? { command: options.command } : {}) }),
    createInbox(sink) {
      given.sink = sink;
      return inbox;
    },
    createAlerts: (state, settings) => createAlerts(settings, state ?? undefined),
    judge: createJudge(),
    secrets: memorySecrets(secrets),
    host: 'web',
    version: '0.0.0',
    account: 'tester',
    log: (error) => errors.push(error),
    ...(options.fetch ? { fetch: options.fetch } : {}),
  });
  for (const it of configs) await engine.handle('servers.save', { config: it });
  await clock.advance(1000);
  const { sink } = given;
  if (!sink) throw new Error('no inbox was made');
  return {
    engine,
    clock,
    sink,
    errors,
    secrets,
    async run(id) {
      const found = (await engine.handle('actions.list', {})).find((run) => run.id === id);
      if (!found) throw new Error(`no run ${id}`);
      return found;
    },
    async during(work, stepMs = 250) {
      const state = { done: false };
      const isDone = (): boolean => state.done;
      const watched = work.finally(() => {
        state.done = true;
      });
      watched.catch(nothing);
      for (let k = 0; !isDone() && k < 4000; k += 1) await clock.advance(stepMs);
      return watched;
    },
  };
}
