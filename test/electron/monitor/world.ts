/** A clock that stands still, and a mail server that does what tests tell it. */
import { setImmediate } from 'node:timers/promises';
import { AppError } from '../../../shared/error.ts';
import type { Verb } from '../../../shared/model/action.ts';
import type { QueueMessage } from '../../../shared/model/message.ts';
import { abilityIds, ServerConfig } from '../../../shared/model/server.ts';
import type { Detection } from '../../../shared/model/server.ts';
import type {
  ActReport,
  Clock,
  DomainRequest,
  DomainVerbs,
  LogLine,
  MtaDriver,
  MtaRegistry,
  Successor,
  TakenLook,
} from '../../../electron/ports.ts';

export interface FakeClock extends Clock {
  /** Moves time on, timer by timer, letting promises settle in between. */
  advance(ms: number): Promise<void>;
  settle(): Promise<void>;
}

export function fakeClock(start = Date.UTC(2026, 10, 23, 14, 0, 0)): FakeClock {
  let now = start;
  let serial = 0;
  const timers = new Map<number, { at: number; run: () => void }>();
  const settle = async (): Promise<void> => {
    for (let k = 0; k < 12; k += 1) await setImmediate();
  };
  return {
    now: () => now,
    monotonic: () => now - start,
    random: () => 0.5,
    after(ms, run) {
      serial += 1;
      const id = serial;
      timers.set(id, { at: now + ms, run });
      return () => void timers.delete(id);
    },
    settle,
    async advance(ms) {
      const until = now + ms;
      await settle();
      for (;;) {
        const next = [...timers].sort((a, b) => a[1].at - b[1].at || a[0] - b[0])[0];
        if (!next || next[1].at > until) break;
        timers.delete(next[0]);
        now = Math.max(now, next[1].at);
        next[1].run();
        await settle();
      }
      now = until;
      await settle();
    },
  };
}

export function message(id: string, change: Partial<QueueMessage> = {}): QueueMessage {
  return {
    id,
    queue: 'deferred',
    state: 'deferred',
    arrival: Date.UTC(2026, 10, 23, 13, 0, 0) / 1000,
    size: 1000,
    sender: 'orders@kestrel-shop.example',
    recipients: [{ address: `${id.toLowerCase()}@example.net`, reason: mailboxFull }],
    ...change,
  };
}
export const mailboxFull = 'host mx.example.net[192.0.2.1] said: 452 4.2.2 mailbox full (in reply to RCPT TO command)';
export const rateLimit =
  'host mx.example.net[192.0.2.1] said: 421 4.7.0 too many messages, slow down (in reply to MAIL FROM command)';

const abilities: Detection['abilities'] = abilityIds.map((id) => ({ id, command: id, granted: 'yes', note: null }));

export interface FakeServer {
  queue: Map<string, QueueMessage>;
  log: LogLine[] | null;
  /** Messages it takes in and delivers a minute, in a log that may be read; null: it may not. */
  perMinute: number | null;
  /** Headers of a message; null: they may not be read. */
  headers: ((id: string) => string) | null;
  /** How often the log was read. */
  logReads: number;
  /** Message-IDs of its messages; '' for none. */
  messageIds: Map<string, string>;
  /** Queue ids its log tells for messages that were requeued. */
  successors: Successor[];
  /** What its log tells of Message-IDs; null: not readable. */
  taken: TakenLook | null;
  /** Thrown by the next listing or action, once or until cleared. */
  listError: AppError | null;
  /** What an act does instead of the default; called with the ids. */
  onAct: ((verb: Verb, ids: readonly string[]) => Promise<ActReport> | ActReport) | null;
  acts: { verb: Verb; ids: string[] }[];
  /** Its own verbs for a whole domain; null: there are none. */
  domain: DomainVerbs['offer'] | null;
  /** What its own verb for a domain does; null: it is taken, and nothing happens. */
  onDomain: ((request: DomainRequest) => string | null) | null;
  domainActs: DomainRequest[];
  /** Ids it still knows, where it can be asked by id. */
  present: Set<string> | null;
  lists: number;
  complete: boolean;
  found: Detection;
  /** Milliseconds a listing takes on the fake clock. */
  listMs: number;
}

export function fakeServer(messages: readonly QueueMessage[] = []): FakeServer {
  return {
    queue: new Map(messages.map((m) => [m.id, m])),
    log: null,
    perMinute: null,
    headers: null,
    logReads: 0,
    messageIds: new Map(),
    successors: [],
    taken: null,
    listError: null,
    onAct: null,
    acts: [],
    domain: null,
    onDomain: null,
    domainActs: [],
    present: null,
    lists: 0,
    complete: true,
    listMs: 0,
    found: {
      mta: 'postfix',
      version: '3.9.1',
      system: null,
      abilities: structuredClone(abilities),
      facts: {},
      recipe: null,
      commands: [],
      ownHops: [],
      instances: [],
      retrySchedule: { minimum: 300, maximum: 4000, lifetime: 432_000 },
    },
  };
}

