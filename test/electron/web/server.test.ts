import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RequestOutput } from '../../../shared/contract.ts';
import { createDispatch } from '../../../electron/host/dispatch.ts';
import { createEventHub } from '../../../electron/web/eventHub.ts';
import { readMetrics } from '../../../electron/web/metrics.ts';
import { startWebServer, type WebServer } from '../../../electron/web/server.ts';
import { createTickets } from '../../../electron/web/tickets.ts';
import { createWebBridge } from '../../../renderer/bridge/web.ts';
import { AppError } from '../../../shared/error.ts';
import { createFakeClock } from '../../support/fakeClock.ts';
import { calmStatus, createFakeEngine } from '../../support/fakeEngine.ts';

const token = 'T'.repeat(43);
const engine = createFakeEngine({
  'monitor.pause': () => {
    throw new AppError('not_now', 'Not now.');
  },
  'monitor.lookNow': () => {
    throw new Error('/home/somebody/secret path');
  },
});
const clock = createFakeClock();
const tickets = createTickets(clock, () => 'ticket-ticket-ticket');
const failures: string[] = [];
let server: WebServer;
let pages: string;

let runs = 0;

function start(port: number): Promise<WebServer> {
  const host = {
    'app.openExternal': () => ({ opened: false, why: 'x' }),
    'app.window': () => ({ ok: true as const }),
    'app.demo': () => ({ ok: true as const }),
    'app.info': (): RequestOutput<'app.info'> => ({
      host: 'web',
      version: '1',
      platform: 'x',
      secretsBackend: 'memory',
    }),
  };
  const causes = createFakeEngine({ 'causes.list': () => ({ rows: [], selfClearing: null }) });
  return startWebServer({
    host: '127.0.0.1',
    port,
    token,
    ownNames: [],
    pages,
    dispatch: createDispatch({ engine, host, failed: (what) => failures.push(what) }),
    events: createEventHub({ engine, clock, run: `run${++runs}` }),
    tickets,
    metrics: () => readMetrics(causes),
    failed: (what) => failures.push(what),
  });
}

beforeAll(async () => {
  pages = mkdtempSync(path.join(os.tmpdir(), 'web-'));
  writeFileSync(path.join(pages, 'index.html'), '<!doctype html><title>Queuewatch</title>');
  server = await start(0);
});
afterAll(async () => {
  await server.dispose();
  rmSync(pages, { recursive: true });
});

interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** `fetch` sets Host and Origin by itself and folds paths; a stranger's program does not. */
function raw(target: string, { method = 'GET', headers = {}, body = '' }: Sent = {}) {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>((resolve, reject) => {
    const sent = httpRequest(
      { host: '127.0.0.1', port: server.port, path: target, method, headers, agent: false },
      (reply) => {
        let text = '';
        reply.setEncoding('utf8');
        reply.on('data', (chunk: string) => (text += chunk));
        reply.on('end', () => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: text }));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
const auth = { authorization: `Bearer ${token}` };
const json = { ...auth, 'content-type': 'application/json' };
const ask = (name: string, body = '{}', headers: Record<string, string> = json) =>
  raw(`/api/${name}`, { method: 'POST', headers, body });

describe('requests over HTTP', () => {
  it('answers who holds the token', async () => {
    const reply = await ask('status.get');
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.body)).toEqual({ ok: true, value: calmStatus });
    expect(reply.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    expect(reply.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('is asked nothing without the token', async () => {
    const before = engine.asked.length;
    for (const headers of [{ 'content-type': 'application/json' }, { ...json, authorization: 'Bearer wrong' }]) {
      expect((await ask('status.get', '{}', headers)).status).toBe(401);
    }
    for (const target of ['/metrics', '/api/events', `/metrics?token=${token}`]) {
      expect((await raw(target)).status).toBe(401);
    }
    expect(
      (
        await raw(`/api/status.get`, {
          method: 'POST',
          headers: { ...json, cookie: `token=${token}`, authorization: '' },
        })
      ).status,
    ).toBe(401);
    expect(engine.asked.length).toBe(before);
  });

  it('refuses a foreign Host and Origin even with the token', async () => {
    expect((await ask('status.get', '{}', { ...json, host: `evil.example:${server.port}` })).status).toBe(421);
    expect((await raw('/', { headers: { host: 'evil.example' } })).status).toBe(421);
    expect((await ask('status.get', '{}', { ...json, origin: 'http://evil.example' })).status).toBe(403);
    expect((await ask('status.get', '{}', { ...json, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });

  it.each([
    ['an unknown request', 'no.such', '{}', 404],
    ['a name of the language', '__proto__', '{}', 404],
    ['an input that does not fit', 'bounces.get', '{"id":"x"}', 400],
    ['no JSON', 'status.get', '{', 400],
    ['an error of the engine', 'monitor.pause', '{"paused":true}', 422],
  ])('refuses %s', async (_what, name, body, status) => {
    expect((await ask(name, body)).status).toBe(status);
  });

  it('tells the page nothing of an error inside', async () => {
    const reply = await ask('monitor.lookNow', '{"server":null}');
    expect(reply.status).toBe(500);
    expect(reply.body).not.toContain('secret');
    expect(failures).toContain('monitor.lookNow');
  });

  it('refuses other types, methods and sizes', async () => {
    expect((await ask('status.get', '{}', { ...auth, 'content-type': 'text/plain' })).status).toBe(415);
    expect((await raw('/api/status.get', { headers: auth })).status).toBe(405);
    expect((await raw('/', { method: 'POST' })).status).toBe(405);
    expect((await raw('/', { method: 'OPTIONS' })).status).toBe(405);
    expect((await ask('status.get', '{}', { ...json, 'content-length': '99999999' })).status).toBe(413);
    expect((await ask('status.get', `"${'x'.repeat(5_000_000)}"`)).status).toBe(413);
  });

  it('gives the page to anybody who may reach the port, and never a file beside it', async () => {
    expect((await raw('/')).body).toContain('Queuewatch');
    expect((await raw('/..%2f..%2fetc/passwd')).status).toBe(400);
    expect((await raw('/../../etc/passwd')).status).toBe(400);
    expect((await raw('/', { method: 'HEAD' })).body).toBe('');
  });

  it('exposes OpenMetrics to the bearer', async () => {
    const reply = await raw('/metrics', { headers: auth });
    expect(reply.headers['content-type']).toContain('application/openmetrics-text');
    expect(reply.body).toContain('queuewatch_open_incidents 1\n');
    expect(reply.body.endsWith('# EOF\n')).toBe(true);
  });
});

describe('one-time ticket of the browser we open', () => {
  it('is exchanged for the token once, within a minute, by our own page', async () => {
    const exchange = (headers: Record<string, string> = {}) =>
      raw('/api/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ ticket: tickets.issue() }),
      });
    expect((await exchange({ origin: 'http://evil.example' })).status).toBe(403);
    const reply = await exchange();
    expect(JSON.parse(reply.body)).toEqual({ token });

    const used = JSON.stringify({ ticket: 'ticket-ticket-ticket' });
    const again = () =>
      raw('/api/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body: used });
    expect((await again()).status).toBe(401);
    tickets.issue();
    clock.advance(61_000);
    expect((await again()).status).toBe(401);
  });
});

describe('the window bridge on it', () => {
  it('asks, hears events, and is told the present value after the host was away', async () => {
    const bridge = createWebBridge({ base: `http://127.0.0.1:${server.port}/`, token, random: () => 0 });
    const reached = (state: string) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (bridge.connection.get() === state) resolve();
        };
        bridge.connection.subscribe(look);
        look();
      });
    const hears = (version: number) =>
      new Promise<void>((resolve) => {
        bridge.on('bounces', (payload) => {
          if (payload.version === version) resolve();
        });
      });

    await reached('open');
    await expect(bridge.request('status.get', {})).resolves.toEqual(calmStatus);
    await expect(bridge.request('monitor.pause', { paused: true })).rejects.toMatchObject({ code: 'not_now' });
    const first = hears(1);
    engine.emit('bounces', { version: 1 });
    await first;

    const lost = reached('lost');
    const { port } = server;
    await server.dispose();
    await lost;
    await expect(bridge.request('status.get', {})).rejects.toMatchObject({ code: 'host_unreachable' });

    const second = hears(2);
    server = await start(port);
    // Before anybody listens: the stream that comes back is told it all the same.
    engine.emit('bounces', { version: 2 });
    await second;
    bridge.dispose();
  });

  it('says that the session ended when the token is not good', async () => {
    const bridge = createWebBridge({ base: `http://127.0.0.1:${server.port}/`, token: 'wrong-wrong-wrong-wrong' });
    await expect(bridge.request('status.get', {})).rejects.toMatchObject({ code: 'session_ended' });
    expect(bridge.connection.get()).toBe('ended');
    bridge.dispose();
  });
});
