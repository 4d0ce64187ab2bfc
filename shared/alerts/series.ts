import type { ReasonClass } from '../model/reason.ts';
import { Bins, binOf } from './bins.ts';

/** Nobody spoke: what our own network or resolver breaks looks like this, mixed and at many providers at once. */
export const unreachable: ReadonlySet<ReasonClass> = new Set(['connect_failed', 'connection_dropped', 'dns_temporary']);

/** A provider and a class as the server's deferrals show them, and whether it counts for spikes. */
export interface Pair {
  /** '' when the provider is not known. */
  provider: string;
  class: ReasonClass;
  /**
   * `fresh`: counted at first sight. `greylist`: counted, but opens nothing by itself. `stays`: greylisting that did
   * not clear, counted when it is half an hour old. `local`: our own fault, has its own rule.
   */
  kind: 'fresh' | 'greylist' | 'stays' | 'local';
}

export const totalKey = '*|*';
export const reachKey = '*|unreachable';
export const keyOf = (provider: string | null, cls: ReasonClass | null): string => `${provider ?? '*'}|${cls ?? '*'}`;
const pairKey = (p: Pair): string => (p.kind === 'stays' ? `${p.provider}|stays` : keyOf(p.provider, p.class));

/** From this many in 15 minutes on a series gets a memory of its own; fewer never matters, the floor being ten. */
const worthMemory = 4;
const mostSeries = 150;
const mostPairs = 20_000;

/** The series of one server: interned pairs, and four weeks of bins for those that ever were busy enough. */
export class SeriesSet {
  readonly pairs: Pair[] = [];
  private readonly index = new Map<string, number>();
  private readonly keyLists: string[][] = [];
  readonly bins = new Map<string, Bins>([[totalKey, new Bins()]]);

  intern(pair: Pair): number {
    const folded = this.pairs.length >= mostPairs ? { ...pair, provider: '' } : pair;
    const key = pairKey(folded);
    let at = this.index.get(key);
    if (at === undefined) {
      at = this.pairs.length;
      this.pairs.push(folded);
      this.keyLists.push(this.keysOf(folded));
      this.index.set(key, at);
    }
    return at;
  }

  /** Series that a count of the pair with this index goes to; the first is its own. */
  keys(index: number): readonly string[] {
    return this.keyLists[index] ?? [];
  }

  private keysOf(pair: Pair): string[] {
    const own = pairKey(pair);
    if (pair.kind === 'greylist' || pair.kind === 'stays') return [own];
    if (pair.kind === 'local') return [own, keyOf(null, pair.class)];
    const keys = [own, keyOf(pair.provider, null), keyOf(null, pair.class), totalKey];
    if (unreachable.has(pair.class)) keys.push(reachKey);
    return keys;
  }

  count(t: number, pair: number, n: number): void {
    for (const key of this.keys(pair)) this.bins.get(key)?.add(binOf(t), n);
  }

  /** Gives a memory to every series that now has enough in the window; what the window holds is its first entry. */
  remember(sums15: ReadonlyMap<number, number>, window: () => [number, number, number][]): void {
    const totals = new Map<string, number>();
    for (const [pair, n] of sums15) {
      for (const key of this.keys(pair)) totals.set(key, (totals.get(key) ?? 0) + n);
    }
    const wanted = [...totals].filter(([key, n]) => n >= worthMemory && !this.bins.has(key)).map(([key]) => key);
    if (wanted.length === 0) return;
    const made = new Map(wanted.map((key) => [key, new Bins()]));
    for (const [minute, pair, n] of window()) {
      for (const key of this.keys(pair)) made.get(key)?.add(binOf(minute * 60), n);
    }
    for (const [key, bins] of made) this.bins.set(key, bins);
    while (this.bins.size > mostSeries) this.dropQuietest(made);
  }

  /** The one with the least in four weeks goes; not the one idle longest, which may be a daily newsletter's. */
  private dropQuietest(keep: ReadonlyMap<string, Bins>): void {
    let least: string | null = null;
    let total = Infinity;
    for (const [key, bins] of this.bins) {
      if (key.startsWith('*|') || keep.has(key) || bins.total >= total) continue;
      least = key;
      total = bins.total;
    }
    least ??= [...this.bins.keys()].find((key) => key !== totalKey) ?? totalKey;
    this.bins.delete(least);
  }
}
