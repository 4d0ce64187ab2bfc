import type { Incident, IncidentKey, IncidentKind, Severity, Why } from '../model/incident.ts';
import type { Scope } from './cause.ts';
import { badgeKinds, type Core, counts, emit, isMuted, type Live, log, matches, rank, serverOf } from './core.ts';
import type { Fresh, Server } from './server.ts';
import { expectedNow } from './expected.ts';
import { measure, merge, summarise, take } from './figures.ts';

const quarter = 900;
/** Longest hold of a flapping incident, and the calm that ends "unstable" (rivals section 4.4, rule 10). */
const longestHold = 3600;
const flapWindow = 7200;
const flapChanges = 4;
/** Openings of one cause on other servers within this time belong together. */
const fleetWithin = 300;
const fleetSize = 3;
/** Incidents longer than this are left out of the baseline: no daily burst lasts as long. */
export const longIncident = 6 * 3600;
const keepClosed = 200;

export interface Opening {
  key: IncidentKey;
  kind: IncidentKind;
  scope: Scope;
  severity: Severity;
  why: Why;
  floor: number;
  calm: number;
  busy15: number;
  /** Figures of a kind that has no series of its own. */
  figures?: { count: number; waiting: number; since?: number };
  /** Deferrals of a first sight, which no series has counted. */
  backlog?: readonly Fresh[];
}

export function open(core: Core, o: Opening): Live {
  const server = o.key.servers[0] ?? '';
  const again = reopen(core, o);
  if (again) return again;
  const joined = o.kind === 'spike' || o.kind === 'everywhere' || o.kind === 'fleet' ? join(core, o) : null;
  if (joined) return joined;
  const s = serverOf(core, server);
  const expected =
    !badgeKinds.has(o.kind) && o.kind !== 'local_fault' && expectedNow(core, o.key, Number(o.why.fresh15 ?? 0));
  const inc: Incident = {
    id: core.nextId++,
    key: o.key,
    kind: o.kind,
    severity: expected ? 'info' : o.severity,
    state: 'pending',
    since: core.t,
    openedAt: core.t,
    updatedAt: core.t,
    closedAt: null,
    peak: 0,
    peakAt: core.t,
    count: 0,
    messages: 0,
    senders: 0,
    biggestMessage: null,
    topSender: null,
    fresh15: 0,
    waiting: 0,
    why: o.why,
    sample: null,
    notified: { openedAt: null, lastAt: null, lastCount: 0, lastSeverity: null, reminders: 0, heldBack: 0 },
    acknowledged: null,
    muted: false,
    expected,
    unstable: false,
    timeline: [],
  };
  const live: Live = {
    inc,
    scope: o.scope,
    floor: o.floor,
    calm: { [server]: o.calm },
    calmSince: null,
    hold: quarter,
    openedAt: core.t,
    changes: [core.t],
    toldPace: 0,
    saidCount: 0,
    saidState: '',
    fresh: {},
    senders: new Map(),
    messages: new Map(),
    busy15: o.busy15,
  };
  core.live.push(live);
  take(live, s, o.backlog ?? s.recent);
  measure(core, live);
  if (s.recentCut && inc.fresh15 > inc.count) {
    inc.count = inc.fresh15;
    live.messages = null;
    summarise(live);
  }
  setFigures(live, o, server);
  inc.muted = isMuted(core, inc);
  announce(core, live, 'opened');
  return live;
}

function setFigures(live: Live, { figures }: Opening, server: string): void {
  if (!figures) return;
  const { inc } = live;
  inc.count = figures.count;
  inc.waiting = figures.waiting;
  inc.peak = Math.max(inc.peak, figures.count);
  inc.since = figures.since ?? inc.since;
  live.fresh[server] = 1;
}

