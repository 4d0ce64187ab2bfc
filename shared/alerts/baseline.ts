import { binCount, binOf, type Bins } from './bins.ts';

/**
 * What this time of the week normally brings, for one series.
 *
 * Compared are the same 61 minutes (half an hour to either side) of each of the last seven days and of the same weekday
 * two and three weeks ago, as far as they were watched. "Busy end" is the *second* highest day: what happened at
 * this hour on one day only was an incident and raises nothing; what happened on two days is normal here. So a daily
 * newsletter is normal from its third day on and an incident never becomes normal - without leaving incidents out,
 * which would keep a newsletter that once opened an incident abnormal for ever. (rivals section 4.3 took the 98th
 * percentile of all bins and left incidents out; measured, that alarmed on bursty senders every third day.)
 */
export interface Baseline {
  /** Median and robust spread of 5-minute counts. */
  median5: number;
  spread5: number;
  /** Median, trimmed mean and busy end of 15-minute sums. */
  median15: number;
  mean15: number;
  busy15: number;
  /** Least 15-minute sum of all. */
  least15: number;
  /** Robust spread of g(15-minute sum), at least 1. */
  spread: number;
  with: 'hour_of_week' | 'last_day' | 'floors';
  /** Days or, for `last_day`, hours compared. */
  slots: number;
  /** Same weekdays among them. */
  weeks: number;
}

/** Variance-stabilising transform of a Poisson count (Anscombe 1948): its spread is 1 whatever the mean. */
export const g = (x: number): number => 2 * Math.sqrt(Math.max(0, x) + 3 / 8);
export const gInverse = (y: number): number => Math.max(0, (y / 2) ** 2 - 3 / 8);

const day = 86_400;
const half = 6;
const daysBack = [1, 2, 3, 4, 5, 6, 7, 14, 21];

export interface Compared {
  bins: Bins;
  /** Bins in which the server was watched have a count. */
  watched: Bins;
  /** Seconds of the wall clock ahead of UTC at a time; a day is compared at the same wall clock. */
  offset: (t: number) => number;
  /** Spans left out, as [first bin, last bin]. */
  without: readonly (readonly [number, number])[];
}

interface Slot {
  sums: number[];
  fives: number[];
  most: number;
  mean: number;
  week: boolean;
}

function slotAt(c: Compared, centre: number, reach: number, week: boolean): Slot | null {
  const sums: number[] = [];
  const fives: number[] = [];
  let missing = 0;
  for (let b = centre - reach; b <= centre + reach; b++) {
    if (c.watched.get(b) === 0 || c.without.some(([from, to]) => b >= from && b <= to)) {
      if (++missing > reach / 2) return null;
      continue;
    }
    fives.push(c.bins.get(b));
    sums.push(c.bins.sum(b, 3));
  }
  let most = 0;
  let total = 0;
  for (const s of sums) {
    total += s;
    if (s > most) most = s;
  }
  return { sums, fives, most, mean: total / Math.max(1, sums.length), week };
}

export function median(sorted: readonly number[]): number {
  const n = sorted.length;
  if (n === 0) return 0;
  return n % 2 === 1 ? (sorted[(n - 1) / 2] ?? 0) : ((sorted[n / 2 - 1] ?? 0) + (sorted[n / 2] ?? 0)) / 2;
}

function robustSpread(values: readonly number[], centre: number): number {
  return 1.4826 * median(values.map((v) => Math.abs(v - centre)).sort((a, b) => a - b));
}

export function baseline(c: Compared, t: number): Baseline {
  const now = binOf(t);
  let slots: Slot[] = [];
  let kind: Baseline['with'] = 'hour_of_week';
  for (const days of daysBack) {
    const past = t - days * day;
    const centre = binOf(past + c.offset(t) - c.offset(past));
    if (centre - half <= now - binCount) continue;
    const slot = slotAt(c, centre, half, days % 7 === 0);
    if (slot) slots.push(slot);
  }
  if (slots.length < 3) {
    const hours: Slot[] = [];
    for (let h = 1; h <= 24; h++) {
      const slot = slotAt(c, now - h * 12, half, false);
      if (slot) hours.push(slot);
    }
    kind = hours.length > 0 ? 'last_day' : 'floors';
    slots = hours;
  }
  const maxima = slots.map((s) => s.most).sort((a, b) => b - a);
  const means = slots.map((s) => s.mean).sort((a, b) => a - b);
  if (means.length >= 4) means.pop();
  const fives = slots.flatMap((s) => s.fives).sort((a, b) => a - b);
  const sums = slots.flatMap((s) => s.sums).sort((a, b) => a - b);
  const median5 = median(fives);
  const gs = sums.map(g);
  return {
    median5,
    spread5: Math.max(robustSpread(fives, median5), Math.sqrt(median5), 1),
    median15: median(sums),
    mean15: means.reduce((a, b) => a + b, 0) / Math.max(1, means.length),
    busy15: maxima.length > 1 ? (maxima[1] ?? 0) : (maxima[0] ?? 0),
    least15: sums[0] ?? 0,
    spread: Math.max(1, robustSpread(gs, median(gs))),
    with: kind,
    slots: slots.length,
    weeks: slots.filter((s) => s.week).length,
  };
}
