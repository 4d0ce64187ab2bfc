import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { createGunzip } from 'node:zlib';
import { AppError, isAppError } from '../../shared/error.ts';
import type { HttpRoute } from '../../shared/model/server.ts';
import type { Clock, CommandTransport, HttpCall, HttpReply, HttpTransport } from '../ports.ts';
import { createDeadline, type Deadline } from './deadline.ts';
import { networkFailure } from './failure.ts';
import { createTransportLog } from './log.ts';

export interface HttpTransportOptions {
  clock: Clock;
  route: HttpRoute;
  /** The SSH connection the API's port is reached through. */
  via?: CommandTransport;
}

const defaultMaxBytes = 64 * 1024 * 1024;
/** Longer waits are the poll loop's business. */
const longestPatienceMs = 30_000;

const isLoopback = (host: string): boolean =>
  host === 'localhost' ||
  host.endsWith('.localhost') ||
  /^127(\.\d{1,3}){3}$/.test(host) ||
  host === '[::1]' ||
  host === '::1';

/**
 * A channel of SSH as node:http wants its connections: it calls these of net.Socket unasked, and a channel has none of them.
 * Deadlines are ours, and the SSH connection keeps itself alive.
 */
function socketLike(channel: Duplex): Duplex {
  const lacking = ['setTimeout', 'setNoDelay', 'setKeepAlive', 'ref', 'unref'].filter((name) => !(name in channel));
  return Object.assign(channel, Object.fromEntries(lacking.map((name) => [name, () => channel])));
}

const plainHex = (text: string): string =>
  text
    .replace(/^sha-?256[:=]?/i, '')
    .replace(/[^0-9a-f]/gi, '')
    .toLowerCase();

