import type { ReactNode } from 'react';
import type { BounceDay, BounceRow } from '../../shared/views/bounces.ts';
import type { TableRows } from '../ui/Table.tsx';

/**
 * Puts a heading over the rows of each day. The engine tells how many rows each day has, so that headings stand at their
 * places in a list of which only some windows are here.
 */
export function withDays(
  rows: TableRows<BounceRow>,
  days: readonly BounceDay[],
  head: (day: BounceDay) => ReactNode,
): TableRows<BounceRow> {
  if (rows.count === 0 || days.length === 0) return rows;
  /** Index of each heading among rows and headings. */
  const at: number[] = [];
  let next = 0;
  for (const day of days) {
    if (next - at.length >= rows.count) break;
    at.push(next);
    next += day.rows + 1;
  }
  /** The last heading at or before an index. */
  const headingAt = (index: number): number => {
    let low = 0;
    let high = at.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((at[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const rowAt = (index: number): number => Math.max(0, index - headingAt(index) - 1);
  const { want } = rows;
  return {
    count: rows.count + at.length,
    stamp: rows.stamp,
    item(index) {
      const heading = headingAt(index);
      const day = days[heading];
      if (at[heading] === index && day !== undefined) return { kind: 'section', id: day.day, node: head(day) };
      return rows.item(rowAt(index));
    },
    ...(want === undefined ? {} : { want: (from, to) => want(rowAt(from), rowAt(to)) }),
  };
}
