/**
 * Every request and every event between the window and the engine, once. IPC, preload, HTTP host, stand-in and tests
 * derive from these two objects; no channel name is written anywhere else.
 *
 * A request has an input and an output schema; both are parsed at the border (a wrong output is our bug and is refused
 * as one). `host` says who answers: the engine, or the host around it (desktop or web).
 */
import { z } from 'zod';
import { ActionRun, AuditEntry, Outcome, Pace, RunLines, Verb } from './model/action.ts';
import { Filter, Scope } from './model/filter.ts';
import { AlertSettings } from './model/incident.ts';
import { MtaKind } from './model/message.ts';
import { Reason, ReasonClass } from './model/reason.ts';
import { ServerConfig, ServerId } from './model/server.ts';
import { AppSettings } from './model/settings.ts';
import { BounceDetail, BounceFilter, BounceGroup, BouncesQuery, BouncesWindow } from './views/bounces.ts';
import { CauseDetail, CausesQuery, CausesView, Step } from './views/causes.ts';
import { HistoryQuery, HistoryView, QueueAt } from './views/history.ts';
import { FireExplanation, IncidentDetail, IncidentsView } from './views/incidents.ts';
import { MailboxConfig, MailboxView } from './views/mailboxes.ts';
import { AgeTable, Inspection, MessageDetail, MessageMoves, MessagesQuery, MessagesWindow } from './views/messages.ts';
import { HostCandidate, Probe, Problem, Prompt, ServerView } from './views/servers.ts';
import { ShownNotification, Status } from './views/status.ts';

const none = z.object({});
const done = z.object({ ok: z.literal(true) });
/** A file for the person to keep; the window offers it as a download. */
export const Export = z.object({ fileName: z.string(), mime: z.string(), text: z.string(), truncated: z.boolean() });
const MessageRef = z.object({ server: z.string().max(64), id: z.string().max(256) });

/** What an action is about. A cause or filter is run again for the preview, which then fixes the ids. */
export const Selection = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ids'), messages: z.array(MessageRef).min(1).max(100_000) }),
  z.object({ kind: z.literal('cause'), cause: z.string().max(500), one: z.boolean().default(false) }),
  z.object({ kind: z.literal('filter'), scope: Scope, filter: Filter }),
  /**
   * All mail to a recipient domain: by the mail server's own verb for it where there is one (`own`), else, and where that is
   * not wanted, only the messages found.
   */
  z.object({ kind: z.literal('domain'), scope: Scope, domain: z.string().max(300), own: z.boolean().default(true) }),
]);
export type Selection = z.infer<typeof Selection>;

/** What would be done, exactly, before anything is. */
export const Preview = z.object({
  /** Hand this back to start; it stands for the ids found, and is good for a few minutes. */
  token: z.string(),
  verb: Verb,
  messages: z.number(),
  recipients: z.number(),
  domains: z.number(),
  perServer: z.array(
    z.object({
      server: z.string(),
      name: z.string(),
      production: z.boolean(),
      messages: z.number(),
      refused: z.string().nullable(),
    }),
  ),
  perClass: z.array(z.object({ class: ReasonClass.nullable(), title: z.string(), messages: z.number() })),
  oldest: z.number().nullable(),
  newest: z.number().nullable(),
  leftOut: z.array(z.object({ why: z.string(), messages: z.number() })),
  sample: z.array(
    z.object({
      server: z.string(),
      id: z.string(),
      sender: z.string().nullable(),
      recipient: z.string().nullable(),
      more: z.number(),
      arrival: z.number().nullable(),
    }),
  ),
  commands: z.array(z.string()),
  /** What makes it worse, or what it does not see. */
  warnings: z.array(z.string()),
  /** Good to know, nothing to worry about. */
  notes: z.array(z.string()),
  cannotUndo: z.string().nullable(),
  /** Of a whole domain: what would be done on which server. */
  domain: z
    .object({
      name: z.string(),
      servers: z.array(
        z.object({
          server: z.string(),
          name: z.string(),
          /** By the mail server's own verb; else message by message, `why` says why. */
          own: z.boolean(),
          command: z.string().nullable(),
          why: z.string().nullable(),
          /** Messages among those that have no recipient at this domain, and where they go. */
          extras: z.number(),
          extraDomains: z.array(z.object({ domain: z.string(), messages: z.number() })),
          /** How many the server itself counts, where it lists only a sample. */
          counted: z.number().nullable(),
        }),
      ),
    })
    .nullable(),
  /** What the person must do before it starts. */
  confirm: z.enum(['click', 'type_count', 'type_domain']),
  undoSeconds: z.number(),
  suggestedPace: Pace.nullable(),
  takesMs: z.number().nullable(),
  problem: Problem.nullable(),
});
export type Preview = z.infer<typeof Preview>;

