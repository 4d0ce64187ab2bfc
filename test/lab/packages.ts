/**
 * What the lab and app suites need from the system. As root, or with sudo without a password, on Debian or Ubuntu, what
 * is missing is installed by apt; elsewhere the packages are named and the suites that need them skip with that reason.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Installed by apt; the key is the program that shows that it is there. */
const installed: Readonly<Record<string, readonly string[]>> = {
  '/usr/bin/chromium': ['chromium'],
  '/usr/sbin/postfix': ['postfix'],
  '/usr/sbin/dovecot': ['dovecot-core'],
  '/usr/lib/dovecot/imap': ['dovecot-imapd'],
  '/usr/lib/dovecot/lmtp': ['dovecot-lmtpd'],
  '/usr/sbin/sshd': ['openssh-server'],
  '/usr/bin/ssh': ['openssh-client'],
  '/usr/bin/sudo': ['sudo'],
  '/usr/bin/doas': ['opendoas'],
  '/usr/bin/openssl': ['openssl'],
  '/usr/bin/dash': ['dash'],
  '/usr/bin/zsh': ['zsh'],
  '/usr/bin/csh': ['csh'],
  '/usr/bin/fish': ['fish'],
  '/usr/bin/tcsh': ['tcsh'],
  '/usr/bin/mksh': ['mksh'],
  '/usr/bin/ksh93': ['ksh93u+m'],
  '/usr/bin/m4': ['m4'],
  '/usr/bin/journalctl': ['systemd'],
};

/** Libraries of the unpacked MTAs. Optional one by one: their names change between releases. */
const libraries: Readonly<Record<string, string>> = {
  'libidn.so.12': 'libidn12',
  'liblockfile.so.1': 'liblockfile1',
  'libwrap.so.0': 'libwrap0',
  'libldap-2.5.so.0': 'libldap-2.5-0',
  'libsasl2.so.2': 'libsasl2-2',
  'libevent-2.1.so.7': 'libevent-2.1-7',
};

/** Other MTAs cannot be installed beside Postfix: they are downloaded and unpacked into a folder of their own. */
const unpacked = [
  'exim4-base',
  'exim4-daemon-light',
  'opensmtpd',
  'chasquid',
  'sendmail-bin',
  'sendmail-base',
  'sendmail-cf',
];

/** Where an unpacked package stands; the folder is the root of its file tree. */
export const unpackedRoot = (name: string): string => path.join(os.tmpdir(), 'queuewatch-lab-packages', name);

/** Haraka comes from npm. It is no dependency of the project: its tree stands in a folder of its own, in this version. */
export const harakaRoot = unpackedRoot('haraka');
const harakaVersion = '3.3.4';

export interface PackageState {
  /** Lines for the person: what was installed, what is missing. */
  remarks: string[];
}

/** Why a suite cannot run: the first of these programs that is missing, or the missing rights; null when it can. */
export function whyNot(...programs: string[]): string | null {
  if (process.getuid?.() !== 0) return 'the lab starts mail servers and needs root';
  const missing = programs.find((program) => !existsSync(program));
  return missing === undefined ? null : `${missing} is missing (see test/lab/packages.ts for its package)`;
}

const quiet = { stdio: ['ignore', 'ignore', 'pipe'] as ['ignore', 'ignore', 'pipe'], encoding: 'utf8' as const };

function privilege(): string[] | null {
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n', '-E'] : null;
}

function hasLibrary(name: string): boolean {
  const { stdout } = spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' });
  return stdout.includes(`${name} `);
}

/** Its optional plugins are not needed to queue and to deliver; its install scripts only build native helpers. */
function ensureHaraka(): string[] {
  if (existsSync(path.join(harakaRoot, 'node_modules/Haraka/bin/haraka'))) return [];
  mkdirSync(harakaRoot, { recursive: true });
  writeFileSync(path.join(harakaRoot, 'package.json'), '{"private":true}\n');
  const words = [
    'install',
    `Haraka@${harakaVersion}`,
    '--omit=optional',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
  ];
  const { status, stderr } = spawnSync('npm', words, { cwd: harakaRoot, ...quiet });
  return [
    status === 0
      ? `installed: Haraka ${harakaVersion}`
      : `could not install Haraka: ${stderr.trim().split('\n').slice(-2).join(' ')}`,
  ];
}

export async function ensurePackages(): Promise<PackageState> {
  const wanted = Object.entries(installed)
    .filter(([program]) => !existsSync(program))
    .flatMap(([, names]) => names);
  const libs = Object.entries(libraries)
    .filter(([library]) => !hasLibrary(library))
    .map(([, name]) => name);
  const trees = unpacked.filter((name) => !existsSync(unpackedRoot(name)));
  const haraka = ensureHaraka();
  if (wanted.length + libs.length + trees.length === 0) return { remarks: haraka };
  const before = privilege();
  if (before === null || !existsSync('/usr/bin/apt-get')) {
    return {
      remarks: [
        ...haraka,
        `Missing for the lab and app suites: ${[...wanted, ...trees].join(', ')}.`,
        'They are installed automatically on Debian or Ubuntu as root, or with sudo without a password; those suites skip now.',
      ],
    };
  }
  const remarks: string[] = haraka;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (argv: string[], input?: string, cwd?: string): string | null => {
    const [command = '', ...args] = [...before, ...argv];
    const result = spawnSync(command, args, { ...quiet, stdio: ['pipe', 'ignore', 'pipe'], input, env, cwd });
    return result.status === 0 ? null : result.stderr.trim().split('\n').slice(-2).join(' ');
  };
  const tell = (what: string, problem: string | null) =>
    remarks.push(problem === null ? `installed: ${what}` : `could not install ${what}: ${problem}`);

  run(['apt-get', 'update', '-q']);
  // Without a configuration the package starts nothing and asks nothing; each lab instance brings its own.
  if (wanted.includes('postfix')) {
    run(['debconf-set-selections'], 'postfix postfix/main_mailer_type select No configuration\n');
  }
  if (wanted.length > 0) {
    tell(wanted.join(', '), run(['apt-get', 'install', '-y', '-q', '--no-install-recommends', ...wanted]));
  }
  for (const name of libs) tell(name, run(['apt-get', 'install', '-y', '-q', '--no-install-recommends', name]));
  for (const name of trees) {
    const root = unpackedRoot(name);
    const download = `${root}.download`;
    mkdirSync(download, { recursive: true });
    const problem = run(['apt-get', 'download', '-q', '-o', 'APT::Sandbox::User=root', name], undefined, download);
    const file = readdirSync(download).find((entry) => entry.endsWith('.deb'));
    if (problem !== null || file === undefined) {
      tell(name, problem ?? 'nothing was downloaded');
      continue;
    }
    execFileSync('dpkg-deb', ['-x', path.join(download, file), root], quiet);
    tell(`${name} (unpacked)`, null);
  }
  return { remarks };
}
