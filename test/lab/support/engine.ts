import { rmSync } from 'node:fs';
import { createEngine } from '../../../electron/engine/engine.ts';
import { createJudge } from '../../../electron/engine/judge.ts';
import type { Engine } from '../../../electron/engine/types.ts';
import { systemClock } from '../../../electron/clock.ts';
import { createInbox } from '../../../electron/inbox/createInbox.ts';
import { createMtaRegistry } from '../../../electron/mta/registry.ts';
import { createConnectReach } from '../../../electron/transport/connect.ts';
import type { Secrets } from '../../../electron/ports.ts';
import { createAlerts } from '../../../shared/alerts/index.ts';
import {
  type EngineRequestName,
  type EventName,
  type EventPayload,
  type RequestInput,
  type RequestOutput,
} from '../../../shared/contract.ts';

/** The engine as the app composes it, with secrets in memory and everything it pushes kept for the test. */
export interface LabEngine {
  ask<K extends EngineRequestName>(name: K, input: RequestInput<K>): Promise<RequestOutput<K>>;
  seen<K extends EventName>(name: K): EventPayload<K>[];
  /** Resolves when the condition holds; asked again after each event and every 100 ms. */
  until(what: string, condition: () => Promise<boolean> | boolean, ms?: number): Promise<void>;
  stop(): Promise<void>;
}

export function startLabEngine(dataDir: string, given: Record<string, string> = {}): LabEngine {
  const clock = systemClock;
  const kept = new Map(Object.entries(given));
  const secrets: Secrets = {
    backend: 'memory',
    get: async (key) => kept.get(key) ?? null,
    set: async (key, value) => void kept.set(key, value),
    delete: async (key) => void kept.delete(key),
  };
  const judge = createJudge();
  const connect = createConnectReach({ clock, dataDir });
  const engine: Engine = createEngine({
    clock,
    dataDir,
    registry: createMtaRegistry(),
    connect,
    createInbox: (sink) =>
      createInbox({ clock, sink, reading: { classify: (text: string) => judge.classify(text, 'dsn', []) } }),
    createAlerts: (state, settings) => createAlerts(settings, state ?? undefined),
    judge,
    secrets,
    host: 'web',
    version: 'lab',
    account: 'lab',
    forgetHostKey: (config, fingerprint) => connect.hosts.replaceHostKey(config, fingerprint),
    log: (error) => console.error('engine:', error),
  });
  const events = new Map<EventName, unknown[]>();
  const keep = (name: EventName) =>
    engine.on(name, (payload) => {
      const list = events.get(name) ?? [];
      list.push(payload);
      events.set(name, list);
    });
  for (const name of ['notification', 'prompts', 'servers', 'actions', 'bounces', 'probe'] as const) keep(name);
  return {
    ask: (name, input) => engine.handle(name, input),
    seen: (name) => (events.get(name) ?? []) as never,
    async until(what, condition, ms = 30_000) {
      const end = Date.now() + ms;
      while (!(await condition())) {
        if (Date.now() > end) throw new Error(`gave up waiting for ${what}`);
        await new Promise((resolve) => {
          setTimeout(resolve, 100);
        });
      }
    },
    async stop() {
      await engine.dispose();
      connect.dispose();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
