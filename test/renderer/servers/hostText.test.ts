import { describe, expect, it } from 'vitest';
import { plainChoices, readHostText, routeOf, serverIdFrom } from '../../../renderer/servers/hostText.ts';

describe('what is typed as a host', () => {
  it.each([
    ['mx1', { target: 'mx1' }],
    ['  monitor@mx1.example  ', { target: 'monitor@mx1.example' }],
    ['root@198.51.100.71:2222', { target: 'root@198.51.100.71', port: 2222 }],
    ['[2001:db8::1]:22', { target: '2001:db8::1', port: 22 }],
    ['2001:db8::1', { target: '2001:db8::1' }],
    ['ssh://admin@mx.example:2200/', { target: 'admin@mx.example', port: 2200 }],
  ])('%j is an SSH target', (text, route) => {
    expect(readHostText(text)).toMatchObject({ kind: 'ssh', route });
  });

  it.each([
    ['-oProxyCommand=touch${IFS}x', 'dash'],
    ['user@-oProxyCommand=x', 'dash'],
    ['-l@host', 'dash'],
    ['mx1; rm -rf /', 'space'],
    ['mx1\u0007', 'control'],
    ['mx1:99999', 'port'],
    ['@host', 'port'],
    ['user:secret@host', 'credentials'],
    ['https://key:secret@mail.example/', 'credentials'],
    ['http://mail.example/', 'plain_http'],
    ['ftp://mail.example/', 'scheme'],
    ['https://', 'url'],
  ])('%j is refused: %s', (text, why) => {
    expect(readHostText(text)).toEqual({ kind: 'bad', why });
  });

  it('takes plain http for the machine itself only', () => {
    expect(readHostText('http://127.0.0.1:8000/')).toMatchObject({ kind: 'https', baseUrl: 'http://127.0.0.1:8000' });
    expect(readHostText('http://127.0.0.1.example/')).toEqual({ kind: 'bad', why: 'plain_http' });
  });

  it('puts an API behind SSH only through a host that is one', () => {
    const api = readHostText('https://mail.example:8000');
    expect(routeOf(api, { ...plainChoices, via: 'bastion' })).toMatchObject({
      kind: 'https',
      via: { target: 'bastion' },
    });
    expect(routeOf(api, { ...plainChoices, via: '-oX' })).toBeNull();
  });
});

it('gives a new server an id of its own, whatever its name', () => {
  expect(serverIdFrom('MX 1 (Köln)', new Set())).toBe('mx-1-koln');
  expect(serverIdFrom('mx1', new Set(['mx1', 'mx1-2']))).toBe('mx1-3');
  expect(serverIdFrom('收件', new Set())).toBe('server');
});
