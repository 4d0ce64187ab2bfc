import type { ReactNode } from 'react';
import { setPrefs, usePrefs, type ColumnLayout } from '../state/prefs.ts';

export interface Column<R> {
  id: string;
  /** Head; also the name in the Columns menu, unless `name` is given. */
  title: string;
  name?: string;
  /** px at 100 %, or the least width with a share of what is left. */
  width: number | { min: number; share: number };
  align?: 'end';
  /** Key handed to `onSort`; without it the head is no button. */
  sort?: string;
  /** Neither moved nor hidden (marks, checkboxes, buttons). */
  fixed?: boolean;
  render: (row: R, index: number) => ReactNode;
}

const none: ColumnLayout = { order: [], hidden: [], widths: {} };

export interface ColumnsState<R> {
  visible: Column<R>[];
  /** For grid-template-columns. */
  template: string;
  layout: ColumnLayout;
  move: (id: string, before: string | null) => void;
  step: (id: string, by: -1 | 1) => void;
  hide: (id: string, hidden: boolean) => void;
  /** px at 100 %. */
  size: (id: string, width: number) => void;
  reset: () => void;
}

/** Order, widths and hidden columns of one table, kept per table by this window. */
export function useColumns<R>(table: string, columns: readonly Column<R>[]): ColumnsState<R> {
  const layout = usePrefs((p) => p.columns[table]) ?? none;
  const rank = (c: Column<R>): number => {
    const at = layout.order.indexOf(c.id);
    return at >= 0 ? at : columns.indexOf(c);
  };
  const free = columns.filter((c) => c.fixed !== true).sort((a, b) => rank(a) - rank(b));
  // Fixed columns keep their places; the free ones fill the places between in their own order.
  const queue = [...free];
  const visible = columns
    .map((c) => (c.fixed === true ? c : (queue.shift() ?? c)))
    .filter((c) => c.fixed === true || !layout.hidden.includes(c.id));
  const track = (c: Column<R>): string => {
    const own = layout.widths[c.id];
    if (own !== undefined) return `${own / 16}rem`;
    return typeof c.width === 'number' ? `${c.width / 16}rem` : `minmax(${c.width.min / 16}rem, ${c.width.share}fr)`;
  };
  const set = (change: Partial<ColumnLayout>) =>
    setPrefs({ columns: { ...usePrefs.getState().columns, [table]: { ...layout, ...change } } });
  const move = (id: string, before: string | null) => {
    const order = free.map((c) => c.id).filter((c) => c !== id);
    order.splice(before === null ? order.length : order.indexOf(before), 0, id);
    set({ order });
  };
  return {
    visible,
    template: visible.map(track).join(' '),
    layout,
    move,
    step: (id, by) => {
      const ids = free.filter((c) => !layout.hidden.includes(c.id)).map((c) => c.id);
      const to = ids.indexOf(id) + by;
      if (to < 0 || to >= ids.length) return;
      move(id, (by < 0 ? ids[to] : ids[to + 1]) ?? null);
    },
    hide: (id, hidden) => set({ hidden: hidden ? [...layout.hidden, id] : layout.hidden.filter((h) => h !== id) }),
    size: (id, width) => set({ widths: { ...layout.widths, [id]: Math.round(Math.max(40, width)) } }),
    reset: () => set(none),
  };
}
