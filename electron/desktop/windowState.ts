import Store from 'electron-store';
import { ipcMain } from 'electron';
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
