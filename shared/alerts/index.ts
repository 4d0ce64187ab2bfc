import type { AlertSettings, Incident, Mute } from '../model/incident.ts';
import type { AlertEvent, Alerts, AlertState, PollDifference } from './alerts.ts';
import { type Cause, covers, findCauses } from './cause.ts';
import { type Core, createCore, emit, isMuted, type Live, log, owns, rank, serverOf } from './core.ts';
import { expectedLike } from './expected.ts';
import { explain } from './explain.ts';
import { take } from './figures.ts';
import { close, follow, open } from './lifecycle.ts';
import { nextNotice, notify } from './notifier.ts';
import { localFault, noteAction, priority, slowRules, suspectsFault } from './shortcuts.ts';
import { silentOutage, watchesInflow } from './silence.ts';
import { beginAway, lostSight, regainedSight, tellAway, tellBlind, wasAway } from './sight.ts';
import type { Ingested, Server } from './server.ts';
import { calmAt } from './spike.ts';
import { restore, serialise } from './state.ts';
import { trayState } from './tray.ts';
import { wallClock } from './wallclock.ts';

export type * from './alerts.ts';

/** A clock that goes back by more than this was set; less is jitter, and time stands still until it is caught up. */
const clockSet = 300;

/** The alert engine; see `Alerts`. `state` is what `serialise` gave before the last stop. */
export function createAlerts(settings: AlertSettings, state?: AlertState): Alerts {
  const core = createCore(settings);
  if (state) restore(core, state);

  /** Runs one call at `t` and returns what followed from it. */
  const at = (t: number, work: () => void): AlertEvent[] => {
    setTime(core, t);
    core.out = [];
    work();
    timers(core);
    const out = core.out;
    core.out = [];
    return out;
  };
  function* pollSteps(t: number, server: string, difference: PollDifference): Generator<void, AlertEvent[]> {
    // The time is set first: a clock that went back moves what is known of the server too.
    setTime(core, t);
    const s = serverOf(core, server);
    const taken = yield* s.ingest(core.t, difference, core.settings);
    // Removed while it was taken in.
    if (core.servers.get(server) !== s) return [];
    return at(t, () => judge(core, s, taken));
  }
  const on = (t: number, id: number, work: (live: Live) => void): AlertEvent[] =>
    at(t, () => {
      const live = core.live.find((l) => l.inc.id === id) ?? core.closed.find((l) => l.inc.id === id);
      if (!live) return;
      work(live);
      emit(core, 'update', live.inc);
    });

  return {
    poll: (t, server, difference) => toEnd(pollSteps(t, server, difference)),
    pollSteps,
    pollFailed: (t, server, error) =>
      at(t, () => {
        const s = serverOf(core, server);
        s.called(core.t);
        s.failures++;
        s.lastError = error.slice(0, 300);
        lostSight(core, s);
      }),
    acted: (t, server, action, ids) =>
      at(t, () => noteAction(core, server, action, ids === 'all' ? 'all' : ids.length)),
    slept: (t, until) =>
      at(t, () => {
        if (until > core.t) beginAway(core, core.t, until);
      }),
    tick: (t) => at(t, () => undefined),
    nextTick: () => nextNotice(core),
    doNotDisturb: (t, value) =>
      at(t, () => {
        core.focus = value;
      }),
    pause: (t, until) =>
      at(t, () => {
        core.paused = until === null || until > core.t;
        core.pausedUntil = core.paused ? until : null;
      }),
    resume: (t) =>
      at(t, () => {
        core.paused = false;
        core.pausedUntil = null;
      }),
    acknowledge: (t, id, until, note, by) =>
      on(t, id, ({ inc }) => {
        inc.acknowledged = { at: core.t, until, note: note.slice(0, 2000), by };
        core.pending = core.pending.filter((p) => p.incident !== id || p.kind === 'recovered');
        log(core, inc, 'acknowledged', note, by);
      }),
    note: (t, id, text, by) => on(t, id, ({ inc }) => log(core, inc, 'note', text, by)),
    mute: (t, mute) => at(t, () => setMutes(core, [...core.settings.mutes, { ...mute, since: core.t }], mute)),
    unmute: (t, index) =>
      at(t, () =>
        setMutes(
          core,
          core.settings.mutes.filter((_, i) => i !== index),
          null,
        ),
      ),
    markExpected: (t, id, by) =>
      on(t, id, (live) => {
        const rule = expectedLike(core, live.inc);
        core.settings = { ...core.settings, expected: [...core.settings.expected, rule] };
        live.inc.expected = true;
        live.inc.severity = 'info';
        core.pending = core.pending.filter((p) => p.incident !== id);
        log(core, live.inc, 'expected', null, by);
      }),
    removeServer: (t, server) =>
      at(t, () => {
        core.servers.delete(server);
        for (const l of [...core.live]) {
          if (!l.inc.key.servers.includes(server)) continue;
          if (l.inc.key.servers.length === 1) {
            l.inc.notified.openedAt = null;
            close(core, l);
          } else l.inc.key.servers = l.inc.key.servers.filter((n) => n !== server);
        }
      }),
    settings: () => core.settings,
    updateSettings: (t, next) =>
      at(t, () => {
        core.settings = next;
        core.clock = wallClock(next.timezone);
        for (const l of core.live) l.inc.muted = isMuted(core, l.inc);
      }),
    explain: (series, t) => explain(core, series, t),
    watched: () => [...core.servers.values()].map((s) => ({ server: s.name, silentOutage: watchesInflow(s) })),
    suspects: (server) => {
      const s = core.servers.get(server);
      return s !== undefined && suspectsFault(core, s);
    },
    incidents: () => incidents(core),
    trayState: (t) => trayState(core, t),
    serialise: () => serialise(core),
  };
}