interface Request<I extends z.ZodType, O extends z.ZodType, H extends 'engine' | 'host' = 'engine' | 'host'> {
  in: I;
  out: O;
  host: H;
}
const engine = <I extends z.ZodType, O extends z.ZodType>(i: I, o: O): Request<I, O, 'engine'> => ({
  in: i,
  out: o,
  host: 'engine',
});
const host = <I extends z.ZodType, O extends z.ZodType>(i: I, o: O): Request<I, O, 'host'> => ({
  in: i,
  out: o,
  host: 'host',
});

export const requests = {
  // --- what is shared by all screens; each stream has a request for its present value
  'status.get': engine(none, Status),
  'notifications.list': engine(none, z.array(ShownNotification)),
  'notifications.seen': engine(z.object({ id: z.string().nullable() }), done),
  'monitor.lookNow': engine(z.object({ server: z.string().nullable() }), done),
  'monitor.pause': engine(z.object({ paused: z.boolean() }), done),
  'notice.dismiss': engine(z.object({ id: z.string() }), done),

  // --- causes
  'causes.list': engine(CausesQuery, CausesView),
  'causes.get': engine(z.object({ id: z.string().max(500), scope: Scope }), CauseDetail.nullable()),
  'causes.check': engine(z.object({ server: ServerId }), done),

  // --- messages
  'messages.window': engine(MessagesQuery, MessagesWindow),
  'messages.get': engine(MessageRef, MessageDetail.nullable()),
  'messages.moves': engine(MessageRef, MessageMoves),
  'messages.inspect': engine(MessageRef.extend({ what: z.enum(['headers', 'body', 'log']) }), Inspection),
  'messages.ages': engine(z.object({ scope: Scope, filter: Filter, by: z.enum(['recipient', 'sender']) }), AgeTable),
  'messages.export': engine(z.object({ scope: Scope, filter: Filter, format: z.enum(['csv', 'json']) }), Export),

  // --- actions
  'actions.list': engine(none, z.array(ActionRun)),
  'actions.preview': engine(
    z.object({ verb: Verb, selection: Selection, pace: Pace.nullable().default(null) }),
    Preview,
  ),
  'actions.start': engine(
    z.object({
      token: z.string().max(100),
      pace: Pace.nullable().default(null),
      typedCount: z.number().nullable().default(null),
      /** With `type_domain`, besides the count shown. */
      typedDomain: z.string().max(300).nullable().default(null),
    }),
    z.object({ run: z.string() }),
  ),
  /** Envelopes, and headers as far as they are read in time, of exactly the messages of a preview, to keep before they go. */
  'actions.copy': engine(
    z.object({ token: z.string().max(100) }),
    Export.extend({ messages: z.number(), headers: z.number() }),
  ),
  'actions.control': engine(
    z.object({ run: z.string().max(100), what: z.enum(['pause', 'resume', 'stop', 'undo']) }),
    done,
  ),
  'actions.outcomes': engine(
    z.object({ run: z.string().max(100), from: z.number().int().min(0), count: z.number().int().min(0).max(500) }),
    z.object({ total: z.number(), rows: z.array(Outcome) }),
  ),
  /**
   * Log lines after a number, of a run or of the newest run that acted on a message; the log is read on the servers only
   * while somebody asks.
   */
  'actions.lines': engine(
    z.object({
      run: z.string().max(100).nullable(),
      after: z.number().int().min(0),
      message: MessageRef.nullable().default(null),
    }),
    RunLines,
  ),
  'audit.list': engine(
    z.object({ from: z.number().int().min(0), count: z.number().int().min(0).max(500) }),
    z.object({ total: z.number(), rows: z.array(AuditEntry) }),
  ),
  'audit.export': engine(z.object({ format: z.enum(['csv', 'json']) }), Export),

  // --- bounces
  'bounces.window': engine(BouncesQuery, BouncesWindow),
  'bounces.groups': engine(
    z.object({ scope: Scope, filter: BounceFilter, by: z.enum(['domain', 'class', 'sender']) }),
    z.array(BounceGroup),
  ),
  'bounces.get': engine(z.object({ id: z.number() }), BounceDetail.nullable()),
  'bounces.raw': engine(
    z.object({ id: z.number() }),
    z.object({ text: z.string(), truncated: z.boolean(), missing: z.string().nullable() }),
  ),
  'bounces.done': engine(z.object({ id: z.number(), done: z.boolean() }), done),
  'bounces.export': engine(
    z.object({ filter: BounceFilter, format: z.enum(['csv', 'json']), what: z.enum(['reports', 'dead_addresses']) }),
    Export,
  ),

  // --- incidents and alerts
  'incidents.list': engine(z.object({ scope: Scope, range: z.enum(['24h', '7d', '30d', 'all']) }), IncidentsView),
  'incidents.get': engine(z.object({ id: z.number() }), IncidentDetail.nullable()),
  'incidents.acknowledge': engine(
    z.object({ id: z.number(), untilMs: z.number().nullable(), note: z.string().max(2000) }),
    done,
  ),
  'incidents.note': engine(z.object({ id: z.number(), text: z.string().min(1).max(5000) }), done),
  'incidents.expected': engine(z.object({ id: z.number() }), done),
  'incidents.export': engine(
    z.object({ id: z.number(), format: z.enum(['markdown', 'json', 'text', 'html']), addresses: z.boolean() }),
    Export,
  ),
  'mutes.add': engine(
    z.object({
      cause: z.string().max(500).nullable(),
      incident: z.number().nullable(),
      server: z.string().nullable(),
      provider: z.string().nullable(),
      class: ReasonClass.nullable(),
      /** Epoch milliseconds; null = until it recovers. */
      until: z.number().nullable(),
    }),
    done,
  ),
  'mutes.end': engine(z.object({ id: z.string() }), done),
  'alerts.series': engine(z.object({ server: ServerId }), z.array(z.object({ key: z.string(), label: z.string() }))),
  'alerts.explain': engine(
    /** `at`: epoch milliseconds. */
    z.object({ server: ServerId, series: z.string().max(200), at: z.number() }),
    FireExplanation,
  ),
  'alerts.dryRun': engine(
    z.object({ settings: AlertSettings, days: z.number().int().min(1).max(90) }),
    z.object({
      opened: z.number(),
      notified: z.number(),
      rows: z.array(z.object({ at: z.number(), title: z.string(), server: z.string() })),
      note: z.string().nullable(),
    }),
  ),
  'alerts.testTarget': engine(
    z.object({ index: z.number().int().min(0) }),
    z.object({ ok: z.boolean(), text: z.string() }),
  ),

  // --- history
  'history.view': engine(HistoryQuery, HistoryView),
  /** `at`: epoch seconds. */
  'history.queueAt': engine(z.object({ scope: Scope, at: z.number() }), QueueAt),
  'history.export': engine(HistoryQuery.extend({ format: z.enum(['csv', 'json']) }), Export),

  // --- servers
  'servers.list': engine(none, z.array(ServerView)),
  'servers.candidates': engine(
    z.object({ text: z.string().max(300) }),
    z.object({ rows: z.array(HostCandidate), aliases: z.number(), note: z.string() }),
  ),
  /** `secret` (API key or password typed in the wizard) is used for this probe only and kept nowhere. */
  'servers.probe': engine(
    z.object({ config: ServerConfig, secret: z.string().max(10_000).nullable().default(null) }),
    Probe,
  ),
  'servers.probeState': engine(z.object({ id: z.string().max(100) }), Probe.nullable()),
  'servers.cancelProbe': engine(z.object({ id: z.string().max(100) }), done),
  'servers.save': engine(
    z.object({ config: ServerConfig, secret: z.string().max(10_000).nullable().default(null) }),
    done,
  ),
  'servers.remove': engine(z.object({ id: ServerId }), done),
  'servers.test': engine(z.object({ id: ServerId }), Probe),
  /**
   * Trusts a changed host key. `fingerprint` is the one the person read on the server itself; the engine refuses with
   * `host_key_mismatch` unless it is exactly the key the host offers now.
   */
  'servers.forgetHostKey': engine(z.object({ id: ServerId, fingerprint: z.string().max(200) }), done),
  'servers.log': engine(
    z.object({ id: ServerId }),
    z.object({ lines: z.array(z.object({ at: z.number(), text: z.string() })) }),
  ),
  'servers.hop': engine(z.object({ id: ServerId, hop: z.string().max(255), ours: z.boolean() }), done),
  'servers.openListing': engine(
    z.object({ fileName: z.string().max(255), mta: MtaKind.nullable(), text: z.string().max(200_000_000) }),
    z.object({ id: ServerId.nullable(), messages: z.number(), skipped: z.number(), problem: Problem.nullable() }),
  ),
  'prompts.list': engine(none, z.array(Prompt)),
  'prompts.answer': engine(
    z.object({
      id: z.string().max(100),
      accept: z.boolean(),
      text: z.string().max(10_000).nullable(),
      save: z.boolean(),
    }),
    done,
  ),

  // --- mailboxes
  'mailboxes.list': engine(none, z.array(MailboxView)),
  'mailboxes.test': engine(
    z.object({ config: MailboxConfig, secret: z.string().max(10_000).nullable() }),
    z.object({ ok: z.boolean(), text: z.string(), folders: z.array(z.string()), problem: Problem.nullable() }),
  ),
  'mailboxes.save': engine(
    z.object({ config: MailboxConfig, secret: z.string().max(10_000).nullable().default(null) }),
    done,
  ),
  'mailboxes.remove': engine(z.object({ id: ServerId }), done),
  'mailboxes.check': engine(z.object({ id: ServerId }), done),
  'mailboxes.cancelRead': engine(z.object({ id: ServerId }), done),
  'mailboxes.authorize': engine(
    z.object({ id: ServerId }),
    z.object({ url: z.string().nullable(), problem: Problem.nullable() }),
  ),

  // --- settings, rules, codes
  'settings.get': engine(none, z.object({ app: AppSettings, alerts: AlertSettings })),
  'settings.setApp': engine(AppSettings, done),
  'settings.setAlerts': engine(AlertSettings, done),
  'rules.get': engine(none, z.object({ json: z.string() })),
  'rules.set': engine(
    z.object({ json: z.string().max(1_000_000) }),
    z.object({ ok: z.boolean(), problems: z.array(z.string()) }),
  ),
  'rules.test': engine(
    z.object({ json: z.string().max(1_000_000).nullable(), text: z.string().max(20_000), mta: MtaKind.nullable() }),
    z.object({
      reason: Reason,
      rule: z.string(),
      ruleSource: z.string().nullable(),
      title: z.string(),
      explanation: z.string(),
      steps: z.array(Step),
    }),
  ),
  'history.clear': engine(none, done),

  // --- answered by the host
  'app.openExternal': host(
    z.object({ url: z.string().max(2000) }),
    z.object({ opened: z.boolean(), why: z.string().nullable() }),
  ),
  'app.window': host(z.object({ what: z.enum(['minimize', 'maximize', 'close']) }), done),
  'app.demo': host(z.object({ on: z.boolean() }), done),
  'app.info': host(
    none,
    z.object({
      host: z.enum(['desktop', 'web']),
      version: z.string(),
      platform: z.string(),
      secretsBackend: z.string(),
    }),
  ),
} as const satisfies Record<string, Request<z.ZodType, z.ZodType>>;

