import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAppError } from '../../shared/error.ts';
import type { CommandTransport } from '../../electron/ports.ts';
import { whyNot } from './packages.ts';
import { hostBlock, labAsker, labServer, labSsh } from './support/ssh.ts';
import { labAccounts, labPassword, startSshd, type LabAccount, type Sshd } from './support/sshd.ts';

const lacks = whyNot('/usr/sbin/sshd', '/usr/bin/ssh', '/usr/bin/fish', '/usr/bin/zsh', '/usr/bin/csh');
if (lacks !== null) console.warn(`SSH lab skipped: ${lacks}`);

const failure = async (
  run: Promise<unknown>,
): Promise<{ code: string; details: Readonly<Record<string, unknown>> }> => {
  try {
    await run;
  } catch (error) {
    if (isAppError(error)) return error;
    throw error;
  }
  throw new Error('it worked');
};

describe.skipIf(lacks !== null).each(['builtin', 'openssh'] as const)('%s client on a real sshd', (client) => {
  let sshd: Sshd;
  const open: { dispose(): void }[] = [];
  const ready = (
    account: LabAccount | 'root',
    options: {
      known?: boolean;
      more?: string;
      asker?: ReturnType<typeof labAsker>;
      hosts?: string;
      route?: object;
    } = {},
  ) => {
    const name = `${client}-${open.length}`;
    const lab = labSsh(sshd, options.hosts ?? hostBlock(sshd, 'mx', account, options.more), name);
    if (options.known !== false) writeFileSync(lab.knownHostsFile, sshd.knownHost());
    const asker = options.asker ?? labAsker({});
    const config = labServer({
      route: { kind: 'ssh', target: 'mx', client, configFile: lab.configFile, ...options.route },
    });
    const reach = lab.connect(config, asker);
    open.push(reach);
    return { ...lab, asker, config, command: reach.command as CommandTransport };
  };
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(async () => {
    for (const one of open) one.dispose();
    await sshd.remove();
  });

  it.each(Object.keys(labAccounts) as LabAccount[])(
    'runs hostile words literally in the login shell of %s',
    async (account) => {
      const { command } = ready(account);
      const words = ["o'neil", '!!', '$(id)', 'a\nb', '\\', '%s', '-n', 'zurück', '*', ''];
      const result = await command.text({ argv: ['printf', '[%s]\\0', ...words], deadlineMs: 20_000 });
      expect(result).toMatchObject({ exitCode: 0, truncated: false });
      expect(result.stdout).toBe(words.map((w) => `[${w}]\0`).join(''));
    },
  );

  it('drops what the login shell prints, keeps exit status and stderr, and sends ids on stdin', async () => {
    const { command, asker } = ready('qwnoise');
    const plain = await command.text({
      argv: ['sh', '-c', 'cat; echo oops >&2; exit 3'],
      stdin: 'A\nB\n',
      deadlineMs: 20_000,
    });
    expect(plain).toMatchObject({ stdout: 'A\nB\n', exitCode: 3 });
    expect(plain.stderr).toContain('oops');
    expect(asker.asked.hostKeys).toEqual([]);
  });

  it('brings a large output gzipped and whole', async () => {
    const { command } = ready('qwnoise');
    let bytes = 0;
    const result = await command.run(
      { argv: ['sh', '-c', 'seq 1 400000; exit 4'], deadlineMs: 30_000, compress: true },
      (chunk) => (bytes += chunk.length),
    );
    expect(result).toMatchObject({ exitCode: 4, truncated: false, stdoutBytes: 2_688_895 });
    expect(bytes).toBe(2_688_895);
  });

  it('stops at the byte limit and says so', async () => {
    const { command } = ready('qwlab');
    const result = await command.text({ argv: ['sh', '-c', 'seq 1 400000'], deadlineMs: 30_000, maxBytes: 1000 });
    expect(result).toMatchObject({ truncated: 'limit', stdoutBytes: 1000 });
  });

  it('keeps what came before a stall when the deadline ends it', async () => {
    const { command } = ready('qwlab');
    const result = await command.text({ argv: ['sh', '-c', 'echo first; sleep 30'], deadlineMs: 1500 });
    expect(result).toMatchObject({ truncated: 'deadline', exitCode: null, stdout: 'first\n' });
    // And the next command works.
    expect(await command.text({ argv: ['echo', 'on'], deadlineMs: 10_000 })).toMatchObject({ stdout: 'on\n' });
  });

  it('ends a running command when it is aborted', async () => {
    const { command } = ready('qwlab');
    const abort = new AbortController();
    const running = command.run(
      { argv: ['sh', '-c', 'echo x; sleep 30'], deadlineMs: 30_000 },
      () => abort.abort(),
      abort.signal,
    );
    expect((await failure(running)).code).toBe('aborted');
  });

  it('asks at first contact, remembers in its own file, and asks no second time', async () => {
    const first = ready('qwlab', { known: false });
    expect((await first.command.text({ argv: ['true'], deadlineMs: 20_000 })).exitCode).toBe(0);
    const [question] = first.asker.asked.hostKeys;
    expect(question?.fingerprint).toBe(await sshd.fingerprint());
    expect(question?.randomart).toMatch(/^\+-+\[ED25519 256\]-+\+\n[\s\S]*\[SHA256\]-+\+$/);
    expect(readFileSync(first.knownHostsFile, 'utf8')).toBe('');
    expect(readFileSync(path.join(first.dataDir, 'known_hosts'), 'utf8')).toContain('ssh-ed25519');
    const again = first.connect(first.config, first.asker);
    open.push(again);
    await again.command?.text({ argv: ['true'], deadlineMs: 20_000 });
    expect(first.asker.asked.hostKeys).toHaveLength(1);
  });

  it('goes no further when the person does not trust the key', async () => {
    const { command, dataDir } = ready('qwlab', { known: false, asker: labAsker({ trust: false }) });
    expect((await failure(command.text({ argv: ['true'], deadlineMs: 20_000 }))).code).toBe('host_key_unknown');
    expect(existsSync(path.join(dataDir, 'known_hosts'))).toBe(false);
  });

  it('asks for a passphrase only when the server accepts the key', async () => {
    const asker = labAsker({ secret: (q) => (q.what === 'passphrase' ? sshd.passphrase : null) });
    const { command } = ready('qwlab', { asker, route: { identityFile: sshd.encryptedKey } });
    expect((await command.text({ argv: ['id', '-un'], deadlineMs: 20_000 })).stdout).toBe('qwlab\n');
    expect(asker.asked.secrets.map((q) => q.what)).toEqual(['passphrase']);
    expect(command.peer?.()?.login).toEqual(expect.any(String));
  });

  it('tells a refused login, and one the person gave up, from a dead host', async () => {
    const refused = ready('qwlab', {
      hosts: `Host mx\n  HostName ${sshd.host}\n  Port ${sshd.port}\n  User qwlab\n  IdentityFile none\n`,
    });
    expect((await failure(refused.command.text({ argv: ['true'], deadlineMs: 20_000 }))).code).toMatch(/^auth_failed$/);
    const dead = ready('qwlab', { hosts: 'Host mx\n  HostName 127.0.0.1\n  Port 1\n' });
    expect((await failure(dead.command.text({ argv: ['true'], deadlineMs: 20_000 }))).code).toBe('connect_refused');
    const lost = ready('qwlab', { hosts: 'Host mx\n  HostName no-such-host.invalid\n' });
    expect((await failure(lost.command.text({ argv: ['true'], deadlineMs: 20_000 }))).code).toBe('dns_failed');
  });

  it('reaches a port through the server', async () => {
    const { command } = ready('qwlab');
    const stream = await command.forward?.(sshd.host, sshd.port);
    const greeting = await new Promise<string>((resolve) => stream?.once('data', (d: Buffer) => resolve(d.toString())));
    expect(greeting).toMatch(/^SSH-2\.0-/);
    stream?.destroy();
  });

  it('goes through a jump host with its own key question', async () => {
    const bastion = await startSshd();
    try {
      const hosts =
        `${hostBlock(bastion, 'bastion', 'qwjump')}${hostBlock(sshd, 'mx', 'qwlab', '  ProxyJump bastion\n')}`.replaceAll(
          /IdentityFile .*/g,
          `IdentityFile ${sshd.key}`,
        );
      writeFileSync(path.join(bastion.dir, 'authorized'), readFileSync(`${sshd.key}.pub`));
      const { command, asker } = ready('qwlab', { hosts, known: false });
      const result = await command.text({ argv: ['sh', '-c', 'echo $SSH_CONNECTION; id -un'], deadlineMs: 30_000 });
      expect(result.stdout).toMatch(/qwlab\n$/);
      expect(bastion.log()).toMatch(/qwjump/);
      expect(sshd.log()).toMatch(/qwlab/);
      if (client === 'builtin') expect(asker.asked.hostKeys.map((q) => q.port)).toEqual([bastion.port, sshd.port]);
    } finally {
      await bastion.remove();
    }
  });

  it('comes back after sshd was stopped and started', async () => {
    const { command } = ready('qwlab');
    await command.text({ argv: ['true'], deadlineMs: 20_000 });
    const cut = command.text({ argv: ['sh', '-c', 'echo begun; sleep 20'], deadlineMs: 25_000 });
    await new Promise((resolve) => setTimeout(resolve, 700));
    await sshd.stop();
    expect(await cut).toMatchObject({ truncated: 'connection', exitCode: null, stdout: 'begun\n' });
    expect((await failure(command.text({ argv: ['true'], deadlineMs: 20_000 }))).code).toBe('connect_refused');
    await sshd.start();
    expect((await command.text({ argv: ['echo', 'back'], deadlineMs: 20_000 })).stdout).toBe('back\n');
  });

  it('refuses a changed host key before any login, with both fingerprints, until it is replaced by hand', async () => {
    const lab = ready('qwlab');
    const before = await sshd.fingerprint();
    await lab.command.text({ argv: ['true'], deadlineMs: 20_000 });
    const logins = sshd.log().match(/Accepted publickey/g)?.length;
    await sshd.changeHostKey();
    const after = await sshd.fingerprint();
    lab.command.reset();
    const refused = await failure(lab.command.text({ argv: ['true'], deadlineMs: 20_000 }));
    expect(refused.code).toBe('host_key_changed');
    expect(refused.details).toMatchObject({ known: before, offered: after });
    expect(lab.asker.asked.hostKeys).toEqual([]);
    expect(sshd.log().match(/Accepted publickey/g)?.length).toBe(logins);
    expect((await failure(lab.connect.hosts.replaceHostKey(lab.config, before))).code).toBe('host_key_mismatch');
    await lab.connect.hosts.replaceHostKey(lab.config, after);
    if (client === 'builtin') {
      lab.command.reset();
      expect((await lab.command.text({ argv: ['echo', 'ok'], deadlineMs: 20_000 })).stdout).toBe('ok\n');
      expect(lab.command.peer?.()?.hostKey?.fingerprint).toBe(after);
    }
  });
});

describe.skipIf(lacks !== null)('logins with a password', () => {
  it('asks once, says when the kept one was refused, and gives up when declined', async () => {
    const sshd = await startSshd({ extra: ['PasswordAuthentication yes'] });
    const lab = labSsh(sshd, hostBlock(sshd, 'mx', 'qwlab'));
    writeFileSync(lab.knownHostsFile, sshd.knownHost());
    const config = labServer({ route: { kind: 'ssh', target: 'mx', auth: 'password', configFile: lab.configFile } });
    try {
      let n = 0;
      const asker = labAsker({ secret: () => (n++ === 0 ? 'wrong' : labPassword) });
      const reach = lab.connect(config, asker);
      expect((await reach.command?.text({ argv: ['id', '-un'], deadlineMs: 20_000 }))?.stdout).toBe('qwlab\n');
      expect(asker.asked.secrets.map((q) => [q.what, q.refused])).toEqual([
        ['password', false],
        ['password', true],
      ]);
      reach.dispose();
      const none = lab.connect(config, labAsker({}));
      expect((await failure(none.command!.text({ argv: ['true'], deadlineMs: 20_000 }))).code).toBe('auth_cancelled');
      none.dispose();
    } finally {
      await sshd.remove();
    }
  });
});
