/** The history screen: what came when, and what changed against the range before. */
import type { HistoryChange, HistoryLane, HistoryQuery, HistoryView, QueueAt } from '../../shared/views/history.ts';
import type { SeriesRow } from '../monitor/archive.ts';
import { historyWords as words } from '../../shared/messages/history.en.ts';
import type { Side } from '../../shared/model/reason.ts';
import type { Context } from './context.ts';

const day = 86_400;
/** Length of a range and its step, seconds. */
const ranges: Readonly<Record<HistoryQuery['range'], { length: number; step: number }>> = {
  '24h': { length: day, step: 900 },
  '7d': { length: 7 * day, step: 3600 },
  '30d': { length: 30 * day, step: 4 * 3600 },
  '90d': { length: 90 * day, step: 12 * 3600 },
  '1y': { length: 365 * day, step: 2 * day },
};
const sides: readonly Side[] = ['local', 'sender', 'network', 'dns', 'tls', 'remote'];
const mostLanes = 12;
const mostChanges = 40;
const mostRows = 200_000;

function median(of: readonly number[]): number {
  const sorted = [...of].sort((a, b) => a - b);
  const [lower, upper] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return ((lower ?? 0) + (upper ?? 0)) / 2;
}

export interface History {
  view(query: HistoryQuery): HistoryView;
  queueAt(servers: readonly string[] | null, at: number): QueueAt;
  rows(query: HistoryQuery): { rows: SeriesRow[]; truncated: boolean };
}

