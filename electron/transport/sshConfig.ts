import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import SSHConfig from 'ssh-config';
import { AppError } from '../../shared/error.ts';
import type { SshRoute } from '../../shared/model/server.ts';

/** A host as ssh_config(5) describes it, after Host, Match and Include. */
export interface ResolvedHost {
  /** What the person typed, without user and port. */
  target: string;
  host: string;
  port: number;
  user: string;
  hostKeyAlias: string | null;
  identityFiles: string[];
  identitiesOnly: boolean;
  /** null: the environment's; "none": no agent. */
  identityAgent: string | null;
  /** Jump hosts in the order they are passed, each `[user@]host[:port]`. */
  proxyJump: string[];
  proxyCommand: string | null;
  /** The person's own and the machine's known_hosts files. */
  knownHostsFiles: string[];
  /** Things only the system's client can do, by their ssh_config names. */
  needsOpenSsh: string[];
}

export interface SshHost {
  target: string;
  user?: string | undefined;
  port?: number | undefined;
}

/** `[user@]host[:port]` or `[user@][v6]:port`; refuses what could be read as an option or hold white space. */
export function parseTarget(text: string): SshHost {
  // A command-line word that begins with "-" is an option to ssh (CVE-2017-1000117 and its kin).
  if (!/^[^\s\0-][^\s\0]*$/.test(text)) throw new AppError('bad_target', 'not a host', { target: text });
  const uri = /^ssh:\/\//.test(text) ? text.slice(6).replace(/\/$/, '') : text;
  const at = uri.lastIndexOf('@');
  const user = at > 0 ? uri.slice(0, at) : undefined;
  let host = at >= 0 ? uri.slice(at + 1) : uri;
  let port: number | undefined;
  const bracket = /^\[([^\]]+)\](?::(\d{1,5}))?$/.exec(host);
  const plain = /^([^:]+):(\d{1,5})$/.exec(host);
  if (bracket) {
    host = bracket[1] ?? '';
    port = bracket[2] === undefined ? undefined : Number(bracket[2]);
  } else if (plain) {
    host = plain[1] ?? '';
    port = Number(plain[2]);
  }
  // Host names and aliases: no shell or ssh token characters; ProxyCommand puts them into a command line.
  if (
    !/^[\p{L}\p{N}_.:%][\p{L}\p{N}_.:%-]*$/u.test(host) ||
    (user !== undefined && !/^[^\s'"`\\$;&|<>(){}\0-][^\s'"`\\$;&|<>(){}\0]*$/.test(user))
  ) {
    throw new AppError('bad_target', 'not a host', { target: text });
  }
  if (port !== undefined && (port < 1 || port > 65535))
    throw new AppError('bad_target', 'not a port', { target: text });
  return { target: host, user, port };
}

const home = os.homedir();
const expandHome = (file: string): string =>
  file === '~' || file.startsWith('~/') || file.startsWith('~\\') ? path.join(home, file.slice(1)) : file;

/** ssh_config tokens in file names (TOKENS in ssh_config(5)), as far as files use them. */
export function expandTokens(text: string, r: Pick<ResolvedHost, 'host' | 'port' | 'user' | 'target'>): string {
  const local = (() => {
    try {
      return os.userInfo().username;
    } catch {
      return '';
    }
  })();
  const values: Record<string, string> = {
    '%': '%',
    d: home,
    h: r.host,
    n: r.target,
    p: String(r.port),
    r: r.user,
    u: local,
    i: String(process.getuid?.() ?? ''),
    l: os.hostname(),
    L: os.hostname().split('.')[0] ?? '',
  };
  return expandHome(text)
    .replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (all, name: string) => process.env[name] ?? all)
    .replace(/%(.)/g, (all, c: string) => values[c] ?? all);
}

