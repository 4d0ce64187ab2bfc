import type { AlertState } from './alerts.ts';
import { Bins } from './bins.ts';
import { Flow, type FlowState } from './flow.ts';
import { type Core, type Live, serverOf } from './core.ts';
import type { Pair } from './series.ts';

/**
 * What survives a restart. The queue itself does not: the first poll brings it back, and what arrived before the last
 * good poll was known then. So an open incident is neither forgotten nor told twice.
 */
type Flat = Omit<Live, 'senders' | 'messages'> & {
  senders: [string, number][];
  messages: [number, number][] | null;
};

interface Head {
  core: Omit<Core, 'settings' | 'clock' | 'servers' | 'out' | 'live' | 'closed'> & { live: Flat[]; closed: Flat[] };
  servers: Record<string, ServerHead>;
}

interface ServerHead {
  lastGood: number | null;
  unseenUntil: number;
  blindSince: number | null;
  blindTold: number | null;
  lastError: string;
  window: [minute: number, pair: Pair, count: number][];
  without: [string, [number, number][]][];
  incidents: [string, [number, number][]][];
  creep: [string, number][];
  usualOld: [string, number][];
  lastSlow: number;
}

/** What one server's text in `baselines` holds. */
interface BaselineState {
  watched: string;
  accepted: FlowState;
  sent: FlowState;
  series: [string, string][];
}

/** A closed incident is only asked for its figures any more: who and which messages go. */
const flat = (l: Live): Flat => ({
  ...l,
  senders: l.inc.closedAt === null ? [...l.senders] : [],
  messages: l.inc.closedAt === null && l.messages ? [...l.messages] : null,
});

const full = (l: Flat): Live => ({
  ...l,
  senders: new Map(l.senders),
  messages: l.messages ? new Map(l.messages) : null,
});

export function serialise(core: Core): AlertState {
  const rest: Head['core'] = {
    t: core.t,
    live: core.live.map(flat),
    closed: core.closed.map(flat),
    nextId: core.nextId,
    pending: core.pending,
    held: core.held,
    shown: core.shown,
    digestDue: core.digestDue,
    quietSince: core.quietSince,
    focus: core.focus,
    pausedUntil: core.pausedUntil,
    paused: core.paused,
    away: core.away,
    blindDue: core.blindDue,
  };
  const servers: Head['servers'] = {};
  const baselines: AlertState['baselines'] = {};
  for (const s of core.servers.values()) {
    servers[s.name] = {
      lastGood: s.lastGood,
      unseenUntil: s.unseenUntil,
      blindSince: s.blindSince,
      blindTold: s.blindTold,
      lastError: s.lastError,
      window: s.window.entries().flatMap(([minute, pair, n]) => {
        const p = s.series.pairs[pair];
        return p ? [[minute, p, n] as [number, Pair, number]] : [];
      }),
      without: [...s.without],
      incidents: [...s.incidents],
      creep: [...s.creep],
      usualOld: [...s.usualOld],
      lastSlow: s.lastSlow,
    };
    const kept: BaselineState = {
      watched: s.watched.encode(),
      accepted: s.accepted.encode(),
      sent: s.sent.encode(),
      series: [...s.series.bins].map(([key, bins]) => [key, bins.encode()]),
    };
    baselines[s.name] = JSON.stringify(kept);
  }
  const head: Head = { core: rest, servers };
  return { version: 1, head: JSON.stringify(head), baselines };
}

/** A damaged part is dropped: alerts with less memory are better than none. */
export function restore(core: Core, state: AlertState): void {
  const head = parse(state.head) as Partial<Head> | null;
  if (head?.core && Array.isArray(head.core.live) && Array.isArray(head.core.closed))
    Object.assign(core, head.core, { live: head.core.live.map(full), closed: head.core.closed.map(full) });
  for (const [name, h] of Object.entries(head?.servers ?? {})) {
    const s = serverOf(core, name);
    s.lastGood = h.lastGood;
    s.unseenUntil = h.unseenUntil;
    s.blindSince = h.blindSince;
    s.blindTold = h.blindTold;
    s.lastError = h.lastError;
    s.lastSlow = h.lastSlow;
    for (const [k, v] of h.without) s.without.set(k, v);
    for (const [k, v] of h.incidents) s.incidents.set(k, v);
    for (const [k, v] of h.creep) s.creep.set(k, v);
    for (const [k, v] of h.usualOld) s.usualOld.set(k, v);
    if (h.lastGood !== null) s.window.advance(h.lastGood);
    for (const [minute, pair, n] of h.window) s.window.add(minute * 60, s.series.intern(pair), n);
    s.forgetQueue();
  }
  for (const [name, text] of Object.entries(state.baselines)) {
    const b = parse(text) as Partial<BaselineState> | null;
    if (!b) continue;
    const s = serverOf(core, name);
    s.watched = Bins.decode(b.watched ?? '');
    s.accepted = Flow.decode(b.accepted);
    s.sent = Flow.decode(b.sent);
    for (const [key, bins] of b.series ?? []) s.series.bins.set(key, Bins.decode(bins));
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
