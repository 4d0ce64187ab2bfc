import { g } from './baseline.ts';
import { type Core, emit, log, owns, serverOf } from './core.ts';
import { open } from './lifecycle.ts';
import { keyOf, type Pair } from './series.ts';
import type { Fresh, Server } from './server.ts';
import { riseOf } from './spike.ts';

const empty = { busy15: 0 };

/**
 * Our own fault: three deferrals from two messages within two polls open at once; normal is zero, so no baseline is
 * asked. A server with little traffic has no three in two polls: there three within 15 minutes say the same.
 */
export function localFault(core: Core, s: Server, backlog: readonly Fresh[]): void {
  const { enabled, recipients, messages } = core.settings.local_fault;
  if (!enabled) return;
  const local = (f: Fresh): boolean => s.series.pairs[f.pair]?.kind === 'local';
  if (core.live.some((l) => l.inc.kind === 'local_fault' && l.inc.key.servers.includes(s.name))) return;
  const seen = [...s.recent.filter(local), ...backlog];
  if (seen.length < recipients || new Set(seen.map((f) => f.message)).size < messages) return;
  // What an incident that has just closed saw is no news.
  const closed = core.closed.find((l) => l.inc.kind === 'local_fault' && l.inc.key.servers.includes(s.name));
  if (closed?.inc.closedAt && seen.every((f) => f.seen <= (closed.inc.closedAt ?? 0))) return;
  open(core, {
    key: { servers: [s.name], class: 'local_fault', provider: null },
    kind: 'local_fault',
    scope: 'class',
    severity: 'critical',
    why: { rule: 'local_fault', fresh15: seen.length, needed: recipients, normal: 0 },
    floor: recipients,
    calm: 0,
    ...empty,
    // A first sight has no fresh ones: what its backlog shows is the figure.
    ...(backlog.length > 0 ? { backlog } : {}),
  });
}

/** Something of ours refused a message in the last two looks, and one more decides: it is worth looking sooner. */
export function suspectsFault(core: Core, s: Server): boolean {
  if (
    !core.settings.local_fault.enabled ||
    core.live.some((l) => l.inc.kind === 'local_fault' && l.inc.key.servers.includes(s.name))
  )
    return false;
  return s.recent.some((f) => s.series.pairs[f.pair]?.kind === 'local' && f.seen >= core.t - 2 * s.interval);
}

/** Mail of the priority list that waits longer than it may. */
export function priority(core: Core, s: Server): void {
  const late = s.latePriority(core.t);
  const live = core.live.find((l) => l.inc.kind === 'priority' && l.inc.key.servers.includes(s.name));
  if (live) {
    live.inc.waiting = late.length;
    live.inc.count = Math.max(live.inc.count, late.length);
    live.fresh[s.name] = late.length;
    return;
  }
  if (late.length === 0) return;
  open(core, {
    key: { servers: [s.name], class: null, provider: null },
    kind: 'priority',
    scope: 'none',
    severity: 'critical',
    why: { rule: 'priority', waiting: late.length, minutes: core.settings.priority.minutes },
    floor: 1,
    calm: 0,
    ...empty,
    figures: { count: late.length, waiting: late.length, since: Math.min(...late.map((w) => w.arrival)) },
  });
}

const slow = 900;

/** Badges that only the slow clock looks for: what is stuck, what creeps. */
export function slowRules(core: Core, s: Server): void {
  if (core.t - s.lastSlow < slow) return;
  const elapsed = s.lastSlow === 0 ? slow : Math.min(6 * 3600, core.t - s.lastSlow);
  s.lastSlow = core.t;
  stuck(core, s, elapsed);
  creeping(core, s);
}

/** Waiting does not mend these, so their age says nothing about today. */
const notStuck = new Set(['mailbox_full', 'user_unknown', 'mailbox_disabled', 'no_such_domain', 'greylist']);

/** Many recipients of one provider have waited long, and clearly more than usually do there. */
function stuck(core: Core, s: Server, elapsed: number): void {
  const { enabled, recipients, minutes } = core.settings.stuck;
  if (!enabled) return;
  const old = new Map<number, number>();
  s.ledger.countOlder(core.t - minutes * 60, old);
  const byProvider = new Map<string, { old: number; all: number }>();
  s.series.pairs.forEach((p, i) => {
    if (p.kind === 'local' || p.provider === '' || notStuck.has(p.class) || !((s.waiting[i] ?? 0) > 0)) return;
    const have = byProvider.get(p.provider) ?? { old: 0, all: 0 };
    have.old += old.get(i) ?? 0;
    have.all += s.waiting[i] ?? 0;
    byProvider.set(p.provider, have);
  });
  for (const provider of s.usualOld.keys()) if (!byProvider.has(provider)) byProvider.set(provider, { old: 0, all: 0 });
  for (const [provider, n] of byProvider) {
    const usual = s.usualOld.get(provider);
    // A day's memory: what has been there since yesterday is the state of things.
    const weight = Math.min(1, elapsed / 86_400);
    const next = usual === undefined ? n.old : usual + (n.old - usual) * weight;
    if (next < 0.01 && n.old === 0) s.usualOld.delete(provider);
    else s.usualOld.set(provider, next);
    const half = n.old >= n.all / 2;
    badge(
      core,
      s,
      'stuck',
      provider,
      null,
      n.old >= recipients && half && n.old >= 2 * (usual ?? n.old) + recipients,
      n.old < recipients || n.old < 1.5 * (usual ?? 0),
      {
        rule: 'stuck',
        waiting: n.old,
        usual: Math.round(usual ?? 0),
        minutes,
      },
    );
  }
}

