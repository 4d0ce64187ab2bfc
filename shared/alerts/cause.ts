import type { AlertSettings } from '../model/incident.ts';
import type { ReasonClass } from '../model/reason.ts';
import type { Baseline } from './baseline.ts';
import { keyOf, type Pair, reachKey, totalKey, unreachable } from './series.ts';
import type { Server } from './server.ts';
import { clumping, type Counts, floorOf, reaches, spike, type Tested } from './spike.ts';

/** Which series an incident is measured by. */
export type Scope = 'pair' | 'provider' | 'class' | 'unreachable' | 'none';

/** What opens: a class, a provider or both, and the figures that decided. */
export interface Cause {
  class: ReasonClass | null;
  provider: string | null;
  kind: 'spike' | 'everywhere';
  scope: Scope;
  counts: Counts;
  tested: Tested;
  normal: Baseline;
  /** Share of the excess that this key explains of the wider one it was found in. */
  share: number;
  providers: number;
  /** Recipients of the biggest message among them. */
  biggest: number;
}

interface Sum extends Counts {
  provider: string | null;
  class: ReasonClass | null;
}

/** A key is named when it explains this much of what is unusual (rivals section 4.4). */
const explains = 0.6;
/** From this many floors on size alone is worth a person, be it one message with many recipients. */
const oneMessage = 5;

/**
 * Looks for what is unusual on a server in what no open incident explains, and names the most specific cause: first
 * "nobody answers anywhere", then one class at many providers, then one provider, then one class at one provider. A
 * wider one is named only when no narrower one explains 60 % of it.
 */
export function findCauses(
  server: Server,
  t: number,
  settings: AlertSettings,
  covered: (pair: Pair) => boolean,
): Cause[] {
  const taken = new Set<number>();
  const found: Cause[] = [];
  for (let round = 0; round < 5; round++) {
    const look = new Look(server, t, settings, (p, i) => taken.has(i) || covered(p));
    const cause = look.everywhere() ?? look.byClass() ?? look.byProvider() ?? look.byPair();
    if (!cause) break;
    found.push(cause);
    for (const pair of server.window.sums15.keys()) {
      const p = server.series.pairs[pair];
      if (p && covers(cause.provider, cause.class, p)) taken.add(pair);
    }
  }
  return found;
}

/** Whether a pair belongs to the key of an incident; a provider in trouble owns all its deferrals but local ones. */
export function covers(provider: string | null, cls: ReasonClass | null, pair: Pair): boolean {
  if (pair.kind === 'local') return cls === 'local_fault';
  if (cls === 'local_fault') return false;
  if (pair.kind === 'stays') return cls === 'greylist' && (provider === null || provider === pair.provider);
  if (pair.kind === 'greylist') return false;
  if (provider !== null) return pair.provider === provider && cls !== 'greylist';
  if (cls === null) return true;
  return pair.class === cls || (unreachable.has(cls) && unreachable.has(pair.class));
}

/** Whether a pair is counted by an incident, as against only kept from opening another. */
export function counted(scope: Scope, provider: string | null, cls: ReasonClass | null, pair: Pair): boolean {
  if (pair.kind === 'local') return cls === 'local_fault';
  if (pair.kind === 'greylist') return false;
  if (pair.kind === 'stays') return cls === 'greylist' && (provider === null || provider === pair.provider);
  switch (scope) {
    case 'pair':
      return pair.provider === provider && pair.class === cls;
    case 'provider':
      return pair.provider === provider;
    case 'class':
      return pair.class === cls;
    case 'unreachable':
      return unreachable.has(pair.class);
    case 'none':
      return false;
  }
}

class Look {
  private readonly server: Server;
  private readonly t: number;
  private readonly settings: AlertSettings;
  private readonly pairs: (Sum & { index: number; key: string; provider: string; class: ReasonClass })[] = [];
  private readonly providers = new Map<string, Sum>();
  private readonly classes = new Map<ReasonClass, Sum>();
  private readonly reach: Sum = { provider: null, class: null, fresh5: 0, fresh15: 0 };
  private total = 0;

