import type { Spark as Series } from '../../shared/views/causes.ts';
import { sparkWords } from '../../shared/messages/ui.en.ts';
import { clock, number, range } from './format.ts';

const round = (n: number): number => Math.round(n * 10) / 10;

/** The sentence a sparkline carries for those who cannot see it. */
export function sparkSentence(series: Series): string {
  const last = series.values.findLast((v) => v !== null);
  if (last == null) return sparkWords.unseen;
  const high = series.high.at(-1);
  const low = series.low.at(-1) ?? 0;
  const normal = high === undefined ? sparkWords.noNormal : sparkWords.normal(range(low, high));
  let rising = series.values.length;
  while (rising > 0) {
    const v = series.values[rising - 1];
    const limit = series.high[rising - 1];
    if (v === null || v === undefined || limit === undefined || v <= limit) break;
    rising -= 1;
  }
  const above =
    rising < series.values.length ? sparkWords.aboveSince(clock((series.from + rising * series.step) * 1000)) : '';
  return `${sparkWords.last(number(last))}, ${normal}${above}`;
}

/** A small line with its normal band. Above the band it is thicker and in the "over" colour; gaps stay gaps. */
export function Spark({ series, width = 96, height = 26 }: { series: Series; width?: number; height?: number }) {
  const n = series.values.length;
  const seen = series.values.filter((v) => v !== null);
  const top = Math.max(1, ...series.high.map((v) => v * 1.15), ...seen);
  const x = (k: number) => round(1 + (k * (width - 4)) / Math.max(1, n - 1));
  const y = (v: number) => round(height - 1.5 - (v / top) * (height - 4));
  let line = '';
  let over = '';
  let pen = false;
  let overPen = false;
  series.values.forEach((v, k) => {
    if (v === null) {
      pen = false;
      overPen = false;
      return;
    }
    line += `${pen ? 'L' : 'M'}${x(k)} ${y(v)}`;
    const limit = series.high[k];
    if (limit !== undefined && v > limit) {
      const before = series.values[k - 1];
      over += overPen ? '' : pen && before !== null && before !== undefined ? `M${x(k - 1)} ${y(before)}` : '';
      over += `${overPen || (pen && before !== null) ? 'L' : 'M'}${x(k)} ${y(v)}`;
      overPen = true;
    } else overPen = false;
    pen = true;
  });
  const band =
    series.high.length === 0
      ? null
      : `${series.high.map((v, k) => `${k === 0 ? 'M' : 'L'}${x(k)} ${y(v)}`).join('')}${series.low
          .map((v, k) => `L${x(k)} ${Math.max(y(v), y(series.high[k] ?? 0) + 2)}`)
          .reverse()
          .join('')}Z`;
  const lastSeen = series.values.findLastIndex((v) => v !== null);
  const last = series.values[lastSeen] ?? null;
  const lastOver = last !== null && last > (series.high[lastSeen] ?? Infinity);
  return (
    <svg
      width={`${width / 16}rem`}
      height={`${height / 16}rem`}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={sparkSentence(series)}
    >
      {band !== null && <path d={band} fill="var(--chart-band)" />}
      <path d={line} fill="none" stroke="var(--chart-line)" strokeWidth="1.25" strokeLinejoin="round" />
      {over !== '' && <path d={over} fill="none" stroke="var(--chart-over)" strokeWidth="2" strokeLinejoin="round" />}
      {last !== null && lastSeen === n - 1 && (
        <circle cx={x(lastSeen)} cy={y(last)} r="2" fill={lastOver ? 'var(--chart-over)' : 'var(--chart-line)'} />
      )}
      {last !== null && lastSeen < n - 1 && (
        <path
          d={`M${x(lastSeen)} ${y(last)}H${width}`}
          stroke="var(--sev-blind)"
          strokeWidth="1.25"
          strokeDasharray="1.5 3"
          fill="none"
        />
      )}
    </svg>
  );
}