const words = (text: string): string[] =>
  [...text.matchAll(/"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2] ?? '').filter((w) => w !== '');

/** Makes a host of the keys and values of `ssh -G` (lower-case keys) or of the fallback. */
function fromSettings(asked: SshHost, get: (key: string) => string[]): ResolvedHost {
  const one = (key: string): string | null => {
    const value = get(key)[0];
    return value === undefined || value === '' ? null : value;
  };
  const none = (value: string | null): string | null =>
    value === null || value.toLowerCase() === 'none' ? null : value;
  const base = {
    target: asked.target,
    host: one('hostname') ?? asked.target,
    port: Number(one('port') ?? asked.port ?? 22),
    user: one('user') ?? asked.user ?? os.userInfo().username,
  };
  const yes = (key: string) => /^(yes|true)$/i.test(one(key) ?? '');
  const needs: string[] = [];
  if (none(one('proxycommand')) !== null) needs.push('ProxyCommand');
  if (none(one('pkcs11provider')) !== null) needs.push('PKCS11Provider');
  if (get('certificatefile').some((f) => f.toLowerCase() !== 'none')) needs.push('CertificateFile');
  if (yes('gssapiauthentication')) needs.push('GSSAPIAuthentication');
  const files = (key: string) => words(get(key).join(' ')).map((f) => expandTokens(f, base));
  return {
    ...base,
    hostKeyAlias: none(one('hostkeyalias')),
    identityFiles: get('identityfile')
      .filter((f) => f.toLowerCase() !== 'none')
      .map((f) => expandTokens(f, base)),
    identitiesOnly: yes('identitiesonly'),
    identityAgent: (() => {
      const value = one('identityagent');
      return value === null || value === 'SSH_AUTH_SOCK' ? null : value === 'none' ? 'none' : agentPath(value, base);
    })(),
    proxyJump: (none(one('proxyjump')) ?? '').split(',').filter((hop) => hop !== ''),
    proxyCommand: none(one('proxycommand')),
    knownHostsFiles: [...files('userknownhostsfile'), ...files('globalknownhostsfile')].filter(
      (f) => !/^none$/i.test(f) && f !== '/dev/null',
    ),
    needsOpenSsh: needs,
  };
}

const agentPath = (value: string, r: Pick<ResolvedHost, 'host' | 'port' | 'user' | 'target'>): string =>
  value.startsWith('$') && !value.startsWith('${') ? (process.env[value.slice(1)] ?? 'none') : expandTokens(value, r);

/** Output of `ssh -G`: one `key value` a line, keys repeated. */
export function parseSshG(text: string, asked: SshHost): ResolvedHost {
  const all = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const m = /^([a-z0-9]+) (.*?)\r?$/.exec(line);
    if (m?.[1] === undefined) continue;
    const list = all.get(m[1]) ?? [];
    list.push(m[2] ?? '');
    all.set(m[1], list);
  }
  return fromSettings(asked, (key) => all.get(key) ?? []);
}

/**
 * Fallback where no OpenSSH client is installed. The ssh-config package knows Host, wildcards and negation, but neither Include
 * nor `Match exec`.
 */
export function parseConfigText(text: string, asked: SshHost): ResolvedHost {
  const computed = SSHConfig.parse(text).compute(asked.target, { ignoreCase: true });
  const settings = new Map(
    Object.entries(computed).map(([key, value]) => [key.toLowerCase(), Array.isArray(value) ? value : [value]]),
  );
  if (asked.user !== undefined) settings.set('user', [asked.user]);
  if (asked.port !== undefined) settings.set('port', [String(asked.port)]);
  const fallback: Record<string, string[]> = {
    identityfile: ['id_rsa', 'id_ecdsa', 'id_ed25519'].map((f) => path.join(home, '.ssh', f)),
    userknownhostsfile: [`"${path.join(home, '.ssh', 'known_hosts')}"`],
    globalknownhostsfile: process.platform === 'win32' ? [] : ['/etc/ssh/ssh_known_hosts'],
  };
  return fromSettings(asked, (key) => settings.get(key) ?? fallback[key] ?? []);
}

export type ResolveHost = (host: SshHost, route: Pick<SshRoute, 'configFile'>) => Promise<ResolvedHost>;

/** Resolves by `ssh -G` where there is a client, else by the fallback. `program` may be null to force the fallback. */
export function createResolveHost(program: string | null = 'ssh'): ResolveHost {
  const fallback = (host: SshHost, configFile: string | undefined): ResolvedHost => {
    let text = '';
    try {
      text = readFileSync(configFile ?? path.join(home, '.ssh', 'config'), 'utf8');
    } catch {
      // No configuration is an empty one.
    }
    return parseConfigText(text, host);
  };
  return (host, route) =>
    new Promise((resolve, reject) => {
      if (program === null) {
        resolve(fallback(host, route.configFile));
        return;
      }
      const args = ['-G'];
      if (route.configFile !== undefined) args.push('-F', route.configFile);
      if (host.port !== undefined) args.push('-p', String(host.port));
      if (host.user !== undefined) args.push('-l', host.user);
      args.push('--', host.target);
      execFile(
        program,
        args,
        { timeout: 15_000, maxBuffer: 1024 * 1024, windowsHide: true },
        (error, stdout, stderr) => {
          if (error === null) resolve(parseSshG(stdout, host));
          else if ((error as NodeJS.ErrnoException).code === 'ENOENT') resolve(fallback(host, route.configFile));
          else
            reject(
              new AppError('bad_ssh_config', 'the SSH configuration could not be read', {
                text: stderr.slice(0, 2000),
              }),
            );
        },
      );
    });
}

/** Aliases of the person's SSH configuration, Include followed, patterns left out; for the search field. */
export function listAliases(configFile = path.join(home, '.ssh', 'config')): string[] {
  const found = new Set<string>();
  const seen = new Set<string>();
  const visit = (file: string, depth: number) => {
    if (depth > 16 || seen.has(file)) return; // OpenSSH's own limit of nested Includes (readconf.c)
    seen.add(file);
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch {
      return;
    }
    for (const line of text.split('\n')) {
      const m = /^\s*(host|include)\s*[\s=]\s*(.+?)\s*$/i.exec(line);
      if (m === null) continue;
      for (const word of words(m[2] ?? '')) {
        if (m[1]?.toLowerCase() === 'host') {
          if (!/[*?!]/.test(word) && found.size < 10_000) found.add(word);
        } else for (const inner of includes(word, path.dirname(configFile))) visit(inner, depth + 1);
      }
    }
  };
  visit(configFile, 0);
  return [...found];
}

/** Files an Include names: relative to ~/.ssh, with * and ? in the last part. */
function includes(pattern: string, base: string): string[] {
  const full = path.resolve(base, expandHome(pattern));
  if (!/[*?[]/.test(full)) return [full];
  const dir = path.dirname(full);
  if (/[*?[]/.test(dir)) return [];
  const expression = new RegExp(
    `^${path
      .basename(full)
      .replace(/[.+^${}()|\\\]]/g, '\\$&')
      .replace(/\*/g, '[^/]*')
      .replace(/\?/g, '[^/]')}$`,
  );
  try {
    return readdirSync(dir)
      .filter((name) => expression.test(name))
      .sort()
      .slice(0, 1000)
      .map((name) => path.join(dir, name));
  } catch {
    return [];
  }
}
