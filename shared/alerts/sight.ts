import { alertWords } from '../messages/alerts.en.ts';
import { type Core, emit, log } from './core.ts';
import { say } from './notifier.ts';
import { missedPolls, type Away, type Server } from './server.ts';

/** A server that came back into sight and vanished again within this time was told already. */
const tellAgain = 3600;

/** A poll failed: after three intervals without a good one the server is out of sight, which is not calm. */
export function lostSight(core: Core, s: Server): void {
  if (s.blindSince !== null || s.lastGood === null || s.failures === 0) return;
  if (core.t - s.lastGood < missedPolls * s.interval) return;
  s.blindSince = s.lastGood;
  for (const l of core.live) {
    const { inc } = l;
    if (!inc.key.servers.includes(s.name) || inc.state === 'frozen') continue;
    if (inc.key.servers.some((n) => core.servers.get(n)?.blindSince === null)) continue;
    inc.state = 'frozen';
    l.calmSince = null;
    log(core, inc, 'frozen');
    emit(core, 'update', inc);
  }
  // Others may be on their way out of sight too: one notice for all.
  core.blindDue ??= core.t + Math.min(60, s.interval);
}

export function regainedSight(core: Core, s: Server): void {
  if (s.blindSince === null) return;
  s.blindSince = null;
  for (const l of core.live) {
    const { inc } = l;
    if (inc.state !== 'frozen' || !inc.key.servers.includes(s.name)) continue;
    inc.state = 'open';
    l.calmSince = null;
    log(core, inc, 'thawed');
    // A notice that waited while nothing was known waits for a fresh look.
    for (const p of core.pending) if (p.incident === inc.id) p.due = Math.max(p.due, core.t + 30);
  }
}

/** The one notice about what is out of sight; blames our own network when everything is. */
export function tellBlind(core: Core): void {
  if (core.blindDue === null || core.blindDue > core.t) return;
  core.blindDue = null;
  const blind = [...core.servers.values()].filter((s) => s.blindSince !== null);
  const fresh = blind.filter((s) => s.blindTold === null || core.t - s.blindTold > tellAgain);
  if (fresh.length === 0) return;
  const failing = [...core.servers.values()].filter((s) => s.failures > 0 && s.lastGood !== null);
  const known = [...core.servers.values()].filter((s) => s.lastGood !== null);
  const all = known.length > 1 && failing.length === known.length;
  const list = all ? failing : fresh;
  const rows = list.map((s) => ({
    name: s.name,
    for: core.t - (s.lastGood ?? core.t),
    error: s.lastError,
    waiting: s.ledger.present,
  }));
  for (const s of list) s.blindTold = core.t;
  say(
    core,
    {
      kind: 'blind',
      severity: 'warning',
      ...alertWords.blind(rows, all),
      incidents: [],
      servers: list.map((s) => s.name),
    },
    core.settings.mutes.some(
      (m) => m.class === null && m.provider === null && (m.server === null || list.every((s) => s.name === m.server)),
    ),
  );
}

/** Fewer than this while away are not worth a summary. */
const worthTelling = (core: Core): number => core.settings.spike.floor_server;

/** Nobody looked from `from` to `until`; what piled up is summed over the servers and told once. */
export function beginAway(core: Core, from: number, until: number): void {
  if (core.away) {
    core.away.from = Math.min(core.away.from, from);
    core.away.until = Math.max(core.away.until, until);
    return;
  }
  const waitFor = [...core.servers.values()].filter((s) => s.lastGood !== null).map((s) => s.name);
  core.away = { from, until, due: until + 240, count: 0, top: {}, waitFor };
}

export function wasAway(core: Core, s: Server, away: Away): void {
  beginAway(core, away.from, core.t);
  const sum = core.away;
  if (!sum) return;
  sum.count += away.count;
  for (const [pair, n] of away.byPair) {
    const p = s.series.pairs[pair];
    if (!p) continue;
    const have = (sum.top[`${p.class}|${p.provider}`] ??= { class: p.class, provider: p.provider || null, count: 0 });
    have.count += n;
  }
  sum.waitFor = sum.waitFor.filter((n) => n !== s.name);
  if (sum.waitFor.length === 0) sum.due = core.t;
}

export function tellAway(core: Core): void {
  const sum = core.away;
  if (!sum || sum.due > core.t) return;
  core.away = null;
  if (sum.count < worthTelling(core)) return;
  const top = Object.values(sum.top).sort((a, b) => b.count - a.count)[0] ?? null;
  say(
    core,
    {
      kind: 'away-summary',
      severity: 'warning',
      ...alertWords.away(sum.count, sum.until - sum.from, top),
      incidents: core.live.filter((l) => l.inc.severity !== 'info').map((l) => l.inc.id),
      servers: [...core.servers.keys()],
    },
    false,
  );
}
