/** Windows of rows asked from the engine: a table of a million rows holds only the pages around what is on screen. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { decodeError, type BridgeError } from '../../shared/bridgeError.ts';
import type { TableItem, TableRows } from '../ui/Table.tsx';

export interface WindowAnswer<R> {
  matched: number;
  rows: R[];
}

const page = 100;
const mostPages = 60;

interface Generation<R, W> {
  key: string;
  pages: Map<number, readonly R[]>;
  info: W | undefined;
  count: number;
}

export interface Windowed<R, W> {
  rows: TableRows<R>;
  /** The last answer with its counts (its rows are one page of many). */
  info: W | undefined;
  error: BridgeError | undefined;
  loading: boolean;
  /** Newer rows are there and wait, because the table is held. */
  waiting: boolean;
  /** Take them now. */
  refresh: () => void;
  /** Rows that are here, by index; for ranges of a selection. */
  loaded: () => R[];
}

export interface WindowOptions<R, W extends WindowAnswer<R>> {
  ask: (from: number, count: number) => Promise<W>;
  /** Another key is another question (filter, sort, scope): it starts at the top. */
  key: string;
  /** Changes when the engine's rows changed. */
  version: number | string;
  /** Order must stand still now. */
  held: boolean;
}

/** What is shown stays until the answer to a newer question is complete for the rows on screen. */
export function useWindow<R, W extends WindowAnswer<R>>({
  ask,
  key,
  version,
  held,
}: WindowOptions<R, W>): Windowed<R, W> {
  const [shown, setShown] = useState<Generation<R, W>>({ key: '', pages: new Map(), info: undefined, count: 0 });
  const [error, setError] = useState<BridgeError>();
  const [loading, setLoading] = useState(true);
  const [again, setAgain] = useState(0);
  const wanted = useRef<[number, number]>([0, 0]);
  const asker = useRef(ask);
  asker.current = ask;
  const taken = useRef<{ key: string; version: number | string; again: number }>({ key: '', version: -1, again: -1 });
  const waiting =
    held && taken.current.key === key && taken.current.version !== version && taken.current.again === again;
  const present = useRef(shown);
  present.current = shown;
  const inFlight = useRef(new Set<number>());

  // A new generation: the pages on screen are asked together and shown together.
  useEffect(() => {
    if (waiting) return;
    const other = taken.current.key !== key;
    taken.current = { key, version, again };
    let gone = false;
    setLoading(true);
    const [from, to] = other ? [0, page - 1] : wanted.current;
    const pages = new Set<number>();
    for (let p = Math.floor(from / page); p <= Math.floor(to / page); p++) pages.add(p);
    Promise.all([...pages].map(async (p) => [p, await asker.current(p * page, page)] as const)).then(
      (answers) => {
        if (gone) return;
        const newest = answers[0]?.[1];
        inFlight.current = new Set();
        setShown({
          key,
          pages: new Map(answers.map(([p, a]) => [p, a.rows])),
          info: newest,
          count: newest?.matched ?? 0,
        });
        setError(undefined);
        setLoading(false);
      },
      (thrown: unknown) => {
        if (gone) return;
        setError(decodeError(thrown));
        setLoading(false);
      },
    );
    return () => {
      gone = true;
    };
  }, [key, version, again, waiting]);

  const want = useCallback((from: number, to: number) => {
    wanted.current = [from, to];
    const generation = present.current;
    const last = Math.floor(Math.min(to + page / 2, generation.count - 1) / page);
    for (let p = Math.floor(Math.max(0, from - page / 2) / page); p <= last; p++) {
      if (generation.pages.has(p) || inFlight.current.has(p)) continue;
      inFlight.current.add(p);
      // Flung past: by the time it is this page's turn it may not be wanted any more.
      queueMicrotask(() => {
        const [a, b] = wanted.current;
        if (p * page > b + page || (p + 1) * page < a - page) {
          inFlight.current.delete(p);
          return;
        }
        asker.current(p * page, page).then(
          (answer) => {
            inFlight.current.delete(p);
            setShown((g) => {
              if (g.key !== generation.key) return g;
              const pages = new Map(g.pages);
              pages.set(p, answer.rows);
              for (const old of pages.keys()) {
                if (pages.size <= mostPages) break;
                if (old !== p) pages.delete(old);
              }
              return { ...g, pages };
            });
          },
          (thrown: unknown) => {
            inFlight.current.delete(p);
            setError(decodeError(thrown));
          },
        );
      });
    }
  }, []);

  const rows = useMemo<TableRows<R>>(() => {
    // One object a row and generation, so that rows need not be drawn again.
    const items = new Map<number, TableItem<R>>();
    return {
      count: shown.count,
      stamp: shown.count,
      want,
      item: (i) => {
        const had = items.get(i);
        if (had !== undefined) return had;
        const row = shown.pages.get(Math.floor(i / page))?.[i % page];
        if (row === undefined) return undefined;
        const item: TableItem<R> = { kind: 'row', row };
        items.set(i, item);
        return item;
      },
    };
  }, [shown, want]);
  const refresh = useCallback(() => setAgain((n) => n + 1), []);
  const loaded = useCallback(
    () => [...present.current.pages.entries()].sort((a, b) => a[0] - b[0]).flatMap(([, r]) => r),
    [],
  );
  return { rows, info: shown.info, error, loading, waiting, refresh, loaded };
}
