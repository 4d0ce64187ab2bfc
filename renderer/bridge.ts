/**
 * The window's only way out: `window.queuewatch` from the preload in Electron, its HTTP twin in a browser. Everything
 * on screen asks through this module, so no screen knows which of the two it runs on.
 */
import type { Bridge } from '../shared/contract.ts';
import { createDesktopBridge } from './bridge/desktop.ts';
import { createWebBridge, signIn } from './bridge/web.ts';
import type { Connection } from './bridge/connection.ts';

export type { Connection, ConnectionState } from './bridge/connection.ts';
export { BridgeError } from '../shared/bridgeError.ts';

declare global {
  interface Window {
    /** Present in Electron only. */
    readonly queuewatch?: Bridge;
  }
}

const base = new URL('./', location.href).href;
const made =
  window.queuewatch === undefined
    ? createWebBridge({ base, token: signIn(window, base) })
    : createDesktopBridge(window.queuewatch);

/** Rejections are always a `BridgeError` with a stable `code`. */
export const bridge: Bridge = made;

/** Whether the window still hears its host. Always `open` in Electron. */
export const connection: Connection = made.connection;
