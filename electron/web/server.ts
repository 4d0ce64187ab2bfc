import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../../shared/error.ts';
import type { Dispatch } from '../host/dispatch.ts';
import { createPageFiles, securityHeaders } from '../host/pageFiles.ts';
import type { EventHub } from './eventHub.ts';
import { createGuard, type Asked } from './guard.ts';
import type { Tickets } from './tickets.ts';

export interface WebServerDeps {
  host: string;
  /** 0: any free one. */
  port: number;
  token: string;
  ownNames: readonly string[];
  /** Folder of the built window. */
  pages: string;
  dispatch: Dispatch;
  events: EventHub;
  tickets: Pick<Tickets, 'take'>;
  /** OpenMetrics text. */
  metrics(): Promise<string>;
  failed(what: string, error: unknown): void;
}

export interface WebServer {
  /** Where it really listens. */
  readonly host: string;
  readonly port: number;
  dispose(): Promise<void>;
}

const kib = 1024;
/** Only a listing opened from a file is large; the contract bounds its text at 200 million characters. */
const bodyLimit = (name: string): number => (name === 'servers.openListing' ? 820_000 * kib : 4096 * kib);
const mostStreams = 32;
const json = { 'content-type': 'application/json; charset=utf-8' };

type Answer = { status: number; headers?: Record<string, string>; body?: string | Uint8Array };

const statusOf: Readonly<Record<string, number>> = { unknown_request: 404, bad_input: 400, internal: 500 };

class Refusal extends Error {
  readonly answer: Answer;
  constructor(status: number, words: string, headers: Record<string, string> = {}) {
    super(words);
    this.answer = { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: `${words}\n` };
  }
}

async function readBody(request: IncomingMessage, limit: number): Promise<string> {
  const tooLarge = (): Refusal => new Refusal(413, 'Too large', { connection: 'close' });
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * The window in a browser: its files for anybody who reaches the port, everything else for who holds the token. Plain
 * HTTP, meant for loopback; further away it belongs behind an SSH tunnel.
 */
export async function startWebServer(deps: WebServerDeps): Promise<WebServer> {
  const guard = createGuard({ token: deps.token, host: deps.host, ownNames: deps.ownNames });
  const pages = createPageFiles(deps.pages);

  const asked = (request: IncomingMessage): Asked => ({
    headers: request.headers,
    localAddress: request.socket.localAddress ?? '',
    localPort: request.socket.localPort ?? 0,
  });

  function onlyMethod(request: IncomingMessage, ...methods: string[]): void {
    if (!methods.includes(request.method ?? '')) {
      throw new Refusal(405, 'Method not allowed', { allow: methods.join(', ') });
    }
  }

  function onlyOurs(request: IncomingMessage): void {
    if (!guard.origin(asked(request))) throw new Refusal(403, 'Wrong Origin');
    if (!guard.token(request.headers)) {
      throw new Refusal(401, 'Token needed', { 'www-authenticate': 'Bearer realm="Queuewatch"' });
    }
  }

  /** A page of a stranger cannot send this type without being asked first by the browser, which we never answer. */
  async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
    onlyMethod(request, 'POST');
    if (!/^application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? '')) {
      throw new Refusal(415, 'application/json expected');
    }
    const text = await readBody(request, limit);
    try {
      return JSON.parse(text);
    } catch {
      throw new Refusal(400, 'Not JSON');
    }
  }

  async function openSession(request: IncomingMessage): Promise<Answer> {
    if (!guard.origin(asked(request))) throw new Refusal(403, 'Wrong Origin');
    const body = await readJson(request, 4 * kib);
    const ticket = typeof body === 'object' && body !== null && 'ticket' in body ? body.ticket : null;
    if (typeof ticket !== 'string' || !deps.tickets.take(ticket)) throw new Refusal(401, 'This ticket is not good');
    return { status: 200, headers: json, body: JSON.stringify({ token: deps.token }) };
  }

  async function answerRequest(name: string, request: IncomingMessage): Promise<Answer> {
    const reply = await deps.dispatch(name, await readJson(request, bodyLimit(name)));
    return {
      status: reply.ok ? 200 : (statusOf[reply.error.code] ?? 422),
      headers: json,
      body: JSON.stringify(reply),
    };
  }

  function openStream(request: IncomingMessage, response: ServerResponse): void {
    onlyMethod(request, 'GET');
    if (deps.events.size >= mostStreams) throw new Refusal(503, 'Too many pages are open');
    request.socket.setTimeout(0);
    response.writeHead(200, {
      ...securityHeaders,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const lastId = request.headers['last-event-id'];
    const detach = deps.events.attach(response, typeof lastId === 'string' ? lastId : undefined);
    response.on('close', detach);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<Answer | null> {
    if (!guard.host(asked(request))) throw new Refusal(421, 'Wrong Host');
    // The path as sent: a URL parser would already have folded "/../" and decided what we want to refuse.
    const path = /^\/[^?#]*/.exec(request.url ?? '')?.[0] ?? '';
    if (path === '/metrics') {
      onlyMethod(request, 'GET', 'HEAD');
      onlyOurs(request);
      const type = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
      return { status: 200, headers: { 'content-type': type }, body: await deps.metrics() };
    }
    if (path === '/api/events') {
      onlyOurs(request);
      openStream(request, response);
      return null;
    }
    if (path === '/api/session') return openSession(request);
    if (path.startsWith('/api/')) {
      onlyOurs(request);
      return answerRequest(path.slice('/api/'.length), request);
    }
    onlyMethod(request, 'GET', 'HEAD');
    return pages(path);
  }

  function reply(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): void {
    if (response.headersSent || response.destroyed) return;
    const bytes = typeof body === 'string' ? Buffer.from(body) : (body ?? new Uint8Array());
    response.writeHead(status, {
      ...securityHeaders,
      'cache-control': 'no-store',
      ...headers,
      'content-length': bytes.length,
    });
    response.end(request.method === 'HEAD' ? undefined : bytes);
  }

  const server = createServer(
    {
      maxHeaderSize: 16 * kib,
      headersTimeout: 10_000,
      requestTimeout: 120_000,
      keepAliveTimeout: 5_000,
      connectionsCheckingInterval: 5_000,
    },
    (request, response) => {
      answer(request, response).then(
        (answered) => {
          if (answered !== null) reply(request, response, answered);
        },
        (error: unknown) => {
          const known = error instanceof Refusal;
          if (!known && !request.destroyed) {
            deps.failed(`${request.method ?? ''} ${request.url?.split('?')[0] ?? ''}`, error);
          }
          reply(request, response, known ? error.answer : { status: 500 });
        },
      );
    },
  );
  server.maxConnections = 200;

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new AppError('listen_failed', `${deps.host}:${deps.port}: ${error.message}`, { code: error.code })),
    );
    server.listen({ host: deps.host, port: deps.port, exclusive: true }, resolve);
  });
  server.on('error', (error) => deps.failed('server', error));
  const { address, port } = server.address() as AddressInfo;

  return {
    host: address,
    port,
    dispose: () =>
      new Promise((resolve) => {
        deps.events.dispose();
        server.close(() => resolve());
        // Answers under way get a moment; idle connections and streams do not keep us.
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 1000).unref();
      }),
  };
}
