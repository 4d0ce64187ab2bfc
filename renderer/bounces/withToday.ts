import type { ReactNode } from 'react';
import type { BounceRow } from '../../shared/views/bounces.ts';
import type { TableRows } from '../ui/Table.tsx';

/** Puts a heading over the rows when the newest one is of today (rows are newest first). */
export function withToday(rows: TableRows<BounceRow>, midnight: number, head: ReactNode): TableRows<BounceRow> {
  const first = rows.item(0);
  if (first?.kind !== 'row' || first.row.at < midnight) return rows;
  const { want } = rows;
  return {
    count: rows.count + 1,
    stamp: rows.stamp,
    item: (index) => (index === 0 ? { kind: 'section', id: 'today', node: head } : rows.item(index - 1)),
    ...(want === undefined ? {} : { want: (from, to) => want(Math.max(0, from - 1), Math.max(0, to - 1)) }),
  };
}
