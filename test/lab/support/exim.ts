import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { unpackedRoot } from '../packages.ts';
import { accepts, claimSlot, daemon, freePort, must, run, until, type Daemon } from './scratch.ts';
import { injectMail, startSinks, type Letter, type Sink, type SinkScript } from './sink.ts';

export interface LabExim {
  config: string;
  spool: string;
  port: number;
  sinks: Readonly<Record<string, Sink>>;
  send(letters: readonly Letter[]): Promise<void>;
  exim(...args: string[]): Promise<string>;
  /** The main log. */
  log(): string;
  /**
   * Copies of a deferred message under other names, with another sender: Exim takes spool files as they come. Thousands are
   * there in a second; each would take a delivery attempt otherwise.
   */
  copies(id: string, n: number, sender?: string): string[];
  stop(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

export const eximBinary = path.join(unpackedRoot('exim4-daemon-light'), 'usr/sbin/exim4');
const installed = '/usr/sbin/exim4';
const defaultConfig = '/etc/exim4/exim4.conf';

/**
 * A private Exim, started from an unpacked package: Debian's cannot be installed beside Postfix. It reads its default configuration file,
 * since -C makes an ordinary account lose its rights (spec, "The Exim command line").
 */
export async function startExim(
  sinkScripts: Readonly<Record<string, SinkScript>>,
  /** Where its own reports go: an LMTP port that takes mail of lab.example; and after how long it warns of a delay. */
  reports?: { lmtpPort: number; delayWarning: string },
  /** Mail to and from these is taken and dropped, with its line in the log: a delivery without a process and a connection. */
  dropped: readonly string[] = [],
): Promise<LabExim> {
  const slot = claimSlot();
  if ((await run('id', ['Debian-exim'])).code !== 0) {
    await must('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--home-dir',
      '/var/spool/exim4',
      'Debian-exim',
    ]);
  }
  const programs = [
    [eximBinary, installed, 0o4755],
    [path.join(unpackedRoot('exim4-base'), 'usr/sbin/exim_dumpdb'), '/usr/sbin/exim_dumpdb', 0o755],
  ] as const;
  for (const [from, to, mode] of programs) {
    if (!existsSync(to)) copyFileSync(from, to);
    chmodSync(to, mode);
  }
  const spool = path.join(slot.dir, 'spool');
  const log = path.join(slot.dir, 'log');
  for (const dir of [spool, log]) {
    mkdirSync(dir, { mode: 0o750 });
    await must('chown', ['Debian-exim:Debian-exim', dir]);
  }
  const receivers = await startSinks(slot, sinkScripts);
  const routes = Object.entries(receivers.addresses).map(([domain, address]) => `${domain}: ${address}`);
  routes.push('refused.example: 127.77.255.1');
  writeFileSync(path.join(slot.dir, 'routes'), `${routes.join('\n')}\n`);
  const port = await freePort();
  mkdirSync(path.dirname(defaultConfig), { recursive: true });
  writeFileSync(
    defaultConfig,
    `primary_hostname = mx.lab.example
spool_directory = ${spool}
log_file_path = ${log}/%slog
pid_file_path = ${slot.dir}/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${port}
disable_ipv6 = true
keep_environment =
acl_smtp_rcpt = accept
smtp_accept_max = 100
smtp_accept_queue_per_connection = 0
timeout_frozen_after = 0s
${reports === undefined ? '' : `delay_warning = ${reports.delayWarning}\n`}begin routers
dropped:
  driver = redirect
  condition = \${if or{{inlist{$local_part@$domain}{${dropped.join(':')}}}{inlist{$sender_address}{${dropped.join(':')}}}}}
  data = :blackhole:
${
  reports === undefined
    ? ''
    : `mailbox:
  driver = manualroute
  domains = lab.example
  route_data = 127.0.0.1
  transport = mailbox_lmtp
  self = send
`
}sinks:
  driver = manualroute
  route_data = \${lookup{$domain}lsearch{${slot.dir}/routes}}
  transport = remote_smtp
  self = send
begin transports
${
  reports === undefined
    ? ''
    : `mailbox_lmtp:
  driver = smtp
  protocol = lmtp
  port = ${String(reports.lmtpPort)}
  allow_localhost
  hosts_try_fastopen =
`
}remote_smtp:
  driver = smtp
  connect_timeout = 3s
  command_timeout = 3s
  hosts_try_fastopen =
begin retry
* * F,4d,15m
`,
  );
  let process_: Daemon | null = null;
  let copied = 1000;
  const self: LabExim = {
    config: defaultConfig,
    spool,
    port,
    sinks: receivers.sinks,
    send: (letters) => injectMail('127.0.0.1', port, letters, { pipelining: false }),
    log: () => readFileSync(path.join(log, 'mainlog'), 'utf8'),
    exim: async (...args) => (await run(installed, args)).stdout,
    copies(id, n, sender) {
      const dir = (name: string) => path.join(spool, name);
      const read = (name: string) => readFileSync(dir(name)).toString('latin1');
      const [head, data, msglog] = [read(`input/${id}-H`), read(`input/${id}-D`), read(`msglog/${id}`)];
      const { uid, gid } = statSync(dir(`input/${id}-H`));
      // 16 characters up to 4.96, 23 from 4.97 on.
      const [time = '', middle = '', end = ''] = id.split('-');
      const ids = Array.from(
        { length: n },
        (_, i) => `${time}-${String(copied + i).padStart(middle.length, '0')}-${'0'.repeat(end.length)}`,
      );
      copied += n;
      for (const name of ids) {
        // The first line names the file, the third the sender (spec, "Format of the -H file").
        const lines = head.split('\n');
        lines[0] = `${name}-H`;
        if (sender !== undefined) lines[2] = `<${sender}>`;
        const put = (file: string, text: string) => {
          writeFileSync(dir(file), text, { encoding: 'latin1', mode: 0o640 });
          chownSync(dir(file), uid, gid);
        };
        put(`msglog/${name}`, msglog);
        put(`input/${name}-D`, data.replace(/^.*/, `${name}-D`));
        put(`input/${name}-H`, lines.join('\n'));
      }
      return ids;
    },
    async start() {
      process_ = daemon(installed, ['-bdf', '-q30m']);
      await until('Exim', () => accepts('127.0.0.1', port)).catch((error: unknown) => {
        throw new Error(
          `${process_?.output() ?? ''} ${existsSync(path.join(log, 'paniclog')) ? readFileSync(path.join(log, 'paniclog'), 'utf8') : ''}`,
          { cause: error },
        );
      });
    },
    async stop() {
      await process_?.stop();
      process_ = null;
    },
    async remove() {
      await self.stop();
      await receivers.stop();
      // Left behind, they would be found as an MTA of this machine.
      for (const [, to] of programs) rmSync(to, { force: true });
      rmSync(defaultConfig, { force: true });
      slot.release();
    },
  };
  await self.start();
  return self;
}
