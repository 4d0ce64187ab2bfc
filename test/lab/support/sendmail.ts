import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { unpackedRoot } from '../packages.ts';
import { accepts, claimSlot, daemon, freePort, must, run, until, type Daemon } from './scratch.ts';
import { injectMail, startSink, type Letter, type Sink, type SinkScript } from './sink.ts';

export interface LabSendmail {
  /** Words that run a program as on the machine where this Sendmail is: for the sshd of the test. */
  inside: readonly string[];
  sinks: Readonly<Record<string, Sink>>;
  /** Where the submission queue sends everything; nobody listens until a test starts a sink there. */
  smarthost: string;
  send(letters: readonly Letter[]): Promise<void>;
  /** Leaves a letter in the submission queue. */
  submit(from: string, to: string): Promise<void>;
  sendmail(...args: string[]): Promise<string>;
  remove(): Promise<void>;
}

const tree = (name: string) => unpackedRoot(name);
export const sendmailBinary = path.join(tree('sendmail-bin'), 'usr/libexec/sendmail/sendmail');
const program = '/usr/libexec/sendmail/sendmail';

/**
 * What the machine looks like to this Sendmail. It wants a host name with a dot before it reads any configuration (else it sleeps for a
 * minute), fixed places, and syslog: all of that is given it in a view of its own, so that the machine's files stay as they are.
 */
const setup = `set -e
S=$1; shift
mkdir -p /etc/mail /var/spool/mqueue /var/spool/clientmqueue /usr/libexec/sendmail /var/run/sendmail/mta
hostname mx.lab.example
mount --bind $S/hosts /etc/hosts
if [ -e /etc/resolv.conf ]; then mount --bind $S/resolv.conf /etc/resolv.conf; fi
mount --bind $S/mail /etc/mail
mount --bind $S/mqueue /var/spool/mqueue
mount --bind $S/client /var/spool/clientmqueue
mount --bind $S/libexec /usr/libexec/sendmail
mount --bind $S/log /var/log
mount -t tmpfs -o mode=755 tmpfs $S/dev
for n in null zero full random urandom tty; do : > $S/dev/$n; mount --bind /dev/$n $S/dev/$n; done
mkdir $S/dev/pts $S/dev/shm
mount --rbind /dev/pts $S/dev/pts
ln -s pts/ptmx $S/dev/ptmx; ln -s /proc/self/fd $S/dev/fd
for n in 0:stdin 1:stdout 2:stderr; do ln -s fd/\${n%:*} $S/dev/\${n#*:}; done
if [ -e $S/journal ]; then
  mount -t tmpfs -o mode=755 tmpfs /run
  mkdir -p /run/log/journal /run/systemd/journal /run/sshd /run/sendmail/mta
  ln -s /run/systemd/journal/dev-log $S/dev/log
fi
mount --rbind $S/dev /dev
exec "$@"
`;

/** syslogd for one file: what comes to /dev/log, with the time and host a real one writes. */
const syslog = `use Socket; use POSIX 'strftime';
my ($file) = @ARGV;
socket(my $s, PF_UNIX, SOCK_DGRAM, 0) or die $!;
bind($s, sockaddr_un('/dev/log')) or die $!;
chmod 0666, '/dev/log';
open(my $out, '>>', $file) or die $!;
select((select($out), $| = 1)[0]);
while (1) {
  next unless defined recv($s, my $m, 65536, 0);
  next unless $m =~ s/^<\\d+>(?:[A-Z][a-z]{2} [ \\d]\\d [\\d:]{8} )?//;
  $m =~ s/[\\0\\n]+$//;
  print $out strftime('%b %e %H:%M:%S', localtime) . " mx $m\\n";
}
`;

const common = [
  "OSTYPE(`linux')dnl",
  "define(`confDONT_PROBE_INTERFACES', `true')dnl",
  "define(`confDOMAIN_NAME', `mx.lab.example')dnl",
  // A busy machine is no reason to wait.
  "define(`confQUEUE_LA', `1000')dnl",
  "define(`confREFUSE_LA', `1000')dnl",
  "define(`confDELAY_LA', `1000')dnl",
  "define(`confTO_CONNECT', `3s')dnl",
  "define(`confTO_ICONNECT', `3s')dnl",
  "define(`confSERVICE_SWITCH_FILE', `/etc/mail/service.switch')dnl",
  "define(`confDONT_BLAME_SENDMAIL', `GroupWritableDirPathSafe')dnl",
];

export const journald = '/lib/systemd/systemd-journald';

