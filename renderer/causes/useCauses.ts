import { useMemo, useRef, useState } from 'react';
import type { CauseRow, CausesView } from '../../shared/views/causes.ts';
import { parseQuery } from '../../shared/query.ts';
import { useRequest, type Asked } from '../state/request.ts';
import { usePrefs, useScope } from '../state/prefs.ts';
import { useVersion } from '../state/streams.ts';

export const useCausesView = (query: string): Asked<CausesView> => {
  const scope = useScope();
  const group = usePrefs((p) => p.group);
  const { filter } = useMemo(() => parseQuery(query), [query]);
  return useRequest(
    'causes.list',
    { scope, filter, group },
    { after: [useVersion('queue'), useVersion('incidents')], key: JSON.stringify([group, query, scope]) },
  );
};

export interface Ordered {
  rows: readonly { row: CauseRow; gone: boolean }[];
  /** Rows that would stand elsewhere (or go) if the order were not held. */
  wouldMove: number;
  apply: () => void;
}

const isLocal = (row: CauseRow): boolean => row.side === 'local' || row.suspected;

/**
 * Figures are always the newest; the order stands still while the table is held. A cause that went keeps its place (and
 * says so), a new one waits at the end of its half: nothing slides away under the pointer.
 */
export function useHeldOrder(rows: readonly CauseRow[], held: boolean, key: string): Ordered {
  const kept = useRef<{ key: string; rows: readonly CauseRow[] }>({ key: '', rows: [] });
  const [, setApplied] = useState(0);
  const holds = held && kept.current.key === key;
  if (!holds) kept.current = { key, rows };
  const now = new Map(rows.map((r) => [r.id, r]));
  const before = kept.current.rows;
  const known = new Set(before.map((r) => r.id));
  const stay = before.map((r) => ({ row: now.get(r.id) ?? r, gone: !now.has(r.id) }));
  const fresh = rows.filter((r) => !known.has(r.id)).map((row) => ({ row, gone: false }));
  const all = [...stay, ...fresh];
  const shown = holds
    ? [...all.filter((r) => isLocal(r.row)), ...all.filter((r) => !isLocal(r.row))]
    : rows.map((row) => ({ row, gone: false }));
  // Remember newcomers, so that they too stand still from now on.
  if (holds && fresh.length > 0) kept.current = { key, rows: shown.map((s) => s.row) };
  const wouldMove = holds ? shown.filter((s, i) => s.row.id !== rows[i]?.id).length : 0;
  return {
    rows: shown,
    wouldMove,
    apply: () => {
      kept.current = { key, rows };
      setApplied((n) => n + 1);
    },
  };
}

export { isLocal };
