/** uPlot with the design's band, gap, mark and "over" rules. Figures are drawn once a change, nothing is animated. */
import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Spark } from '../../shared/views/causes.ts';
import { sparkSentence } from './Spark.tsx';
import { clock, day, number } from './format.ts';
import styles from './chart.module.css';

export interface ChartProps {
  series: Spark;
  /** Epoch seconds. */
  marks?: readonly { at: number; label: string }[];
  height?: number;
  /** Sentence for screen readers; made from the series without. */
  label?: string;
  /** A dashed line to compare with, same times. */
  compare?: readonly (number | null)[];
}

const color = (element: Element, name: string): string => getComputedStyle(element).getPropertyValue(name).trim();

export function Chart({ series, marks = [], height = 116, label, compare }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const key = JSON.stringify([series, marks, compare]);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    let plot: UPlot | null = null;
    const draw = () => {
      const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
      const wide = element.clientWidth;
      if (wide === 0) return;
      plot?.destroy();
      const c = (name: string) => color(element, name);
      const font = `${10.5 * rem}px ${c('--font-ui')}`;
      const x = series.values.map((_, i) => series.from + i * series.step);
      const over = series.values.map((v, i) => {
        const isOver = (k: number) => {
          const w = series.values[k];
          const limit = series.high[k];
          return w !== null && w !== undefined && limit !== undefined && w > limit;
        };
        return v !== null && (isOver(i) || isOver(i + 1)) ? v : null;
      });
      const whole = series.step * series.values.length > 36 * 3600;
      const now = Date.now();
      const axis: UPlot.Axis = {
        font,
        stroke: c('--fg-3'),
        ticks: { show: false },
        grid: { stroke: c('--chart-grid'), width: 1 },
      };
      const data: UPlot.AlignedData = [
        x,
        series.high.length > 0 ? series.high : x.map(() => null),
        series.low.length > 0 ? series.low : x.map(() => null),
        [...series.values],
        over,
        compare === undefined ? x.map(() => null) : [...compare],
      ];
      plot = new UPlot(
        {
          width: wide,
          height: height * rem,
          legend: { show: false },
          cursor: { show: false },
          // At the right, half of a time that stands at the very end.
          padding: [14 * rem, 17 * rem, 0, 0],
          scales: {
            x: { time: false },
            y: { range: (_u, _min, max) => [0, Math.max(4, (Number.isFinite(max) ? max : 0) * 1.08)] },
          },
          axes: [
            {
              ...axis,
              grid: { show: false },
              size: 18 * rem,
              gap: 3,
              space: 90 * rem,
              splits: (_u, _i, min, max) => timeSplits(min, max, Math.max(2, Math.floor(wide / (120 * rem)))),
              values: (_u, splits) => splits.map((s) => (whole ? day(s * 1000, now) : clock(s * 1000))),
            },
            {
              ...axis,
              size: 34 * rem,
              gap: 4,
              space: 26 * rem,
              incrs: [
                1, 2, 5, 10, 20, 40, 50, 100, 200, 400, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000, 500_000, 1e6,
              ],
              values: (_u, splits) => splits.map((s) => number(s)),
            },
          ],
          bands: series.high.length > 0 ? [{ series: [1, 2], fill: c('--chart-band') }] : [],
          series: [
            {},
            { stroke: 'transparent', points: { show: false } },
            { stroke: 'transparent', points: { show: false } },
            { stroke: c('--chart-line'), width: 1.5 * rem, points: { show: false } },
            { stroke: c('--chart-over'), width: 2.25 * rem, points: { show: false } },
            { stroke: c('--chart-compare'), width: 1.25 * rem, dash: [3, 3], points: { show: false } },
          ],
          hooks: {
            draw: [
              (u) => {
                const dpr = devicePixelRatio;
                u.ctx.save();
                u.ctx.font = `${10.5 * rem * dpr}px ${c('--font-ui')}`;
                u.ctx.strokeStyle = c('--fg-3');
                u.ctx.fillStyle = c('--fg-2');
                u.ctx.setLineDash([2 * dpr, 2 * dpr]);
                /** Right end of what stands on each line of labels. */
                const ends: number[] = [];
                for (const mark of [...marks].sort((a, b) => a.at - b.at)) {
                  if (mark.at < (x[0] ?? 0) || mark.at > (x.at(-1) ?? 0)) continue;
                  const at = Math.round(u.valToPos(mark.at, 'x', true)) + 0.5;
                  u.ctx.beginPath();
                  u.ctx.moveTo(at, u.bbox.top - 10 * dpr);
                  u.ctx.lineTo(at, u.bbox.top + u.bbox.height);
                  u.ctx.stroke();
                  const left = at > u.bbox.left + u.bbox.width / 2;
                  const long = u.ctx.measureText(mark.label).width;
                  const start = left ? at - 4 * dpr - long : at + 4 * dpr;
                  let line = 0;
                  while ((ends[line] ?? -Infinity) > start && line < 3) line += 1;
                  ends[line] = start + long + 6 * dpr;
                  u.ctx.textAlign = 'left';
                  u.ctx.fillText(mark.label, start, u.bbox.top + (line * 12 * rem - 3) * dpr);
                }
                u.ctx.restore();
              },
            ],
          },
        },
        data,
        element,
      );
    };
    draw();
    const resized = new ResizeObserver(() => draw());
    resized.observe(element);
    const themed = new MutationObserver(() => draw());
    themed.observe(document.documentElement, { attributes: true });
    return () => {
      resized.disconnect();
      themed.disconnect();
      plot?.destroy();
    };
    // `key` stands for the figures: a poll that brings the same ones does not draw again.
  }, [key, height]);
  return (
    <div
      ref={place}
      className={styles.chart}
      style={{ height: `${height / 16}rem` }}
      role="img"
      aria-label={label ?? sparkSentence(series)}
    />
  );
}

/** Round times between two ends, at most `most` of them. */
export function timeSplits(min: number, max: number, most: number): number[] {
  const steps = [300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000];
  const step = steps.find((s) => (max - min) / s <= most) ?? 7_776_000;
  const shift = new Date(min * 1000).getTimezoneOffset() * 60;
  const out: number[] = [];
  for (let t = Math.ceil((min - shift) / step) * step + shift; t <= max; t += step) out.push(t);
  return out;
}
