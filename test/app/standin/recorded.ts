import type * as Electron from 'electron';

/** What the app did to the outside, for tests to look at. */
export interface Recorded {
  external: string[];
  /** Everything that went wrong in a page: exceptions and error lines of its console. */
  pageErrors: string[];
  /** Addresses a page asked for that no scheme of ours serves. They are never fetched. */
  blocked: string[];
  windowOptions: Electron.BrowserWindowConstructorOptions[];
  privilegedSchemes: Electron.CustomScheme[];
  sandboxed: boolean;
  appUserModelId: string | null;
  badge: number;
  dialogs: Electron.MessageBoxOptions[];
  /** Answer of the next message boxes. */
  dialogAnswer: { response: number; checkboxChecked: boolean };
  errorBoxes: string[];
  permissionRequest: Parameters<Electron.Session['setPermissionRequestHandler']>[0];
  permissionCheck: Parameters<Electron.Session['setPermissionCheckHandler']>[0];
  devicePermission: Parameters<Electron.Session['setDevicePermissionHandler']>[0];
  secondInstance: boolean;
  exitCode: number | null;
}

export const recorded: Recorded = {
  external: [],
  pageErrors: [],
  blocked: [],
  windowOptions: [],
  privilegedSchemes: [],
  sandboxed: false,
  appUserModelId: null,
  badge: 0,
  dialogs: [],
  dialogAnswer: { response: 0, checkboxChecked: false },
  errorBoxes: [],
  permissionRequest: null,
  permissionCheck: null,
  devicePermission: null,
  secondInstance: process.env['STANDIN_SECOND_INSTANCE'] === '1',
  exitCode: null,
};
