import { type Baseline, baseline, frame, sameKindOfDay } from './baseline.ts';
import { Bins, binOf, binSeconds } from './bins.ts';

/**
 * What passes a server in one direction, from its log or counters: by five minutes over four weeks, and since when
 * nothing came. It has a memory of its own of what was in sight, because the queue is seen where the log is not.
 */
export class Flow {
  bins = new Bins();
  watched = new Bins();
  /** Silent outages, left out of what is normal: an outage must not make its hour one that is sometimes empty. */
  outages: [number, number][] = [];
  /** Counted without a gap since. */
  since: number | null = null;
  /** Latest count, and the latest that was not zero. */
  at: number | null = null;
  lastSome: number | null = null;

  /** `n` passed since the count before; `limit` is the longest time between two that says when. */
  add(t: number, n: number, limit: number): void {
    const from = this.at;
    this.at = t;
    if (from === null || t <= from || t - from > limit) {
      this.since = t;
      this.lastSome = null;
      return;
    }
    this.since ??= from;
    if (n > 0) this.lastSome = t;
    const first = binOf(from + 1);
    const last = binOf(t);
    for (let b = first; b <= last; b++) if (this.watched.get(b) === 0) this.watched.add(b, 1);
    // Mail counted over several bins is spread over them: nothing tells it better.
    const each = Math.floor(n / (last - first + 1));
    for (let b = first; b < last; b++) this.bins.add(b, each);
    this.bins.add(last, n - each * (last - first));
  }

  /** Counts come, the last of them at most `limit` seconds ago. */
  told(t: number, limit: number): boolean {
    return this.at !== null && t - this.at <= limit;
  }

  /** Nothing at all passed for `seconds`, and there was no gap in which it could have. */
  silentFor(t: number, seconds: number, limit: number): boolean {
    if (!this.told(t, limit) || this.since === null) return false;
    // A look comes a little early or late; the first minute of the span may be missing.
    return this.since <= t - seconds + 60 && (this.lastSome === null || this.lastSome <= t - seconds);
  }

  /** Something passed within the last `seconds`. */
  someWithin(t: number, seconds: number): boolean {
    return this.lastSome !== null && this.lastSome > t - seconds;
  }

  /** Normal at this hour of a day of this kind: an office is empty on Sundays, and that says nothing about Monday. */
  normal(t: number, offset: (t: number) => number): Baseline {
    return baseline(this.bins, sameKindOfDay(frame(this.watched, offset, t), t + offset(t)), this.outages);
  }

  noteOutage(from: number, to: number): void {
    const last = this.outages.at(-1);
    if (last && last[1] >= binOf(from) - 1) last[1] = Math.max(last[1], binOf(to));
    else this.outages.push([binOf(from), binOf(to)]);
    if (this.outages.length > 50) this.outages.shift();
  }

  clockSetBack(t: number): void {
    if (this.at !== null) this.at = Math.min(this.at, t);
    if (this.since !== null) this.since = t;
    this.lastSome = null;
  }

  encode(): FlowState {
    return {
      bins: this.bins.encode(),
      watched: this.watched.encode(),
      outages: this.outages,
      at: this.at,
      since: this.since,
      lastSome: this.lastSome,
    };
  }

  static decode(state: Partial<FlowState> | undefined): Flow {
    const flow = new Flow();
    if (!state) return flow;
    flow.bins = Bins.decode(state.bins ?? '');
    flow.watched = Bins.decode(state.watched ?? '');
    flow.outages = (state.outages ?? []).slice(-50);
    flow.at = state.at ?? null;
    flow.since = state.since ?? null;
    flow.lastSome = state.lastSome ?? null;
    return flow;
  }
}

export interface FlowState {
  bins: string;
  watched: string;
  outages: [number, number][];
  at: number | null;
  since: number | null;
  lastSome: number | null;
}

/** Longest time between two counts of which the sum still says when: a bin's. */
export const countLimit = (sightLimit: number): number => Math.max(sightLimit, binSeconds) + 60;