  constructor(server: Server, t: number, settings: AlertSettings, skip: (p: Pair, index: number) => boolean) {
    this.server = server;
    this.t = t;
    this.settings = settings;
    for (const [index, fresh15] of server.window.sums15) {
      const p = server.series.pairs[index];
      if (!p || p.kind === 'greylist' || p.kind === 'local' || skip(p, index)) continue;
      const fresh5 = server.window.sums5.get(index) ?? 0;
      const stays = p.kind === 'stays';
      const key = stays ? `${p.provider}|stays` : keyOf(p.provider, p.class);
      this.pairs.push({ index, key, provider: p.provider, class: p.class, fresh5, fresh15 });
      if (stays) continue;
      this.total += fresh15;
      add(this.providers, p.provider, { provider: p.provider, class: null, fresh5, fresh15 });
      add(this.classes, p.class, { provider: null, class: p.class, fresh5, fresh15 });
      if (unreachable.has(p.class)) {
        this.reach.fresh5 += fresh5;
        this.reach.fresh15 += fresh15;
      }
    }
  }

  /** Connections and look-ups fail at many unrelated providers: our network, DNS or address. */
  everywhere(): Cause | null {
    if (!this.settings.everywhere.enabled) return null;
    const parts = this.pairs.filter((p) => unreachable.has(p.class));
    const tested = this.test(reachKey, this.reach, this.settings.spike.floor_provider);
    if (!tested) return null;
    const byProvider = groupBy(parts, (p) => p.provider);
    if (byProvider.size < this.settings.everywhere.providers) return null;
    const excess = tested.excess;
    const top = Math.max(...[...byProvider].map(([p, n]) => this.excessOf(p, parts, n)));
    if (top >= explains * excess) return null;
    const byClass = [...groupBy(parts, (p) => p.class)].sort((a, b) => b[1] - a[1]);
    return {
      class: byClass[0]?.[0] ?? null,
      provider: null,
      kind: 'everywhere',
      scope: 'unreachable',
      counts: this.reach,
      share: 1,
      providers: byProvider.size,
      ...this.done(tested, (p) => unreachable.has(p.class)),
    };
  }

  byClass(): Cause | null {
    for (const [cls, sum] of [...this.classes].sort((a, b) => b[1].fresh15 - a[1].fresh15)) {
      const tested = this.test(keyOf(null, cls), sum, this.settings.spike.floor_server, false);
      if (!tested) continue;
      const parts = this.pairs.filter((p) => p.class === cls && !p.key.endsWith('|stays'));
      const byProvider = [...groupBy(parts, (p) => p.provider)].sort((a, b) => b[1] - a[1]);
      const top = byProvider[0];
      const topExcess = top ? this.excessOf(top[0], parts, top[1]) : 0;
      if (top && top[0] !== '' && topExcess >= explains * tested.excess) {
        const pair = parts.find((p) => p.provider === top[0]);
        const own = pair && this.test(pair.key, pair, this.settings.spike.floor_provider);
        if (pair && own) return this.named(pair, own, topExcess / tested.excess);
        continue;
      }
      if (byProvider.length < 3) continue;
      return {
        class: cls,
        provider: null,
        kind: 'spike',
        scope: 'class',
        counts: sum,
        share: 1,
        providers: byProvider.length,
        ...this.done(tested, (p) => p.class === cls),
      };
    }
    return null;
  }

  byProvider(): Cause | null {
    for (const [provider, sum] of [...this.providers].sort((a, b) => b[1].fresh15 - a[1].fresh15)) {
      if (provider === '') continue;
      const tested = this.test(keyOf(provider, null), sum, this.settings.spike.floor_provider);
      if (!tested) continue;
      const parts = this.pairs
        .filter((p) => p.provider === provider && !p.key.endsWith('|stays'))
        .map((p) => ({ p, excess: p.fresh15 - this.server.normal(p.key, this.t).mean15 * tested.tested.rose }))
        .sort((a, b) => b.excess - a.excess);
      const top = parts[0];
      // Most of it one class: that is the narrower name, and it is calm again when that class is.
      if (top && top.excess >= explains * tested.excess) {
        const own = this.test(top.p.key, top.p, this.settings.spike.floor_provider);
        if (own) return this.named(top.p, own, Math.min(1, top.excess / Math.max(1, tested.excess)));
      }
      return {
        class: top?.p.class ?? null,
        provider,
        kind: 'spike',
        scope: 'provider',
        counts: sum,
        share: top ? Math.min(1, Math.max(0, top.excess / Math.max(1, tested.excess))) : 0,
        providers: 1,
        ...this.done(tested, (p) => p.provider === provider),
      };
    }
    return null;
  }

