/**
 * What left the queue of one server in the last hours, as far as patterns need it: whose refusal it had waited on, and
 * which senders' mail went to which provider. A listing never holds what was taken at once, so the senders are those we
 * saw, a lower bound.
 */
import type { ReasonClass } from '../../shared/model/reason.ts';
import type { GoneMessage } from './queue/difference.ts';

/** Long enough for greylisting, whose receivers let in after minutes to an hour (RFC 6647 s.5). */
const keptSeconds = 3 * 3600;
/** What waited longer than that ran out of time more likely than it was taken. */
const oldest = 86_400;
/** Sender domains remembered of one provider and interval. */
const mostSenders = 500;
const mostProviders = 500;
const step = 300;

export interface Departures {
  record(at: number, gone: readonly GoneMessage[]): void;
  /** Messages that left after a refusal of this class; of one provider where one is named. */
  left(after: number, of: ReasonClass, provider: string | null): number;
  /** Sender domains whose mail to the provider was seen leaving since then. */
  senders(after: number, provider: string): Iterable<string>;
}

interface Interval {
  readonly left: Map<string, number>;
  readonly senders: Map<string, Set<string>>;
}

export function createDepartures(): Departures {
  const intervals = new Map<number, Interval>();
  const since = function* (after: number): Generator<Interval> {
    for (const [at, interval] of intervals) if (at + step > after) yield interval;
  };
  return {
    record(at, gone) {
      for (const bin of intervals.keys()) if (bin < at - keptSeconds) intervals.delete(bin);
      if (gone.length === 0) return;
      const bin = Math.floor(at / step) * step;
      let interval = intervals.get(bin);
      if (!interval) {
        interval = { left: new Map(), senders: new Map() };
        intervals.set(bin, interval);
      }
      for (const it of gone) {
        if (at - (it.arrival ?? it.firstSeen) > oldest) continue;
        const { class: cls, provider } = it;
        if (cls !== null) {
          const key = `${cls}|${provider ?? ''}`;
          interval.left.set(key, (interval.left.get(key) ?? 0) + 1);
        }
        if (provider === null || it.sender === null || it.sender === '') continue;
        let senders = interval.senders.get(provider);
        if (!senders) {
          if (interval.senders.size >= mostProviders) continue;
          senders = new Set();
          interval.senders.set(provider, senders);
        }
        if (senders.size < mostSenders) senders.add(it.sender.slice(it.sender.lastIndexOf('@') + 1).toLowerCase());
      }
    },
    left(after, of, provider) {
      let n = 0;
      for (const { left } of since(after)) {
        if (provider !== null) n += left.get(`${of}|${provider}`) ?? 0;
        else for (const [key, count] of left) if (key.startsWith(`${of}|`)) n += count;
      }
      return n;
    },
    *senders(after, provider) {
      for (const { senders } of since(after)) yield* senders.get(provider) ?? [];
    },
  };
}
