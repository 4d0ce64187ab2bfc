import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { EventName, EventPayload } from '../../shared/contract.ts';
import { pageUrl, productName } from './identity.ts';
import { placeWindow, smallest } from './windowPlace.ts';
import type { WindowStateStore } from './windowState.ts';

export interface MainWindowDeps {
  state: WindowStateStore;
  preload: string;
  icon: string | undefined;
  /** The window was closed. True: the app stays in the tray. */
  closed(): void;
  focused(on: boolean): void;
  failed(what: string, error: unknown): void;
}

export interface MainWindow {
  /** Shows the window, made anew when there is none, and opens an address in it. */
  show(link?: string): void;
  /** Shows it without taking the keyboard: at login. */
  showQuietly(): void;
  close(): void;
  control(what: 'minimize' | 'maximize' | 'close'): void;
  /** Sends to the page, once it is there to hear it. */
  send<K extends EventName>(name: K, payload: EventPayload<K>): void;
  readonly isOpen: boolean;
  isOwn(webContentsId: number): boolean;
}

/** The backgrounds of `--bg-window`, so that nothing flashes before the page has drawn. */
const background = (): string => (nativeTheme.shouldUseDarkColors ? '#131516' : '#f1f2f3');
const mostReloads = 3;

/**
 * The one window. It is destroyed when closed, not hidden: an app in the tray should not hold a renderer's memory, and a
 * new window starts in well under a second.
 */
export function createMainWindow(deps: MainWindowDeps): MainWindow {
  let window: BrowserWindow | null = null;
  let loaded = false;
  let waiting: [string, unknown][] = [];
  let reloads = 0;

  function create(reveal: (window: BrowserWindow) => void): BrowserWindow {
    const kept = deps.state.get();
    const mac = process.platform === 'darwin';
    const made = new BrowserWindow({
      ...placeWindow(
        kept.bounds,
        screen.getAllDisplays().map((one) => one.workArea),
      ),
      minWidth: smallest.width,
      minHeight: smallest.height,
      show: false,
      title: productName,
      backgroundColor: background(),
      // The page draws its own title bar; on macOS the system's buttons stay.
      ...(mac ? { titleBarStyle: 'hiddenInset' as const } : { frame: false }),
      ...(deps.icon === undefined ? {} : { icon: deps.icon }),
      webPreferences: { preload: deps.preload, sandbox: true, contextIsolation: true, spellcheck: false },
    });
    window = made;
    loaded = false;

    made.once('ready-to-show', () => {
      if (kept.maximized) made.maximize();
      reveal(made);
    });
    made.on('focus', () => deps.focused(true));
    made.on('blur', () => deps.focused(false));
    made.on('close', () => {
      deps.state.set({ bounds: made.getNormalBounds(), maximized: made.isMaximized() });
    });
    made.on('closed', () => {
      if (window === made) window = null;
      waiting = [];
      deps.focused(false);
      deps.closed();
    });
    made.webContents.on('did-finish-load', () => {
      loaded = true;
      const now = waiting;
      waiting = [];
      for (const [name, payload] of now) made.webContents.send(name, payload);
    });
    made.webContents.on('render-process-gone', (_event, details) => {
      if (details.reason === 'clean-exit') return;
      deps.failed(`The window's process ended: ${details.reason}`, null);
      loaded = false;
      if (++reloads <= mostReloads) load(made);
    });
    load(made);
    return made;
  }

  function load(target: BrowserWindow): void {
    target.loadURL(pageUrl).catch((error: unknown) => {
      if (!target.isDestroyed()) deps.failed('The window could not be loaded', error);
    });
  }

  nativeTheme.on('updated', () => {
    if (window !== null && !window.isDestroyed()) window.setBackgroundColor(background());
  });

  return {
    show(link) {
      if (window === null) {
        create((made) => made.show());
      } else {
        if (window.isMinimized()) window.restore();
        window.show();
        window.focus();
      }
      if (link !== undefined) this.send('navigate', { link });
    },
    showQuietly() {
      if (window === null) create((made) => made.showInactive());
    },
    close() {
      window?.close();
    },
    control(what) {
      if (window === null) return;
      if (what === 'minimize') window.minimize();
      else if (what === 'close') window.close();
      else if (window.isMaximized()) window.unmaximize();
      else window.maximize();
    },
    send(name, payload) {
      if (window === null || window.isDestroyed()) return;
      if (loaded) window.webContents.send(name, payload);
      // Streams are asked for by the page itself when it starts; only what it must act on has to wait.
      else if (name === 'navigate' || name === 'notification') waiting.push([name, payload]);
    },
    get isOpen() {
      return window !== null;
    },
    isOwn: (id) => window !== null && !window.isDestroyed() && window.webContents.id === id,
  };
}
