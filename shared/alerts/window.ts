/**
 * Fresh deferrals of the last 15 minutes by minute and pair, kept as running sums, so that a poll costs what it brings
 * and not what is there.
 */
export const windowMinutes = 15;
const shortMinutes = 5;

export class Window {
  /** Newest minute; -1 before the first. */
  private newest = -1;
  private readonly minutes = new Map<number, Map<number, number>>();
  readonly sums15 = new Map<number, number>();
  readonly sums5 = new Map<number, number>();

  advance(t: number): void {
    const minute = Math.floor(t / 60);
    if (minute <= this.newest) return;
    const before = this.newest;
    this.newest = minute;
    if (before < 0) return;
    for (const [m, counts] of this.minutes) {
      if (m > before - shortMinutes && m <= minute - shortMinutes) subtract(this.sums5, counts);
      if (m <= minute - windowMinutes) {
        subtract(this.sums15, counts);
        this.minutes.delete(m);
      }
    }
  }

  /** Counts `n` at `t`, which is not later than the time last advanced to. */
  add(t: number, pair: number, n: number): void {
    const minute = Math.min(Math.floor(t / 60), this.newest);
    if (minute <= this.newest - windowMinutes) return;
    let counts = this.minutes.get(minute);
    if (!counts) {
      counts = new Map<number, number>();
      this.minutes.set(minute, counts);
    }
    counts.set(pair, (counts.get(pair) ?? 0) + n);
    this.sums15.set(pair, (this.sums15.get(pair) ?? 0) + n);
    if (minute > this.newest - shortMinutes) this.sums5.set(pair, (this.sums5.get(pair) ?? 0) + n);
  }

  /** The clock went back: what is in the window stays in it as if it were of now, so that no open incident looks calm. */
  rewind(t: number): void {
    const kept = this.entries();
    const minute = Math.floor(t / 60);
    const back = this.newest - minute;
    this.clear();
    this.newest = minute;
    for (const [m, pair, n] of kept) this.add((m - back) * 60, pair, n);
  }

  clear(): void {
    this.minutes.clear();
    this.sums15.clear();
    this.sums5.clear();
  }

  /** Every count in it as [minute, pair, count]. */
  entries(): [number, number, number][] {
    return [...this.minutes].flatMap(([m, counts]) =>
      [...counts].map(([pair, n]): [number, number, number] => [m, pair, n]),
    );
  }
}

function subtract(sums: Map<number, number>, counts: Map<number, number>): void {
  for (const [pair, n] of counts) {
    const left = (sums.get(pair) ?? 0) - n;
    if (left > 0) sums.set(pair, left);
    else sums.delete(pair);
  }
}
