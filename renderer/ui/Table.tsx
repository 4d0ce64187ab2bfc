/**
 * Own virtual rows over a source that may hold only windows of them. A grid with one tab stop: arrows move the cursor,
 * Enter opens, Space or X selects, → reaches the buttons of a row, ↑ from the first row the column heads. The cursor and
 * the selection are kept by identity, never by row number.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
} from 'react';
import { tableWords } from '../../shared/messages/ui.en.ts';
import { useKeys } from '../app/keys.tsx';
import { rootScale, useRootScale } from '../app/layout.ts';
import { useColumns, type Column } from './columns.ts';
import { cx } from './cx.ts';
import { Checkbox } from './form.tsx';
import { createScaledScroll, type ScaledScroll } from './scaledScroll.ts';
import { TableHead } from './TableHead.tsx';
import styles from './table.module.css';

export type { Column } from './columns.ts';
export { styles as tableStyles };

export type TableItem<R> = { kind: 'row'; row: R } | { kind: 'section'; id: string; node: ReactNode; height?: number };

/** Where rows come from: an array (`arrayRows`) or windows asked from the engine (`useWindow`). */
export interface TableRows<R> {
  count: number;
  /** undefined: not here yet. */
  item: (index: number) => TableItem<R> | undefined;
  /** These rows are on screen now. */
  want?: (from: number, to: number) => void;
  /** Changes whenever heights or order may have changed. */
  stamp: unknown;
}

export const arrayRows = <R,>(items: readonly TableItem<R>[]): TableRows<R> => ({
  count: items.length,
  item: (i) => items[i],
  stamp: items,
});

export interface TableSelection<R> {
  has: (key: string) => boolean;
  set: (rows: readonly R[], selected: boolean) => void;
  /** State of the box in the head. */
  all: 'none' | 'some' | 'all';
  setAll: (selected: boolean) => void;
}

export interface TableProps<R> {
  /** Name under which the columns' layout is kept. */
  id: string;
  label: string;
  columns: readonly Column<R>[];
  rows: TableRows<R>;
  keyOf: (row: R) => string;
  /** px, from `useRowHeight`. */
  rowHeight: number;
  sort?: { by: string; down: boolean };
  onSort?: (by: string) => void;
  selection?: TableSelection<R>;
  /** The row shown in the panel; highlighted. */
  openKey?: string | null;
  /** Click, or Enter on the cursor's row. */
  onOpen?: (row: R) => void;
  onCursor?: (row: R | null) => void;
  tone?: (row: R) => 'local' | 'gone' | undefined;
  /** Pointer or focus is in the table: order should stand still. */
  onHold?: (held: boolean) => void;
  /** In the place of rows when there are none. */
  empty?: ReactNode;
}

const boxColumn = 14;

