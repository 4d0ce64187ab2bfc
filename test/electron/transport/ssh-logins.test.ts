import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import ssh2 from 'ssh2';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../electron/clock.ts';
import type { Asker } from '../../../electron/ports.ts';
import { createConnectReach } from '../../../electron/transport/connect.ts';
import { isAppError } from '../../../shared/error.ts';
import { ServerConfig } from '../../../shared/model/server.ts';

/** A server made of ssh2's own Server class: what a real sshd is hard to bring to (one-time codes, several steps, old algorithms). */
let dir = '';
const open: (() => void)[] = [];
beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'qw-login-'));
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', `${dir}/host`]);
  execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-b', '2048', '-m', 'PEM', '-N', '', '-f', `${dir}/rsa`]);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'laptop', '-f', `${dir}/user`]);
});
afterEach(() => {
  for (const close of open.splice(0)) close();
});
afterAll(() => rmSync(dir, { recursive: true }));

type Decide = (ctx: ssh2.AuthContext, log: string[]) => void;

async function serve(decide: Decide, more: Partial<ssh2.ServerConfig> = {}) {
  const log: string[] = [];
  const server = new ssh2.Server({ hostKeys: [readFileSync(`${dir}/host`)], ...more }, (client) => {
    client.on('error', () => undefined);
    client.on('authentication', (ctx) => {
      log.push(ctx.method);
      decide(ctx, log);
    });
    client.on('ready', () => {
      client.on('session', (accept) => {
        const session = accept();
        session.on('exec', (acceptExec, _reject, info) => {
          const stream = acceptExec();
          const marker = /echo (=-=\w+)/.exec(info.command)?.[1] ?? '';
          stream.write(`\n${marker}.\nhello\n`);
          stream.exit(0);
          stream.end();
        });
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => server.close());
  const { port } = server.address() as net.AddressInfo;
  return { port, log };
}

let n = 0;
function client(port: number, secret: Asker['secret'], route: Record<string, unknown> = {}) {
  const home = path.join(dir, `c${n++}`);
  mkdirSync(home);
  const configFile = path.join(home, 'config');
  writeFileSync(
    configFile,
    `Host *\n  UserKnownHostsFile ${home}/kh\n  GlobalKnownHostsFile none\n  IdentityAgent none\n  IdentityFile ${dir}/user\n`,
  );
  const connect = createConnectReach({ clock: systemClock, dataDir: path.join(home, 'data') });
  const asked: Parameters<Asker['secret']>[0][] = [];
  const reach = connect(
    ServerConfig.parse({
      id: 'x',
      name: 'x',
      mta: null,
      route: { kind: 'ssh', target: 'u@127.0.0.1', port, configFile, ...route },
    }),
    {
      hostKey: async () => true,
      secret: async (question) => {
        asked.push(question);
        return secret(question);
      },
    },
  );
  open.push(() => reach.dispose());
  return { asked, reach, run: () => reach.command!.text({ argv: ['true'], deadlineMs: 15_000 }) };
}
const code = async (run: Promise<unknown>): Promise<string> => {
  try {
    await run;
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
  return 'ok';
};

it('knows how a command ended whose answer, status and end come in one piece', async () => {
  const { port } = await serve((ctx) => ctx.accept());
  const { run } = client(port, async () => null);
  expect(await run()).toMatchObject({ exitCode: 0, stdout: 'hello\n', truncated: false });
  expect(await run()).toMatchObject({ exitCode: 0, stdout: 'hello\n', truncated: false });
});

describe('logins', () => {
  it('asks password and one-time code of keyboard-interactive by what they are; only the password may be kept', async () => {
    const { port } = await serve((ctx) => {
      if (ctx.method !== 'keyboard-interactive') {
        ctx.reject(['keyboard-interactive']);
        return;
      }
      ctx.prompt(
        [
          { prompt: 'Password: ', echo: false },
          { prompt: 'Verification code: ', echo: false },
        ],
        'Lab',
        '',
        (answers) => {
          if (answers[0] === 'pw' && answers[1] === '123456') ctx.accept();
          else ctx.reject(['keyboard-interactive']);
        },
      );
    });
    const one = client(port, async (q) => (q.what === 'password' ? 'pw' : '123456'));
    expect((await one.run()).stdout).toBe('hello\n');
    expect(one.asked.map((q) => [q.what, q.keep !== undefined])).toEqual([
      ['password', true],
      ['one_time_code', false],
    ]);
    expect(one.reach.command?.peer?.()).toMatchObject({ login: 'keyboard-interactive', hostKey: { type: 'ED25519' } });
  });

  it('asks both through the OpenSSH client too, which names them in its own words', async () => {
    const { port } = await serve((ctx) => {
      if (ctx.method !== 'keyboard-interactive') {
        ctx.reject(['keyboard-interactive']);
        return;
      }
      ctx.prompt([{ prompt: 'Password: ', echo: false }], (first) => {
        ctx.prompt([{ prompt: 'Verification code: ', echo: false }], (second) => {
          if (first[0] === 'pw' && second[0] === '123456') ctx.accept();
          else ctx.reject(['keyboard-interactive']);
        });
      });
    });
    const one = client(port, async (q) => (q.what === 'password' ? 'pw' : '123456'), { client: 'openssh' });
    expect((await one.run()).stdout).toBe('hello\n');
    expect(one.asked.map((q) => [q.what, q.keep !== undefined])).toEqual([
      ['password', true],
      ['one_time_code', false],
    ]);
  });

  it('refuses algorithms below the floor with the OpenSSH client as well', async () => {
    const old = await serve((ctx) => ctx.accept(), { algorithms: { cipher: ['aes128-cbc'] } });
    expect(await code(client(old.port, async () => null, { client: 'openssh' }).run())).toBe('weak_crypto');
  });

  it('goes on after a first step: a key, then a code', async () => {
    const { port, log } = await serve((ctx, said) => {
      if (ctx.method === 'publickey') {
        // The signed attempt counts as one step (AuthenticationMethods publickey,keyboard-interactive).
        if (ctx.signature) ctx.reject(['keyboard-interactive'], true);
        else ctx.accept();
      } else if (ctx.method === 'keyboard-interactive' && said.includes('publickey')) {
        ctx.prompt([{ prompt: 'OTP: ', echo: true }], (answers) => {
          if (answers[0] === '42') ctx.accept();
          else ctx.reject();
        });
      } else ctx.reject(['publickey']);
    });
    const one = client(port, async () => '42');
    expect((await one.run()).stdout).toBe('hello\n');
    expect(log.filter((m) => m !== 'none')).toEqual(['publickey', 'publickey', 'keyboard-interactive']);
    expect(one.asked).toHaveLength(1);
  });

  it('never asks for a secret when only the agent or a key may be used', async () => {
    const { port } = await serve((ctx) => ctx.reject(['publickey', 'password', 'keyboard-interactive']));
    for (const auth of ['agent', 'key']) {
      const one = client(port, async () => 'x', { auth });
      expect(await code(one.run())).toBe('auth_failed');
      expect(one.asked).toEqual([]);
    }
  });

  it('gives up after three passwords, and at once when the person declines', async () => {
    const { port, log } = await serve((ctx) => ctx.reject(['password']));
    const wrong = client(port, async () => 'wrong', { auth: 'password' });
    expect(await code(wrong.run())).toBe('auth_failed');
    expect(log.filter((m) => m === 'password')).toHaveLength(3);
    expect(wrong.asked.map((q) => q.refused)).toEqual([false, true, true]);
    expect(await code(client(port, async () => null, { auth: 'password' }).run())).toBe('auth_cancelled');
  });

  it('refuses algorithms below the floor', async () => {
    const old = await serve((ctx) => ctx.accept(), { algorithms: { cipher: ['aes128-cbc'] } });
    expect(await code(client(old.port, async () => null).run())).toBe('weak_crypto');
    const sha1 = await serve((ctx) => ctx.accept(), {
      hostKeys: [readFileSync(`${dir}/rsa`)],
      algorithms: { serverHostKey: ['ssh-rsa'] },
    });
    expect(await code(client(sha1.port, async () => null).run())).toBe('weak_crypto');
  });

  it('ends at its deadline when the server accepts the connection and says nothing', async () => {
    const { createServer } = await import('node:net');
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    open.push(() => silent.close());
    const one = client((silent.address() as net.AddressInfo).port, async () => null);
    expect(await code(one.reach.command!.text({ argv: ['true'], deadlineMs: 400 }))).toBe('connect_timeout');
    one.reach.dispose();
  });

  it.each(['-oProxyCommand=id', 'a b', 'host;id', '$(id)', 'a`id`', '', 'u ser@host', "a'b"])(
    'refuses the target %j',
    async (target) => {
      const connect = createConnectReach({ clock: systemClock, dataDir: dir });
      await expect(connect.hosts.resolve(target)).rejects.toMatchObject({ code: 'bad_target' });
    },
  );
});
