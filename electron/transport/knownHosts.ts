import { createHmac, timingSafeEqual } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { wildcard } from '../wildcard.ts';
import { fingerprintOf, keyTypeOf } from './hostKey.ts';

/**
 * Reader for known_hosts files (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT): plain names, `[host]:port`, wildcards, negation, hashed
 * names (HMAC-SHA1), @revoked and @cert-authority. Lines that cannot be read cost only themselves.
 */
export interface KnownHostLine {
  marker: 'revoked' | 'cert-authority' | null;
  hosts: string;
  keyType: string;
  /** The key blob. */
  key: Buffer;
  comment: string;
  file: string;
  line: number;
}

export function parseKnownHosts(text: string, file: string): KnownHostLine[] {
  const out: KnownHostLine[] = [];
  let number = 0;
  for (const raw of text.split('\n')) {
    number++;
    // A line longer than any RSA-16384 key is no key line.
    if (raw.length > 16_384) continue;
    let words = raw.trim().split(/[ \t]+/);
    if (words[0] === '' || words[0]?.startsWith('#') === true) continue;
    let marker: KnownHostLine['marker'] = null;
    if (words[0]?.startsWith('@') === true) {
      if (words[0] === '@revoked') marker = 'revoked';
      else if (words[0] === '@cert-authority') marker = 'cert-authority';
      else continue;
      words = words.slice(1);
    }
    const [hosts, keyType, coded, ...comment] = words;
    if (hosts === undefined || keyType === undefined || coded === undefined) continue;
    const key = Buffer.from(coded, 'base64');
    // The type inside the blob is the one that counts; a line where both differ is broken (or SSH protocol 1).
    if (keyTypeOf(key) !== keyType) continue;
    out.push({ marker, hosts, keyType, key, comment: comment.join(' '), file, line: number });
  }
  return out;
}

/** The name a host is stored under: lower case, `[host]:port` off port 22 (put_host_port in OpenSSH). */
export const storedName = (host: string, port: number): string =>
  port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;

/** Whether the hosts field of a line names this host (hashed: only the exact stored name). */
export function matchesHost(hosts: string, name: string): boolean {
  if (hosts.startsWith('|1|')) {
    const [, , salt, hash] = hosts.split('|');
    if (salt === undefined || hash === undefined) return false;
    const want = Buffer.from(hash, 'base64');
    const have = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
    return want.length === have.length && timingSafeEqual(want, have);
  }
  let found = false;
  for (const pattern of hosts.toLowerCase().split(',')) {
    if (pattern.startsWith('!')) {
      if (wildcard(pattern.slice(1), name)) return false;
    } else if (pattern !== '' && wildcard(pattern, name)) found = true;
  }
  return found;
}

export type HostKeyVerdict =
  | { state: 'known'; line: KnownHostLine }
  | { state: 'unknown'; authority: boolean }
  | { state: 'changed'; known: KnownHostLine[] }
  | { state: 'revoked'; line: KnownHostLine };

/**
 * What the lines say about a key offered by a host. A key of another type than the known ones counts as changed: the client asks
 * for the known types first, so a host that still has its old key would have shown that one.
 */
export function judgeHostKey(lines: readonly KnownHostLine[], name: string, key: Uint8Array): HostKeyVerdict {
  const offered = Buffer.from(key);
  const mine = lines.filter((line) => matchesHost(line.hosts, name));
  // A revoked key is refused for every host its line matches, before anything else (sshd(8)).
  const revoked = mine.find((line) => line.marker === 'revoked' && line.key.equals(offered));
  if (revoked) return { state: 'revoked', line: revoked };
  const plain = mine.filter((line) => line.marker === null);
  const same = plain.find((line) => line.key.equals(offered));
  if (same) return { state: 'known', line: same };
  if (plain.length > 0) return { state: 'changed', known: plain };
  return { state: 'unknown', authority: mine.some((line) => line.marker === 'cert-authority') };
}

/** Key types known for a host, in file order, so that the client can ask for them first. */
export const knownTypes = (lines: readonly KnownHostLine[], name: string): string[] => [
  ...new Set(lines.filter((l) => l.marker === null && matchesHost(l.hosts, name)).map((l) => l.keyType)),
];

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

export interface KnownHosts {
  lines(files: readonly string[]): KnownHostLine[];
  /** Remembers a key the person trusted, in Queuewatch's own file. */
  trust(name: string, key: Uint8Array, at: number): void;
  /**
   * Trusts another key instead: removes the host from Queuewatch's own file, and notes there which keys of the person's own
   * files no longer count, as those files are never written.
   */
  replace(name: string, key: Uint8Array, old: readonly KnownHostLine[], at: number): void;
  /** Epoch ms at which a key of our own file was trusted; null where that is not known. */
  since(line: KnownHostLine): number | null;
}

/** @param ownFile Queuewatch's own known_hosts file; the person's own files are only read. */
export function createKnownHosts(ownFile: string): KnownHosts {
  const own = () => parseKnownHosts(read(ownFile), ownFile);
  const noted = /^queuewatch (\S+)$/;
  const format = (name: string, key: Uint8Array, at: number) =>
    `${name} ${keyTypeOf(key)} ${Buffer.from(key).toString('base64')} queuewatch ${new Date(at).toISOString()}\n`;
  const superseded = /^# superseded (\S+) (SHA256:\S+)$/gm;
  return {
    lines(files) {
      const text = read(ownFile);
      const dropped = new Set([...text.matchAll(superseded)].map((m) => `${m[1] ?? ''} ${m[2] ?? ''}`));
      const theirs = files
        .flatMap((file) => parseKnownHosts(read(file), file))
        .filter(
          (line) =>
            dropped.size === 0 ||
            line.marker !== null ||
            ![...dropped].some((entry) => {
              const [name = '', print] = entry.split(' ');
              return print === fingerprintOf(line.key) && matchesHost(line.hosts, name);
            }),
        );
      return [...own(), ...theirs];
    },
    trust(name, key, at) {
      mkdirSync(path.dirname(ownFile), { recursive: true });
      appendFileSync(ownFile, format(name, key, at), { mode: 0o600 });
    },
    replace(name, key, old, at) {
      mkdirSync(path.dirname(ownFile), { recursive: true });
      const kept = read(ownFile)
        .split('\n')
        .filter((raw) => raw !== '' && !parseKnownHosts(raw, ownFile).some((l) => matchesHost(l.hosts, name)));
      const notes = old
        .filter((l) => l.file !== ownFile && l.marker === null && matchesHost(l.hosts, name) && !l.key.equals(key))
        .map((l) => `# superseded ${name} ${fingerprintOf(l.key)}`);
      const fresh = `${ownFile}.new`;
      writeFileSync(fresh, [...kept, ...notes, format(name, key, at)].join('\n'), { mode: 0o600 });
      renameSync(fresh, ownFile);
    },
    since(line) {
      if (line.file !== ownFile) return null;
      const at = Date.parse(noted.exec(line.comment)?.[1] ?? '');
      return Number.isNaN(at) ? null : at;
    },
  };
}
