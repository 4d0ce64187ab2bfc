/**
 * `window.queuewatch`: three members, names from closed lists, no event object and nothing of Electron passed on.
 */
import { contextBridge, ipcRenderer } from 'electron';
import { encodeError, type Reply } from '../shared/bridgeError.ts';

// Put in by vite.preload.config.ts from the contract.
declare const __REQUEST_NAMES__: readonly string[];
declare const __EVENT_NAMES__: readonly string[];

type Listener = (payload: unknown) => void;

const requestNames = new Set(__REQUEST_NAMES__);
const listeners = new Map<string, Set<Listener>>(__EVENT_NAMES__.map((name) => [name, new Set()]));
/** What comes before the page listens and must not be lost: the address a notification or deep link opens. */
const kept = new Map<string, unknown[]>([
  ['navigate', []],
  ['notification', []],
]);

for (const [name, targets] of listeners) {
  ipcRenderer.on(name, (_event, payload: unknown) => {
    if (targets.size === 0) kept.get(name)?.push(payload);
    for (const target of [...targets]) {
      try {
        target(payload);
      } catch (error) {
        // One part of the page that fails must not keep the others from hearing.
        console.error(error);
      }
    }
  });
}

contextBridge.exposeInMainWorld('queuewatch', {
  host: 'desktop',

  async request(name: unknown, input: unknown): Promise<unknown> {
    if (typeof name !== 'string' || !requestNames.has(name)) {
      throw new Error(encodeError({ code: 'unknown_request', message: 'There is no such request.' }));
    }
    const reply = (await ipcRenderer.invoke(name, input)) as Reply;
    // Only the message of an error survives the way into the page.
    if (!reply.ok) throw new Error(encodeError(reply.error));
    return reply.value;
  },

  on(name: unknown, listener: unknown): () => void {
    const targets = typeof name === 'string' ? listeners.get(name) : undefined;
    if (targets === undefined || typeof listener !== 'function') {
      throw new Error(encodeError({ code: 'unknown_event', message: 'There is no such event.' }));
    }
    const target = listener as Listener;
    // A wrapper of its own: the same function may be given twice.
    const mine: Listener = (payload) => target(payload);
    targets.add(mine);
    for (const payload of kept.get(name as string)?.splice(0) ?? []) queueMicrotask(() => mine(payload));
    return () => void targets.delete(mine);
  },
});