  byPair(): Cause | null {
    for (const pair of [...this.pairs].sort((a, b) => b.fresh15 - a.fresh15)) {
      if (pair.provider === '') continue;
      const tested = this.test(pair.key, pair, this.settings.spike.floor_provider);
      if (!tested || (pair.fresh15 < tested.tested.floor && this.spreading(pair))) continue;
      return this.named(pair, tested, 1);
    }
    return null;
  }

  /** The same class, or silence, begins at others too: it may be everywhere, and six are too few to name one. */
  private spreading(pair: Sum & { key: string }): boolean {
    const alike = (p: Sum): boolean =>
      p.class === pair.class ||
      (p.class !== null && unreachable.has(p.class) && pair.class !== null && unreachable.has(pair.class));
    let others = 0;
    for (const p of this.pairs)
      if (p.provider !== pair.provider && alike(p)) others += p.fresh15 - this.server.normal(p.key, this.t).mean15;
    return others >= 3;
  }

  private named(pair: Sum & { provider: string; key: string }, tested: Passed, share: number): Cause {
    return {
      class: pair.class,
      provider: pair.provider,
      kind: 'spike',
      scope: 'pair',
      counts: pair,
      share,
      providers: 1,
      ...this.done(tested, (p) => p.provider === pair.provider && p.class === pair.class),
    };
  }

  private test(key: string, sum: Counts, floor: number, quick = true): Passed | null {
    if (!reaches(sum, floorOf(floor, quick))) return null;
    const normal = this.server.normal(key, this.t);
    const raised = floorOf(floor * floorFactor(normal), quick);
    const all = this.server.normal(totalKey, this.t);
    const stays = key.endsWith('|stays');
    const rest = {
      fresh15: stays ? this.total : this.total - sum.fresh15,
      mean15: stays ? all.mean15 : Math.max(0, all.mean15 - normal.mean15),
    };
    let tested = spike(sum, normal, rest, raised);
    if (!tested.fires) return null;
    if (sum.fresh15 < oneMessage * floor) {
      const perMessage = this.messagesOf(key);
      if (Math.max(0, ...perMessage) > sum.fresh15 / 2) return null;
      tested = spike(sum, normal, rest, raised, clumping(perMessage));
      if (!tested.fires) return null;
    }
    return { tested, normal, excess: sum.fresh15 - tested.normalNow };
  }

  private done(passed: Passed, mine: (p: Pair) => boolean): Pick<Cause, 'tested' | 'normal' | 'biggest'> {
    const counts = new Map<number, number>();
    for (const f of this.server.recent) {
      const p = this.server.series.pairs[f.pair];
      if (p && mine(p)) counts.set(f.message, (counts.get(f.message) ?? 0) + 1);
    }
    return { tested: passed.tested, normal: passed.normal, biggest: Math.max(0, ...counts.values()) };
  }

  /** Recipients of each message behind a series in the window. */
  private messagesOf(key: string): number[] {
    const counts = new Map<number, number>();
    for (const f of this.server.recent)
      if (this.server.series.keys(f.pair).includes(key)) counts.set(f.message, (counts.get(f.message) ?? 0) + 1);
    return [...counts.values()];
  }

  private excessOf(provider: string, parts: readonly { provider: string; key: string }[], n: number): number {
    let normal = 0;
    for (const p of parts) if (p.provider === provider) normal += this.server.normal(p.key, this.t).mean15;
    return n - normal;
  }
}

interface Passed {
  tested: Tested;
  normal: Baseline;
  excess: number;
}

/** With little to compare with, only what is big by itself opens: nothing is known to be unusual yet. */
export function floorFactor(normal: Baseline): number {
  return normal.with === 'floors' ? 5 : normal.with === 'last_day' ? 2 : 1;
}

function add<K>(map: Map<K, Sum>, key: K, sum: Sum): void {
  const have = map.get(key);
  if (!have) map.set(key, sum);
  else {
    have.fresh5 += sum.fresh5;
    have.fresh15 += sum.fresh15;
  }
}

function groupBy<T extends { fresh15: number }, K>(items: readonly T[], key: (item: T) => K): Map<K, number> {
  const out = new Map<K, number>();
  for (const item of items) out.set(key(item), (out.get(key(item)) ?? 0) + item.fresh15);
  return out;
}