function announce(core: Core, live: Live, kind: 'opened' | 'reopened'): void {
  const { inc } = live;
  if (oneMessage(inc)) inc.why = { ...inc.why, messages: 1 };
  else if (inc.messages !== null && inc.messages > 0) inc.why = { ...inc.why, messages: inc.messages };
  log(core, inc, kind);
  live.saidCount = inc.count;
  live.saidState = stateOf(inc);
  emit(core, 'open', inc);
  if (inc.severity !== 'info' && !inc.unstable) waitForNotice(core, inc.id);
}

function waitForNotice(core: Core, id: number): void {
  const wait = core.settings.notifications.group_wait;
  core.pending.push({ kind: 'opened', incident: id, due: core.t + wait, latest: core.t + 4 * wait });
}

/** The same cause again within two hours is the same incident: it flaps. */
function reopen(core: Core, o: Opening): Live | null {
  const at = core.closed.findIndex(
    (l) =>
      l.inc.kind !== 'fleet' &&
      l.inc.kind === o.kind &&
      l.inc.key.class === o.key.class &&
      l.inc.key.provider === o.key.provider &&
      l.inc.key.servers.length === 1 &&
      l.inc.key.servers[0] === o.key.servers[0] &&
      core.t - (l.inc.closedAt ?? 0) < flapWindow,
  );
  const live = core.closed[at];
  if (!live) return null;
  core.closed.splice(at, 1);
  core.live.push(live);
  const { inc } = live;
  inc.closedAt = null;
  inc.state = 'pending';
  inc.updatedAt = core.t;
  inc.severity = inc.expected ? 'info' : o.severity;
  inc.why = o.why;
  live.calmSince = null;
  live.scope = o.scope;
  live.calm = { [o.key.servers[0] ?? '']: o.calm };
  live.hold = Math.min(longestHold, live.hold * 1.5);
  live.changes = [...live.changes.filter((c) => c > core.t - flapWindow), core.t];
  live.openedAt = core.t;
  inc.notified = { ...inc.notified, openedAt: null, reminders: 0 };
  measure(core, live);
  setFigures(live, o, o.key.servers[0] ?? '');
  inc.muted = isMuted(core, inc);
  flapping(core, live);
  announce(core, live, 'reopened');
  return live;
}

function flapping(core: Core, live: Live): void {
  const { inc } = live;
  if (inc.unstable || live.changes.filter((c) => c > core.t - flapWindow).length < flapChanges) return;
  inc.unstable = true;
  core.pending = core.pending.filter((p) => p.incident !== inc.id);
  if (inc.severity !== 'info') core.pending.push({ kind: 'unstable', incident: inc.id, due: core.t, latest: core.t });
}

/** One cause on several servers: the third within five minutes makes one fleet incident of them. */
function join(core: Core, o: Opening): Live | null {
  const server = o.key.servers[0] ?? '';
  const like = core.live.filter(
    (l) =>
      (l.inc.kind === o.kind || l.inc.kind === 'fleet') &&
      sameCause(l, o) &&
      l.inc.state !== 'closed' &&
      !l.inc.key.servers.includes(server),
  );
  const fleet = like.find((l) => l.inc.kind === 'fleet');
  const siblings = like.filter((l) => l.inc.kind !== 'fleet' && core.t - l.inc.openedAt <= fleetWithin);
  if (!fleet && siblings.length < fleetSize - 1) return null;
  const head = fleet ?? siblings[0];
  if (!head) return null;
  const { inc } = head;
  const s = serverOf(core, server);
  inc.kind = 'fleet';
  for (const other of siblings) if (other !== head) absorb(core, head, other);
  inc.key.servers.push(server);
  head.calm[server] = o.calm;
  head.calmSince = null;
  if (rank(o.severity) > rank(inc.severity) && !inc.expected) inc.severity = o.severity;
  take(head, s, s.recent);
  measure(core, head);
  inc.why = { ...inc.why, servers: inc.key.servers.length };
  inc.updatedAt = core.t;
  log(core, inc, 'joined', server);
  // Siblings still arriving: wait for the next one, but not for ever.
  for (const p of core.pending)
    if (p.kind === 'opened' && p.incident === inc.id)
      p.due = Math.min(p.latest, core.t + core.settings.notifications.group_wait);
  said(core, head);
  return head;
}

