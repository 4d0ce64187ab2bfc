import { type Baseline, g, gInverse } from './baseline.ts';

/**
 * The spike rule, in one sentence: *something opens when at least ten are fresh in a quarter of an hour, at least twice
 * what is typical and half as much again as the busy end of this hour, too many to be chance, still coming - and more
 * than the rest of this server's traffic rose meanwhile.*
 *
 * The last clause is what rivals section 4.3 lacked: when a server sends a burst, all its causes rise together and none
 * of them is news. A burst is recognised by the rest rising as well, so what is normal is raised in the same measure.
 */
export interface Counts {
  fresh5: number;
  fresh15: number;
}

/**
 * Recipients that come together in one message are one event, not many. So chance is judged in messages: the spread of
 * a count grows by the root of Σk²/Σk, k being the recipients of each message; 1 when every message has one.
 */
export function clumping(perMessage: Iterable<number>): number {
  let squares = 0;
  let sum = 0;
  for (const k of perMessage) {
    squares += k * k;
    sum += k;
  }
  return sum === 0 ? 1 : Math.sqrt(squares / sum);
}

export interface Rest {
  /** Fresh in 15 minutes of everything else on the server, and its typical mean. */
  fresh15: number;
  mean15: number;
}

export const needed = {
  /** Standard deviations of a count: 4 is one chance in 30,000 for each look. */
  unusual: 4,
  /** As much beyond the busy end itself is unusual even where the hour swings so much that its spread says nothing. */
  beyondBusy: 6,
  still: 2,
  /** A third of a steady quarter hour comes in its last five minutes; below a fifth it is passing. */
  stillShare: 0.2,
  overMedian: 2,
  overBusy: 1.5,
  ownRise: 4,
  /** Of the floor within five minutes: as good as on the way there. Not for a class at many providers. */
  quick: 0.6,
} as const;

export interface Floor {
  in15: number;
  in5: number | null;
}

/** Ten in a quarter of an hour, or six in five minutes, for one provider; for a class at many only the former. */
export const floorOf = (floor: number, quick: boolean): Floor => ({
  in15: floor,
  in5: quick ? Math.ceil(needed.quick * floor) : null,
});

export const reaches = (counts: Counts, floor: Floor): boolean =>
  counts.fresh15 >= floor.in15 || (floor.in5 !== null && counts.fresh5 >= floor.in5);

export interface Tested {
  floor: number;
  /** As many in five minutes do as well; null where they do not. */
  quick: number | null;
  overMedian: number;
  overBusy: number;
  unusual: number;
  still: number;
  /** Factor by which the rest of the server rose; at least 1. */
  rose: number;
  /** What is normal now, the rise of the rest included. */
  normalNow: number;
  ownRise: number;
  holds: { floor: boolean; median: boolean; busy: boolean; unusual: boolean; still: boolean; own: boolean };
  fires: boolean;
  /** Smallest count that would fire, everything else as it is. */
  opensAt: number;
}

/** How much the rest rose, with five deferrals on either side so that small numbers say little. */
export function riseOf(rest: Rest): number {
  return Math.max(1, (rest.fresh15 + 5) / (rest.mean15 + 5));
}

export function spike(counts: Counts, normal: Baseline, rest: Rest, floor: Floor, clumps = 1): Tested {
  const { fresh5, fresh15 } = counts;
  const overMedian = needed.overMedian * normal.median15;
  const overBusy = needed.overBusy * normal.busy15;
  const unusual = (g(fresh15) - g(normal.mean15)) / (normal.spread * clumps);
  const beyond = (g(fresh15) - g(normal.busy15)) / clumps;
  const still = (fresh5 - normal.median5) / normal.spread5;
  const rose = riseOf(rest);
  const normalNow = normal.mean15 * rose;
  // What the rest shows of the rise is itself a count: the fewer the rest, the less it proves.
  const doubt = Math.sqrt(1 + normalNow / (rest.fresh15 + 5)) * clumps;
  const ownRise = (g(fresh15) - g(normalNow)) / doubt;
  const holds = {
    floor: reaches(counts, floor),
    median: fresh15 >= overMedian,
    busy: fresh15 >= overBusy,
    unusual: unusual >= needed.unusual || beyond >= needed.beyondBusy,
    still: still >= needed.still && fresh5 >= needed.stillShare * fresh15,
    own: ownRise >= needed.ownRise,
  };
  const opensAt = Math.ceil(
    Math.max(
      holds.floor ? Math.min(fresh15, floor.in15) : floor.in15,
      overMedian,
      overBusy,
      Math.min(
        gInverse(g(normal.mean15) + needed.unusual * normal.spread * clumps),
        gInverse(g(normal.busy15) + needed.beyondBusy * clumps),
      ),
      gInverse(g(normalNow) + needed.ownRise * doubt),
    ),
  );
  return {
    floor: floor.in15,
    quick: floor.in5,
    overMedian,
    overBusy,
    unusual,
    still,
    rose,
    normalNow,
    ownRise,
    holds,
    fires: holds.floor && holds.median && holds.busy && holds.unusual && holds.still && holds.own,
    opensAt,
  };
}

/** At or below this many in 15 minutes a cause is calm again: half the floor, or little more than its busy end. */
export function calmAt(normal: Baseline, floor: number): number {
  return Math.max(1.5 * normal.median15, floor / 2 - 1, 1.25 * normal.busy15);
}
