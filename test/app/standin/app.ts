import { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type * as Electron from 'electron';
import { chromium, type BrowserContext } from 'playwright-core';
import { recorded } from './recorded.ts';

const given = process.env['STANDIN_USER_DATA'];
const home = given ?? mkdtempSync(path.join(os.tmpdir(), 'standin-'));
let userData = path.join(home, 'data');
let context: BrowserContext | null = null;
let ready = false;

/** Electron reports `ready` only once the entry module has finished: awaiting it at top level never ends. */
let codeLoaded: () => void;
const appCode = new Promise<void>((resolve) => {
  codeLoaded = resolve;
});
export const appCodeLoaded = (): void => codeLoaded();
export const isReady = (): boolean => ready;
export const browser = (): BrowserContext => {
  if (context === null) throw new Error('Before ready.');
  return context;
};
/** Windows closed by quitting; given by the window's own module. */
export const closers: { closeAll(): Promise<boolean> } = { closeAll: () => Promise.resolve(true) };

const launch = async (): Promise<void> => {
  context = await chromium.launchPersistentContext(path.join(home, 'chromium'), {
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    headless: true,
    acceptDownloads: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  await Promise.all(context.pages().map((page) => page.close()));
  await appCode;
  ready = true;
  queueMicrotask(() => app.emit('ready'));
};

class StandinApp extends EventEmitter {
  readonly isPackaged = false;
  name = 'queuewatch';
  #ready: Promise<void> | null = null;
  #quitting = false;

  whenReady(): Promise<void> {
    return (this.#ready ??= launch());
  }
  isReady(): boolean {
    return ready;
  }
  setName(name: string): void {
    this.name = name;
  }
  getName(): string {
    return this.name;
  }
  getVersion(): string {
    return '0.0.0';
  }
  getPath(name: string): string {
    const folder = name === 'userData' ? userData : path.join(home, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }
  setPath(name: string, folder: string): void {
    if (ready) throw new Error('setPath after ready');
    if (name === 'userData') userData = folder;
  }
  setAppUserModelId(id: string): void {
    recorded.appUserModelId = id;
  }
  enableSandbox(): void {
    if (ready) throw new Error('app.enableSandbox() can only be called before app is ready');
    recorded.sandboxed = true;
  }
  requestSingleInstanceLock(): boolean {
    return !recorded.secondInstance;
  }
  setAsDefaultProtocolClient(): boolean {
    throw new Error('Only a packaged app registers itself.');
  }
  setLoginItemSettings(): void {
    throw new Error('Only a packaged app registers itself.');
  }
  setBadgeCount(count = 0): boolean {
    recorded.badge = count;
    return true;
  }
  quit(): void {
    void this.#quit();
  }
  async #quit(): Promise<void> {
    if (this.#quitting) return;
    const event = { prevented: false, preventDefault: () => (event.prevented = true) };
    this.emit('before-quit', event);
    if (event.prevented) return;
    if (!(await closers.closeAll())) return;
    await this.#end(0);
  }
  exit(code = 0): void {
    void this.#end(code);
  }
  async #end(code: number): Promise<void> {
    if (this.#quitting) return;
    this.#quitting = true;
    recorded.exitCode = code;
    this.emit('will-quit', { preventDefault: () => undefined });
    await context?.close();
    if (given === undefined) rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    this.emit('quit', {}, code);
  }
}

type Used =
  | 'whenReady'
  | 'isReady'
  | 'setName'
  | 'getName'
  | 'getVersion'
  | 'getPath'
  | 'setPath'
  | 'setAppUserModelId'
  | 'enableSandbox'
  | 'requestSingleInstanceLock'
  | 'setLoginItemSettings'
  | 'setBadgeCount'
  | 'quit'
  | 'exit';
export const app = new StandinApp() satisfies Pick<Electron.App, Used | 'isPackaged' | 'name'>;
