import type { Spark } from '../../shared/views/causes.ts';

/** Paths of one lane in a box of `width` x `height`: its band, its line, what is above normal, and unseen stretches. */
export interface LanePath {
  band: string;
  line: string;
  over: string;
  gaps: string;
  /** The last stretch: its interval is still running, so that its value only grows. */
  running: string;
}

const round = (n: number): number => Math.round(n * 10) / 10;

/**
 * Draws a lane. Values that were not seen (null) break the line and are dotted along the bottom, never drawn as zero.
 * The last interval is still running and is drawn apart. What lies above the normal band is drawn again as `over`, from its first point to the last one above.
 */
export function lanePath(spark: Spark, width: number, height: number): LanePath {
  const { values, low, high } = spark;
  const n = values.length;
  const top = Math.max(1, ...values.map((v) => v ?? 0), ...high);
  const x = (i: number): number => round(n < 2 ? 0 : (i / (n - 1)) * width);
  const y = (v: number): number => round(height - (Math.min(v, top) / top) * (height - 2) - 1);
  const line: string[] = [];
  const over: string[] = [];
  const gaps: string[] = [];
  let running = '';
  for (let i = 0; i < n; i += 1) {
    const value = values[i] ?? null;
    if (value === null) {
      const before = i === 0 ? 0 : x(i - 1);
      const after = i === n - 1 ? width : x(i + 1);
      gaps.push(`M${before} ${height - 1}H${after}`);
      continue;
    }
    const seenBefore = i > 0 && values[i - 1] != null;
    const limit = high[i];
    const before = values[i - 1];
    if (i === n - 1) {
      running =
        seenBefore && before != null ? `M${x(i - 1)} ${y(before)}L${x(i)} ${y(value)}` : `M${x(i)} ${y(value)}h.1`;
      // Too little so far says nothing; too much does already.
      if (limit === undefined || value <= limit) continue;
    } else line.push(`${seenBefore ? 'L' : 'M'}${x(i)} ${y(value)}`);
    if (limit !== undefined && value > limit) {
      over.push(
        seenBefore && before != null ? `M${x(i - 1)} ${y(before)}L${x(i)} ${y(value)}` : `M${x(i)} ${y(value)}h.1`,
      );
    } else if (seenBefore && before != null && before > (high[i - 1] ?? Infinity)) {
      over.push(`M${x(i - 1)} ${y(before)}L${x(i)} ${y(value)}`);
    }
  }
  const band =
    high.length === 0
      ? ''
      : `M${high.map((v, i) => `${x(i)} ${y(v)}`).join('L')}L${low
          .map((v, i) => `${x(i)} ${y(v)}`)
          .reverse()
          .join('L')}Z`;
  return { band, line: line.join(''), over: over.join(''), gaps: gaps.join(''), running };
}
