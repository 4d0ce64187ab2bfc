import { expect, it } from 'vitest';
import { axisMarks, layoutLanes, orderIncidents } from '../../../renderer/incidents/lanes.ts';
import type { IncidentRow, IncidentsView } from '../../../shared/views/incidents.ts';

const hour = 3_600_000;
const row = (id: number, startedAt: number, endedAt: number | null, more: Partial<IncidentRow> = {}): IncidentRow => ({
  id,
  state: endedAt === null ? 'open' : 'closed',
  severity: 'warning',
  kind: 'spike',
  side: 'sender',
  suspected: false,
  class: null,
  provider: null,
  title: `incident ${id}`,
  servers: ['mx1'],
  startedAt,
  endedAt,
  peak: 1,
  now: 0,
  outcome: '',
  told: '',
  cause: null,
  acknowledgedUntil: null,
  muted: false,
  ...more,
});
const view = (rows: IncidentRow[], blind: IncidentsView['blind'] = []): IncidentsView => ({
  version: 1,
  sentence: '',
  from: 0,
  to: 100 * hour,
  rows,
  blind,
});

it('puts overlapping incidents of one server on lines of their own', () => {
  const [lane] = layoutLanes(view([row(1, 80 * hour, null), row(2, 95 * hour, null), row(3, 10 * hour, 20 * hour)]), [
    'mx1',
  ]);
  expect(lane?.lines).toBe(2);
  const bars = new Map(lane?.bars.map((b) => [b.incident, b]));
  expect(bars.get(1)?.line).not.toBe(bars.get(2)?.line);
  expect(bars.get(3)).toMatchObject({ left: 10, width: 10, label: 'after', line: 0 });
  expect(bars.get(1)?.label).toBe('before');
});

it('shows a fleet incident on the lane of each of its servers and cuts what began earlier', () => {
  const lanes = layoutLanes(view([row(1, -50 * hour, 10 * hour, { servers: ['mx1', 'mx2'] })]), ['mx1', 'mx2', 'mx3']);
  expect(lanes.map((l) => l.bars.map((b) => [b.left, b.width]))).toEqual([[[0, 10]], [[0, 10]], []]);
});

it('shows blindness as a bar of its own, still open ones to the edge, and no blindness from before the range', () => {
  const [lane] = layoutLanes(
    view(
      [],
      [
        { server: 'mx1', from: 90 * hour, to: null },
        { server: 'mx1', from: -9 * hour, to: -1 * hour },
      ],
    ),
    ['mx1'],
  );
  expect(lane?.bars).toEqual([{ incident: null, kind: 'blind', left: 90, width: 10, line: 0, label: 'before' }]);
});

it('lists what wants a person first: open by severity, frozen, draining, then closed by time', () => {
  const rows = [
    row(1, 5, 6),
    row(2, 1, null),
    row(3, 2, null, { severity: 'critical' }),
    row(4, 9, 10),
    row(5, 3, null, { state: 'frozen' }),
    row(6, 4, null, { state: 'draining' }),
  ];
  expect(orderIncidents(rows).map((r) => r.id)).toEqual([3, 2, 5, 6, 4, 1]);
});

it('ends the axis at now', () => {
  expect(axisMarks(0, 60, 3)).toEqual([
    { at: 0, left: 0 },
    { at: 30, left: 50 },
    { at: null, left: 100 },
  ]);
});
