import { appendFileSync, chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { accepts, daemon, freePort, must, run, scratch, until, type Daemon } from './scratch.ts';

/** Accounts of the lab, one a login shell. `qwsudo` gets sudo rules; `qwnoise` has a .bashrc that prints. */
export const labAccounts = {
  qwlab: '/bin/bash',
  qwsudo: '/bin/sh',
  qwnoise: '/bin/bash',
  qwcsh: '/bin/csh',
  qwfish: '/usr/bin/fish',
  qwzsh: '/usr/bin/zsh',
  qwjump: '/bin/sh',
} as const;
export type LabAccount = keyof typeof labAccounts;
export const labPassword = 'lab secret!$';

let accountsMade: Promise<void> | null = null;

export const makeLabAccounts = (): Promise<void> => {
  accountsMade ??= (async () => {
    for (const [name, shell] of Object.entries(labAccounts)) {
      if ((await run('id', [name])).code !== 0) await run('useradd', ['-m', '-s', shell, name]);
      // Without PAM sshd refuses an account that has no password, even with a key.
      await must('chpasswd', [], { input: `${name}:${labPassword}\n` });
    }
    writeFileSync(
      '/home/qwnoise/.bashrc',
      'echo "Welcome to vm!  load: 0.12"\necho "{ last backup: OK }"\necho noise >&2\n',
    );
  })();
  return accountsMade;
};

export interface Sshd {
  dir: string;
  host: string;
  port: number;
  /** Private keys that every account accepts. */
  key: string;
  encryptedKey: string;
  passphrase: string;
  /** "SHA256:..." of the ed25519 host key. */
  fingerprint(): Promise<string>;
  /** A line for known_hosts. */
  knownHost(): string;
  changeHostKey(): Promise<void>;
  log(): string;
  pid(): number;
  start(): Promise<void>;
  stop(): Promise<void>;
  remove(): Promise<void>;
}

export interface SshdOptions {
  host?: string;
  /** Lines of sshd_config(5) put before the usual ones, where the first one counts. */
  extra?: string[];
  hostKeys?: string[];
  /** Words in front of sshd, to start it inside another machine's view. */
  inside?: readonly string[];
}

/** A private sshd. */
export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  await makeLabAccounts();
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const { dir, remove } = scratch('sshd');
  const host = options.host ?? '127.0.0.1';
  const port = await freePort(host);
  const types = options.hostKeys ?? ['ed25519', 'ecdsa'];
  const hostKey = (type: string) => path.join(dir, `host_${type}`);
  const makeHostKeys = async () => {
    for (const type of types) {
      rmSync(hostKey(type), { force: true });
      rmSync(`${hostKey(type)}.pub`, { force: true });
      await must('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', 'lab', '-f', hostKey(type)]);
    }
  };
  await makeHostKeys();
  const key = path.join(dir, 'id_ed25519');
  const encryptedKey = path.join(dir, 'id_encrypted');
  const passphrase = 'pass phrase 7';
  await must('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'laptop 2025', '-f', key]);
  await must('ssh-keygen', ['-q', '-t', 'ecdsa', '-N', passphrase, '-C', 'locked', '-f', encryptedKey]);
  const authorized = path.join(dir, 'authorized');
  writeFileSync(authorized, readFileSync(`${key}.pub`, 'utf8') + readFileSync(`${encryptedKey}.pub`, 'utf8'));
  chmodSync(authorized, 0o644);
  const config = path.join(dir, 'sshd_config');
  const log = path.join(dir, 'log');
  writeFileSync(
    config,
    [
      ...(options.extra ?? []),
      `Port ${port}`,
      `ListenAddress ${host}`,
      ...types.map((type) => `HostKey ${hostKey(type)}`),
      `PidFile ${dir}/pid`,
      `AuthorizedKeysFile ${authorized}`,
      'StrictModes no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'UsePAM no',
      'PermitRootLogin prohibit-password',
      'UseDNS no',
      'PrintMotd no',
      'MaxStartups 50:30:100',
      'MaxSessions 20',
      'LogLevel VERBOSE',
    ].join('\n') + '\n',
  );
  let process_: Daemon | null = null;
  const self: Sshd = {
    dir,
    host,
    port,
    key,
    encryptedKey,
    passphrase,
    fingerprint: async () =>
      (await must('ssh-keygen', ['-lf', `${hostKey('ed25519')}.pub`])).stdout.split(' ')[1] ?? '',
    knownHost: () =>
      `[${host}]:${port} ${readFileSync(`${hostKey('ed25519')}.pub`, 'utf8')
        .split(' ')
        .slice(0, 2)
        .join(' ')}\n`,
    async changeHostKey() {
      await self.stop();
      await makeHostKeys();
      await self.start();
    },
    log: () => {
      try {
        return readFileSync(log, 'utf8');
      } catch {
        return '';
      }
    },
    pid: () => process_?.pid ?? 0,
    async start() {
      appendFileSync(log, '');
      const [program, ...args] = [...(options.inside ?? []), '/usr/sbin/sshd', '-D', '-f', config, '-E', log];
      process_ = daemon(program, args);
      await until('sshd', () => accepts(host, port));
    },
    async stop() {
      const old = process_;
      process_ = null;
      if (!old) return;
      // Sessions are children of their own and outlive the listener: end those too, as a stopped machine would.
      const sessions = await run('ps', ['-o', 'pid=', '--ppid', String(old.pid)]);
      await old.stop();
      for (const pid of sessions.stdout
        .split('\n')
        .map(Number)
        .filter((n) => n > 0)) {
        const below = await run('ps', ['-o', 'pid=', '--ppid', String(pid)]);
        for (const one of [
          pid,
          ...below.stdout
            .split('\n')
            .map(Number)
            .filter((n) => n > 0),
        ]) {
          try {
            process.kill(one, 'SIGKILL');
          } catch {
            // It ended by itself.
          }
        }
      }
    },
    async remove() {
      await self.stop();
      remove();
    },
  };
  await self.start();
  return self;
}
