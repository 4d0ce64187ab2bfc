import { appendFileSync, chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { mxZone, startDns, type Zone } from './dns.ts';
import { accepts, claimSlot, freePort, must, run, slotDir, slots, until } from './scratch.ts';
import { injectMail, startSinks, type Letter, type Sink, type SinkScript } from './sink.ts';

export interface LabPostfix {
  /** `-c` directory. */
  config: string;
  spool: string;
  host: string;
  port: number;
  logFile: string;
  log(): string;
  sinks: Readonly<Record<string, Sink>>;
  send(letters: readonly Letter[]): Promise<void>;
  /** What the queue holds by the MTA's own listing, for the truth of a test. */
  postqueue(...args: string[]): Promise<string>;
  reload(settings: Readonly<Record<string, string>>): Promise<void>;
  /** Waits until nothing is in active or incoming. */
  settled(deferred: number): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  remove(): Promise<void>;
}

/** An instance of a user's own is only allowed when the machine's main.cf names its directory. */
async function allowInstances(): Promise<void> {
  const main = '/etc/postfix/main.cf';
  if (!existsSync(main)) writeFileSync(main, 'compatibility_level = 3.6\ninet_interfaces = loopback-only\n');
  const wanted = Array.from({ length: slots }, (_, slot) => path.join(slotDir(slot), 'etc')).join(' ');
  const now = await run('postconf', ['-h', 'alternate_config_directories']);
  if (now.stdout.trim() === wanted) return;
  await must('postconf', ['-e', `alternate_config_directories=${wanted}`]);
}

export interface LabPostfixOptions {
  /** Recipient domains and how their server behaves. */
  sinks: Readonly<Record<string, SinkScript>>;
  /** Domains that do not resolve. */
  zone?: Zone;
  settings?: Readonly<Record<string, string>>;
}

/**
 * A private Postfix whose mail goes to scripted sinks on this machine: MX records of every domain come from a DNS server of the lab's
 * own, which only the chrooted smtp client asks. Retries happen only when a test asks for them.
 */
export async function startPostfix(options: LabPostfixOptions): Promise<LabPostfix> {
  await allowInstances();
  const slot = claimSlot();
  const config = path.join(slot.dir, 'etc');
  const spool = path.join(slot.dir, 'spool');
  const data = path.join(slot.dir, 'data');
  const logFile = path.join(slot.dir, 'log', 'mail.log');
  for (const dir of [config, spool, data, path.dirname(logFile)]) mkdirSync(dir, { mode: 0o755 });
  await must('chown', ['postfix', data]);
  const host = '127.0.0.1';
  const dnsHost = slot.address(53);
  const port = await freePort(host);

  const receivers = await startSinks(slot, options.sinks);
  const dns = await startDns(dnsHost, mxZone(receivers.addresses, options.zone));

  const settings: Record<string, string> = {
    compatibility_level: '3.6',
    config_directory: config,
    queue_directory: spool,
    data_directory: data,
    multi_instance_name: `postfix-lab${slot.slot}`,
    multi_instance_enable: 'yes',
    // Postfix wants an address of an interface; any of 127/8 can be listened on, but only this one is one.
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    myhostname: 'mx.lab.example',
    mynetworks: '127.0.0.0/8',
    maillog_file: logFile,
    maillog_file_prefixes: slot.dir,
    smtpd_relay_restrictions: 'permit_mynetworks, reject',
    mydestination: '',
    alias_maps: '',
    alias_database: '',
    enable_long_queue_ids: 'yes',
    in_flow_delay: '0',
    smtp_connect_timeout: '3s',
    smtp_helo_timeout: '3s',
    smtp_mail_timeout: '3s',
    smtp_rcpt_timeout: '3s',
    smtp_data_done_timeout: '3s',
    smtp_destination_concurrency_limit: '20',
    smtp_destination_concurrency_failed_cohort_limit: '0',
    minimal_backoff_time: '3600s',
    maximal_backoff_time: '7200s',
    queue_run_delay: '3600s',
    ...options.settings,
  };
  const writeMain = () =>
    writeFileSync(
      path.join(config, 'main.cf'),
      `${Object.entries(settings)
        .map(([name, value]) => `${name} = ${value}`)
        .join('\n')}\n`,
    );
  writeMain();
  const proto =
    ['/etc/postfix/master.cf.proto', '/usr/share/postfix/master.cf.dist', '/etc/postfix/master.cf'].find((f) =>
      existsSync(f),
    ) ?? '';
  const master = readFileSync(proto, 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith('#') && line.trim() !== '')
    .map((line) => {
      if (/^smtp\s+inet/.test(line)) return `${host}:${port} inet n - n - - smtpd`;
      if (/^\S+\s+inet/.test(line)) return '';
      // Only the clients that look names up are chrooted: their resolv.conf is the lab's.
      const chroot = /^(smtp|relay)\s+unix/.test(line) ? 'y' : 'n';
      return (
        line
          .replace(/^(\S+\s+\S+\s+\S+\s+\S+\s+)(\S+)/, `$1${chroot}`)
          // What postsuper -r requeues waits for the next round of pickup(8): a second instead of a minute.
          .replace(/^(pickup(?:\s+\S+){4}\s+)60\b/, (_, head: string) => `${head}1`)
      );
    })
    .filter((line) => line !== '');
  if (!master.some((line) => line.startsWith('postlog'))) master.push('postlog unix-dgram n - n - 1 postlogd');
  writeFileSync(path.join(config, 'master.cf'), `${master.join('\n')}\n`);
  mkdirSync(path.join(spool, 'etc'));
  writeFileSync(path.join(spool, 'etc', 'resolv.conf'), `nameserver ${dnsHost}\noptions timeout:1 attempts:1\n`);
  writeFileSync(path.join(spool, 'etc', 'nsswitch.conf'), 'hosts: files dns\n');
  for (const name of ['services', 'hosts'])
    if (existsSync(`/etc/${name}`)) copyFileSync(`/etc/${name}`, path.join(spool, 'etc', name));
  // The chroot needs the resolver's libraries too.
  for (const dir of [
    '/lib/x86_64-linux-gnu',
    '/lib/aarch64-linux-gnu',
    '/usr/lib/x86_64-linux-gnu',
    '/usr/lib/aarch64-linux-gnu',
  ]) {
    for (const library of ['libnss_dns.so.2', 'libnss_files.so.2', 'libresolv.so.2']) {
      const file = path.join(dir, library);
      if (!existsSync(file)) continue;
      mkdirSync(path.join(spool, dir), { recursive: true });
      copyFileSync(file, path.join(spool, file));
    }
  }

  const self: LabPostfix = {
    config,
    spool,
    host,
    port,
    sinks: receivers.sinks,
    logFile,
    log: () => (existsSync(logFile) ? readFileSync(logFile, 'utf8') : ''),
    send: (letters) => injectMail(host, port, letters),
    postqueue: async (...args) => (await run('postqueue', ['-c', config, ...args])).stdout,
    async reload(changes) {
      Object.assign(settings, changes);
      writeMain();
      await must('postfix', ['-c', config, 'reload']);
    },
    async settled(deferred) {
      await until(
        `${deferred} deferred messages`,
        async () => {
          const rows = (await self.postqueue('-j')).split('\n').filter((l) => l !== '');
          const busy = rows.filter((l) => /"queue_name": "(active|incoming|maildrop)"/.test(l)).length;
          return busy === 0 && rows.length === deferred;
        },
        60_000,
      );
    },
    async start() {
      await must('postfix', ['-c', config, 'start'], { timeout: 60_000 });
      await until('Postfix', () => accepts(host, port));
      // Readable as on a server where the account is in group adm.
      await until('the log', () => existsSync(logFile));
      chmodSync(logFile, 0o644);
    },
    async stop() {
      await run('postfix', ['-c', config, 'stop']);
    },
    async remove() {
      await self.stop();
      await receivers.stop();
      await dns.stop();
      slot.release();
    },
  };
  try {
    await self.start();
  } catch (error) {
    appendFileSync(logFile, '');
    const log = self.log().slice(-2000);
    await self.remove();
    throw new Error(`${error instanceof Error ? error.message : ''}\n${log}`, { cause: error });
  }
  return self;
}
