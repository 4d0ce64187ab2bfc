import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createResolveHost, listAliases, parseTarget } from '../../../electron/transport/sshConfig.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'qw-conf-'));
  mkdirSync(path.join(dir, 'conf.d'));
  writeFileSync(
    path.join(dir, 'config'),
    `Include ${dir}/conf.d/*.conf
Host mx2
  HostName mx2.example
  User monitor
  Port 2222
  ProxyJump bastion,inner:2200
  IdentityFile ~/.ssh/id_mx2
  IdentitiesOnly yes
  HostKeyAlias cluster
Host old
  ProxyCommand nc %h %p
Host * !mx2
  User nobody
`,
  );
  writeFileSync(path.join(dir, 'conf.d', 'a.conf'), 'Host included other-*\n  HostName in.example\n');
});
afterAll(() => rmSync(dir, { recursive: true }));

const haveSsh = spawnSync('ssh', ['-V']).error === undefined;

describe.each([
  ['ssh -G', 'ssh'],
  ['the fallback', null],
] as const)('%s', (_name, program) => {
  it.skipIf(program !== null && !haveSsh)('resolves alias, port, jump hosts, keys and host key alias', async () => {
    const resolve = createResolveHost(program);
    const host = await resolve({ target: 'mx2' }, { configFile: path.join(dir, 'config') });
    expect(host).toMatchObject({
      host: 'mx2.example',
      user: 'monitor',
      port: 2222,
      proxyJump: ['bastion', 'inner:2200'],
      identitiesOnly: true,
      hostKeyAlias: 'cluster',
      proxyCommand: null,
    });
    expect(host.identityFiles).toContain(path.join(os.homedir(), '.ssh/id_mx2'));
    const asked = await resolve({ target: 'mx2', user: 'root', port: 22 }, { configFile: path.join(dir, 'config') });
    expect([asked.user, asked.port]).toEqual(['root', 22]);
    const old = await resolve({ target: 'old' }, { configFile: path.join(dir, 'config') });
    expect(old.needsOpenSsh).toContain('ProxyCommand');
  });
  // The fallback does not follow Include: there is nothing to test on it.
  if (program !== null) {
    it.skipIf(!haveSsh)('follows Include, which only the client does', async () => {
      const host = await createResolveHost(program)({ target: 'included' }, { configFile: path.join(dir, 'config') });
      expect(host.host).toBe('in.example');
    });
  }
});

it('lists aliases with Include followed and patterns left out', () => {
  expect(listAliases(path.join(dir, 'config'))).toEqual(['included', 'mx2', 'old']);
});

it.each([
  ['mx1', { target: 'mx1' }],
  ['monitor@mx1.example:2222', { target: 'mx1.example', user: 'monitor', port: 2222 }],
  ['[2001:db8::1]:2222', { target: '2001:db8::1', port: 2222 }],
  ['2001:db8::1', { target: '2001:db8::1' }],
  ['a@b@host', { target: 'host', user: 'a@b' }],
])('reads the target %s', (text, want) => {
  expect(parseTarget(text)).toMatchObject(want);
});
