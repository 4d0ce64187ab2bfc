import { useMemo, useState } from 'react';
import type { Filter, Scope } from '../../shared/model/filter.ts';
import type { RequestInput } from '../../shared/contract.ts';
import type { MessageRow } from '../../shared/views/messages.ts';
import type { TableSelection } from '../ui/Table.tsx';
import { messageKey } from './messageLooks.ts';

export interface Selected {
  table: TableSelection<MessageRow>;
  /** Rows by identity; what left the queue stays counted until the selection is cleared. */
  rows: ReadonlyMap<string, MessageRow>;
  /** Everything that matches, as a query: the preview runs it again and fixes the ids. */
  everything: boolean;
  count: number;
  clear: () => void;
  selectAll: () => void;
  selection(): RequestInput<'actions.preview'>['selection'] | null;
}

/**
 * Selection by identity, never by row number. "Select all that match" makes a query, not a list; another filter clears
 * both.
 */
export function useSelection(question: {
  scope: Scope;
  filter: Filter;
  matched: number;
  loaded: () => MessageRow[];
}): Selected {
  const key = JSON.stringify([question.scope, question.filter]);
  const [state, setState] = useState<{ key: string; rows: Map<string, MessageRow>; everything: boolean }>({
    key,
    rows: new Map(),
    everything: false,
  });
  const current = state.key === key ? state : { key, rows: new Map<string, MessageRow>(), everything: false };
  const { rows, everything } = current;
  const { scope, filter, matched, loaded } = question;

  return useMemo<Selected>(() => {
    const set = (next: Map<string, MessageRow>, all = false) => setState({ key, rows: next, everything: all });
    const clear = () => set(new Map());
    return {
      rows,
      everything,
      count: everything ? matched : rows.size,
      clear,
      selectAll: () => set(new Map(), true),
      table: {
        has: (row) => everything || rows.has(row),
        set: (changed, selected) => {
          // One row taken out of "all that match" leaves the rows that are here, and nothing unseen.
          const next = new Map(everything ? loaded().map((row) => [messageKey(row), row] as const) : rows);
          for (const row of changed) {
            if (selected) next.set(messageKey(row), row);
            else next.delete(messageKey(row));
          }
          set(next);
        },
        all: everything ? 'all' : rows.size === 0 ? 'none' : rows.size >= matched ? 'all' : 'some',
        setAll: (selected) => {
          if (selected) set(new Map(), true);
          else clear();
        },
      },
      selection() {
        if (everything) return { kind: 'filter', scope, filter };
        if (rows.size === 0) return null;
        return { kind: 'ids', messages: [...rows.values()].map(({ server, id }) => ({ server, id })) };
      },
    };
  }, [key, rows, everything, matched, loaded]);
}
