import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { IncomingHttpHeaders } from 'node:http';

export interface GuardOptions {
  token: string;
  /** The name or address given with --host. */
  host: string;
  /** Names this machine answers to besides addresses, when bound to more than loopback. */
  ownNames: readonly string[];
}

export interface Asked {
  headers: IncomingHttpHeaders;
  /** The socket's own address and port: where the request really arrived. */
  localAddress: string;
  localPort: number;
}

const isLoopback = (address: string): boolean => address === '::1' || /^(?:::ffff:)?127\./.test(address);
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '').toLowerCase();

/** Host header split into lower-case name and port; null when it is not one. */
function hostOf(value: string | undefined): { name: string; port: number } | null {
  const found = /^(?:\[([0-9a-f:.]{2,45})\]|([a-z0-9][a-z0-9.-]{0,252}))(?::(\d{1,5}))?$/i.exec(value ?? '');
  if (found === null) return null;
  return { name: (found[1] ?? found[2] ?? '').toLowerCase(), port: Number(found[3] ?? 80) };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export interface Guard {
  /** Is this a Host the person typed, and not a stranger's name that was pointed at us (DNS rebinding)? */
  host(asked: Asked): boolean;
  /** Does a page of ours ask? Programs send neither Origin nor Sec-Fetch-Site and are let through to the token. */
  origin(asked: Asked): boolean;
  token(headers: IncomingHttpHeaders): boolean;
}

/**
 * An address can always be trusted when it is the one the connection arrived at: a rebinding attack needs a *name* it
 * controls. Names are accepted only when they are ours.
 */
export function createGuard(options: GuardOptions): Guard {
  const names = new Set([options.host, ...options.ownNames].map((name) => name.toLowerCase()));
  const expected = digest(options.token);

  return {
    host({ headers, localAddress, localPort }) {
      const host = hostOf(headers.host);
      if (host?.port !== localPort) return false;
      if (isIP(host.name) !== 0) return host.name === plain(localAddress);
      if (host.name === 'localhost') return isLoopback(localAddress);
      return names.has(host.name);
    },
    origin({ headers }) {
      if (headers.origin !== undefined && headers.origin !== `http://${headers.host ?? ''}`) return false;
      const site = headers['sec-fetch-site'];
      return site === undefined || site === 'same-origin';
    },
    token(headers) {
      const given = /^Bearer ([A-Za-z0-9_-]{1,200})$/.exec(headers.authorization ?? '')?.[1];
      return given !== undefined && timingSafeEqual(digest(given), expected);
    },
  };
}
