import type { IncidentsView } from '../../shared/views/incidents.ts';

export interface LaneBar {
  incident: number | null;
  kind: 'critical' | 'warning' | 'info' | 'draining' | 'frozen' | 'closed' | 'blind';
  /** Percent of the width. */
  left: number;
  width: number;
  /** Line within the lane, 0 on top. */
  line: number;
  /** On which side of the bar its label has room. */
  label: 'before' | 'after';
}

export interface Lane {
  server: string;
  lines: number;
  bars: LaneBar[];
}

/** Percent of the width that a label is taken to need: a number alone, or with the title. It keeps them apart. */
const labelRoom = { closed: 7, open: 20 };

type Row = IncidentsView['rows'][number];

const kindOf = (row: Row): LaneBar['kind'] =>
  row.state === 'closed'
    ? 'closed'
    : row.state === 'frozen'
      ? 'frozen'
      : row.state === 'draining'
        ? 'draining'
        : row.severity;

/**
 * Bars per server between `from` and `to` (epoch ms). An incident of several servers has a bar on each of their lanes.
 * Open ones end at `to`. A lane grows a line where bars with their labels would overlap.
 */
export function layoutLanes(view: IncidentsView, servers: readonly string[]): Lane[] {
  const span = Math.max(1, view.to - view.from);
  const percent = (t: number): number => Math.min(100, Math.max(0, ((t - view.from) / span) * 100));
  return servers.map((server) => {
    const bars: LaneBar[] = [];
    const taken: { start: number; end: number }[][] = [];
    const place = (bar: Omit<LaneBar, 'line' | 'label'>, labelled: boolean): void => {
      const room = bar.kind === 'closed' ? labelRoom.closed : labelRoom.open;
      const label = bar.left + bar.width > 100 - room ? 'before' : 'after';
      const start = labelled && label === 'before' ? bar.left - room : bar.left;
      const end = bar.left + bar.width + (labelled && label === 'after' ? room : 0.5);
      let line = 0;
      while (taken[line]?.some((t) => start < t.end && end > t.start)) line += 1;
      (taken[line] ??= []).push({ start, end });
      bars.push({ ...bar, line, label });
    };
    for (const blind of view.blind) {
      if (blind.server !== server || (blind.to ?? view.to) < view.from) continue;
      const left = percent(blind.from);
      place({ incident: null, kind: 'blind', left, width: percent(blind.to ?? view.to) - left }, false);
    }
    const rows = view.rows
      .filter((r) => r.servers.includes(server) && (r.endedAt ?? view.to) >= view.from && r.startedAt <= view.to)
      .sort((a, b) => a.startedAt - b.startedAt);
    for (const row of rows) {
      const left = percent(row.startedAt);
      place({ incident: row.id, kind: kindOf(row), left, width: percent(row.endedAt ?? view.to) - left }, true);
    }
    return { server, lines: Math.max(1, taken.length), bars };
  });
}

/** Marks on the time axis: evenly spread, the last one is "now" (`null`). */
export function axisMarks(from: number, to: number, count: number): { at: number | null; left: number }[] {
  return Array.from({ length: count }, (_, i) => {
    const left = (i / (count - 1)) * 100;
    return { at: i === count - 1 ? null : from + ((to - from) * i) / (count - 1), left };
  });
}

const stateRank: Record<Row['state'], number> = { open: 0, frozen: 1, pending: 2, draining: 3, closed: 4 };
const severityRank: Record<Row['severity'], number> = { critical: 0, warning: 1, info: 2 };

/** What wants a person first, then the rest by time; stable for equal ones. */
export function orderIncidents(rows: readonly Row[]): Row[] {
  return [...rows].sort(
    (a, b) =>
      stateRank[a.state] - stateRank[b.state] ||
      (a.state === 'closed' ? 0 : severityRank[a.severity] - severityRank[b.severity]) ||
      b.startedAt - a.startedAt ||
      b.id - a.id,
  );
}