export function createHistory(context: Context): History {
  const { archive, deps, fleet } = context;
  const { judge } = deps;
  const now = (): number => Math.floor(deps.clock.now() / 1000);
  const nameOf = (server: string): string => fleet.get(server)?.config.name ?? server;

  const titleOf = (row: { class: SeriesRow['class']; side: Side | null; provider: string | null }): string =>
    judge.title({ class: row.class, side: row.side, provider: row.provider, domains: 1, reply: null, reason: null });

  /** Intervals of a range somebody saw; the others are gaps. */
  function seenSteps(servers: readonly string[] | null, from: number, to: number, step: number): Set<number> {
    const seen = new Set<number>();
    for (const { bin } of archive.series.coverage({ servers, from, to })) seen.add(Math.floor(bin / step) * step);
    return seen;
  }

  return {
    view(query) {
      const { length, step } = ranges[query.range];
      const to = now();
      const from = Math.floor((to - length) / step) * step;
      const { servers } = query;
      const seen = seenSteps(servers, from, to, step);
      const sums = archive.series.sums({ servers, from, to, step, by: query.by });
      const byKey = new Map<string, Map<number, number>>();
      for (const { key, at, fresh } of sums) {
        const lane = byKey.get(key) ?? new Map<number, number>();
        lane.set(at, (lane.get(at) ?? 0) + fresh);
        byKey.set(key, lane);
      }
      const steps: number[] = [];
      for (let at = from; at <= to; at += step) steps.push(at);
      // Normal: the same hour of the day over the weeks before, where they were seen.
      const before = archive.series.sums({ servers, from: from - 28 * day, to: from, step: 3600, by: query.by });
      const beforeSeen = seenSteps(servers, from - 28 * day, from, 3600);
      const normal = new Map<string, Map<number, number[]>>();
      for (const { key, at, fresh } of before) {
        const hours = normal.get(key) ?? new Map<number, number[]>();
        const hour = Math.floor(at / 3600) % 24;
        hours.set(hour, [...(hours.get(hour) ?? []), fresh]);
        normal.set(key, hours);
      }
      const daysSeen = new Map<number, number>();
      for (const at of beforeSeen)
        daysSeen.set(Math.floor(at / 3600) % 24, (daysSeen.get(Math.floor(at / 3600) % 24) ?? 0) + 1);

      function lane(key: string, label: string, side: Side | null): HistoryLane {
        const values = steps.map((at) => (seen.has(at) ? (byKey.get(key)?.get(at) ?? 0) : null));
        const perHour = (n: number): number => Math.round((n * 3600) / step);
        const enough = [...daysSeen.values()].some((n) => n >= 3) && step <= 4 * 3600;
        const low: number[] = [];
        const high: number[] = [];
        const scale = Math.min(1, step / 3600);
        /** What an hour of the day usually has, and how far days differ from it (median absolute deviation). */
        const hours = Array.from({ length: enough ? 24 : 0 }, (_, hour) => {
          const had = [...(normal.get(key)?.get(hour) ?? [])];
          while (had.length < (daysSeen.get(hour) ?? 0)) had.push(0);
          const usual = median(had);
          return { usual, differs: 1.4826 * median(had.map((n) => Math.abs(n - usual))) };
        });
        if (enough) {
          for (const at of steps) {
            let usual = 0;
            let spread = 0;
            for (let h = 0; h < Math.max(1, step / 3600); h += 1) {
              const hour = hours[Math.floor(at / 3600 + h) % 24];
              usual += (hour?.usual ?? 0) * scale;
              spread += ((hour?.differs ?? 0) * scale) ** 2;
            }
            // One wave of last week moves no median; counts scatter by their root at least.
            const wide = 2.5 * Math.sqrt(Math.max(spread, usual, 1));
            low.push(Math.max(0, Math.round(usual - wide)));
            high.push(Math.round(usual + wide));
          }
        }
        const peak = values.reduce<number>((most, v) => Math.max(most, v ?? 0), 0);
        return {
          key,
          label,
          side,
          spark: { from, step, values, low, high },
          peak: perHour(peak),
          peakUnit: words.perHour,
        };
      }

      const total = (key: string): number => [...(byKey.get(key)?.values() ?? [])].reduce((a, b) => a + b, 0);
      const lanes: HistoryLane[] =
        query.by === 'side'
          ? sides.map((side) => lane(side, side, side))
          : [...byKey.keys()]
              .sort((a, b) => total(b) - total(a))
              .slice(0, mostLanes)
              .map((key) =>
                lane(
                  key,
                  query.by === 'server' ? nameOf(key) : key === '' ? words.manyDomains : judge.providerName(key),
                  null,
                ),
              );

      const was = new Map(
        archive.series
          .totals({ servers, from: from - length, to: from })
          .map((t) => [`${t.class}|${t.provider ?? ''}|${t.side ?? ''}`, t]),
      );
      const incidents = archive.incidents.list(from);
      const wasSeen = archive.series.coverage({ servers, from: from - length, to: from }).length > 0;
      const since = archive.series.since();
      const totals = archive.series.totals({ servers, from, to });
      const days = length / day;
      const changes: HistoryChange[] = totals.slice(0, 120).map((t) => {
        const key = `${t.class}|${t.provider ?? ''}|${t.side ?? ''}`;
        const earlier = was.get(key)?.fresh ?? 0;
        const rows = archive.series.read({ servers, from, to, class: t.class, provider: t.provider });
        const values = new Map<number, number>();
        for (const row of rows)
          if ((row.side ?? null) === t.side)
            values.set(
              Math.floor(row.bin / step) * step,
              (values.get(Math.floor(row.bin / step) * step) ?? 0) + row.fresh,
            );
        const incident = incidents.find(
          (i) => i.key.class === t.class && (i.key.provider === null || i.key.provider === t.provider),
        );
        return {
          key,
          side: t.side,
          class: t.class,
          provider: t.provider,
          title: titleOf(t),
          servers: t.servers,
          count: t.fresh,
          change: earlier === 0 ? null : t.fresh / earlier,
          spark: {
            from,
            step,
            values: steps.map((at) => (seen.has(at) ? (values.get(at) ?? 0) : null)),
            low: [],
            high: [],
          },
          pattern:
            t.days >= Math.max(2, days * 0.8)
              ? words.always
              : earlier === 0 && wasSeen
                ? words.firstTime
                : words.onDays(t.days),
          incident: incident?.id ?? null,
        };
      });
      changes.sort(
        (a, b) =>
          Number(b.side === 'local') - Number(a.side === 'local') ||
          (b.change === null && wasSeen ? 1 : 0) - (a.change === null && wasSeen ? 1 : 0) ||
          (b.change ?? 0) - (a.change ?? 0) ||
          b.count - a.count,
      );
      const worse =
        changes.find((c) => c.count >= 20 && c.change !== null && c.change >= 1.5) ??
        (wasSeen ? changes.find((c) => c.count >= 20 && c.change === null) : undefined);
      const sum = totals.reduce((n, t) => n + t.fresh, 0);
      return {
        sentence:
          since === null
            ? words.nothing
            : worse
              ? words.worse(worse.count, worse.title, worse.change)
              : sum === 0
                ? words.quiet
                : words.usual(sum),
        from,
        to,
        lanes,
        changes: changes.slice(0, mostChanges),
        kept: { bytes: archive.bytes(), since },
      };
    },
    queueAt(servers, at) {
      const rows = archive.series.at(servers, at);
      const found = rows[0];
      return {
        at: found?.bin ?? at,
        rows: rows
          .sort((a, b) => b.waiting - a.waiting)
          .map((row) => ({
            server: row.server,
            class: row.class,
            side: row.side,
            provider: row.provider,
            title: titleOf(row),
            messages: row.waiting,
          })),
        note: rows.length === 0 ? words.notSeen : words.asCoarse,
      };
    },
    rows(query) {
      const { length } = ranges[query.range];
      const to = now();
      const rows = archive.series.read({ servers: query.servers, from: to - length, to });
      return { rows: rows.slice(0, mostRows), truncated: rows.length > mostRows };
    },
  };
}
