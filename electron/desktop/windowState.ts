import Store from 'electron-store';
import { ipcMain, screen, type Rectangle } from 'electron';
import { z } from 'zod';

const Bounds = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
});
const State = z.object({
  bounds: Bounds.nullable().catch(null),
  maximized: z.boolean().catch(false),
  /** Said once: closing the window left the app running. */
  trayExplained: z.boolean().catch(false),
  /**
   * The settings' choice about weak encryption, as it was last seen: secrets are asked for before the engine, which
   * holds the settings, can be asked.
   */
  weakSecrets: z.enum(['session_only', 'accept']).nullable().catch(null),
  /** Hosts whose links are opened without asking. */
  openedHosts: z.array(z.string().max(255)).max(500).catch([]),
});
export type WindowState = z.infer<typeof State>;

export interface WindowStateStore {
  get(): WindowState;
  set(change: Partial<WindowState>): void;
}

export const smallest = { width: 860, height: 560 } as const;
const usual = { width: 1280, height: 800 } as const;

/** What the host itself remembers. Kept apart from the app's settings: it belongs to this screen, not to the person. */
export function createWindowStateStore(): WindowStateStore {
  const store = new Store<{ window: unknown }>({ name: 'window', clearInvalidConfig: true });
  // electron-store answers any renderer on a channel of its own; ours has none to ask.
  ipcMain.removeAllListeners('electron-store-get-data');
  let state = State.parse(store.get('window', {}) ?? {});
  return {
    get: () => state,
    set(change) {
      state = { ...state, ...change };
      store.set('window', state);
    },
  };
}

/** Bounds for a new window: the kept ones while enough of the title bar is on a screen that still exists. */
export function placeWindow(kept: Rectangle | null, areas = screen.getAllDisplays().map((one) => one.workArea)) {
  if (kept === null) return usual;
  const width = Math.max(kept.width, smallest.width);
  const height = Math.max(kept.height, smallest.height);
  const reachable = areas.some((area) => {
    const across = Math.min(kept.x + width, area.x + area.width) - Math.max(kept.x, area.x);
    return across >= 100 && kept.y >= area.y - 10 && kept.y <= area.y + area.height - 40;
  });
  return reachable ? { x: kept.x, y: kept.y, width, height } : { width, height };
}
