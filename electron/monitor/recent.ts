/**
 * The last hours of one server by class and provider, in intervals of five minutes, for sparks and for "+190 in 15 min".
 * An interval nobody saw stays unseen: it is drawn as a gap, never as zero.
 */
import type { ReasonClass, Side } from '../../shared/model/reason.ts';
import { binSeconds } from './archive.ts';
import type { SeriesRow } from './archive.ts';

/** 36 intervals are three hours; the rest is for the first sliding sum and the one being filled. */
const kept = 48;

export interface RecentLane {
  class: ReasonClass;
  provider: string | null;
  side: Side | null;
  fresh: Map<number, number>;
  waiting: Map<number, number>;
}

export const laneKey = (of: { class: ReasonClass; provider: string | null; side: Side | null }): string =>
  `${of.class}|${of.provider ?? ''}|${of.side ?? ''}`;

export const binOf = (at: number): number => Math.floor(at / binSeconds) * binSeconds;

export interface Recent {
  /** `first` is the poll before when nothing was missed in between, else the time of this poll. */
  record(
    at: number,
    first: number,
    lanes: readonly Omit<SeriesRow, 'bin' | 'server'>[],
    total: { fresh: number; waiting: number },
  ): void;
  load(rows: readonly SeriesRow[], coverage: readonly { bin: number; waiting: number; fresh: number }[]): void;
  lanes(): Iterable<RecentLane>;
  lane(key: string): RecentLane | undefined;
  total: { fresh: Map<number, number>; waiting: Map<number, number> };
  seen(bin: number): boolean;
  /** Fresh deferrals in the last 15 minutes up to `at`; null when none of it was seen. */
  fresh15(at: number, keys: Iterable<string> | null): number | null;
  /** Waiting messages 15 minutes before `at`; null when that was not seen. */
  waiting15(at: number, keys: Iterable<string> | null): number | null;
  spark(at: number, keys: Iterable<string> | null): { from: number; step: number; values: (number | null)[] };
}

export function createRecent(): Recent {
  const lanes = new Map<string, RecentLane>();
  const seen = new Set<number>();
  const total = { fresh: new Map<number, number>(), waiting: new Map<number, number>() };
  /** Fresh deferrals poll by poll: 15 minutes to the second. */
  let polls: { at: number; fresh: Map<string, number>; all: number }[] = [];
  let begun = 0;

  function laneOf(row: Omit<SeriesRow, 'bin' | 'server'>): RecentLane {
    const key = laneKey(row);
    let lane = lanes.get(key);
    if (!lane) {
      lane = { class: row.class, provider: row.provider, side: row.side, fresh: new Map(), waiting: new Map() };
      lanes.set(key, lane);
    }
    return lane;
  }
  const plus = (map: Map<number, number>, bin: number, n: number): void => void map.set(bin, (map.get(bin) ?? 0) + n);

  function forget(before: number): void {
    for (const bin of seen) if (bin < before) seen.delete(bin);
    for (const map of [total.fresh, total.waiting]) for (const bin of map.keys()) if (bin < before) map.delete(bin);
    for (const [key, lane] of lanes) {
      for (const map of [lane.fresh, lane.waiting]) for (const bin of map.keys()) if (bin < before) map.delete(bin);
      if (lane.fresh.size === 0 && lane.waiting.size === 0) lanes.delete(key);
    }
  }

  const sum = (maps: Iterable<Map<number, number>>, bin: number): number => {
    let n = 0;
    for (const map of maps) n += map.get(bin) ?? 0;
    return n;
  };
  const freshOf = (keys: Iterable<string> | null): Map<number, number>[] =>
    keys === null ? [total.fresh] : [...keys].flatMap((key) => lanes.get(key)?.fresh ?? []);

  return {
    total,
    lanes: () => lanes.values(),
    lane: (key) => lanes.get(key),
    seen: (bin) => seen.has(bin),
    record(at, first, rows, all) {
      if (begun === 0) begun = at;
      const bin = binOf(at);
      const from = binOf(Math.min(first, at));
      for (let b = from; b <= bin; b += binSeconds) {
        const known = seen.has(b);
        seen.add(b);
        if (!known && b < bin) {
          // Seen through, though no poll fell into it: what waited before waits on.
          total.waiting.set(b, total.waiting.get(b - binSeconds) ?? all.waiting);
          for (const lane of lanes.values()) {
            const before = lane.waiting.get(b - binSeconds);
            if (before !== undefined) lane.waiting.set(b, before);
          }
        }
      }
      const fresh = new Map<string, number>();
      for (const row of rows) {
        const lane = laneOf(row);
        if (row.fresh > 0) {
          plus(lane.fresh, bin, row.fresh);
          fresh.set(laneKey(row), row.fresh);
        }
        lane.waiting.set(bin, row.waiting);
      }
      const present = new Set(rows.map(laneKey));
      for (const [key, lane] of lanes) if (!present.has(key) && lane.waiting.has(bin)) lane.waiting.set(bin, 0);
      plus(total.fresh, bin, all.fresh);
      total.waiting.set(bin, all.waiting);
      polls.push({ at, fresh, all: all.fresh });
      polls = polls.filter((poll) => poll.at > at - 900);
      forget(bin - kept * binSeconds);
    },
    load(rows, coverage) {
      for (const { bin, waiting, fresh } of coverage) {
        seen.add(bin);
        total.waiting.set(bin, waiting);
        plus(total.fresh, bin, fresh);
        if (begun === 0 || bin < begun) begun = bin;
      }
      for (const row of rows) {
        const lane = laneOf(row);
        plus(lane.fresh, row.bin, row.fresh);
        plus(lane.waiting, row.bin, row.waiting);
      }
    },
    fresh15(at, keys) {
      if (begun === 0) return null;
      const wanted = keys === null ? null : [...keys];
      let n = 0;
      let oldest = at;
      for (const poll of polls) {
        if (poll.at <= at - 900) continue;
        oldest = Math.min(oldest, poll.at);
        n += wanted === null ? poll.all : wanted.reduce((sum, key) => sum + (poll.fresh.get(key) ?? 0), 0);
      }
      // Watched for less than 15 minutes since a restart: the stored intervals fill in.
      if (begun < oldest) {
        const maps = freshOf(wanted);
        for (let bin = binOf(at - 900) + binSeconds; bin + binSeconds <= oldest; bin += binSeconds)
          if (!polls.some((p) => binOf(p.at) === bin)) n += sum(maps, bin);
      }
      return polls.length === 0 && !seen.has(binOf(at - 900)) ? null : n;
    },
    waiting15(at, keys) {
      const bin = binOf(at - 900);
      if (!seen.has(bin)) return null;
      return keys === null
        ? (total.waiting.get(bin) ?? null)
        : sum(
            [...keys].flatMap((key) => lanes.get(key)?.waiting ?? []),
            bin,
          );
    },
    spark(at, keys) {
      const step = binSeconds;
      const last = binOf(at);
      const from = last - 35 * step;
      const maps = freshOf(keys);
      const values: (number | null)[] = [];
      for (let bin = from; bin <= last; bin += step) {
        // Each value is the 15 minutes up to the end of its interval, comparable with "normal 0–14".
        const n = sum(maps, bin) + sum(maps, bin - step) + sum(maps, bin - 2 * step);
        values.push(seen.has(bin) ? n : null);
      }
      return { from, step, values };
    },
  };
}
