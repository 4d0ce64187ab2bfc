import { useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { tableWords } from '../../shared/messages/ui.en.ts';
import type { Column, ColumnsState } from './columns.ts';
import { cx } from './cx.ts';
import styles from './table.module.css';

export interface TableHeadProps<R> {
  columns: ColumnsState<R>;
  sort: { by: string; down: boolean } | undefined;
  onSort: ((by: string) => void) | undefined;
  scale: () => number;
  before: ReactNode;
}

/**
 * Column heads: a click sorts, a drag moves, the right edge sizes. With keys: arrows walk, Enter sorts, Alt+arrows move,
 * Shift+arrows size.
 */
export function TableHead<R>({ columns, sort, onSort, scale, before }: TableHeadProps<R>) {
  const [over, setOver] = useState<string | null>(null);
  const widthOf = (cell: Element | null): number => (cell?.getBoundingClientRect().width ?? 0) / scale();

  const size = (event: PointerEvent<HTMLElement>, c: Column<R>) => {
    event.preventDefault();
    event.stopPropagation();
    const handle = event.currentTarget;
    const from = event.clientX;
    const width = widthOf(handle.parentElement);
    handle.setPointerCapture(event.pointerId);
    handle.dataset['active'] = '';
    const move = (e: globalThis.PointerEvent) => columns.size(c.id, width + (e.clientX - from) / scale());
    const end = () => {
      delete handle.dataset['active'];
      handle.removeEventListener('pointermove', move);
    };
    handle.addEventListener('pointermove', move);
    handle.addEventListener('lostpointercapture', end, { once: true });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>, c: Column<R>) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key] as 1 | -1 | undefined;
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.altKey && c.fixed !== true) columns.step(c.id, by);
    else if (event.shiftKey) columns.size(c.id, widthOf(event.currentTarget.parentElement) + by * 10);
    else {
      const all = [...(event.currentTarget.closest('[role=row]')?.querySelectorAll('button') ?? [])];
      all[all.indexOf(event.currentTarget as HTMLButtonElement) + by]?.focus();
    }
  };
  return (
    <div role="row" aria-rowindex={1} className={styles.headRow}>
      {before}
      {columns.visible.map((c) => {
        const sorted = sort !== undefined && c.sort === sort.by;
        return (
          <div
            key={c.id}
            role="columnheader"
            aria-sort={sorted ? (sort.down ? 'descending' : 'ascending') : undefined}
            className={cx(styles.th, c.align === 'end' && styles.end)}
            data-over={over === c.id ? '' : undefined}
            draggable={c.fixed !== true}
            onDragStart={(e) => e.dataTransfer.setData('text/x-column', c.id)}
            onDragOver={(e) => {
              if (c.fixed === true || !e.dataTransfer.types.includes('text/x-column')) return;
              e.preventDefault();
              setOver(c.id);
            }}
            onDragLeave={() => setOver(null)}
            onDrop={(e) => {
              e.preventDefault();
              setOver(null);
              const moved = e.dataTransfer.getData('text/x-column');
              if (moved !== '' && moved !== c.id) columns.move(moved, c.id);
            }}
          >
            {c.title === '' ? (
              <span className="vh">{c.name}</span>
            ) : (
              <button
                type="button"
                tabIndex={-1}
                title={c.name ?? c.title}
                onClick={() => c.sort !== undefined && onSort?.(c.sort)}
                onKeyDown={(e) => onKeyDown(e, c)}
              >
                {c.title}
                {sorted && (sort.down ? ' ↓' : ' ↑')}
              </button>
            )}
            {c.fixed !== true && (
              <span
                className={styles.resize}
                title={tableWords.resize(c.name ?? c.title)}
                onPointerDown={(e) => size(e, c)}
              />
            )}
          </div>
        );
      })}
    </div>
  );
}
