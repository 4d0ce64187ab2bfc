import { describe, expect, it } from 'vitest';
import { createGuard } from '../../../electron/web/guard.ts';

const token = 'abcdefghijklmnopqrstuvwxyz0123456789_-ABCDE';
const loopback = createGuard({ token, host: '127.0.0.1', ownNames: [] });
const open = createGuard({ token, host: '0.0.0.0', ownNames: ['mon.example'] });
const at = (host: string | undefined, localAddress = '127.0.0.1', localPort = 8080) => ({
  headers: host === undefined ? {} : { host },
  localAddress,
  localPort,
});

describe('Host: a stranger name pointed at us is refused (DNS rebinding)', () => {
  it.each([
    ['127.0.0.1:8080', '127.0.0.1', true],
    ['localhost:8080', '127.0.0.1', true],
    ['LOCALHOST:8080', '::1', true],
    ['[::1]:8080', '::1', true],
    ['127.0.0.1:8080', '::ffff:127.0.0.1', true],
    ['127.0.0.1', '127.0.0.1', false],
    ['127.0.0.1:8081', '127.0.0.1', false],
    ['evil.example:8080', '127.0.0.1', false],
    ['localhost.evil.example:8080', '127.0.0.1', false],
    ['127.0.0.1.nip.io:8080', '127.0.0.1', false],
    ['10.0.0.5:8080', '127.0.0.1', false],
    ['0.0.0.0:8080', '127.0.0.1', false],
    ['127.0.0.1:8080@evil', '127.0.0.1', false],
    ['', '127.0.0.1', false],
    [undefined, '127.0.0.1', false],
  ])('%s at %s: %s', (host, local, allowed) => {
    expect(loopback.host(at(host, local))).toBe(allowed);
  });

  it('beyond loopback takes the address the connection arrived at and its own names only', () => {
    expect(open.host(at('192.0.2.7:8080', '192.0.2.7'))).toBe(true);
    expect(open.host(at('mon.example:8080', '192.0.2.7'))).toBe(true);
    expect(open.host(at('192.0.2.8:8080', '192.0.2.7'))).toBe(false);
    expect(open.host(at('localhost:8080', '192.0.2.7'))).toBe(false);
    expect(open.host(at('evil.example:8080', '192.0.2.7'))).toBe(false);
  });
});

describe('Origin', () => {
  it.each([
    [{}, true],
    [{ origin: 'http://127.0.0.1:8080' }, true],
    [{ origin: 'http://127.0.0.1:8080', 'sec-fetch-site': 'same-origin' }, true],
    [{ origin: 'https://127.0.0.1:8080' }, false],
    [{ origin: 'http://127.0.0.1:8081' }, false],
    [{ origin: 'http://localhost:8080' }, false],
    [{ origin: 'null' }, false],
    [{ origin: 'http://evil.example' }, false],
    [{ 'sec-fetch-site': 'cross-site' }, false],
    [{ 'sec-fetch-site': 'same-site' }, false],
    [{ 'sec-fetch-site': 'none' }, false],
  ])('%j: %s', (headers, allowed) => {
    expect(loopback.origin({ ...at('127.0.0.1:8080'), headers: { host: '127.0.0.1:8080', ...headers } })).toBe(allowed);
  });
});

describe('token', () => {
  it.each([
    [`Bearer ${token}`, true],
    [`bearer ${token}`, false],
    [`Bearer ${token} `, false],
    [`Bearer ${token}x`, false],
    [`Bearer ${token.slice(1)}`, false],
    ['Bearer ', false],
    [`Basic ${token}`, false],
    [undefined, false],
  ])('%s: %s', (authorization, allowed) => {
    expect(loopback.token(authorization === undefined ? {} : { authorization })).toBe(allowed);
  });
});
