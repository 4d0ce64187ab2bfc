/**
 * A stand-in for the module `electron`: the built main bundle runs in this Node process as it is, each BrowserWindow is a
 * page of a real Chromium, and the built preload runs in that page. Checked against electron.d.ts by `satisfies`, so a
 * renamed call fails the type check. What Electron itself decides (isolated worlds, the real tray, keychain and
 * notifications, fuses, asar) only real Electron shows.
 */
import { app as theApp } from './app.ts';
import { ipcMain as theIpcMain } from './ipcMain.ts';
import { protocol as theProtocol } from './protocol.ts';
import * as system from './shell.ts';
import { strict } from './strict.ts';
import { BrowserWindow } from './window.ts';

export const app = strict('app', theApp);
export const ipcMain = strict('ipcMain', theIpcMain);
export const protocol = strict('protocol', theProtocol);
export { BrowserWindow };
export const { Menu, Tray, Notification } = system;
export const safeStorage = strict('safeStorage', system.safeStorage);
export const powerMonitor = strict('powerMonitor', system.powerMonitor);
export const screen = strict('screen', system.screen);
export const nativeTheme = strict('nativeTheme', system.nativeTheme);
export const net = strict('net', system.net);
export const shell = strict('shell', system.shell);
export const dialog = strict('dialog', system.dialog);
export const session = { defaultSession: strict('session', system.session.defaultSession) };

export default strict('electron', {
  app,
  ipcMain,
  protocol,
  BrowserWindow,
  Menu,
  Tray,
  Notification,
  safeStorage,
  powerMonitor,
  screen,
  nativeTheme,
  net,
  shell,
  dialog,
  session,
});
