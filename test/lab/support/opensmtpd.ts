import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { unpackedRoot } from '../packages.ts';
import { accepts, claimSlot, daemon, freePort, must, run, until, type Daemon } from './scratch.ts';
import { startView } from './view.ts';
import { injectMail, startSinks, type Letter, type Sink, type SinkScript } from './sink.ts';

export interface LabOpensmtpd {
  port: number;
  sinks: Readonly<Record<string, Sink>>;
  send(letters: readonly Letter[]): Promise<void>;
  /** Words that run a program as on the machine where this OpenSMTPD logs: for the sshd of the test. */
  inside: readonly string[];
  remove(): Promise<void>;
}

const tree = unpackedRoot('opensmtpd');
export const smtpdBinary = path.join(tree, 'usr/sbin/smtpd');

/** A private OpenSMTPD from an unpacked package. Its spool and control socket have fixed places, so there is one at a time. */
export async function startOpensmtpd(sinkScripts: Readonly<Record<string, SinkScript>>): Promise<LabOpensmtpd> {
  const slot = claimSlot();
  for (const user of ['opensmtpd', 'opensmtpq']) {
    if ((await run('id', [user])).code !== 0)
      await must('useradd', [
        '--system',
        '--user-group',
        '--no-create-home',
        '--home-dir',
        '/var/lib/opensmtpd/empty',
        user,
      ]);
  }
  mkdirSync('/var/lib/opensmtpd/empty', { recursive: true, mode: 0o711 });
  copyFileSync(smtpdBinary, '/usr/sbin/smtpd');
  copyFileSync(path.join(tree, 'usr/sbin/smtpctl'), '/usr/sbin/smtpctl');
  await must('chgrp', ['opensmtpq', '/usr/sbin/smtpctl']);
  chmodSync('/usr/sbin/smtpctl', 0o2555);
  if (!existsSync('/usr/libexec/opensmtpd'))
    cpSync(path.join(tree, 'usr/libexec/opensmtpd'), '/usr/libexec/opensmtpd', { recursive: true });
  rmSync('/var/spool/smtpd', { recursive: true, force: true });
  mkdirSync('/var/spool/smtpd', { recursive: true, mode: 0o711 });
  const port = await freePort();
  const receivers = await startSinks(slot, sinkScripts);
  const lines = ['queue ttl 4d', `listen on 127.0.0.1 port ${port} hostname mx.lab.example`];
  const matches: string[] = [];
  for (const [domain, address] of Object.entries(receivers.addresses)) {
    const name = domain.replace(/\W/g, '_');
    lines.push(`action "${name}" relay host smtp://${address}`);
    matches.push(`match from any for domain "${domain}" action "${name}"`);
  }
  const config = path.join(slot.dir, 'smtpd.conf');
  writeFileSync(config, `${[...lines, ...matches].join('\n')}\n`);
  const view = await startView(slot.dir);
  // In the foreground, and to syslog (smtpd(8)).
  const server: Daemon = daemon(view.inside[0], [...view.inside.slice(1), '/usr/sbin/smtpd', '-F', '-f', config]);
  await until('OpenSMTPD', () => accepts('127.0.0.1', port)).catch((error: unknown) => {
    throw new Error(server.output(), { cause: error });
  });
  return {
    port,
    sinks: receivers.sinks,
    send: (letters) => injectMail('127.0.0.1', port, letters, { pipelining: false }),
    inside: view.inside,
    async remove() {
      await server.stop();
      await view.stop();
      await receivers.stop();
      for (const file of ['/usr/sbin/smtpd', '/usr/sbin/smtpctl']) rmSync(file, { force: true });
      rmSync('/var/spool/smtpd', { recursive: true, force: true });
      slot.release();
    },
  };
}