function incidents(core: Core): Incident[] {
  const open = [...core.live].sort(
    (a, b) => rank(b.inc.severity) - rank(a.inc.severity) || a.inc.openedAt - b.inc.openedAt,
  );
  return [...open, ...core.closed].map((l) => structuredCopy(l.inc));
}
const structuredCopy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

function setTime(core: Core, t: number): void {
  if (t >= core.t) {
    core.t = t;
    return;
  }
  if (core.t - t < clockSet) return;
  // The clock was set back. Nothing may wait for a time that comes again only in hours.
  const back = core.t - t;
  core.t = t;
  for (const s of core.servers.values()) s.clockSetBack(t);
  for (const p of core.pending) {
    p.due = Math.min(p.due, t + core.settings.notifications.group_wait);
    p.latest = Math.min(p.latest, p.due);
  }
  core.shown = core.shown.map((x) => x - back);
  if (core.digestDue !== null) core.digestDue -= back;
  if (core.blindDue !== null) core.blindDue = Math.min(core.blindDue, t + 60);
  if (core.away) core.away.due = Math.min(core.away.due, t + 240);
  for (const l of [...core.live, ...core.closed]) {
    if (l.calmSince !== null) l.calmSince = Math.min(l.calmSince, t);
    l.openedAt = Math.min(l.openedAt, t);
    l.changes = l.changes.map((x) => Math.min(x, t));
    if (l.inc.notified.lastAt !== null) l.inc.notified.lastAt = Math.min(l.inc.notified.lastAt, t);
    if (l.inc.closedAt !== null) l.inc.closedAt = Math.min(l.inc.closedAt, t);
    l.inc.openedAt = Math.min(l.inc.openedAt, t);
    l.inc.since = Math.min(l.inc.since, t);
  }
}

function timers(core: Core): void {
  if (core.paused && core.pausedUntil !== null && core.pausedUntil <= core.t) {
    core.paused = false;
    core.pausedUntil = null;
  }
  tellBlind(core);
  tellAway(core);
  notify(core);
}

