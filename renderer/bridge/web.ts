/**
 * The bridge in a browser: POST for requests, one event stream read with `fetch`. EventSource cannot send a header, so
 * the token would have to stand in an address, where logs and history keep it; `fetch` streams the same format.
 */
import type {
  Bridge,
  EventName,
  EventPayload,
  RequestInput,
  RequestName,
  RequestOutput,
} from '../../shared/contract.ts';
import { BridgeError, type Reply } from '../../shared/bridgeError.ts';
import { externalUrl } from '../../shared/externalUrl.ts';
import { createConnection, type Connection } from './connection.ts';
import { createEventStreamReader } from './eventStream.ts';

export interface WebBridgeOptions {
  /** Where the host serves from, with a slash at the end. */
  base: string;
  token: string | null | Promise<string | null>;
  fetch?: typeof fetch;
  random?: () => number;
}

/** Silence after which a stream counts as dead; the host sends a comment every 15 seconds. */
const silenceMs = 40_000;
const backoff = { firstMs: 500, mostMs: 15_000 };
/** Events without a listener yet: a page that is still building itself misses nothing it must act on. */
const kept: ReadonlySet<EventName> = new Set(['navigate', 'notification']);

/**
 * The token stands in the address' fragment, which browsers send to nobody. It moves to the tab's session storage (so
 * that reloading works) and leaves the address bar, its history entry and any screenshot. The browser Queuewatch opens
 * by itself gets a one-time ticket instead: a program's arguments are seen by every account of the machine.
 */