/** Pushed when they change. A stream's event carries its whole present value; `queue` only says that rows changed. */
export const events = {
  status: Status,
  servers: z.array(ServerView),
  mailboxes: z.array(MailboxView),
  prompts: z.array(Prompt),
  actions: z.array(ActionRun),
  probe: Probe,
  /** Causes and message windows should be asked again. */
  queue: z.object({ version: z.number(), servers: z.array(z.string()) }),
  bounces: z.object({ version: z.number() }),
  incidents: z.object({ version: z.number() }),
  notification: ShownNotification,
  settings: none,
  /** Open this address in the window: a notification was clicked, a deep link came, a tray entry was chosen. */
  navigate: z.object({ link: z.string() }),
} as const satisfies Record<string, z.ZodType>;

export type RequestName = keyof typeof requests;
export type EngineRequestName = {
  [K in RequestName]: (typeof requests)[K]['host'] extends 'engine' ? K : never;
}[RequestName];
export type RequestInput<K extends RequestName> = z.input<(typeof requests)[K]['in']>;
export type ParsedInput<K extends RequestName> = z.output<(typeof requests)[K]['in']>;
export type RequestOutput<K extends RequestName> = z.output<(typeof requests)[K]['out']>;
export type EventName = keyof typeof events;
export type EventPayload<K extends EventName> = z.output<(typeof events)[K]>;

/** A handler for each request: a missing one or a wrong shape does not compile. */
export type Handlers<K extends RequestName = RequestName> = {
  [N in K]: (input: ParsedInput<N>) => RequestOutput<N> | Promise<RequestOutput<N>>;
};

/** What the window has: the preload bridge in Electron, its HTTP twin in a browser. */
export interface Bridge {
  request<K extends RequestName>(name: K, input: RequestInput<K>): Promise<RequestOutput<K>>;
  on<K extends EventName>(name: K, listener: (payload: EventPayload<K>) => void): () => void;
  readonly host: 'desktop' | 'web';
}

export const requestNames = Object.keys(requests) as RequestName[];
export const eventNames = Object.keys(events) as EventName[];
export const isRequestName = (name: string): name is RequestName => Object.hasOwn(requests, name);
export const isEventName = (name: string): name is EventName => Object.hasOwn(events, name);
