import type { AlertSettings, Incident, IncidentKind, Notification, Severity } from '../model/incident.ts';
import type { ReasonClass } from '../model/reason.ts';
import type { AlertEvent } from './alerts.ts';
import { counted, covers, type Scope } from './cause.ts';
import type { Pair } from './series.ts';
import { Server } from './server.ts';
import { type WallClock, wallClock } from './wallclock.ts';

/** An incident with what its life cycle needs to know beyond what is shown. Written to disk, so it holds nothing else than data. */
export interface Live {
  inc: Incident;
  scope: Scope;
  floor: number;
  /** Calm at or below this many in 15 minutes, summed over its servers as they joined. */
  calm: Record<string, number>;
  calmSince: number | null;
  /** Seconds of calm that close it; grows when it flaps. */
  hold: number;
  /** Last opening; `inc.openedAt` is the first. */
  openedAt: number;
  /** Openings and closings of the last two hours. */
  changes: number[];
  /** Largest count of 15 minutes that has been told, or was reached in the first quarter hour. */
  toldPace: number;
  /** Count and state at the last `update` event. */
  saidCount: number;
  saidState: string;
  fresh: Record<string, number>;
  senders: Map<string, number>;
  /** Recipients by message; null when there were too many to count. */
  messages: Map<number, number> | null;
  busy15: number;
}

/** A notice that waits for its time. */
export interface Pending {
  kind: 'opened' | 'worse' | 'reminder' | 'recovered' | 'unstable';
  incident: number;
  due: number;
  /** Latest time it may be put off to. */
  latest: number;
}

/** A notice that was not shown and belongs in a summary. */
export interface Held {
  t: number;
  why: 'quiet' | 'focus' | 'budget';
  notification: Notification;
}

/** Everything the engine holds; functions of the folder work on it. */
export interface Core {
  t: number;
  settings: AlertSettings;
  clock: WallClock;
  servers: Map<string, Server>;
  live: Live[];
  closed: Live[];
  nextId: number;
  out: AlertEvent[];
  pending: Pending[];
  held: Held[];
  /** Times of notifications shown in the last hour. */
  shown: number[];
  digestDue: number | null;
  quietSince: number | null;
  focus: boolean;
  pausedUntil: number | null;
  paused: boolean;
  away: {
    from: number;
    until: number;
    due: number;
    count: number;
    top: Record<string, { class: ReasonClass; provider: string | null; count: number }>;
    /** Servers that have not been seen since. */
    waitFor: string[];
  } | null;
  blindDue: number | null;
}

export function createCore(settings: AlertSettings): Core {
  return {
    t: 0,
    settings,
    clock: wallClock(settings.timezone),
    servers: new Map(),
    live: [],
    closed: [],
    nextId: 1,
    out: [],
    pending: [],
    held: [],
    shown: [],
    digestDue: null,
    quietSince: null,
    focus: false,
    pausedUntil: null,
    paused: false,
    away: null,
    blindDue: null,
  };
}

export function serverOf(core: Core, name: string): Server {
  let s = core.servers.get(name);
  if (!s) core.servers.set(name, (s = new Server(name, (t) => core.clock.offset(t))));
  return s;
}

export const rank = (s: Severity): number => (s === 'critical' ? 2 : s === 'warning' ? 1 : 0);

const mostEvents = 200;
export function log(
  core: Core,
  inc: Incident,
  kind: Incident['timeline'][number]['kind'],
  text: string | null = null,
  by: string | null = null,
): void {
  // The first entry is the opening; of the rest the oldest go.
  if (inc.timeline.length >= mostEvents) inc.timeline.splice(1, 1);
  inc.timeline.push({ t: core.t, kind, text: text === null ? null : text.slice(0, 500), by, count: inc.fresh15 });
}

export const snapshot = (inc: Incident): Incident => structuredCopy(inc);

function structuredCopy(inc: Incident): Incident {
  return JSON.parse(JSON.stringify(inc)) as Incident;
}

export function emit(core: Core, event: 'open' | 'update' | 'close', inc: Incident): void {
  core.out.push({ t: core.t, event, incident: snapshot(inc) });
}

/** Does the incident own deferrals of this pair on this server? */
export function owns(live: Live, server: string, pair: Pair): boolean {
  const { key, kind } = live.inc;
  if (kind === 'stuck' || kind === 'creeping' || kind === 'silent_outage' || kind === 'priority') return false;
  return key.servers.includes(server) && covers(key.provider, key.class, pair);
}

/** Does the incident count deferrals of this pair on this server? */
export function counts(live: Live, server: string, pair: Pair): boolean {
  const { key } = live.inc;
  return key.servers.includes(server) && counted(live.scope, key.provider, key.class, pair);
}

export function matches(
  rule: { server: string | null; provider: string | null; class: ReasonClass | null },
  key: Incident['key'],
): boolean {
  return (
    (rule.server === null || key.servers.includes(rule.server)) &&
    (rule.provider === null || rule.provider === key.provider) &&
    (rule.class === null || rule.class === key.class)
  );
}

export function isMuted(core: Core, inc: Incident): boolean {
  return core.settings.mutes.some((m) => (m.until === 'recovery' || m.until > core.t) && matches(m, inc.key));
}

/** Kinds that are only ever a badge, and may not be what a person marked as normal. */
export const badgeKinds: ReadonlySet<IncidentKind> = new Set(['stuck', 'creeping']);
