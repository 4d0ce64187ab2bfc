/** What an incident counts: messages, senders, its own series over all its servers. */
import { type Core, counts, type Live } from './core.ts';
import type { Fresh, Server } from './server.ts';

/** Adds what newly arrived on a server to the incidents that own it. */
export function take(live: Live, server: Server, fresh: readonly Fresh[]): void {
  const { inc } = live;
  const mine = fresh.filter((f) => {
    const p = server.series.pairs[f.pair];
    return p !== undefined && counts(live, server.name, p);
  });
  if (mine.length === 0) return;
  const { senders, messages } = live;
  for (const f of mine) {
    if (senders.size < 500 || senders.has(f.sender)) senders.set(f.sender, (senders.get(f.sender) ?? 0) + 1);
    messages?.set(f.message, (messages.get(f.message) ?? 0) + 1);
    if (f.t < inc.since) inc.since = f.t;
    const cls = server.series.pairs[f.pair]?.class;
    if (inc.sample === null && f.text !== null && (inc.key.class === null || cls === inc.key.class))
      inc.sample = f.text.slice(0, 1000);
  }
  inc.count += mine.length;
  if (messages !== null && messages.size > 5000) live.messages = null;
  summarise(live);
}

export function merge(live: Live, senders: Live['senders'], messages: Live['messages']): void {
  for (const [s, n] of senders)
    if (live.senders.size < 500 || live.senders.has(s)) live.senders.set(s, (live.senders.get(s) ?? 0) + n);
  if (messages === null) live.messages = null;
  else for (const [m, n] of messages) live.messages?.set(m, n);
  summarise(live);
}

export function summarise(live: Live): void {
  const { inc } = live;
  inc.messages = live.messages?.size ?? null;
  let biggest = 0;
  for (const n of live.messages?.values() ?? []) if (n > biggest) biggest = n;
  inc.biggestMessage = live.messages === null ? null : biggest;
  inc.senders = live.senders.size < 500 ? live.senders.size : null;
  let top: [string, number] | null = null;
  for (const s of live.senders) if (!top || s[1] > top[1]) top = s;
  inc.topSender = top && top[1] > inc.count / 2 && top[1] > 1 ? { sender: top[0], count: top[1] } : null;
}

/** Counts of the incident's own series over all its servers now. */
export function measure(core: Core, live: Live): void {
  const { inc } = live;
  // These kinds have no series; their rules set the figures.
  if (inc.kind === 'stuck' || inc.kind === 'priority' || inc.kind === 'creeping' || inc.kind === 'silent_outage')
    return;
  let waiting = 0;
  for (const name of inc.key.servers) {
    const s = core.servers.get(name);
    if (!s) continue;
    let fresh = 0;
    for (const [pair, n] of s.window.sums15) {
      const p = s.series.pairs[pair];
      if (p && counts(live, name, p)) fresh += n;
    }
    s.series.pairs.forEach((p, i) => {
      const n = s.waiting[i] ?? 0;
      if (
        n > 0 &&
        (counts(live, name, p) ||
          (p.kind === 'greylist' && inc.key.class === 'greylist' && p.provider === inc.key.provider))
      )
        waiting += n;
    });
    live.fresh[name] = fresh;
  }
  inc.waiting = waiting;
  inc.fresh15 = Object.values(live.fresh).reduce((a, b) => a + b, 0);
  if (inc.fresh15 > inc.peak) {
    inc.peak = inc.fresh15;
    inc.peakAt = core.t;
  }
}
