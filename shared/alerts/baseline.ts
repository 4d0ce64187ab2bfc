import { binOf, type Bins } from './bins.ts';

/**
 * What this time of the week normally brings, for one series.
 *
 * Compared are the same 65 minutes (half an hour to either side) of each of the last seven days and of the same weekday
 * two and three weeks ago, as far as they were watched. "Busy end" is the *second* highest of these days, so that one odd
 * day raises nothing - and of days on which this was an incident the *third*: two incidents at the same hour of a week
 * do not make it normal, a daily newsletter does from its fourth day on. In one sentence: what two ordinary days had, or
 * any three, is normal at this hour. (rivals section 4.3 took the 98th percentile of all bins and left incidents out
 * altogether: then a newsletter that once opened an incident never becomes normal, and bursty senders alarm every third
 * day.)
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

/** The bins a time is compared with: the same for every series of a server, so worked out once for all of them. */
export interface Frame {
  with: Baseline['with'];
  slots: { bins: Int32Array; week: boolean; daysBack: number }[];
}

/**
 * `watched` has a count in every bin in which the server was in sight; `offset` tells how many seconds the wall clock is
 * ahead of UTC, because a day is compared at the same wall clock.
 */
export function frame(watched: Bins, offset: (t: number) => number, t: number): Frame {
  const now = binOf(t);
  const slots: Frame['slots'] = [];
  for (const days of daysBack) {
    const past = t - days * day;
    const slot = slotAt(watched, binOf(past + offset(t) - offset(past)), days);
    if (slot) slots.push(slot);
  }
  if (slots.length >= 3) return { with: 'hour_of_week', slots };
  const hours: Frame['slots'] = [];
  for (let h = 1; h <= 24; h++) {
    const slot = slotAt(watched, now - h * 12, 0);
    if (slot) hours.push(slot);
  }
  return { with: hours.length > 0 ? 'last_day' : 'floors', slots: hours };
}

/** The watched bins around `centre`; null when more than a few are missing. */
function slotAt(watched: Bins, centre: number, daysBack: number): Frame['slots'][number] | null {
  const bins: number[] = [];
  for (let b = centre - half; b <= centre + half; b++) if (watched.get(b) > 0) bins.push(b);
  return bins.length > half * 1.5
    ? { bins: Int32Array.from(bins), week: daysBack > 0 && daysBack % 7 === 0, daysBack }
    : null;
}

const weekend = (local: number): boolean => [0, 6].includes((Math.floor(local / day) + 4) % 7);

/**
 * Only workdays for a workday, only weekends for a weekend, where three of them were watched; one at least must have been:
 * five workdays say nothing about the first Saturday.
 */
export function sameKindOfDay(compared: Frame, local: number): Frame {
  if (compared.with !== 'hour_of_week') return compared;
  const slots = compared.slots.filter((s) => weekend(local - s.daysBack * day) === weekend(local));
  if (slots.length === 0) return { with: 'floors', slots: [] };
  return slots.length >= 3 ? { ...compared, slots } : compared;
}

export function median(sorted: ArrayLike<number>): number {
  const n = sorted.length;
  if (n === 0) return 0;
  return n % 2 === 1 ? (sorted[(n - 1) / 2] ?? 0) : ((sorted[n / 2 - 1] ?? 0) + (sorted[n / 2] ?? 0)) / 2;
}

/**
 * 1.4826 × the median distance of sorted values from `centre` (the standard deviation, were it a normal distribution),
 * after `f`, which must be monotone. Walks outwards from the middle: no second sorting.
 */
function robustSpread(sorted: ArrayLike<number>, centre: number, f: (x: number) => number): number {
  const n = sorted.length;
  const at = (i: number): number => f(sorted[i] ?? 0);
  let right = 0;
  while (right < n && at(right) < centre) right++;
  let left = right - 1;
  let last = 0;
  let before = 0;
  for (let k = 0; k <= Math.floor(n / 2); k++) {
    before = last;
    const down = left >= 0 ? centre - at(left) : Infinity;
    const up = right < n ? at(right) - centre : Infinity;
    if (down <= up) {
      last = down;
      left--;
    } else {
      last = up;
      right++;
    }
  }
  return 1.4826 * (n % 2 === 1 ? last : (before + last) / 2);
}

const same = (x: number): number => x;

const empty: Omit<Baseline, 'with' | 'slots' | 'weeks'> = {
  median5: 0,
  spread5: 1,
  median15: 0,
  mean15: 0,
  busy15: 0,
  least15: 0,
  spread: 1,
};

type Spans = readonly (readonly [number, number])[];

/** `without` are spans left out, `incidents` spans of incidents that were opened; both as [first bin, last bin]. */
export function baseline(bins: Bins, compared: Frame, without: Spans = [], incidents: Spans = []): Baseline {
  const maxima: number[] = [];
  const ordinary: number[] = [];
  const means: number[] = [];
  const fives: number[] = [];
  const sums: number[] = [];
  let slots = 0;
  let weeks = 0;
  for (const slot of compared.slots) {
    let most = 0;
    let total = 0;
    let used = 0;
    for (const b of slot.bins) {
      if (without.length > 0 && without.some(([from, to]) => b >= from && b <= to)) continue;
      used++;
      const five = bins.get(b);
      const sum = five + bins.get(b - 1) + bins.get(b - 2);
      fives.push(five);
      sums.push(sum);
      total += sum;
      if (sum > most) most = sum;
    }
    if (used === 0) continue;
    slots++;
    if (slot.week) weeks++;
    maxima.push(most);
    const first = slot.bins[0] ?? 0;
    const last = slot.bins.at(-1) ?? 0;
    if (!incidents.some(([from, to]) => from <= last && to >= first)) ordinary.push(most);
    means.push(total / used);
  }
  const head = { with: compared.with, slots, weeks };
  maxima.sort((a, b) => b - a);
  ordinary.sort((a, b) => b - a);
  if ((maxima[0] ?? 0) === 0) return { ...head, ...empty };
  means.sort((a, b) => b - a);
  // One day may have been an incident.
  if (means.length >= 4) means.shift();
  const five = Int32Array.from(fives).sort();
  const sum = Int32Array.from(sums).sort();
  const median5 = median(five);
  const median15 = median(sum);
  return {
    ...head,
    median5,
    spread5: Math.max(robustSpread(five, median5, same), Math.sqrt(median5), 1),
    median15,
    mean15: means.reduce((a, b) => a + b, 0) / Math.max(1, means.length),
    busy15: slots > 1 ? Math.max(ordinary[1] ?? 0, maxima[2] ?? 0) : (maxima[0] ?? 0),
    least15: sum[0] ?? 0,
    spread: Math.max(1, robustSpread(sum, g(median15), g)),
  };
}
