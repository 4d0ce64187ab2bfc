/** What this window remembers by itself: scope, folded parts, columns. Lost with the browser profile, and that is fine. */
import { create } from 'zustand';
import type { Scope } from '../../shared/model/filter.ts';

export interface ColumnLayout {
  order: string[];
  hidden: string[];
  /** rem at 100 %. */
  widths: Record<string, number>;
}

interface Prefs {
  /** null: every server. */
  scope: string[] | null;
  group: 'cause' | 'provider' | 'sender';
  columns: Record<string, ColumnLayout>;
  panelWidth: number | null;
}

const key = 'queuewatch.window';
const first: Prefs = { scope: null, group: 'cause', columns: {}, panelWidth: null };

function read(): Prefs {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    return typeof stored === 'object' && stored !== null ? { ...first, ...(stored as Partial<Prefs>) } : first;
  } catch {
    return first;
  }
}

export const usePrefs = create<Prefs>(() => read());

usePrefs.subscribe((prefs) => {
  try {
    localStorage.setItem(key, JSON.stringify(prefs));
  } catch {
    // A full or forbidden store only means that the window forgets.
  }
});

export const setPrefs = (change: Partial<Prefs>): void => usePrefs.setState(change);

/** What the whole window is looking at, for every query. */
export function useScope(): Scope {
  return { servers: usePrefs((p) => p.scope) };
}
