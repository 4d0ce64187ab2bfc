import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Duplex } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { X509Certificate } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../electron/clock.ts';
import type { CommandTransport, HttpTransport } from '../../../electron/ports.ts';
import { createHttpTransport, retryAfterMs } from '../../../electron/transport/https.ts';
import { isAppError } from '../../../shared/error.ts';
import { HttpRoute } from '../../../shared/model/server.ts';

let dir = '';
let cert = '';
let key = '';
const open: (() => void)[] = [];

beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'qw-https-'));
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost,IP:127.0.0.1',
      '-keyout',
      `${dir}/key.pem`,
      '-out',
      `${dir}/cert.pem`,
    ],
    { stdio: 'ignore' },
  );
  cert = readFileSync(`${dir}/cert.pem`, 'utf8');
  key = readFileSync(`${dir}/key.pem`, 'utf8');
});
afterEach(() => {
  for (const close of open.splice(0)) close();
});
afterAll(() => rmSync(dir, { recursive: true }));

async function serve(handler: http.RequestListener, secure = false): Promise<number> {
  const server = secure ? https.createServer({ cert, key }, handler) : http.createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as net.AddressInfo).port;
}

function transport(route: Record<string, unknown>): HttpTransport {
  const made = createHttpTransport({ clock: systemClock, route: HttpRoute.parse({ kind: 'https', ...route }) });
  open.push(() => made.dispose());
  return made;
}

const code = async (run: Promise<unknown>): Promise<string> => {
  try {
    await run;
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
  return 'ok';
};
const get = (path_: string, deadlineMs = 5000) => ({ method: 'GET' as const, path: path_, deadlineMs });

describe('certificates', () => {
  it('sends nothing before the certificate is judged: untrusted, own CA, pinned, pin of another one', async () => {
    let requests = 0;
    const port = await serve((_q, r) => {
      requests++;
      r.end('ok');
    }, true);
    const baseUrl = `https://127.0.0.1:${port}`;
    const untrusted = await transport({ baseUrl })
      .call(get('/'))
      .catch((e: unknown) => e);
    const print = new X509Certificate(cert).fingerprint256;
    expect(isAppError(untrusted) && [untrusted.code, untrusted.details['fingerprint']]).toEqual([
      'tls_untrusted',
      print,
    ]);
    expect(await code(transport({ baseUrl, pin: 'AB'.repeat(32) }).call(get('/')))).toBe('tls_pin_mismatch');
    expect(requests).toBe(0);
    expect(await code(transport({ baseUrl, pin: print }).call(get('/')))).toBe('ok');
    expect(await code(transport({ baseUrl, pin: print.replaceAll(':', '').toLowerCase() }).call(get('/')))).toBe('ok');
    expect(await code(transport({ baseUrl, ca: cert }).call(get('/')))).toBe('ok');
    expect(requests).toBe(3);
  });

  it('refuses http:// off loopback, and addresses that carry a password', () => {
    expect(() => transport({ baseUrl: 'http://mail.example/' })).toThrow(/loopback/);
    expect(() => transport({ baseUrl: 'https://u:p@mail.example/' })).toThrow(/password/);
    expect(() => transport({ baseUrl: 'http://127.0.0.1:8000/' })).not.toThrow();
  });
});

describe('through SSH', () => {
  it('a channel that is no socket carries many requests, over http and https, and is kept', async () => {
    const ports = [await serve((q, r) => r.end(q.url)), await serve((q, r) => r.end(q.url), true)];
    for (const [i, port] of ports.entries()) {
      let opened = 0;
      const via = {
        // What ssh2 hands out: a Duplex without setTimeout, setKeepAlive, ref.
        async forward(host: string, toPort: number) {
          opened++;
          const socket = net.connect({ host, port: toPort });
          return Duplex.from({ writable: socket, readable: socket });
        },
      } as unknown as CommandTransport;
      const route = HttpRoute.parse({
        kind: 'https',
        baseUrl: `${i === 0 ? 'http' : 'https'}://127.0.0.1:${port}`,
        ca: cert,
      });
      const api = createHttpTransport({
        clock: systemClock,
        route,
        via: { ...via, log: () => [], dispose: () => undefined },
      });
      open.push(() => api.dispose());
      for (const path_ of ['/a', '/b', '/c'])
        expect(Buffer.from((await api.call(get(path_))).body).toString()).toBe(path_);
      expect(opened).toBe(1);
    }
  });
});

describe('answers', () => {
  it('follows redirects on its own host and refuses others, as those would get the key', async () => {
    const elsewhere = await serve((_q, r) => r.end('stolen'));
    const port = await serve((q, r) => {
      if (q.url === '/api/a') r.writeHead(302, { location: '/api/b' }).end();
      else if (q.url === '/api/b') r.end('here');
      else r.writeHead(302, { location: `http://127.0.0.1:${elsewhere}/` }).end();
    });
    const api = transport({ baseUrl: `http://127.0.0.1:${port}/api/` });
    expect(Buffer.from((await api.call(get('/a'))).body).toString()).toBe('here');
    expect(await code(api.call({ ...get('/c'), headers: { 'x-api-key': 'secret' } }))).toBe('redirect_refused');
  });

  it('caps the size, unpacks gzip, and tells a cut body from a short one', async () => {
    const port = await serve((q, r) => {
      if (q.url === '/gzip') r.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(100_000)));
      else if (q.url === '/cut') {
        r.writeHead(200, { 'content-length': '1000' });
        r.write('half');
        setImmediate(() => r.destroy());
      } else if (q.url === '/slow') r.write('a');
      else r.end('y'.repeat(5000));
    });
    const api = transport({ baseUrl: `http://127.0.0.1:${port}` });
    expect((await api.call(get('/gzip'))).body.length).toBe(100_000);
    expect(await api.call({ ...get('/gzip'), maxBytes: 1000 })).toMatchObject({ truncated: true });
    expect((await api.call({ ...get('/big'), maxBytes: 1000 })).body.length).toBe(1000);
    expect(await code(api.call(get('/cut')))).toBe('body_cut');
    expect(await code(api.call(get('/slow', 300)))).toBe('deadline');
  });

  it('keeps later calls back as long as Retry-After says', async () => {
    const at: number[] = [];
    const port = await serve((_q, r) => {
      at.push(performance.now());
      if (at.length === 1) r.writeHead(429, { 'retry-after': '1' }).end();
      else r.end('ok');
    });
    const api = transport({ baseUrl: `http://127.0.0.1:${port}` });
    expect((await api.call(get('/'))).status).toBe(429);
    expect(await code(api.call(get('/', 200)))).toBe('rate_limited');
    expect((await api.call(get('/'))).status).toBe(200);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(900);
    expect([
      retryAfterMs('7', 0),
      retryAfterMs('Thu, 01 Jan 1970 00:00:09 GMT', 4000),
      retryAfterMs('soon', 0),
    ]).toEqual([7000, 5000, null]);
  });

  it.each(['no-slash', '/a b', '/a\r\nX: y', '/\0'])('refuses the path %j', async (bad) => {
    const port = await serve((_q, r) => r.end());
    expect(await code(transport({ baseUrl: `http://127.0.0.1:${port}` }).call(get(bad)))).toBe('bad_argument');
  });
});
