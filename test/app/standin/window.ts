import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type * as Electron from 'electron';
import type { Frame, Page, Route } from 'playwright-core';
import { toApp, toBrowser } from './addresses.ts';
import { app, browser, closers, isReady } from './app.ts';
import { ipcMain } from './ipcMain.ts';
import { pageRuntime } from './pageRuntime.ts';
import { schemes } from './protocol.ts';
import { recorded } from './recorded.ts';
import { agrees, strict } from './strict.ts';

type OpenHandler = (details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse;

/** The event a listener gets; says whether it was prevented. */
function preventable<T extends object>(details: T): T & { preventDefault(): void; prevented: boolean } {
  const event = {
    ...details,
    prevented: false,
    preventDefault() {
      event.prevented = true;
    },
  };
  return event;
}

const senderFrame = (frame: Frame | null): { url: string; parent: unknown } | null =>
  frame === null ? null : { url: toApp(frame.url()), parent: senderFrame(frame.parentFrame()) };

class StandinWebContents extends EventEmitter {
  static #next = 1;
  readonly id = StandinWebContents.#next++;
  openHandler: OpenHandler = () => ({ action: 'allow' });
  readonly #window: StandinWindow;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(window: StandinWindow) {
    super();
    this.#window = window;
  }
  send(channel: string, ...args: unknown[]): void {
    // What cannot be cloned fails here, as in Electron.
    const copied = structuredClone(args);
    this.#queue = this.#queue
      .then(async () => {
        const page = await this.#window.opened;
        await page.evaluate(
          ([name, payload]) => {
            const emit = (window as unknown as { __standinEmit?: (channel: string, args: unknown[]) => void })
              .__standinEmit;
            emit?.(name, payload);
          },
          [channel, copied] as [string, unknown[]],
        );
      })
      .catch((error: unknown) => {
        // The page may be gone by now; Electron drops such messages as well. An exception in it is a page's error.
        const text = String(error);
        if (!/closed|destroyed|navigation/i.test(text)) recorded.pageErrors.push(text);
      });
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }
  isDestroyed(): boolean {
    return this.#window.isDestroyed();
  }
}
agrees<Pick<Electron.WebContents, 'send' | 'setWindowOpenHandler' | 'isDestroyed'>>(StandinWebContents.prototype);

class StandinWindow extends EventEmitter {
  readonly webContents: StandinWebContents & EventEmitter;
  readonly options: Electron.BrowserWindowConstructorOptions;
  readonly opened: Promise<Page>;
  /** A load asked for by the app itself is no navigation of the page. */
  loading = false;
  #destroyed = false;
  #visible: boolean;
  #minimized = false;
  #maximized = false;
  background: string;

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    if (!isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    this.options = options;
    this.#visible = options.show !== false;
    this.background = options.backgroundColor ?? '';
    recorded.windowOptions.push(options);
    this.webContents = strict('webContents', new StandinWebContents(this));
    windows.push(this);
    this.opened = this.#open();
    app.emit('web-contents-created', {}, this.webContents);
  }

  async #open(): Promise<Page> {
    const { preload } = this.options.webPreferences ?? {};
    if (preload !== undefined && !/\.c?js$/.test(preload)) throw new Error('A sandboxed preload is plain script.');
    const page = await browser().newPage();
    await page.setViewportSize({ width: this.options.width ?? 800, height: this.options.height ?? 600 });
    page.on('pageerror', (error) => recorded.pageErrors.push(error.message));
    page.on('console', (line) => {
      if (line.type() === 'error') recorded.pageErrors.push(line.text());
    });
    page.on('load', () => {
      this.webContents.emit('did-finish-load', {});
      this.emit('ready-to-show', {});
    });
    // The popup's own event says about:blank; the protocol has the address.
    const cdp = await browser().newCDPSession(page);
    await cdp.send('Page.enable');
    cdp.on('Page.windowOpen', ({ url, windowName }) => {
      const details = { url: toApp(url), frameName: windowName, features: '', disposition: 'new-window' as const };
      const answer = this.webContents.openHandler({ ...details, referrer: { url: '', policy: 'default' } });
      if (answer.action === 'allow') throw new Error('The stand-in opens no second window.');
    });
    page.on('popup', (popup) => void popup.close());
    await page.exposeBinding('__standin', (source, kind: string, channel: string, args: unknown[]) =>
      this.#received(source.frame, kind, channel, args),
    );
    if (preload !== undefined) {
      const source = readFileSync(preload, 'utf8');
      // As text, not by eval, which the page's policy forbids. Module syntax fails here as it does in Electron.
      const wrapped = `function(require,module,exports,process){${source}\n}`;
      await page.addInitScript({
        content: `(${pageRuntime.toString()})(${JSON.stringify(process.platform)},${wrapped})`,
      });
    }
    await page.route('**/*', (route) => this.#serve(page, route));
    return page;
  }

