import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { MailboxConfig, type MailboxConfigInput } from '../../../shared/views/mailboxes.ts';
import { whyNot } from '../packages.ts';

/** A private Dovecot on loopback: IMAP with and without TLS, LMTP, own certificate authority. Needs root. */
export interface Dovecot {
  imapPort: number;
  imapsPort: number;
  lmtpPort: number;
  /** PEM of the self-signed certificate for localhost. */
  certificate: string;
  user: string;
  password: string;
  deliver(message: string, user?: string): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Removes a user's mail while the server is stopped or running: the mailbox comes back with another UIDVALIDITY. */
  wipe(user?: string): void;
  maildir(user?: string): string;
  dispose(): Promise<void>;
}

/** The mailbox as an admin adds it. */
export const mailboxOf = (dovecot: Dovecot, more: Partial<MailboxConfigInput> = {}): MailboxConfig =>
  MailboxConfig.parse({
    id: 'bounces',
    name: 'bounces@lab.example',
    host: 'localhost',
    port: dovecot.imapsPort,
    ca: dovecot.certificate,
    user: dovecot.user,
    ...more,
  });

export const dovecotMissing = (): string | null =>
  whyNot('/usr/sbin/dovecot', '/usr/lib/dovecot/imap', '/usr/lib/dovecot/lmtp', '/usr/bin/openssl');

async function freePort(): Promise<number> {
  return new Promise((ok, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        ok(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });
}

async function answers(port: number): Promise<boolean> {
  return new Promise((ok) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      ok(true);
    });
    socket.once('error', () => {
      ok(false);
    });
  });
}

async function until(what: string, condition: () => Promise<boolean> | boolean, ms = 10_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`gave up waiting for ${what}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 25);
    });
  }
}

/** Processes whose parent is `pid` (proc(5)). */
const childrenOf = (pid: number): number[] => {
  try {
    const told = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8');
    return told.trim().split(/\s+/).filter(Boolean).map(Number);
  } catch {
    return [];
  }
};
/** Sends a signal (0: only asks); false where there is no such process. */
const signalled = (pid: number, signal: NodeJS.Signals | 0 = 0): boolean => {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
};

/** One LMTP transaction (RFC 2033). */
async function lmtp(port: number, recipient: string, message: string): Promise<void> {
  const socket = createConnection({ port, host: '127.0.0.1' });
  let buffer = '';
  const waiting: ((line: string) => void)[] = [];
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    buffer += chunk;
    let end: number;
    while ((end = buffer.indexOf('\r\n')) >= 0) {
      const line = buffer.slice(0, end);
      buffer = buffer.slice(end + 2);
      if (/^\d{3} /.test(line)) waiting.shift()?.(line);
    }
  });
  const failed = new Promise<never>((_, fail) => {
    socket.once('error', fail);
  });
  const reply = () => Promise.race([failed, new Promise<string>((ok) => waiting.push(ok))]);
  const say = async (line: string, expect: string) => {
    const answer = reply();
    socket.write(`${line}\r\n`);
    const got = await answer;
    if (!got.startsWith(expect)) throw new Error(`LMTP: ${line.slice(0, 80)} -> ${got}`);
  };
  const greeting = await reply();
  if (!greeting.startsWith('220')) throw new Error(`LMTP: ${greeting}`);
  await say('LHLO lab', '250');
  await say('MAIL FROM:<>', '250');
  await say(`RCPT TO:<${recipient}>`, '250');
  await say('DATA', '354');
  await say(`${message.replace(/\r?\n/g, '\r\n').replace(/^\./gm, '..')}\r\n.`, '250');
  socket.end('QUIT\r\n');
}

export async function startDovecot(): Promise<Dovecot> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'qw-dovecot-'));
  execFileSync('chmod', ['755', dir]);
  const [imapPort, imapsPort, lmtpPort] = [await freePort(), await freePort(), await freePort()];
  for (const sub of ['run', 'state', 'mail', 'log']) mkdirSync(path.join(dir, sub), { mode: 0o755 });
  const uid = Number(execFileSync('id', ['-u', 'mail'], { encoding: 'utf8' }));
  const gid = Number(execFileSync('id', ['-g', 'mail'], { encoding: 'utf8' }));
  chownSync(path.join(dir, 'mail'), uid, gid);
  const key = path.join(dir, 'key.pem');
  const cert = path.join(dir, 'cert.pem');
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', cert],
    ],
    { stdio: 'ignore' },
  );
  const user = 'bounces';
  const password = 'lab password';
  writeFileSync(path.join(dir, 'users'), `${user}:{PLAIN}${password}::::::\nother:{PLAIN}${password}::::::\n`);
  const conf = path.join(dir, 'dovecot.conf');
  writeFileSync(
    conf,
    `base_dir = ${dir}/run
state_dir = ${dir}/state
log_path = ${dir}/log/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
disable_plaintext_auth = no
ssl = yes
ssl_cert = <${cert}
ssl_key = <${key}
default_internal_user = dovecot
default_login_user = dovenull
mail_location = maildir:${dir}/mail/%n
first_valid_uid = 1
first_valid_gid = 1
mail_uid = ${String(uid)}
mail_gid = ${String(gid)}
auth_username_format = %Ln
auth_failure_delay = 0
passdb {
  driver = passwd-file
  args = ${dir}/users
}
userdb {
  driver = static
  args = uid=${String(uid)} gid=${String(gid)} home=${dir}/mail/%n
}
namespace inbox {
  inbox = yes
  mailbox Junk {
    auto = create
    special_use = \\Junk
  }
}
service imap-login {
  inet_listener imap {
    port = ${String(imapPort)}
  }
  inet_listener imaps {
    port = ${String(imapsPort)}
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${String(lmtpPort)}
  }
}
service stats {
  chroot =
}
`,
  );
  const pidFile = path.join(dir, 'run', 'master.pid');
  const running = () => {
    try {
      process.kill(Number(readFileSync(pidFile, 'utf8')), 0);
      return true;
    } catch {
      return false;
    }
  };
  const maildir = (name = user) => path.join(dir, 'mail', name);
  const dovecot: Dovecot = {
    imapPort,
    imapsPort,
    lmtpPort,
    certificate: readFileSync(cert, 'utf8'),
    user,
    password,
    maildir,
    deliver: (message, name = user) => lmtp(lmtpPort, `${name}@lab.example`, message),
    async start() {
      if (running()) return;
      // It becomes a daemon and keeps its standard streams: nothing may wait for them.
      spawn('/usr/sbin/dovecot', ['-c', conf], { stdio: 'ignore', detached: true }).unref();
      await until('dovecot', async () => (await answers(imapPort)) && (await answers(lmtpPort)));
    },
    async stop() {
      if (!running()) return;
      const master = Number(readFileSync(pidFile, 'utf8'));
      const sessions = childrenOf(master);
      process.kill(master, 'SIGTERM');
      await until('the end of dovecot', () => !running());
      // A session that was busy at that moment may outlive its master, and hold its connection.
      await until('the end of its sessions', () => !sessions.some((pid) => signalled(pid)), 2000).catch(
        () => undefined,
      );
      for (const pid of sessions) signalled(pid, 'SIGKILL');
    },
    wipe(name = user) {
      rmSync(maildir(name), { recursive: true, force: true });
    },
    async dispose() {
      await dovecot.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  await dovecot.start();
  return dovecot;
}