/** Retry does nothing by itself; hold, release and delete work as Postfix does them. */
export function workAsPostfix(server: FakeServer, verb: Verb, ids: readonly string[]): ActReport {
  for (const id of ids) {
    const it = server.queue.get(id);
    if (!it) continue;
    if (verb === 'hold') server.queue.set(id, { ...it, state: 'held', queue: 'hold' });
    if (verb === 'release') server.queue.set(id, { ...it, state: 'deferred', queue: 'deferred' });
    if (verb === 'delete') server.queue.delete(id);
    if (verb === 'expire') server.queue.set(id, { ...it, forcedExpire: true });
  }
  return { refused: new Map(), submitted: new Set(ids), output: '' };
}

export function fakeRegistry(servers: ReadonlyMap<string, FakeServer>, clock: FakeClock): MtaRegistry {
  const of = (config: ServerConfig): FakeServer => {
    const server = servers.get(config.id);
    if (!server) throw new AppError('dns_failed', 'no such host');
    return server;
  };
  const driver: MtaDriver = {
    kind: 'postfix',
    label: 'Postfix',
    needs: 'command',
    validId: (id) => /^[A-Za-z0-9]{1,40}$/.test(id),
    detect: async (_reach, config) => {
      const server = of(config);
      if (server.listError) throw server.listError;
      return server.found;
    },
    async list(_reach, config, _found, sink, signal) {
      const server = of(config);
      server.lists += 1;
      if (server.listError) throw server.listError;
      const shown = [...server.queue.values()];
      if (server.listMs > 0) await new Promise<void>((resolve) => clock.after(server.listMs, resolve));
      signal?.throwIfAborted();
      for (const it of shown) sink.message(structuredClone(it));
      return { complete: server.complete, remarks: [], bytes: 1 };
    },
    describe: (_config, _found, request) => [`${request.verb} ${request.ids.length}`],
    async act(_reach, config, _found, request) {
      const server = of(config);
      server.acts.push({ verb: request.verb, ids: [...request.ids] });
      return server.onAct ? server.onAct(request.verb, request.ids) : workAsPostfix(server, request.verb, request.ids);
    },
    inspect: async (_reach, config, _found, id) => {
      const text = of(config).headers?.(id) ?? null;
      return { text: text ?? '', truncated: false, missing: text === null ? 'no' : null };
    },
    log: async (_reach, config, _found, ids, since) => {
      const server = of(config);
      server.logReads += 1;
      const { log } = server;
      return log === null ? null : log.filter((line) => ids.includes(line.id) && (line.at ?? 0) >= since);
    },
    traffic: async (_reach, config, _found, mark) => {
      const { perMinute } = of(config);
      if (perMinute === null) return { missing: 'this account may not read a mail log' };
      const minutes = mark === null ? 0 : (clock.now() - Number(mark)) / 60_000;
      const n = Math.round(minutes * perMinute);
      const passed = mark === null ? null : { accepted: n, sent: n, refused: 0 };
      return { source: 'log /var/log/mail.log', mark: String(clock.now()), passed };
    },
  };
  driver.domain = {
    offer: async (reach, config, found, request) =>
      of(config).domain?.(reach, config, found, request) ?? { none: 'Postfix has none.' },
    act: async (_reach, config, _found, request) => {
      const server = of(config);
      server.domainActs.push(request);
      return { refused: server.onDomain?.(request) ?? null, output: '' };
    },
  };
  driver.present = async (_reach, config, _found, ids) => of(config).present ?? new Set(ids);
  driver.messageIds = async (_reach, config) => of(config).messageIds;
  driver.successors = async (_reach, config, _found, messages, since) => {
    const server = of(config);
    const asked = new Set(messages.map(({ id }) => id));
    return server.log && server.successors.filter((row) => asked.has(row.of) && (row.line.at ?? 0) >= since);
  };
  driver.taken = async (_reach, config, _found, messageIds) => {
    const { taken } = of(config);
    return taken === null
      ? null
      : { ...taken, messages: taken.messages.filter((m) => messageIds.includes(m.messageId)) };
  };
  return { driver: () => driver, drivers: () => [driver], reader: () => null };
}

export const config = (id: string, change: Record<string, unknown> = {}): ServerConfig =>
  ServerConfig.parse({ id, name: id, mta: 'postfix', route: { kind: 'local' }, safety: 'full', ...change });