/** Seconds or an HTTP date (RFC 9110 section 10.2.3), as milliseconds from now; null when unreadable. */
export function retryAfterMs(value: string | undefined, now: number): number | null {
  if (value === undefined) return null;
  if (/^\s*\d{1,9}\s*$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

/**
 * Requests to one API. Certificates are judged by the system's authorities, an own one, or a pinned fingerprint; the request is
 * sent only after that. Redirects to another host are refused, since they would carry the credentials there.
 */
export function createHttpTransport(options: HttpTransportOptions): HttpTransport {
  const { clock, route, via } = options;
  const base = new URL(route.baseUrl);
  const log = createTransportLog(clock);
  const secure = base.protocol === 'https:';
  if (!secure && base.protocol !== 'http:')
    throw new AppError('bad_target', 'not an http address', { url: route.baseUrl });
  if (!secure && !isLoopback(base.hostname) && via === undefined) {
    throw new AppError('insecure_http', 'http:// is only for loopback or through SSH', { url: base.origin });
  }
  if (base.username !== '' || base.password !== '') {
    throw new AppError('bad_target', 'an address with a password in it is not kept', { url: base.origin });
  }
  const host = base.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = Number(base.port !== '' ? base.port : secure ? 443 : 80);
  const prefix = base.pathname.replace(/\/+$/, '');
  const pin = route.pin === undefined ? null : plainHex(route.pin);
  let notBefore = -Infinity;
  let disposed = false;

  const rawSocket = async (deadline: Deadline): Promise<Duplex> => {
    if (via?.forward) return socketLike((await via.forward(host, port)) as unknown as Duplex);
    return deadline.race(
      new Promise<net.Socket>((resolve, reject) => {
        const socket = net.connect({ host, port, autoSelectFamily: true });
        const off = deadline.onEnd(() => socket.destroy());
        socket.once('connect', () => {
          off();
          socket.setNoDelay(true);
          resolve(socket);
        });
        socket.once('error', (error) => {
          off();
          reject(networkFailure(error, { host, port }));
        });
      }),
      () => new AppError('connect_timeout', `no answer from ${host}`, { host, port }),
    );
  };

  const judge = (socket: tls.TLSSocket): AppError | null => {
    // An empty object when there is none, whatever the types say.
    const certificate = socket.getPeerCertificate() as Partial<tls.PeerCertificate>;
    const offered = plainHex(certificate.fingerprint256 ?? '');
    const details = {
      host,
      port,
      fingerprint: certificate.fingerprint256 ?? null,
      subject: certificate.subject?.CN ?? null,
      issuer: certificate.issuer?.CN ?? null,
      validTo: certificate.valid_to ?? null,
    };
    if (pin !== null) {
      return offered === pin
        ? null
        : new AppError('tls_pin_mismatch', `${host} shows another certificate than the pinned one`, {
            ...details,
            pin,
          });
    }
    if (socket.authorized) return null;
    const reason = String(socket.authorizationError);
    return new AppError('tls_untrusted', `the certificate of ${host} is not trusted: ${reason}`, {
      ...details,
      reason,
    });
  };

  const connect = async (deadline: Deadline): Promise<Duplex> => {
    const raw = await rawSocket(deadline);
    if (!secure) return raw;
    const socket = tls.connect({
      socket: raw,
      ...(net.isIP(host) === 0 ? { servername: host } : {}),
      host,
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['http/1.1'],
      // Judged below, where the certificate can be shown; nothing is written before that.
      rejectUnauthorized: false,
      ...(route.ca === undefined ? {} : { ca: route.ca }),
    });
    try {
      await deadline.race(
        new Promise<void>((resolve, reject) => {
          socket.once('secureConnect', resolve);
          socket.once('error', (error: Error) => {
            const failure = networkFailure(error, { host, port });
            reject(
              failure.code === 'connect_failed'
                ? new AppError('tls_failed', error.message, failure.details, error)
                : failure,
            );
          });
          socket.once('close', () =>
            reject(new AppError('tls_failed', 'closed during the TLS handshake', { host, port })),
          );
        }),
        () => new AppError('connect_timeout', 'no TLS session within the deadline', { host, port }),
      );
      const bad = judge(socket);
      if (bad) throw bad;
      return socket;
    } catch (error) {
      socket.on('error', () => undefined);
      socket.destroy();
      throw error;
    }
  };

  // The agent keeps connections; each is made by `connect`, with a deadline of its own.
  class Agent extends http.Agent {
    override createConnection(
      _options: http.ClientRequestArgs,
      callback?: (error: Error | null, stream: Duplex) => void,
    ): undefined {
      const deadline = createDeadline(clock, 20_000);
      connect(deadline)
        .then(
          (socket) => callback?.(null, socket),
          (error: unknown) => callback?.(error as Error, undefined as unknown as Duplex),
        )
        .finally(() => deadline.dispose());
      return undefined;
    }
  }
  const makeAgent = () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 4, maxFreeSockets: 2, scheduling: 'lifo' });
    (agent as unknown as { protocol: string }).protocol = base.protocol;
    return agent;
  };
  let agent = makeAgent();

  const once = (call: HttpCall, deadline: Deadline, path: string): Promise<HttpReply> =>
    new Promise((resolve, reject) => {
      let settled = false;
      const maxBytes = call.maxBytes ?? defaultMaxBytes;
      const request = (secure ? https : http).request({
        agent,
        host,
        port,
        method: call.method,
        path,
        headers: {
          'user-agent': 'Queuewatch',
          accept: 'application/json',
          'accept-encoding': 'gzip',
          ...(call.body === undefined ? {} : { 'content-length': Buffer.byteLength(call.body) }),
          ...call.headers,
        },
        setHost: true,
        timeout: 0,
      });
      const end = (act: () => void) => {
        if (settled) return;
        settled = true;
        off();
        act();
      };
      const off = deadline.onEnd((why) => {
        end(() =>
          reject(
            why === 'aborted'
              ? new AppError('aborted', 'given up by the caller')
              : new AppError('deadline', `no full answer from ${host}`, { host, port, path: path.split('?')[0] }),
          ),
        );
        request.destroy();
      });
      request.on('error', (error) => end(() => reject(networkFailure(error, { host, port }))));
      request.on('response', (response) => {
        const chunks: Uint8Array[] = [];
        let size = 0;
        const finish = (truncated: boolean) =>
          end(() => {
            const headers: Record<string, string> = {};
            for (const [name, value] of Object.entries(response.headers)) {
              if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
            }
            resolve({ status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks), truncated });
          });
        const lost = (text: string) =>
          end(() => reject(new AppError('body_cut', text, { host, received: size, status: response.statusCode })));
        const gzip = /\bgzip\b/i.test(response.headers['content-encoding'] ?? '');
        const body = gzip ? response.pipe(createGunzip()) : response;
        body.on('data', (chunk: Buffer) => {
          if (settled) return;
          const room = maxBytes - size;
          chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
          size += Math.min(chunk.length, room);
          if (chunk.length > room) {
            finish(true);
            request.destroy();
          }
        });
        body.on('end', () => {
          if (response.complete) finish(false);
          else lost('the answer was cut');
        });
        body.on('error', (error: Error) => lost(error.message));
        response.on('error', (error: Error) => lost(error.message));
        response.on('aborted', () => lost('the answer was cut'));
      });
      request.end(call.body);
    });

  const wait = (ms: number, deadline: Deadline) =>
    deadline.race(new Promise<void>((resolve) => void clock.after(ms, resolve)), () => limited(ms));
  const limited = (ms: number) =>
    new AppError('rate_limited', `${host} asks to wait`, { host, retryAfterMs: Math.round(ms) });

  return {
    async call(call, signal) {
      if (disposed) throw new AppError('disposed', 'the transport is closed');
      if (!call.path.startsWith('/') || /[\0-\x20\x7f]/.test(call.path)) {
        throw new AppError('bad_argument', 'a bad request path');
      }
      const deadline = createDeadline(clock, call.deadlineMs, signal);
      const shown = call.path.split('?')[0] ?? '';
      try {
        let path = prefix + call.path;
        let redirects = 0;
        for (;;) {
          const early = notBefore - clock.monotonic();
          if (early > 0) {
            if (early > Math.min(deadline.leftMs(), longestPatienceMs)) throw limited(early);
            await wait(early, deadline);
          }
          const reply = await once(call, deadline, path);
          log.add(`${call.method} ${shown}: ${reply.status}, ${reply.body.length} bytes`);
          if (reply.status === 429 || reply.status === 503) {
            const ms = retryAfterMs(reply.headers['retry-after'], clock.now());
            // What to do now is the driver's to decide; later calls wait here all the same.
            if (ms !== null) notBefore = clock.monotonic() + ms;
          }
          const location = reply.headers['location'];
          if (reply.status >= 301 && reply.status <= 308 && reply.status !== 304 && location !== undefined) {
            const to = URL.parse(location, `${base.origin}${path}`);
            if (to === null || to.origin !== base.origin) {
              throw new AppError('redirect_refused', `${host} redirects elsewhere`, { host, to: to?.origin ?? null });
            }
            if (call.method === 'GET' && redirects++ < 3) {
              path = to.pathname + to.search;
              continue;
            }
          }
          return reply;
        }
      } catch (error) {
        const failure = isAppError(error) ? error : networkFailure(error, { host, port });
        log.add(`${call.method} ${shown}: ${failure.code}: ${failure.message}`);
        throw failure;
      } finally {
        deadline.dispose();
      }
    },
    reset() {
      agent.destroy();
      agent = makeAgent();
      via?.reset();
    },
    log: () => [...(via?.log() ?? []), ...log.lines()].sort((a, b) => a.at - b.at),
    dispose() {
      disposed = true;
      agent.destroy();
      via?.dispose();
    },
  };
}