function setMutes(core: Core, mutes: Mute[], added: Mute | null): void {
  core.settings = { ...core.settings, mutes };
  for (const l of core.live) {
    const before = l.inc.muted;
    l.inc.muted = isMuted(core, l.inc);
    if (l.inc.muted === before) continue;
    if (added) log(core, l.inc, 'muted', null, added.by);
    emit(core, 'update', l.inc);
  }
}

function toEnd<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** What a look means, once its recipients are taken in. */
function judge(core: Core, s: Server, result: Ingested): void {
  regainedSight(core, s);
  if (result.away) {
    // Out of sight with failed polls is blindness and was told as that; without any, nobody was here.
    if (result.away.unseen) wasAway(core, s, result.away);
  } else if (core.away && !result.first) core.away.waitFor = core.away.waitFor.filter((n) => n !== s.name);
  localFault(core, s, result.localBacklog);
  for (const live of [...core.live]) {
    if (!live.inc.key.servers.includes(s.name)) continue;
    take(live, s, live.inc.openedAt === core.t && live.inc.kind === 'local_fault' ? [] : result.fresh);
  }
  priority(core, s);
  silentOutage(core, s);
  slowRules(core, s);
  for (const live of [...core.live]) if (live.inc.key.servers.includes(s.name)) follow(core, live, s);
  if (core.settings.spike.enabled && !result.first) {
    const causes = findCauses(s, core.t, core.settings, (p) => core.live.some((l) => owns(l, s.name, p)));
    for (const cause of causes) openCause(core, s, cause);
  }
}

const round = (x: number): number => Math.round(x * 10) / 10;

function openCause(core: Core, s: Server, cause: Cause): void {
  const floor = cause.provider === null ? core.settings.spike.floor_server : core.settings.spike.floor_provider;
  const { normal, tested, counts } = cause;
  const reachShare = cause.kind === 'everywhere' && share(s) >= core.settings.everywhere.share;
  const big = counts.fresh15 >= 10 * Math.max(normal.busy15, floor) && cause.biggest < 0.8 * counts.fresh15;
  const joined = cause.kind === 'everywhere' ? narrower(core, s, cause) : null;
  open(core, {
    key: { servers: [s.name], class: cause.class, provider: cause.provider },
    kind: cause.kind,
    scope: cause.scope,
    severity: reachShare || big ? 'critical' : 'warning',
    why: {
      rule: 'spike',
      kind: cause.kind,
      fresh15: counts.fresh15,
      fresh5: counts.fresh5,
      needed: tested.opensAt,
      floor: tested.floor,
      median15: round(normal.median15),
      busy15: normal.busy15,
      normal15: round(tested.normalNow),
      unusual: round(tested.unusual),
      still: round(tested.still),
      own_rise: round(tested.ownRise),
      rest_rose: round(tested.rose),
      share: round(cause.share),
      providers: cause.providers,
      compared_with: normal.with,
      compared_days: normal.slots,
    },
    floor,
    calm: calmAt(normal, floor),
    busy15: normal.busy15,
  });
  for (const l of joined ?? []) close(core, l);
}

/** Share of what is fresh that nobody answered. */
function share(s: Server): number {
  let reach = 0;
  let total = 0;
  for (const [pair, n] of s.window.sums5) {
    const p = s.series.pairs[pair];
    if (p?.kind !== 'fresh') continue;
    total += n;
    if (covers(null, 'connect_failed', p)) reach += n;
  }
  return total === 0 ? 0 : reach / total;
}

/** Incidents of one provider that the wider one explains, and that nobody was told of. */
function narrower(core: Core, s: Server, cause: Cause): Live[] {
  return core.live.filter(
    (l) =>
      l.inc.kind === 'spike' &&
      l.inc.key.servers.length === 1 &&
      l.inc.key.servers[0] === s.name &&
      l.inc.notified.openedAt === null &&
      l.inc.key.class !== null &&
      covers(null, cause.class, { provider: '', class: l.inc.key.class, kind: 'fresh' }),
  );
}