function sameCause(live: Live, o: Opening): boolean {
  const { key } = live.inc;
  if (key.provider !== o.key.provider) return false;
  return key.class === o.key.class || (o.kind === 'everywhere' && o.key.provider === null);
}

function absorb(core: Core, head: Live, other: Live): void {
  const a = head.inc;
  const b = other.inc;
  a.key.servers.push(...b.key.servers);
  Object.assign(head.calm, other.calm);
  Object.assign(head.fresh, other.fresh);
  a.count += b.count;
  a.since = Math.min(a.since, b.since);
  if (b.notified.openedAt !== null) a.notified.openedAt ??= b.notified.openedAt;
  if (rank(b.severity) > rank(a.severity)) a.severity = b.severity;
  merge(head, other.senders, other.messages);
  const waited = core.pending.find((p) => p.incident === b.id && p.kind === 'opened');
  core.pending = core.pending.filter((p) => p.incident !== b.id);
  if (waited && a.notified.openedAt !== null) core.pending = core.pending.filter((p) => p.incident !== a.id);
  log(core, b, 'joined', `#${a.id}`);
  shut(core, other);
}

/** A poll of one of its servers: severity, calm, close. */
export function follow(core: Core, live: Live, s: Server): void {
  const { inc } = live;
  measure(core, live);
  inc.updatedAt = core.t;
  if (inc.state === 'frozen') return;
  beyondExpected(core, live);
  const critical =
    inc.kind === 'local_fault' || inc.kind === 'priority' || (!oneMessage(inc) && inc.fresh15 >= criticalAt(live));
  if (critical && !inc.expected && inc.severity === 'warning') {
    inc.severity = 'critical';
    log(core, inc, 'worse');
  }
  if (core.t - live.openedAt <= quarter) live.toldPace = Math.max(live.toldPace, inc.fresh15);
  worse(core, live);
  if (live.inc.key.servers.some((n) => (live.fresh[n] ?? 0) > (live.calm[n] ?? 0))) live.calmSince = null;
  else if (silentNow(core, s)) live.calmSince = null;
  else live.calmSince ??= core.t;
  if (live.calmSince !== null && core.t - live.calmSince >= live.hold) {
    close(core, live);
    return;
  }
  const pending = core.pending.some((p) => p.incident === inc.id && p.kind === 'opened');
  inc.state = pending ? 'pending' : live.calmSince === null ? 'open' : 'draining';
  if (core.t - inc.openedAt > longIncident) noteSpan(core, live, 'without');
  if (stateOf(inc) !== live.saidState || inc.count >= live.saidCount * 1.5) said(core, live);
}

/** What was marked as normal has grown beyond what was marked: now it is told. */
function beyondExpected(core: Core, live: Live): void {
  const { inc } = live;
  if (!inc.expected || expectedNow(core, inc.key, inc.fresh15) || live.calmSince !== null) return;
  inc.expected = false;
  inc.severity = 'warning';
  log(core, inc, 'worse');
  waitForNotice(core, inc.id);
}

/** Four fifths of it are recipients of one message: that is one event, however many they are. */
export const oneMessage = (inc: Incident): boolean =>
  inc.biggestMessage !== null && inc.biggestMessage > 1 && inc.biggestMessage >= 0.8 * inc.count;

/** Ten times what the busy end brings; where that is next to nothing, ten times the floor. */
export const criticalAt = (live: Pick<Live, 'busy15' | 'floor'>): number => 10 * Math.max(live.busy15, live.floor);

const stateOf = (inc: Incident): string => `${inc.state} ${inc.severity}`;

export function said(core: Core, live: Live): void {
  live.saidCount = live.inc.count;
  live.saidState = stateOf(live.inc);
  emit(core, 'update', live.inc);
}

