import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../electron/clock.ts';
import { createConnectReach } from '../../../electron/transport/connect.ts';
import { agentPlaces } from '../../../electron/transport/keys.ts';
import { openSshFailure } from '../../../electron/transport/openssh.ts';
import { ServerConfig } from '../../../shared/model/server.ts';

/**
 * What cannot run on a test machine - Kerberos, FIDO keys, smart cards, Windows, Pageant - is done by the system's own client. Here a
 * stand-in for ssh(1) notes how it is called and runs the text as the far end's login shell would.
 */
let dir = '';
const real = Object.getOwnPropertyDescriptor(process, 'platform');
const platform = (value: string) => Object.defineProperty(process, 'platform', { value, configurable: true });
beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'qw-fake-ssh-'));
  mkdirSync(path.join(dir, 'data'));
  writeFileSync(
    path.join(dir, 'ssh'),
    `#!/bin/sh
for last; do :; done
if [ "$1" = -G ]; then
  printf 'hostname mx.example\\nuser monitor\\nport 22\\ngssapiauthentication yes\\npkcs11provider /usr/lib/card.so\\n'
  exit 0
fi
for word; do printf '%s\\n' "$word"; done > ${dir}/called
if [ -f ${dir}/says ]; then cat ${dir}/says >&2; exit 255; fi
exec sh -c "$last"
`,
  );
  chmodSync(path.join(dir, 'ssh'), 0o755);
});
afterEach(() => {
  if (real) Object.defineProperty(process, 'platform', real);
  rmSync(path.join(dir, 'says'), { force: true });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const reach = (route: Record<string, unknown> = {}) => {
  const connect = createConnectReach({
    clock: systemClock,
    dataDir: path.join(dir, 'data'),
    sshProgram: path.join(dir, 'ssh'),
  });
  return connect(
    ServerConfig.parse({
      id: 'x',
      name: 'x',
      mta: null,
      route: { kind: 'ssh', target: 'mx', client: 'openssh', ...route },
    }),
    { hostKey: async () => false, secret: async () => null },
  );
};
const called = () => readFileSync(path.join(dir, 'called'), 'utf8').split('\n');
const options = () => called().filter((word) => /^[A-Z]\w+=/.test(word));

describe('the system’s client', () => {
  it('decides itself how to log in: Kerberos, FIDO keys, smart cards and certificates stay as configured', async () => {
    const one = reach();
    const said = await one.command!.text({ argv: ['echo', 'there'], deadlineMs: 20_000 });
    expect(said).toMatchObject({ stdout: 'there\n', exitCode: 0 });
    expect(options().join(' ')).not.toMatch(
      /GSSAPI|PKCS11|PubkeyAuth|PreferredAuth|Certificate|IdentitiesOnly|SecurityKey|Ciphers|KexAlgorithms/,
    );
    // Nothing is forwarded, no terminal, no local command of the configuration.
    expect(options()).toEqual(
      expect.arrayContaining(['ForwardAgent=no', 'RequestTTY=no', 'PermitLocalCommand=no', 'ControlMaster=auto']),
    );
    expect(called().slice(-4, -2)).toEqual(['--', 'mx']);
    one.dispose();
  });

  it('on Windows: no control sockets, which it does not have, and no questions it could not pass on', async () => {
    platform('win32');
    const one = reach();
    await one.command!.text({ argv: ['echo', 'there'], deadlineMs: 20_000 });
    expect(options().join(' ')).not.toMatch(/Control/);
    expect(options()).toEqual(expect.arrayContaining(['BatchMode=yes', 'StrictHostKeyChecking=yes']));
    one.dispose();
  });

  it('says what the client says, by its own words', async () => {
    writeFileSync(
      path.join(dir, 'says'),
      'sign_and_send_pubkey: signing failed for ED25519-SK "/home/a/.ssh/id_sk": device not found\nmonitor@mx.example: Permission denied (publickey).\n',
    );
    const one = reach();
    await expect(one.command!.text({ argv: ['true'], deadlineMs: 20_000 })).rejects.toMatchObject({
      code: 'auth_failed',
      details: { text: expect.stringContaining('device not found') as string },
    });
    one.dispose();
  });

  it.each([
    ['Unable to negotiate with 192.0.2.1 port 22: no matching cipher found. Their offer: aes128-cbc', 'weak_crypto'],
    [
      'Unable to negotiate with 192.0.2.1 port 22: no matching host key type found. Their offer: ssh-rsa',
      'weak_crypto',
    ],
    ['monitor@mx: Permission denied (gssapi-with-mic,publickey).', 'auth_failed'],
    ['@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @', 'host_key_changed'],
    ['No ED25519 host key is known for mx and you have requested strict checking.', 'host_key_unknown'],
    ['ssh: Could not resolve hostname mx: Name or service not known', 'dns_failed'],
    ['kex_exchange_identification: read: Connection reset by peer', 'connection_lost'],
    ['something new', null],
  ])('%s', (text, code) => expect(openSshFailure(text)).toBe(code));
});

describe('agents of the built-in client', () => {
  it('asks the agent of OpenSSH for Windows and Pageant there, the environment’s elsewhere, and the configured one alone', () => {
    const before = process.env['SSH_AUTH_SOCK'];
    process.env['SSH_AUTH_SOCK'] = '/run/agent';
    try {
      expect(agentPlaces(null)).toEqual(['/run/agent']);
      expect(agentPlaces('none')).toEqual([]);
      expect(agentPlaces('/run/other')).toEqual(['/run/other']);
      delete process.env['SSH_AUTH_SOCK'];
      expect(agentPlaces(null)).toEqual([]);
      platform('win32');
      // The pipe's name is fixed (Microsoft, "OpenSSH key management"); "pageant" is ssh2's name for its window.
      expect(agentPlaces(null)).toEqual(['\\\\.\\pipe\\openssh-ssh-agent', 'pageant']);
    } finally {
      if (before !== undefined) process.env['SSH_AUTH_SOCK'] = before;
    }
  });
});