  async #received(frame: Frame, kind: string, channel: string, args: unknown[]) {
    const event = {
      sender: this.webContents,
      senderFrame: senderFrame(frame),
      processId: 1,
      frameId: 1,
      type: 'frame',
    };
    if (kind === 'send') {
      ipcMain.emit(channel, event, ...args);
      return null;
    }
    const handler = ipcMain.handlers.get(channel);
    if (handler === undefined) return { error: `Error: No handler registered for '${channel}'` };
    try {
      const result: unknown = await handler(event as unknown as Electron.IpcMainInvokeEvent, ...args);
      return { value: structuredClone(result) };
    } catch (error) {
      return { error: String(error) };
    }
  }

  async #serve(page: Page, route: Route): Promise<void> {
    const request = route.request();
    const address = toApp(request.url());
    if (request.isNavigationRequest() && !this.loading) {
      const isMainFrame = request.frame() === page.mainFrame();
      const details = { url: address, isSameDocument: false, isMainFrame, frame: null };
      const inFrame = preventable(details);
      this.webContents.emit('will-frame-navigate', inFrame);
      const inMain = preventable(details);
      if (isMainFrame) this.webContents.emit('will-navigate', inMain, address);
      // Aborting would leave an error page; Electron keeps the document, as an empty answer does.
      if (inFrame.prevented || inMain.prevented) return route.fulfill({ status: 204 });
    }
    const handler = schemes.get(new URL(address).protocol.slice(0, -1));
    if (handler === undefined) {
      recorded.blocked.push(address);
      return route.abort('blockedbyclient');
    }
    // Node's Request takes no unknown scheme: what the handler reads is given as it would be.
    const asked = { url: address, method: request.method(), headers: new Headers(request.headers()) };
    const answer = await handler(asked as Request);
    const body = Buffer.from(await answer.arrayBuffer());
    return route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body });
  }

  async loadURL(address: string): Promise<void> {
    const page = await this.opened;
    this.loading = true;
    try {
      await page.goto(toBrowser(address));
    } finally {
      this.loading = false;
    }
  }
  show(): void {
    this.#visible = true;
    this.#minimized = false;
    this.emit('show');
    this.focus();
  }
  showInactive(): void {
    this.#visible = true;
    this.emit('show');
  }
  focus(): void {
    this.emit('focus');
  }
  isVisible(): boolean {
    return this.#visible && !this.#destroyed;
  }
  minimize(): void {
    this.#minimized = true;
    this.emit('minimize');
  }
  isMinimized(): boolean {
    return this.#minimized;
  }
  restore(): void {
    this.#minimized = false;
  }
  maximize(): void {
    this.#maximized = true;
  }
  unmaximize(): void {
    this.#maximized = false;
  }
  isMaximized(): boolean {
    return this.#maximized;
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  getNormalBounds(): Electron.Rectangle {
    return { x: 10, y: 10, width: this.options.width ?? 800, height: this.options.height ?? 600 };
  }
  setBackgroundColor(colour: string): void {
    this.background = colour;
  }
  close(): void {
    void this.closing();
  }
  /** False when the app kept it open. */
  async closing(): Promise<boolean> {
    if (this.#destroyed) return true;
    const event = preventable({});
    this.emit('close', event);
    if (event.prevented) return false;
    this.#destroyed = true;
    this.emit('closed');
    await (await this.opened).close();
    if (openWindows().length === 0) app.emit('window-all-closed');
    return true;
  }
}
type Used =
  | 'show'
  | 'showInactive'
  | 'focus'
  | 'isVisible'
  | 'minimize'
  | 'isMinimized'
  | 'restore'
  | 'maximize'
  | 'unmaximize'
  | 'isMaximized'
  | 'isDestroyed'
  | 'getNormalBounds'
  | 'setBackgroundColor'
  | 'close'
  | 'loadURL';
agrees<Pick<Electron.BrowserWindow, Used>>(StandinWindow.prototype);

const windows: StandinWindow[] = [];
export const openWindows = (): StandinWindow[] => windows.filter((one) => !one.isDestroyed());
export type { StandinWindow };
closers.closeAll = async () => (await Promise.all(openWindows().map((one) => one.closing()))).every(Boolean);

export const BrowserWindow = new Proxy(StandinWindow, {
  construct: (target, args: [Electron.BrowserWindowConstructorOptions?]) =>
    strict('BrowserWindow', new target(...args)),
});
