import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import type * as Electron from 'electron';
import { recorded } from './recorded.ts';
import { agrees } from './strict.ts';

// --- tray and menu -------------------------------------------------------------------------------------------------

export class Menu {
  static application: Menu | null = null;
  readonly items: readonly Electron.MenuItemConstructorOptions[];
  constructor(items: readonly Electron.MenuItemConstructorOptions[] = []) {
    this.items = items;
  }
  static buildFromTemplate(template: readonly Electron.MenuItemConstructorOptions[]): Menu {
    return new Menu(template);
  }
  static setApplicationMenu(menu: Menu | null): void {
    Menu.application = menu;
  }
}

const checkIcon = (file: unknown): string => {
  if (typeof file !== 'string' || !existsSync(file))
    throw new Error(`Failed to load image from path '${String(file)}'`);
  return file;
};

export class Tray extends EventEmitter {
  static readonly all: Tray[] = [];
  icon: string;
  menu: Menu | null = null;
  tooltip = '';
  destroyed = false;
  constructor(icon: string) {
    super();
    this.icon = checkIcon(icon);
    Tray.all.push(this);
  }
  setImage(icon: string): void {
    this.icon = checkIcon(icon);
  }
  setToolTip(text: string): void {
    this.tooltip = text;
  }
  setContextMenu(menu: Menu | null): void {
    this.menu = menu;
  }
  destroy(): void {
    this.destroyed = true;
  }
}
type TrayUsed = 'setImage' | 'setToolTip' | 'destroy';
agrees<Pick<Electron.Tray, TrayUsed>>(Tray.prototype);

// --- notifications -------------------------------------------------------------------------------------------------

export class Notification extends EventEmitter {
  static readonly shown: Notification[] = [];
  /** Set by a test: the system shows none. */
  static failsWith: string | null = null;
  readonly options: Electron.NotificationConstructorOptions;
  closed = false;
  constructor(options: Electron.NotificationConstructorOptions = {}) {
    super();
    this.options = options;
    if (options.icon !== undefined) checkIcon(options.icon);
  }
  static isSupported(): boolean {
    return true;
  }
  static handleActivation(): void {
    throw new Error('Windows only.');
  }
  show(): void {
    if (Notification.failsWith !== null) {
      this.emit('failed', {}, Notification.failsWith);
      return;
    }
    Notification.shown.push(this);
    this.emit('show', {});
  }
  close(): void {
    this.closed = true;
  }
}
agrees<Pick<Electron.Notification, 'show' | 'close'>>(Notification.prototype);
agrees<Pick<typeof Electron.Notification, 'isSupported'>>(Notification);

// --- system --------------------------------------------------------------------------------------------------------

const flip = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0x5a));
export const safeStorage = {
  isAsyncEncryptionAvailable: () => Promise.resolve(true),
  getSelectedStorageBackend: () =>
    (process.env['STANDIN_KEYRING'] ?? 'gnome_libsecret') as ReturnType<
      Electron.SafeStorage['getSelectedStorageBackend']
    >,
  encryptStringAsync: (text: string) => Promise.resolve(flip(Buffer.from(text))),
  decryptStringAsync: (bytes: Buffer) => Promise.resolve({ shouldReEncrypt: false, result: flip(bytes).toString() }),
} satisfies Partial<Electron.SafeStorage>;

export const powerMonitor = new EventEmitter();

export const screen = Object.assign(new EventEmitter(), {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
});
agrees<{ getAllDisplays(): Pick<Electron.Display, 'workArea'>[] }>(screen);

export const nativeTheme = Object.assign(new EventEmitter(), {
  shouldUseDarkColors: false,
  shouldUseDarkColorsForSystemIntegratedUI: false,
  themeSource: 'system' as Electron.NativeTheme['themeSource'],
}) satisfies Pick<
  Electron.NativeTheme,
  'shouldUseDarkColors' | 'shouldUseDarkColorsForSystemIntegratedUI' | 'themeSource'
>;

export const net = { isOnline: () => true } satisfies Partial<Electron.Net>;

export const shell = {
  openExternal(url: string) {
    recorded.external.push(url);
    return Promise.resolve();
  },
} satisfies Partial<Electron.Shell>;

export const dialog = {
  showMessageBox(options: Electron.MessageBoxOptions) {
    recorded.dialogs.push(options);
    return Promise.resolve(recorded.dialogAnswer);
  },
  showErrorBox(title: string, content: string) {
    recorded.errorBoxes.push(`${title}: ${content}`);
  },
};
agrees<Pick<Electron.Dialog, 'showErrorBox'>>(dialog);

class StandinSession extends EventEmitter {
  setPermissionRequestHandler(handler: Parameters<Electron.Session['setPermissionRequestHandler']>[0]): void {
    recorded.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: Parameters<Electron.Session['setPermissionCheckHandler']>[0]): void {
    recorded.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: Parameters<Electron.Session['setDevicePermissionHandler']>[0]): void {
    recorded.devicePermission = handler;
  }
}
type SessionUsed = 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler';
agrees<Pick<Electron.Session, SessionUsed>>(StandinSession.prototype);
export const session = { defaultSession: new StandinSession() };
