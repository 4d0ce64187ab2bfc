import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CommandTransport } from '../../electron/ports.ts';
import { systemClock } from '../../electron/clock.ts';
import { createMtaRegistry } from '../../electron/mta/registry.ts';
import { isAppError } from '../../shared/error.ts';
import type { QueueMessage } from '../../shared/model/message.ts';
import { whyNot } from './packages.ts';
import { daemon, must, scratch, until, type Daemon } from './support/scratch.ts';
import { startSlowLink } from './support/slowLink.ts';
import { hostBlock, labAsker, labServer, labSsh } from './support/ssh.ts';
import { startSshd, type Sshd } from './support/sshd.ts';

const lacks = whyNot('/usr/sbin/sshd', '/usr/bin/ssh', '/usr/bin/ssh-agent');
if (lacks !== null) console.warn(`SSH lab skipped: ${lacks}`);

const code = async (run: Promise<unknown>): Promise<string> => {
  try {
    await run;
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
  return 'ok';
};
const logins = (sshd: Sshd) => sshd.log().match(/Accepted publickey/g)?.length ?? 0;

describe.skipIf(lacks !== null)('ways to a server', () => {
  let sshd: Sshd;
  let ca = '';
  let authority: ReturnType<typeof scratch>;
  const open: { dispose(): void }[] = [];
  let n = 0;
  /** A workstation of its own: configuration, known_hosts, data folder. */
  const from = (client: 'builtin' | 'openssh', hosts: string, known: string | null = sshd.knownHost()) => {
    const lab = labSsh(sshd, hosts, `way-${n++}`);
    if (known !== null) writeFileSync(lab.knownHostsFile, known);
    const asker = labAsker({});
    const reach = lab.connect(
      labServer({ route: { kind: 'ssh', target: 'mx', client, configFile: lab.configFile } }),
      asker,
    );
    open.push(reach);
    const command = reach.command as CommandTransport;
    return { ...lab, asker, command, echo: () => command.text({ argv: ['echo', 'there'], deadlineMs: 60_000 }) };
  };
  beforeAll(async () => {
    authority = scratch('ca');
    ca = path.join(authority.dir, 'ca');
    await must('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'ca', '-f', ca]);
    sshd = await startSshd({ extra: [`TrustedUserCAKeys ${ca}.pub`] });
  });
  afterEach(() => {
    for (const one of open.splice(0)) one.dispose();
  });
  afterAll(async () => {
    await sshd.remove();
    authority.remove();
  });

  describe.each(['builtin', 'openssh'] as const)('%s client', (client) => {
    it('goes through two jump hosts, each with its own key', async () => {
      const first = await startSshd();
      const second = await startSshd();
      try {
        for (const hop of [first, second])
          writeFileSync(path.join(hop.dir, 'authorized'), readFileSync(`${sshd.key}.pub`));
        const hosts = [
          hostBlock(first, 'outer', 'qwjump'),
          hostBlock(second, 'inner', 'qwjump'),
          hostBlock(sshd, 'mx', 'qwlab', '  ProxyJump outer,inner\n'),
        ]
          .join('')
          .replaceAll(/IdentityFile .*/g, `IdentityFile ${sshd.key}`);
        const way = from(client, hosts, null);
        expect((await way.echo()).stdout).toBe('there\n');
        // The server sees the last hop, and each hop one login.
        expect([logins(first), logins(second)]).toEqual([1, 1]);
        if (client === 'builtin') {
          expect(way.asker.asked.hostKeys.map((q) => q.port)).toEqual([first.port, second.port, sshd.port]);
        }
      } finally {
        await first.remove();
        await second.remove();
      }
    });

    it('finds a host in hashed known_hosts, and a changed key there too', async () => {
      const way = from(client, hostBlock(sshd, 'mx', 'qwlab'));
      await must('ssh-keygen', ['-q', '-H', '-f', way.knownHostsFile]);
      expect(readFileSync(way.knownHostsFile, 'utf8')).toMatch(/^\|1\|/);
      expect((await way.echo()).stdout).toBe('there\n');
      expect(way.asker.asked.hostKeys).toEqual([]);
      const other = (await must('ssh-keygen', ['-y', '-f', sshd.key])).stdout.split(' ').slice(0, 2).join(' ');
      const changed = from(client, hostBlock(sshd, 'mx', 'qwlab'), `[${sshd.host}]:${sshd.port} ${other}\n`);
      await must('ssh-keygen', ['-q', '-H', '-f', changed.knownHostsFile]);
      expect(await code(changed.echo())).toBe('host_key_changed');
      expect(changed.asker.asked.hostKeys).toEqual([]);
    });

    it('uses the agent that IdentityAgent names, and of its keys only the named one with IdentitiesOnly', async () => {
      const socket = path.join(sshd.dir, `agent-${client}`);
      const agent: Daemon = daemon('ssh-agent', ['-D', '-a', socket]);
      try {
        await until('the agent', async () => {
          const env = { ...process.env, SSH_AUTH_SOCK: socket };
          return (await must('ssh-add', ['-q', sshd.key], { env }).catch(() => null)) !== null;
        });
        const block = (more: string) =>
          `Host mx\n  HostName ${sshd.host}\n  Port ${sshd.port}\n  User qwlab\n  IdentityAgent ${socket}\n${more}`;
        const way = from(client, block('  IdentityFile none\n'));
        expect((await way.echo()).stdout).toBe('there\n');
        if (client === 'builtin') expect(way.command.peer?.()?.login).toMatch(/^ssh agent, ED25519/);
        // A key the server does not know is the only one that may be offered.
        const stranger = path.join(sshd.dir, `stranger-${client}`);
        await must('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', stranger]);
        const only = from(client, block(`  IdentitiesOnly yes\n  IdentityFile ${stranger}\n`));
        expect(await code(only.echo())).toBe('auth_failed');
        expect(logins(sshd)).toBeGreaterThan(0);
      } finally {
        await agent.stop();
      }
    });

    it('follows Include and Match exec', async () => {
      const more = path.join(sshd.dir, `included-${client}.conf`);
      writeFileSync(more, `Host mx\n  User qwlab\n  IdentityFile ${sshd.key}\n  IdentitiesOnly yes\n`);
      const hosts = (answer: string) =>
        `Include ${more}\nMatch originalhost mx exec "${answer}"\n  HostName ${sshd.host}\n  Port ${sshd.port}\nHost mx\n  HostName 127.0.0.1\n  Port 1\n`;
      expect((await from(client, hosts('true')).echo()).stdout).toBe('there\n');
      expect(await code(from(client, hosts('false')).echo())).toBe('connect_refused');
    });

    it('keeps and marks what came before the link stalled in the middle of a listing', async () => {
      const link = await startSlowLink(sshd.host, sshd.port);
      try {
        const block = hostBlock(sshd, 'mx', 'qwlab').replace(/Port \d+/, `Port ${link.port}`);
        const way = from(client, block, sshd.knownHost().replace(/\]:\d+ /, `]:${link.port} `));
        const line = (i: number) =>
          JSON.stringify({
            queue_name: 'deferred',
            queue_id: `4jY${i.toString(36).toUpperCase().padStart(6, '0')}`,
            arrival_time: 1_795_000_000,
            message_size: 300,
            forced_expire: false,
            sender: 'a@lab.example',
            // Random text: gzip must not make it small.
            recipients: [
              { address: `${Math.random()}${Math.random()}@x.example`, delay_reason: `451 ${Math.random()}` },
            ],
          });
        const listing = path.join(sshd.dir, `listing-${client}`);
        writeFileSync(listing, Array.from({ length: 20_000 }, (_, i) => line(i)).join('\n'), { mode: 0o644 });
        const postqueue = path.join(sshd.dir, `postqueue-${client}`);
        writeFileSync(postqueue, `#!/bin/sh\nexec cat ${listing}\n`);
        chmodSync(postqueue, 0o755);
        await way.echo();
        link.stallAfter(300_000);
        const messages: QueueMessage[] = [];
        const config = labServer({ mta: 'postfix', route: { kind: 'ssh', target: 'mx' } });
        const short: CommandTransport = {
          ...way.command,
          run: (c, onStdout, signal) => way.command.run({ ...c, deadlineMs: 4000 }, onStdout, signal),
        };
        const outcome = await createMtaRegistry()
          .driver('postfix')
          .list(
            { command: short, clock: systemClock },
            config,
            {
              mta: 'postfix',
              version: '3.7',
              system: null,
              abilities: [],
              facts: {
                commands: { postqueue, postsuper: 'postsuper', postcat: 'postcat' },
                instance: null,
                json: true,
                nullSender: 'MAILER-DAEMON',
                owner: 'postfix',
                isRoot: false,
                isOwner: false,
                queueDirectory: '/var/spool/postfix',
                zone: 0,
                log: { kind: 'none' },
              },
              recipe: null,
              commands: [],
              ownHops: [],
              instances: [],
              retrySchedule: null,
            },
            { message: (m) => messages.push(m), skipped: () => undefined },
          );
        expect(messages.length).toBeGreaterThan(100);
        expect(messages.length).toBeLessThan(20_000);
        expect(outcome.complete).toBe(false);
        expect(outcome.remarks.join(' ')).toMatch(/cut|lost/i);
      } finally {
        await link.stop();
      }
    });
  });

  it('leaves ProxyCommand to the OpenSSH client, and says so', async () => {
    const relay = `${process.execPath} -e "const s=require('net').connect(${sshd.port},'${sshd.host}');process.stdin.pipe(s);s.pipe(process.stdout)"`;
    const hosts = hostBlock(sshd, 'mx', 'qwlab', `  ProxyCommand ${relay}\n`);
    expect(await code(from('builtin', hosts).echo())).toBe('needs_openssh');
    expect((await from('openssh', hosts).echo()).stdout).toBe('there\n');
  });

  it('logs in by user certificate with the OpenSSH client; the built-in one says that it needs that', async () => {
    const key = path.join(sshd.dir, 'certified');
    await must('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    await must('ssh-keygen', ['-q', '-s', ca, '-I', 'lab', '-n', 'qwlab', '-V', '-5m:+1h', `${key}.pub`]);
    const hosts = `Host mx\n  HostName ${sshd.host}\n  Port ${sshd.port}\n  User qwlab\n  IdentitiesOnly yes\n  IdentityFile ${key}\n  CertificateFile ${key}-cert.pub\n`;
    expect((await from('openssh', hosts).echo()).stdout).toBe('there\n');
    expect(await code(from('builtin', hosts).echo())).toBe('needs_openssh');
  });

  it('checks host certificates with the OpenSSH client; the built-in one asks for no bare key instead', async () => {
    const certified = await startSshd();
    try {
      const hostKey = path.join(certified.dir, 'host_ed25519');
      await must('ssh-keygen', ['-q', '-s', ca, '-I', 'lab host', '-h', '-n', '127.0.0.1', `${hostKey}.pub`]);
      const config = path.join(certified.dir, 'sshd_config');
      writeFileSync(config, `HostCertificate ${hostKey}-cert.pub\n${readFileSync(config, 'utf8')}`);
      await certified.stop();
      await certified.start();
      const authority = `@cert-authority * ${readFileSync(`${ca}.pub`, 'utf8')}`;
      const hosts = hostBlock(certified, 'mx', 'qwlab');
      const way = from('openssh', hosts, authority);
      expect((await way.echo()).stdout).toBe('there\n');
      expect(way.asker.asked.hostKeys).toEqual([]);
      const bare = from('builtin', hosts, authority);
      expect(await code(bare.echo())).toBe('needs_openssh');
      expect(bare.asker.asked.hostKeys).toEqual([]);
    } finally {
      await certified.remove();
    }
  });

  it('opens one connection of the OpenSSH client for many commands (ControlMaster)', async () => {
    const before = logins(sshd);
    const way = from('openssh', hostBlock(sshd, 'mx', 'qwlab'));
    await way.echo();
    await Promise.all(Array.from({ length: 5 }, () => way.echo()));
    expect(logins(sshd) - before).toBe(1);
  });

  it('logs in to sixty servers within what sshd allows of unfinished logins, and to their bastion once', async () => {
    // sshd drops every connection over ten that are not logged in yet.
    const many = await startSshd({ extra: ['MaxStartups 10:100:10'] });
    try {
      const hosts =
        Array.from({ length: 60 }, (_, i) => hostBlock(many, `mx${i}`, 'qwlab')).join('') +
        hostBlock(many, 'bastion', 'qwjump') +
        Array.from({ length: 12 }, (_, i) =>
          hostBlock(sshd, `in${i}`, 'qwlab', '  ProxyJump bastion\n').replace(
            /IdentityFile .*/,
            `IdentityFile ${sshd.key}`,
          ),
        ).join('');
      const lab = labSsh(many, hosts, 'sixty');
      writeFileSync(lab.knownHostsFile, many.knownHost() + sshd.knownHost());
      const all = (names: readonly string[]) =>
        Promise.all(
          names.map(async (target) => {
            const reach = lab.connect(
              labServer({ id: target, route: { kind: 'ssh', target, configFile: lab.configFile } }),
              labAsker({}),
            );
            open.push(reach);
            return (await reach.command?.text({ argv: ['echo', target], deadlineMs: 120_000 }))?.stdout.trim();
          }),
        );
      const names = Array.from({ length: 60 }, (_, i) => `mx${i}`);
      expect(await all(names)).toEqual(names);
      expect(many.log()).not.toMatch(/MaxStartups|drop connection/);
      const inner = Array.from({ length: 12 }, (_, i) => `in${i}`);
      expect(await all(inner)).toEqual(inner);
      expect(many.log().match(/Accepted publickey for qwjump/g)).toHaveLength(1);
    } finally {
      for (const one of open.splice(0)) one.dispose();
      await many.remove();
    }
  }, 180_000);
});