export function Table<R>(props: TableProps<R>) {
  const { id, label, rows, keyOf, rowHeight, selection, openKey, onOpen, onCursor, tone, onHold, empty } = props;
  const grid = useRef<HTMLDivElement>(null);
  const scroll = useRef<ScaledScroll | null>(null);
  const uid = useId();
  const columns = useColumns(id, props.columns);
  const scale = useRootScale();
  const [cursor, setCursor] = useState<{ key: string; index: number } | null>(null);
  const anchor = useRef<number | null>(null);
  const head = () => grid.current?.querySelector<HTMLElement>('[data-head]')?.offsetHeight ?? 0;

  const sizeOf = (i: number): number => {
    const item = rows.item(i);
    return item?.kind === 'section' ? (item.height ?? 25) * scale : rowHeight;
  };
  // A new function makes the virtualizer measure again.
  const getItemKey = useMemo(() => (i: number) => i, [rows.stamp, rowHeight, scale]);
  const total = useRef(0);
  const virtualizer = useVirtualizer({
    count: rows.count,
    getScrollElement: () => grid.current,
    estimateSize: sizeOf,
    getItemKey,
    overscan: 8,
    observeElementOffset: (instance, report) => {
      const element = instance.scrollElement;
      if (element === null) return;
      scroll.current = createScaledScroll(element, () => total.current, head);
      return scroll.current.observe(report);
    },
    scrollToFn: (offset) => scroll.current?.scrollTo(offset),
  });
  total.current = virtualizer.getTotalSize();
  const shown = virtualizer.getVirtualItems();
  const first = shown[0]?.index ?? 0;
  const last = shown.at(-1)?.index ?? -1;
  const { want } = rows;
  useEffect(() => {
    if (last >= 0) want?.(first, last);
  }, [want, first, last]);

  // Rows left the end while it was on screen: the browser clamps its own offset, ours has to follow.
  useLayoutEffect(() => {
    const s = scroll.current;
    if (s !== null && s.offset() > total.current) s.scrollTo(total.current);
  }, [rows.count]);

  const rowAt = (i: number): R | undefined => {
    const item = rows.item(i);
    return item?.kind === 'row' ? item.row : undefined;
  };
  /** The cursor's row wherever it is now; where it was, when it is out of sight. */
  const cursorIndex = (): number => {
    if (cursor === null) return -1;
    const at = rowAt(cursor.index);
    if (at !== undefined && keyOf(at) === cursor.key) return cursor.index;
    for (let i = first; i <= last; i++) {
      const row = rowAt(i);
      if (row !== undefined && keyOf(row) === cursor.key) return i;
    }
    return Math.min(cursor.index, rows.count - 1);
  };

  // A jump may land on a row that is not here yet: its identity is taken when it comes.
  const landed = cursor?.key === '' ? rowAt(cursor.index) : undefined;
  useEffect(() => {
    if (landed === undefined) return;
    setCursor((c) => (c?.key === '' ? { ...c, key: keyOf(landed) } : c));
    onCursor?.(landed);
  }, [landed]);

  const reveal = (index: number) => {
    const s = scroll.current;
    const item = virtualizer.measurementsCache[index];
    if (s === null || item === undefined || grid.current === null) return;
    const view = grid.current.clientHeight - head();
    if (item.start < s.offset()) s.scrollTo(item.start);
    else if (item.end > s.offset() + view) s.scrollTo(item.end - view);
  };
  const goTo = (index: number) => {
    const row = rowAt(index);
    setCursor({ key: row === undefined ? '' : keyOf(row), index });
    reveal(index);
    onCursor?.(row ?? null);
  };
  /** Next row in a direction; sections are stepped over. False at the end. */
  const step = (by: number): boolean => {
    const start = cursorIndex();
    const direction = by < 0 ? -1 : 1;
    let index = Math.min(rows.count - 1, Math.max(0, start >= 0 ? start + by : Math.abs(by) === 1 ? 0 : by));
    while (rows.item(index)?.kind === 'section' && index + direction >= 0 && index + direction < rows.count)
      index += direction;
    if (rows.item(index)?.kind === 'section') return false;
    if (index === start) return false;
    goTo(index);
    return true;
  };
  const selectTo = (index: number) => {
    anchor.current ??= cursorIndex();
    const [a, b] = [Math.min(anchor.current, index), Math.max(anchor.current, index)];
    const chosen: R[] = [];
    for (let i = a; i <= b && chosen.length < 100_000; i++) {
      const row = rowAt(i);
      if (row !== undefined) chosen.push(row);
    }
    selection?.set(chosen, true);
  };
  const toggle = () => {
    const row = rowAt(cursorIndex());
    if (row !== undefined) selection?.set([row], !selection.has(keyOf(row)));
  };
  const focusRowButton = (from: Element | null, by: number): boolean => {
    const row = grid.current?.querySelector('[data-cursor]');
    const buttons = [...(row?.querySelectorAll<HTMLElement>('button, a') ?? [])];
    const next = buttons[from === null ? 0 : buttons.indexOf(from as HTMLElement) + by];
    (next ?? grid.current)?.focus();
    return next !== undefined;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const self = event.target === grid.current;
    const page = Math.max(1, Math.floor(((grid.current?.clientHeight ?? 0) - head()) / rowHeight) - 1);
    const moves: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -rows.count,
      End: rows.count,
    };
    const by = moves[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (
      by !== undefined &&
      (self || event.key.startsWith('Arrow')) &&
      !(event.target instanceof HTMLInputElement && event.target.type === 'text')
    ) {
      event.preventDefault();
      if (!self) grid.current?.focus();
      if (!event.shiftKey) anchor.current = null;
      else anchor.current ??= Math.max(0, cursorIndex());
      const moved = step(by);
      if (!moved && by === -1) grid.current?.querySelector<HTMLElement>('[data-head] button')?.focus();
      if (event.shiftKey && selection !== undefined) {
        const index = Math.min(rows.count - 1, Math.max(0, cursorIndex() + by));
        selectTo(index);
      }
    } else if (
      event.key === 'ArrowRight' &&
      (self || event.target instanceof HTMLButtonElement || event.target instanceof HTMLAnchorElement)
    ) {
      event.preventDefault();
      focusRowButton(self ? null : (event.target as Element), 1);
    } else if (event.key === 'ArrowLeft' && !self) {
      event.preventDefault();
      focusRowButton(event.target as Element, -1);
    } else if (event.key === 'Escape' && !self) {
      event.preventDefault();
      grid.current?.focus();
    } else if (self && event.key === 'Enter') {
      const row = rowAt(cursorIndex());
      if (row === undefined) return;
      event.preventDefault();
      onOpen?.(row);
    } else if (self && event.key === ' ') {
      event.preventDefault();
      toggle();
    }
  };
  useKeys([
    { keys: 'J', label: tableWords.next, run: () => (grid.current?.focus(), step(1)) },
    { keys: 'K', label: tableWords.previous, run: () => (grid.current?.focus(), step(-1)) },
    { keys: 'X', label: tableWords.selectRow, when: selection !== undefined, run: toggle },
  ]);

  const onRowClick = (event: MouseEvent, row: R, index: number) => {
    const from = event.target as Element;
    if (from.closest('button, a, input, label') !== null) {
      setCursor({ key: keyOf(row), index });
      onCursor?.(row);
      return;
    }
    if (selection !== undefined && event.shiftKey) selectTo(index);
    else if (selection !== undefined && (event.ctrlKey || event.metaKey))
      selection.set([row], !selection.has(keyOf(row)));
    if (!event.shiftKey) anchor.current = index;
    setCursor({ key: keyOf(row), index });
    onCursor?.(row);
    if (!event.shiftKey && !event.ctrlKey && !event.metaKey) onOpen?.(row);
  };

  const pointer = useRef(false);
  const focus = useRef(false);
  const hold = (change: () => void) => {
    const before = pointer.current || focus.current;
    change();
    const now = pointer.current || focus.current;
    if (now !== before) onHold?.(now);
  };

  const at = cursorIndex();
  const shift = scroll.current?.shift() ?? 0;
  const cols = selection === undefined ? columns.template : `${boxColumn / 16}rem ${columns.template}`;
  return (
    <div
      ref={grid}
      role="grid"
      aria-label={label}
      aria-rowcount={rows.count + 1}
      aria-colcount={columns.visible.length + (selection === undefined ? 0 : 1)}
      aria-multiselectable={selection !== undefined}
      aria-activedescendant={at >= first && at <= last ? `${uid}-${at}` : undefined}
      tabIndex={0}
      className={styles.grid}
      style={{ '--cols': cols } as React.CSSProperties}
      onKeyDown={onKeyDown}
      onPointerEnter={() => hold(() => (pointer.current = true))}
      onPointerLeave={() => hold(() => (pointer.current = false))}
      onFocus={() => hold(() => (focus.current = true))}
      onBlur={(e) => !e.currentTarget.contains(e.relatedTarget) && hold(() => (focus.current = false))}
    >
      <div role="rowgroup" className={styles.headGroup} data-head="">
        <TableHead
          columns={columns}
          sort={props.sort}
          onSort={props.onSort}
          scale={rootScale}
          before={
            selection !== undefined && (
              <span role="columnheader" className={styles.selCell}>
                <Checkbox
                  label={tableWords.selectAll}
                  checked={selection.all === 'all'}
                  mixed={selection.all === 'some'}
                  onChange={(on) => selection.setAll(on)}
                />
              </span>
            )
          }
        />
      </div>
      {rows.count === 0 && empty !== undefined && (
        // A grid holds rows only.
        <div role="row">
          <div role="gridcell" aria-colspan={columns.visible.length}>
            {empty}
          </div>
        </div>
      )}
      <div role="rowgroup" className={styles.body} style={{ height: scroll.current?.height ?? total.current }}>
        {shown.map((v) => {
          const item = rows.item(v.index);
          const place = { height: v.size, transform: `translateY(${v.start - shift}px)` };
          if (item?.kind === 'section') {
            return (
              <div key={item.id} role="row" aria-rowindex={v.index + 2} className={styles.section} style={place}>
                <div role="gridcell" aria-colspan={columns.visible.length} className="row grow">
                  {item.node}
                </div>
              </div>
            );
          }
          if (item === undefined) {
            return (
              <div
                key={`?${v.index}`}
                role="row"
                aria-rowindex={v.index + 2}
                className={cx(styles.tr, styles.pendingRow)}
                style={place}
              >
                <span role="gridcell">…</span>
              </div>
            );
          }
          const { row } = item;
          const key = keyOf(row);
          const selected = selection?.has(key) === true || openKey === key;
          return (
            <div
              key={`${v.index}:${key}`}
              id={`${uid}-${v.index}`}
              role="row"
              aria-rowindex={v.index + 2}
              aria-selected={selected}
              data-cursor={v.index === at ? '' : undefined}
              data-key={key}
              className={cx(
                styles.tr,
                rowHeight > 38 * scale && styles.two,
                tone?.(row) !== undefined && styles[tone(row) ?? ''],
                v.index === at && styles.cursor,
              )}
              style={place}
              onClick={(e) => onRowClick(e, row, v.index)}
            >
              {selection !== undefined && (
                <span role="gridcell" className={styles.selCell}>
                  <Checkbox
                    label={tableWords.selectRow}
                    checked={selection.has(key)}
                    onChange={(on) => selection.set([row], on)}
                  />
                </span>
              )}
              {columns.visible.map((c) => (
                <div key={c.id} role="gridcell" className={c.align === 'end' ? 'num' : undefined}>
                  {c.render(row, v.index)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
