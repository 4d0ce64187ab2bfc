import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Reach } from '../../../electron/ports.ts';
import { ServerConfig } from '../../../shared/model/server.ts';
import { actingOn } from './acting.ts';
import { startLabEngine, type LabEngine } from './engine.ts';
import { startPostfix, type LabPostfix, type LabPostfixOptions } from './postfix.ts';
import { must, run } from './scratch.ts';
import { hostBlock, labAsker, labSsh } from './ssh.ts';
import { startSshd, type Sshd } from './sshd.ts';

export interface ActingPostfix {
  sshd: Sshd;
  postfix: LabPostfix;
  engine: LabEngine;
  config: ServerConfig;
  ssh: ReturnType<typeof labSsh>;
  /** The server as the window acts on it. */
  on: ReturnType<typeof actingOn>;
  /** Which options of postsuper the account may use; none at all takes its rights away. Headers it may read always. */
  grant(flags?: readonly string[]): void;
  /** What the MTA itself lists. */
  truth(): Promise<{ queue_id: string; queue_name: string; sender: string }[]>;
  idsFrom(sender: string): Promise<string[]>;
  /** Sends in over SMTP, without waiting for what becomes of them. */
  inject(sender: string, n: number, domain: string): Promise<void>;
  /** The connection as the app makes it, for the driver alone. */
  connect(): Reach & { dispose(): void };
  /** OpenSSH's own open connection (ControlMaster), to compare with: arguments that use it. */
  master(): Promise<{ args: string[]; stop(): Promise<void> }>;
  /** Messages that are deferred at once, without a word to the far end, while `defer_transports` is set. */
  queued(sender: string, n: number, domain: string): Promise<void>;
  remove(): Promise<void>;
}

const allFlags = ['-h', '-H', '-d', '-r', '-f'];

/** Postfix as mx1 over SSH, an account that may use postsuper by sudo, and the app's engine on it. */
export async function startActingPostfix(options: LabPostfixOptions): Promise<ActingPostfix> {
  const sshd = await startSshd();
  const postfix = await startPostfix({
    ...options,
    settings: { defer_transports: 'smtp', smtpd_client_connection_count_limit: '0', ...options.settings },
  });
  // Named by the place of the lab, so that two runs on one machine do not take each other's rights away.
  const sudoers = `/etc/sudoers.d/queuewatch-acting-${path.basename(path.dirname(postfix.config))}`;
  const ssh = labSsh(sshd, hostBlock(sshd, 'mx1', 'qwsudo'), 'acting');
  writeFileSync(ssh.knownHostsFile, sshd.knownHost());
  const config = ServerConfig.parse({
    id: 'mx1',
    name: 'mx1',
    mta: 'postfix',
    route: { kind: 'ssh', target: 'mx1', configFile: ssh.configFile },
    instance: postfix.config,
    elevate: 'sudo',
    safety: 'full',
    pollSeconds: 3600,
  });
  const engine = startLabEngine(mkdtempSync(path.join(os.tmpdir(), 'qw-lab-engine-')));
  const on = actingOn(engine, 'mx1');
  const self: ActingPostfix = {
    sshd,
    postfix,
    engine,
    config,
    ssh,
    on,
    grant(flags = allFlags) {
      const rule = (flag: string) => `qwsudo ALL=(root) NOPASSWD: /usr/sbin/postsuper -c ${postfix.config} ${flag} -\n`;
      const headers = `qwsudo ALL=(postfix) NOPASSWD: /usr/sbin/postcat ^-c ${postfix.config} -qeh [0-9A-Za-z]+$\n`;
      writeFileSync(sudoers, [...flags.map(rule), headers].join(''), { mode: 0o440 });
    },
    truth: async () =>
      (await postfix.postqueue('-j'))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as { queue_id: string; queue_name: string; sender: string }),
    idsFrom: async (sender) => (await self.truth()).filter((m) => m.sender === sender).map((m) => m.queue_id),
    async inject(sender, n, domain) {
      const lanes = n > 200 ? 6 : 1;
      await Promise.all(
        Array.from({ length: lanes }, (_, lane) =>
          postfix.send(
            Array.from({ length: Math.floor(n / lanes) + (lane < n % lanes ? 1 : 0) }, (_, i) => ({
              from: sender,
              to: [`r${lane}x${i}@${domain}`],
            })),
          ),
        ),
      );
    },
    async queued(sender, n, domain) {
      const before = (await self.truth()).length;
      await self.inject(sender, n, domain);
      await postfix.settled(before + n);
      // A preview takes a listing of less than two seconds ago for a fresh one.
      await on.look();
    },
    connect: () => ssh.connect(config, labAsker({})),
    async master() {
      const socket = path.join(ssh.dir, 'control');
      const base = ['-F', ssh.configFile, '-o', `ControlPath=${socket}`];
      await must('ssh', [...base, '-o', 'ControlMaster=yes', '-o', 'ControlPersist=60', 'mx1', 'true']);
      return {
        args: [...base, 'mx1'],
        async stop() {
          await run('ssh', [...base, '-O', 'exit', 'mx1']);
        },
      };
    },
    async remove() {
      await engine.stop();
      ssh.connect.dispose();
      rmSync(sudoers, { force: true });
      await postfix.remove();
      await sshd.remove();
    },
  };
  self.grant();
  await engine.ask('servers.save', { config, secret: null });
  await engine.until('the first look', async () => (await on.seenAt()) > 0);
  return self;
}
