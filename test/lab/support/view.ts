import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { daemon, run, until, type Ran } from './scratch.ts';

export const journald = '/lib/systemd/systemd-journald';

export interface MachineView {
  /** Words that run a program as on that machine: for its daemons, and for the sshd of the test. */
  inside: readonly [string, ...string[]];
  here(...words: string[]): Promise<Ran>;
  stop(): Promise<void>;
}

/**
 * A machine of its own as far as files and name go (unshare(1)): a host name with a dot, its own /etc/hosts, resolver, /dev/log and
 * /var/log, and what `binds` puts in fixed places. The real machine's files stay as they are.
 */
const setup = `set -e
S=$1; shift
hostname mx.lab.example
mount --bind $S/hosts /etc/hosts
if [ -e /etc/resolv.conf ]; then mount --bind $S/resolv.conf /etc/resolv.conf; fi
while read -r from to; do mkdir -p "$to"; mount --bind "$from" "$to"; done < $S/binds
mount --bind $S/log /var/log
mount -t tmpfs -o mode=755 tmpfs $S/dev
for n in null zero full random urandom tty; do : > $S/dev/$n; mount --bind /dev/$n $S/dev/$n; done
mkdir $S/dev/pts $S/dev/shm
mount --rbind /dev/pts $S/dev/pts
ln -s pts/ptmx $S/dev/ptmx; ln -s /proc/self/fd $S/dev/fd
for n in 0:stdin 1:stdout 2:stderr; do ln -s fd/\${n%:*} $S/dev/\${n#*:}; done
if [ -e $S/journal ]; then
  if [ ! -e /etc/machine-id ]; then : > /etc/machine-id; fi
  mount --bind $S/machine-id /etc/machine-id
  mount -t tmpfs -o mode=755 tmpfs /run
  mkdir -p /run/log/journal /run/systemd/journal /run/sshd
  ln -s /run/systemd/journal/dev-log $S/dev/log
fi
mkdir -p /run/sendmail/mta
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

/** @param dir a folder of the view's own; @param binds what stands where there: place, then the folder that is shown there. */
export async function startView(
  dir: string,
  options: { binds?: Readonly<Record<string, string>>; log?: 'file' | 'journal' } = {},
): Promise<MachineView> {
  const at = (name: string) => path.join(dir, name);
  for (const name of ['log', 'dev']) mkdirSync(at(name), { mode: 0o755 });
  const journal = options.log === 'journal';
  writeFileSync(at(journal ? 'journal' : 'log/mail.log'), '', { mode: 0o644 });
  writeFileSync(at('hosts'), '127.0.0.1 localhost\n127.0.1.1 mx.lab.example mx\n');
  writeFileSync(at('resolv.conf'), '');
  // journald keeps its files under this name; a fresh machine may have none yet (machine-id(5)).
  writeFileSync(at('machine-id'), `${randomBytes(16).toString('hex')}\n`);
  writeFileSync(
    at('binds'),
    Object.entries(options.binds ?? {})
      .map(([to, from]) => `${from} ${to}\n`)
      .join(''),
  );
  writeFileSync(at('setup.sh'), setup);
  writeFileSync(at('syslog.pl'), syslog);
  // The logger is what keeps the view there.
  const holder = daemon('unshare', [
    ...['-m', '-u', '--propagation', 'private'],
    ...['sh', at('setup.sh'), dir],
    ...(journal ? [journald] : ['perl', at('syslog.pl'), at('log/mail.log')]),
  ]);
  const self: MachineView = {
    inside: ['nsenter', '-t', String(holder.pid), '-m', '-u', '--'],
    here: (...words) => run('nsenter', [...self.inside.slice(1), ...words]),
    stop: () => holder.stop(),
  };
  try {
    await until('the log socket', async () => (await self.here('test', '-S', '/dev/log')).code === 0);
  } catch (error) {
    const said = holder.output();
    await holder.stop();
    throw new Error(said, { cause: error });
  }
  return self;
}