function worse(core: Core, live: Live): void {
  const { inc } = live;
  const { notified } = inc;
  if (notified.openedAt === null || notified.lastAt === null || inc.unstable || inc.severity === 'info') return;
  if (core.t - notified.lastAt < core.settings.notifications.update_gap) return;
  if (core.pending.some((p) => p.incident === inc.id)) return;
  const risen = notified.lastSeverity !== null && rank(inc.severity) > rank(notified.lastSeverity);
  // The first quarter hour only fills the window: until then the pace is not known, and twice of it means nothing.
  const doubled = core.t - live.openedAt > quarter && live.toldPace > 0 && inc.fresh15 >= 2 * live.toldPace;
  if (!risen && !(doubled && !acknowledgedNow(core, inc))) return;
  live.toldPace = Math.max(live.toldPace, inc.fresh15);
  if (doubled) log(core, inc, 'worse');
  core.pending.push({ kind: 'worse', incident: inc.id, due: core.t, latest: core.t });
}

export const acknowledgedNow = (core: Core, inc: Incident): boolean =>
  inc.acknowledged !== null && inc.acknowledged.until > core.t;

/**
 * Nothing fresh at all where this hour always brings some: mail may not reach the queue at all, so calm proves nothing
 * (a dead milter refuses before the queue).
 */
export function silentNow(core: Core, s: Server): boolean {
  if (s.window.sums15.size > 0 || s.accepted.someWithin(core.t, quarter)) return false;
  const normal = s.normal('*|*', core.t);
  return normal.with === 'hour_of_week' && normal.mean15 >= 8 && normal.least15 > 0;
}

export function close(core: Core, live: Live): void {
  const { inc } = live;
  const wasTold = inc.notified.openedAt !== null;
  // Asked before the end, because a mute "until recovery" ends with it.
  const muted = isMuted(core, inc);
  const waited = core.pending.some((p) => p.incident === inc.id && p.kind === 'opened');
  core.pending = core.pending.filter((p) => p.incident !== inc.id || p.kind === 'unstable');
  live.changes = [...live.changes.filter((c) => c > core.t - flapWindow), core.t];
  if (core.t - inc.openedAt > longIncident) noteSpan(core, live, 'without');
  flapping(core, live);
  if (inc.severity !== 'info' && !inc.expected) noteSpan(core, live, 'incidents');
  shut(core, live);
  if (inc.severity === 'info' || inc.unstable || inc.expected || muted) return;
  const told = wasTold || (!waited && core.held.some((h) => h.notification.incidents.includes(inc.id)));
  if (told && inc.acknowledged === null)
    core.pending.push({ kind: 'recovered', incident: inc.id, due: core.t, latest: core.t });
}

function shut(core: Core, live: Live): void {
  const { inc } = live;
  inc.state = 'closed';
  inc.closedAt = core.t;
  inc.updatedAt = core.t;
  log(core, inc, 'closed');
  core.live = core.live.filter((l) => l !== live);
  core.closed.unshift(live);
  if (core.closed.length > keepClosed) core.closed.length = keepClosed;
  const ended = core.settings.mutes.filter((m) => m.until === 'recovery' && matches(m, inc.key));
  if (ended.length > 0)
    core.settings = { ...core.settings, mutes: core.settings.mutes.filter((m) => !ended.includes(m)) };
  emit(core, 'close', inc);
}

function noteSpan(core: Core, live: Live, of: 'without' | 'incidents'): void {
  for (const name of live.inc.key.servers) {
    const s = core.servers.get(name);
    if (!s) continue;
    const keys = new Set<string>();
    s.series.pairs.forEach((p, i) => {
      if (counts(live, name, p)) for (const key of s.series.keys(i)) keys.add(key);
    });
    // The server as a whole stays: it carries everything else too.
    keys.delete('*|*');
    s.noteSpan(
      of,
      [...keys].filter((k) => s.series.bins.has(k)),
      live.inc.since,
      core.t,
    );
  }
}
