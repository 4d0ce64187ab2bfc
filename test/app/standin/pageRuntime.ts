/**
 * Runs in the page before any script of its own, sent there as text: it may use nothing from outside. Gives the preload
 * what a sandboxed preload has: `require('electron')` with contextBridge and ipcRenderer, and nothing else. Values cross
 * the bridge as copies, functions as proxies, as Electron's contextBridge does it.
 */
export function pageRuntime(
  platform: string,
  preload: (require: (id: string) => unknown, module: object, exports: object, process: object) => void,
): void {
  const page = window as unknown as Record<string, unknown> & {
    __standin?: (kind: string, channel: string, args: unknown[]) => Promise<{ value?: unknown; error?: string } | null>;
  };
  if (window.top !== window) return; // Preloads do not run in subframes.
  const send = page.__standin;
  delete page.__standin;
  if (send === undefined) return;

  type Listener = (event: unknown, ...args: unknown[]) => void;
  const listeners = new Map<string, Listener[]>();
  Object.defineProperty(page, '__standinEmit', {
    enumerable: false,
    value: (channel: string, args: unknown[]) => {
      for (const listener of [...(listeners.get(channel) ?? [])]) listener({ sender: ipcRenderer, ports: [] }, ...args);
    },
  });
  const ipcRenderer = {
    async invoke(channel: string, ...args: unknown[]): Promise<unknown> {
      const reply = await send('invoke', channel, structuredClone(args));
      if (reply?.error !== undefined) throw new Error(`Error invoking remote method '${channel}': ${reply.error}`);
      return reply?.value;
    },
    send(channel: string, ...args: unknown[]): void {
      void send('send', channel, structuredClone(args));
    },
    on(channel: string, listener: Listener) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
      return ipcRenderer;
    },
    off(channel: string, listener: Listener) {
      const rest = (listeners.get(channel) ?? []).filter((one) => one !== listener);
      listeners.set(channel, rest);
      return ipcRenderer;
    },
  };

  function cross(value: unknown): unknown {
    if (typeof value === 'function') {
      const target = value as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => {
        const result = target(...args.map(cross));
        return result instanceof Promise
          ? result.then(cross, (error: unknown) => Promise.reject(copyError(error)))
          : cross(result);
      };
    }
    if (value === null || typeof value !== 'object') return value;
    const prototype: unknown = Object.getPrototypeOf(value);
    if (Array.isArray(value)) return value.map(cross);
    if (prototype === Object.prototype) {
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, cross(one)]));
    }
    return structuredClone(value);
  }
  /** Only the message of an error survives the bridge. */
  const copyError = (error: unknown): Error => new Error(error instanceof Error ? error.message : String(error));

  const contextBridge = {
    exposeInMainWorld(key: string, api: unknown): void {
      if (key in page)
        throw new Error(`Cannot bind an API on top of an existing property on the window object: ${key}`);
      // The API is frozen, one level being all ours has; what its functions return are plain copies.
      Object.defineProperty(page, key, { value: Object.freeze(cross(api)), enumerable: true });
    },
  };
  const require = (id: string): unknown => {
    if (id === 'electron') return { contextBridge, ipcRenderer };
    throw new Error(`module not found: ${id}`);
  };
  preload(require, { exports: {} }, {}, { platform, type: 'renderer', contextIsolated: true, sandboxed: true });
}