export async function signIn(
  page: Pick<Window, 'location' | 'history' | 'sessionStorage'>,
  base: string,
  ask: typeof fetch = fetch,
): Promise<string | null> {
  const [, kind, given] = /(?:^#|&)(token|ticket)=([A-Za-z0-9_-]{16,200})(?:&|$)/.exec(page.location.hash) ?? [];
  if (kind !== undefined) page.history.replaceState(null, '', page.location.pathname + page.location.search);
  const token = kind === 'ticket' ? await redeem(base, given ?? '', ask) : (given ?? null);
  try {
    if (token === null) return page.sessionStorage.getItem('token');
    page.sessionStorage.setItem('token', token);
  } catch {
    // Storage may be switched off; then a reload needs the printed address again.
  }
  return token;
}

async function redeem(base: string, ticket: string, ask: typeof fetch): Promise<string | null> {
  try {
    const reply = await ask(`${base}api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ticket }),
      cache: 'no-store',
    });
    const answer = (await reply.json()) as { token?: unknown };
    return typeof answer.token === 'string' ? answer.token : null;
  } catch {
    return null;
  }
}

/** A browser opens links itself; the server's machine may be another one. */
function openExternal({ url }: RequestInput<'app.openExternal'>): RequestOutput<'app.openExternal'> {
  const checked = externalUrl(url);
  if (!checked.ok) return { opened: false, why: checked.why };
  window.open(checked.url, '_blank', 'noopener,noreferrer');
  return { opened: true, why: null };
}

export function createWebBridge(options: WebBridgeOptions): Bridge & { connection: Connection; dispose(): void } {
  const ask = options.fetch ?? fetch.bind(globalThis);
  const random = options.random ?? Math.random;
  const connection = createConnection('opening');
  const token = Promise.resolve(options.token);
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const waiting = new Map<EventName, unknown[]>();
  const stopped = new AbortController();
  let lastEventId: string | null = null;
  let wake: (() => void) | null = null;

  function deliver(name: EventName, payload: unknown): void {
    const targets = listeners.get(name);
    if (targets === undefined || targets.size === 0) {
      if (kept.has(name)) waiting.set(name, [...(waiting.get(name) ?? []), payload].slice(-20));
      return;
    }
    for (const target of [...targets]) {
      try {
        target(payload as never);
      } catch (error) {
        // One part of the page that fails must not keep the others from hearing, nor end the stream.
        console.error(error);
      }
    }
  }

  const ended = (): BridgeError => {
    connection.set('ended');
    return new BridgeError('session_ended', 'This page is not signed in. Open the address Queuewatch printed.');
  };

  async function authorization(): Promise<{ authorization: string }> {
    const known = await token;
    if (known === null) throw ended();
    return { authorization: `Bearer ${known}` };
  }

  async function readEvents(): Promise<void> {
    const headers = await authorization();
    const attempt = new AbortController();
    const stop = (): void => attempt.abort();
    stopped.signal.addEventListener('abort', stop);
    let watchdog = setTimeout(stop, silenceMs);
    try {
      const reply = await ask(`${options.base}api/events`, {
        headers: {
          ...headers,
          accept: 'text/event-stream',
          ...(lastEventId === null ? {} : { 'last-event-id': lastEventId }),
        },
        cache: 'no-store',
        signal: attempt.signal,
      });
      if (reply.status === 401) {
        ended();
        return;
      }
      if (!reply.ok || reply.body === null) throw new Error(`HTTP ${reply.status}`);
      connection.set('open');
      const events = createEventStreamReader(({ event, id, data }) => {
        if (id !== null) lastEventId = id;
        // The contract's names and shapes: the host parsed it before it sent it.
        deliver(event as EventName, JSON.parse(data));
      });
      const bytes = reply.body.getReader();
      const text = new TextDecoder();
      for (;;) {
        const { done, value } = await bytes.read();
        clearTimeout(watchdog);
        if (done) return;
        watchdog = setTimeout(stop, silenceMs);
        events.push(text.decode(value, { stream: true }));
      }
    } finally {
      clearTimeout(watchdog);
      stopped.signal.removeEventListener('abort', stop);
      attempt.abort();
    }
  }

  const over = (): boolean => stopped.signal.aborted || connection.get() === 'ended';

  async function keepReading(): Promise<void> {
    let delay = backoff.firstMs;
    while (!over()) {
      try {
        await readEvents();
      } catch {
        // Said by the connection's state; the next attempt follows.
      }
      if (over()) return;
      if (connection.get() === 'open') delay = backoff.firstMs;
      connection.set('lost');
      await new Promise<void>((resume) => {
        const timer = setTimeout(resume, delay * (0.5 + random() / 2));
        wake = () => {
          clearTimeout(timer);
          resume();
        };
      });
      delay = Math.min(delay * 2, backoff.mostMs);
    }
  }

  // A laptop that wakes or a tab that comes back should not sit out the rest of a long pause.
  const hurry = (): void => wake?.();
  if (typeof window !== 'undefined') {
    window.addEventListener('online', hurry, { signal: stopped.signal });
    document.addEventListener('visibilitychange', hurry, { signal: stopped.signal });
  }
  void keepReading();

  return {
    host: 'web',
    connection,
    async request<K extends RequestName>(name: K, input: RequestInput<K>): Promise<RequestOutput<K>> {
      const opened = name === 'app.openExternal' ? openExternal(input as RequestInput<'app.openExternal'>) : null;
      if (opened !== null) return opened as RequestOutput<K>;
      const headers = await authorization();
      let reply: Reply;
      try {
        const response = await ask(`${options.base}api/${name}`, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify(input),
          cache: 'no-store',
          signal: stopped.signal,
        });
        if (response.status === 401) throw ended();
        reply = (await response.json()) as Reply;
      } catch (thrown) {
        if (thrown instanceof BridgeError) throw thrown;
        throw new BridgeError('host_unreachable', thrown instanceof Error ? thrown.message : String(thrown));
      }
      if (!reply.ok) throw new BridgeError(reply.error.code, reply.error.message);
      // Parsed against the contract by the host.
      return reply.value as RequestOutput<K>;
    },
    on<K extends EventName>(name: K, listener: (payload: EventPayload<K>) => void): () => void {
      const targets = listeners.get(name) ?? new Set();
      listeners.set(name, targets);
      targets.add(listener);
      const missed = waiting.get(name) ?? [];
      waiting.delete(name);
      for (const payload of missed) queueMicrotask(() => listener(payload as EventPayload<K>));
      return () => void targets.delete(listener);
    },
    dispose() {
      stopped.abort();
      wake?.();
    },
  };
}
