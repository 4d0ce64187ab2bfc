import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { unpackedRoot } from '../packages.ts';
import { mxZone, startDns, type Zone } from './dns.ts';
import { accepts, claimSlot, daemon, freePort, must, until, type Daemon } from './scratch.ts';
import { injectMail, startSinks, type Letter, type Sink, type SinkScript } from './sink.ts';

export interface LabChasquid {
  /** Of the monitoring listener: monitoring_address in chasquid.conf(5). */
  monitoring: number;
  sinks: Readonly<Record<string, Sink>>;
  /** Sends as alice@lab.example, who logs in. */
  send(letters: readonly Letter[]): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

export const chasquidBinary = path.join(unpackedRoot('chasquid'), 'usr/bin/chasquid');
const user = 'alice@lab.example';
const password = 'lab';

/**
 * A real chasquid from its unpacked package. It runs in a folder of its own (chroot), where resolv.conf names the lab's DNS, so
 * that no question leaves the machine.
 */
export async function startChasquid(options: {
  sinks: Readonly<Record<string, SinkScript>>;
  zone?: Zone;
}): Promise<LabChasquid> {
  const slot = claimSlot();
  const root = path.join(slot.dir, 'chasquid');
  const config = path.join(root, 'etc/chasquid');
  const certs = path.join(config, 'certs/mx.lab.example');
  for (const dir of [certs, path.join(config, 'domains/lab.example'), path.join(root, 'data'), path.join(root, 'tmp')])
    mkdirSync(dir, { recursive: true });
  copyFileSync(chasquidBinary, path.join(root, 'chasquid'));
  // What it is linked with, at the same places.
  for (const library of (await must('ldd', [chasquidBinary])).stdout.match(/\/\S+/g) ?? []) {
    mkdirSync(path.join(root, path.dirname(library)), { recursive: true });
    copyFileSync(library, path.join(root, library));
  }
  await must('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
    ...['-subj', '/CN=mx.lab.example', '-addext', 'subjectAltName=DNS:mx.lab.example'],
    ...['-keyout', path.join(certs, 'privkey.pem'), '-out', path.join(certs, 'fullchain.pem')],
  ]);
  await must(path.join(unpackedRoot('chasquid'), 'usr/bin/chasquid-util'), [
    `-C=${config}`,
    'user-add',
    user,
    `--password=${password}`,
  ]);

  const receivers = await startSinks(slot, options.sinks);
  const dnsHost = slot.address(53);
  const dns = await startDns(dnsHost, mxZone(receivers.addresses, options.zone));
  writeFileSync(path.join(root, 'etc/resolv.conf'), `nameserver ${dnsHost}\noptions timeout:1 attempts:1\n`);
  writeFileSync(path.join(root, 'etc/hosts'), '127.0.0.1 localhost\n');
  const [smtp, submission, tls, monitoring] = [await freePort(), await freePort(), await freePort(), await freePort()];
  writeFileSync(
    path.join(config, 'chasquid.conf'),
    `hostname: "mx.lab.example"
smtp_address: "127.0.0.1:${smtp}"
submission_address: "127.0.0.1:${submission}"
submission_over_tls_address: "127.0.0.1:${tls}"
monitoring_address: "127.0.0.1:${monitoring}"
data_dir: "/data"
mail_log_path: "<stderr>"
`,
  );
  let process_: Daemon | null = null;
  const self: LabChasquid = {
    monitoring,
    sinks: receivers.sinks,
    send: (letters) => injectMail('127.0.0.1', tls, letters, { pipelining: false, login: { user, password } }),
    async start() {
      process_ = daemon('chroot', [root, '/chasquid', '-config_dir=/etc/chasquid'], {
        ...process.env,
        GODEBUG: 'netdns=go',
      });
      await until('chasquid', async () => (await accepts('127.0.0.1', tls)) && accepts('127.0.0.1', monitoring)).catch(
        (error: unknown) => {
          throw new Error(process_?.output() ?? '', { cause: error });
        },
      );
    },
    async stop() {
      await process_?.stop();
      process_ = null;
    },
    async remove() {
      await self.stop();
      await receivers.stop();
      await dns.stop();
      slot.release();
    },
  };
  await self.start();
  return self;
}