/** A private Sendmail with both its queues, from unpacked packages. Its log is a file, or kept by a journald of its own. */
export async function startSendmail(
  sinkScripts: Readonly<Record<string, SinkScript>>,
  options: { log?: 'file' | 'journal' } = {},
): Promise<LabSendmail> {
  const slot = claimSlot();
  for (const user of ['smmta', 'smmsp']) {
    if ((await run('id', [user])).code !== 0)
      await must('useradd', ['--system', '--user-group', '--no-create-home', '--home-dir', '/var/lib/sendmail', user]);
  }
  const at = (name: string) => path.join(slot.dir, name);
  for (const name of ['mail', 'log', 'dev']) mkdirSync(at(name), { mode: 0o755 });
  mkdirSync(at('mqueue'), { mode: 0o700 });
  mkdirSync(at('client'));
  await must('chown', ['smmsp:smmsp', at('client')]);
  chmodSync(at('client'), 0o770);
  cpSync(path.dirname(sendmailBinary), at('libexec'), { recursive: true });
  await must('chgrp', ['smmsp', at('libexec/sendmail')]);
  chmodSync(at('libexec/sendmail'), 0o2755);

  const sinks: Record<string, Sink> = {};
  const routes: string[] = [];
  let last = 100;
  for (const [domain, script] of Object.entries(sinkScripts)) {
    const address = slot.address(last++);
    sinks[domain] = await startSink(address, script);
    routes.push(`${domain}\tesmtp:[${address}]`);
  }
  routes.push('refused.example\tesmtp:[127.77.255.1]');
  const smarthost = slot.address(99);
  const port = await freePort();

  const cf = `${path.join(tree('sendmail-cf'), 'usr/share/sendmail/cf')}/`;
  const configuration = async (name: string, lines: readonly string[]) => {
    const source = at(`${name}.mc`);
    writeFileSync(source, [`include(\`${cf}m4/cf.m4')dnl`, ...common, ...lines, ''].join('\n'));
    writeFileSync(at(`mail/${name}.cf`), (await must('m4', [`-D_CF_DIR_=${cf}`, source])).stdout);
  };
  await configuration('sendmail', [
    "define(`QUEUE_DIR', `/var/spool/mqueue')dnl",
    "undefine(`ALIAS_FILE')dnl",
    "FEATURE(`no_default_msa')dnl",
    "FEATURE(`nocanonify')dnl",
    "FEATURE(`accept_unresolvable_domains')dnl",
    "FEATURE(`mailertable', `hash /etc/mail/mailertable')dnl",
    `DAEMON_OPTIONS(\`Port=${port}, Addr=127.0.0.1, Name=MTA')dnl`,
    "MAILER(`local')dnl",
    "MAILER(`smtp')dnl",
  ]);
  await configuration('submit', [`FEATURE(\`msp', \`[${smarthost}]')dnl`]);
  writeFileSync(at('mail/service.switch'), 'hosts files\naliases files\n');
  writeFileSync(at('mail/local-host-names'), '');
  await must(at('libexec/makemap'), ['-C', at('mail/sendmail.cf'), 'hash', at('mail/mailertable')], {
    input: `${routes.join('\n')}\n`,
  });
  writeFileSync(at('hosts'), '127.0.0.1 localhost\n127.0.1.1 mx.lab.example mx\n');
  writeFileSync(at('resolv.conf'), '');
  const journal = options.log === 'journal';
  writeFileSync(at(journal ? 'journal' : 'log/mail.log'), '', { mode: 0o644 });
  writeFileSync(at('setup.sh'), setup);
  writeFileSync(at('syslog.pl'), syslog);

  const view = daemon('unshare', [
    ...['-m', '-u', '--propagation', 'private'],
    ...['sh', at('setup.sh'), slot.dir],
    ...(journal ? [journald] : ['perl', at('syslog.pl'), at('log/mail.log')]),
  ]);
  const inside = ['nsenter', '-t', String(view.pid), '-m', '-u', '--'];
  const here = (...words: string[]) => run(inside[0] ?? '', [...inside.slice(1), ...words]);
  let server: Daemon | null = null;
  const self: LabSendmail = {
    inside,
    sinks,
    smarthost,
    send: (letters) => injectMail('127.0.0.1', port, letters, { pipelining: false }),
    async submit(from, to) {
      await run('nsenter', [...inside.slice(1), program, '-Ac', `-f${from}`, to], {
        input: `Subject: submitted\n\nlab\n`,
      });
    },
    sendmail: async (...args) => (await here(program, ...args)).stdout,
    async remove() {
      await server?.stop();
      await view.stop();
      await Promise.all(Object.values(sinks).map((sink) => sink.stop()));
      slot.release();
    },
  };
  try {
    await until('the log socket', async () => (await here('test', '-S', '/dev/log')).code === 0);
    server = daemon('nsenter', [...inside.slice(1), program, '-bD']);
    await until('Sendmail', () => accepts('127.0.0.1', port));
  } catch (error) {
    const said = `${view.output()} ${server?.output() ?? ''}`;
    await self.remove();
    throw new Error(said, { cause: error });
  }
  return self;
}