/**
 * One-sided CUSUM (Page 1954) of what is unusual in each quarter hour: many small rises add up. A quarter hour counts for
 * so much at most: a burst is no slow rise, however high.
 */
const most = 2;
const slack = 0.5;
const decision = 5;

function creeping(core: Core, s: Server): void {
  if (!core.settings.creeping.enabled) return;
  const sums = new Map<string, { n: number; pair: Pair }>();
  let total = 0;
  for (const [pair, n] of s.window.sums15) {
    const p = s.series.pairs[pair];
    if (p?.kind !== 'fresh' || p.provider === '') continue;
    total += n;
    const key = keyOf(p.provider, p.class);
    sums.set(key, { n: (sums.get(key)?.n ?? 0) + n, pair: p });
  }
  const all = s.normal('*|*', core.t);
  for (const key of new Set([...sums.keys(), ...s.creep.keys()])) {
    const sum = sums.get(key);
    if (!s.series.bins.has(key)) {
      s.creep.delete(key);
      continue;
    }
    const n = sum?.n ?? 0;
    const before = s.creep.get(key) ?? 0;
    // One or two begin no rise, and are not worth the look at four weeks.
    if (n < 3 && before === 0) continue;
    const normal = s.normal(key, core.t);
    if (normal.with !== 'hour_of_week') continue;
    const rose = riseOf({ fresh15: total - n, mean15: Math.max(0, all.mean15 - normal.mean15) });
    const z = Math.min(most, (g(n) - g(normal.mean15 * rose)) / normal.spread);
    const level = Math.max(0, Math.min(2 * decision, before + z - slack));
    if (level === 0) s.creep.delete(key);
    else s.creep.set(key, level);
    const pair = sum?.pair;
    const [provider = '', cls] = key.split('|');
    const covered = pair && core.live.some((l) => owns(l, s.name, pair));
    badge(
      core,
      s,
      'creeping',
      provider,
      (cls ?? null) as Pair['class'] | null,
      level >= decision && n >= core.settings.spike.floor_provider / 2 && n > normal.busy15 && covered !== true,
      level < 1,
      {
        rule: 'creeping',
        fresh15: n,
        normal15: Math.round(normal.mean15 * 10) / 10,
        level: Math.round(level * 10) / 10,
      },
    );
  }
}

function badge(
  core: Core,
  s: Server,
  kind: 'stuck' | 'creeping',
  provider: string,
  cls: Pair['class'] | null,
  begins: boolean,
  ends: boolean,
  why: Record<string, number | string>,
): void {
  const live = core.live.find(
    (l) =>
      l.inc.kind === kind &&
      l.inc.key.provider === provider &&
      l.inc.key.class === cls &&
      l.inc.key.servers.includes(s.name),
  );
  if (live) {
    const n = Number(why.waiting ?? why.fresh15 ?? 0);
    live.inc.fresh15 = Number(why.fresh15 ?? 0);
    live.inc.waiting = Number(why.waiting ?? live.inc.waiting);
    if (n > live.inc.peak) {
      live.inc.peak = n;
      live.inc.peakAt = core.t;
    }
    live.fresh[s.name] = ends ? 0 : 1;
    return;
  }
  // An open incident of this provider says more than a badge.
  if (!begins || core.live.some((l) => l.inc.key.provider === provider && l.inc.key.servers.includes(s.name))) return;
  open(core, {
    key: { servers: [s.name], class: cls, provider },
    kind,
    scope: 'none',
    severity: 'info',
    why,
    floor: 1,
    calm: 0,
    ...empty,
    figures: { count: Number(why.waiting ?? why.fresh15 ?? 0), waiting: Number(why.waiting ?? 0) },
  });
}

/** Something we did, on the timeline of what it touched. */
export function noteAction(core: Core, server: string, action: string, n: number | 'all'): void {
  serverOf(core, server);
  for (const l of core.live)
    if (l.inc.key.servers.includes(server)) {
      log(core, l.inc, 'action', `${action} ${n}`);
      emit(core, 'update', l.inc);
    }
}
