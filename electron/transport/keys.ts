import { readFileSync } from 'node:fs';
import path from 'node:path';
import ssh2 from 'ssh2';
import type { BaseAgent, IdentityCallback, ParsedKey, SignCallback, SigningRequestOptions } from 'ssh2';
import type { Asker } from '../ports.ts';
import { fingerprintOf, keyTypeName } from './hostKey.ts';

const { utils, BaseAgent: AgentBase, createAgent } = ssh2;

export interface IdentitySources {
  agents: string[];
  files: string[];
  /** Offer only keys named by files, though the agent may hold them. */
  onlyFiles: boolean;
  /** Keys of files themselves may be used (false: agent only). */
  useFiles: boolean;
  ask: Asker;
  pause: <T>(ask: () => Promise<T>) => Promise<T>;
  log: (text: string) => void;
}

interface Identity {
  key: ParsedKey;
  agent: BaseAgent | null;
  file: string | null;
  label: string;
}

export interface Identities {
  agent: BaseAgent<ParsedKey>;
  /** The key that signed last: "ssh agent, ED25519, laptop 2025". */
  used(): string | null;
  /** Person declined to give a passphrase. */
  cancelled(): boolean;
  /** Agents that were configured and did not answer. */
  missing: string[];
  /** Key files named by configuration that exist but could not be read. */
  unreadable: string[];
}

const blobOf = (key: ParsedKey): string => key.getPublicSSH().toString('base64');

const parse = (data: string | Buffer, passphrase?: string): ParsedKey | Error => {
  const key = utils.parseKey(data, passphrase) as ParsedKey | ParsedKey[] | Error;
  return Array.isArray(key) ? (key[0] ?? new Error('no key')) : key;
};

const text = (file: string): Buffer | null => {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
};

/** Public half of an OpenSSH private key file (PROTOCOL.key: it is not encrypted). */
function publicHalf(data: Buffer): ParsedKey | null {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END/.exec(data.toString('latin1'))?.[1];
  if (body === undefined) return null;
  const raw = Buffer.from(body, 'base64');
  const magic = 'openssh-key-v1\0';
  if (raw.toString('latin1', 0, magic.length) !== magic) return null;
  let at = magic.length;
  const next = (): Buffer | null => {
    if (at + 4 > raw.length) return null;
    const length = raw.readUInt32BE(at);
    if (at + 4 + length > raw.length) return null;
    const value = raw.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    return value;
  };
  next(); // cipher
  next(); // kdf
  next(); // kdf options
  at += 4; // number of keys
  const blob = next();
  if (blob === null) return null;
  const type = blob.toString('latin1', 4, 4 + blob.readUInt32BE(0));
  const key = parse(`${type} ${blob.toString('base64')}`);
  return key instanceof Error ? null : key;
}

const asked = (files: string[]): Map<string, string> => {
  const out = new Map<string, string>();
  for (const file of files) {
    const pub = text(`${file}.pub`);
    const data = pub === null ? text(file) : null;
    const key = pub !== null ? parse(pub) : data === null ? null : (publicHalf(data) ?? parse(data));
    if (key !== null && !(key instanceof Error)) out.set(blobOf(key), file);
  }
  return out;
};

/**
 * All public keys there are, as one agent: first the agent's keys that the configuration names, then the agent's others (unless
 * IdentitiesOnly), then key files. A passphrase is asked for only when the server has accepted the public half, as ssh(1) does.
 */
export function createIdentities(sources: IdentitySources): Identities {
  let used: string | null = null;
  let cancelled = false;
  const missing: string[] = [];
  const unreadable: string[] = [];
  let known = new Map<string, Identity>();
  const opened = new Map<string, ParsedKey>();

  const fromAgent = (place: string): Promise<Identity[]> =>
    new Promise((resolve) => {
      const agent = createAgent(place) as BaseAgent<ParsedKey>;
      agent.getIdentities((error, keys) => {
        if (error || keys === undefined) {
          missing.push(place);
          resolve([]);
          return;
        }
        const list: Identity[] = [];
        for (const entry of keys) {
          const raw = entry instanceof Object && 'pubKey' in entry ? entry.pubKey : entry;
          const key = raw as ParsedKey;
          const comment = typeof key.comment === 'string' && key.comment !== '' ? `, ${key.comment}` : '';
          list.push({
            key,
            agent: agent,
            file: null,
            label: `ssh agent, ${keyTypeName(key.type)}${comment}`,
          });
        }
        resolve(list);
      });
    });

  const open = async (file: string): Promise<ParsedKey | null> => {
    const before = opened.get(file);
    if (before) return before;
    const data = text(file);
    if (data === null) return null;
    let key = parse(data);
    const keep = `ssh:passphrase:${file}`;
    for (
      let tries = 0;
      key instanceof Error && /passphrase|encrypted|decrypt/i.test(key.message) && tries < 3;
      tries++
    ) {
      const refused = tries > 0;
      const passphrase = await sources.pause(() =>
        sources.ask.secret({ what: 'passphrase', text: file, echo: false, keep, refused }),
      );
      if (passphrase === null) {
        cancelled = true;
        return null;
      }
      key = parse(data, passphrase);
    }
    if (key instanceof Error || !key.isPrivateKey()) {
      unreadable.push(file);
      sources.log(`key file ${file} could not be used`);
      return null;
    }
    opened.set(file, key);
    return key;
  };

  const collect = async (): Promise<Identity[]> => {
    const named = asked(sources.files);
    const agentKeys = (await Promise.all(sources.agents.map(fromAgent))).flat();
    const first = agentKeys.filter((i) => named.has(blobOf(i.key)));
    const others = sources.onlyFiles ? [] : agentKeys.filter((i) => !named.has(blobOf(i.key)));
    const have = new Set(agentKeys.map((i) => blobOf(i.key)));
    const files: Identity[] = [];
    if (sources.useFiles) {
      for (const file of sources.files) {
        const data = text(file);
        if (data === null) continue;
        const pub = text(`${file}.pub`);
        let key = pub === null ? null : parse(pub);
        if (key === null || key instanceof Error) key = publicHalf(data);
        key ??= await open(file);
        if (key === null || have.has(blobOf(key))) continue;
        have.add(blobOf(key));
        files.push({ key, agent: null, file, label: `key file, ${keyTypeName(key.type)}, ${path.basename(file)}` });
      }
    }
    return [...first, ...others, ...files];
  };

  class AllKeys extends AgentBase<ParsedKey> {
    override getIdentities(callback: IdentityCallback<ParsedKey>): void {
      collect().then(
        (list) => {
          known = new Map(list.map((i) => [blobOf(i.key), i]));
          for (const i of list) sources.log(`offering ${i.label} ${fingerprintOf(i.key.getPublicSSH())}`);
          callback(
            null,
            list.map((i) => i.key),
          );
        },
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
      );
    }
    override sign(
      key: ParsedKey,
      data: Buffer,
      options: SigningRequestOptions | SignCallback,
      callback: SignCallback = () => undefined,
    ): void {
      const done = typeof options === 'function' ? options : callback;
      const opts = typeof options === 'function' ? {} : options;
      const identity = known.get(blobOf(key));
      if (!identity) {
        done(new Error('unknown key'));
        return;
      }
      used = identity.label;
      if (identity.agent) {
        identity.agent.sign(identity.key, data, opts, done);
        return;
      }
      void open(identity.file ?? '').then((secret) => {
        if (secret === null) {
          done(new Error('key not available'));
          return;
        }
        const signature = (secret.sign as (data: Buffer, hash?: string) => Buffer | Error)(data, opts.hash);
        if (signature instanceof Error) done(signature);
        else done(null, signature);
      });
    }
  }

  return {
    agent: new AllKeys(),
    used: () => used,
    cancelled: () => cancelled,
    missing,
    unreadable,
  };
}

/** Where agents may be, in the order they are asked. */
export function agentPlaces(identityAgent: string | null): string[] {
  if (identityAgent === 'none') return [];
  if (identityAgent !== null) return [identityAgent];
  const places: string[] = [];
  const sock = process.env['SSH_AUTH_SOCK'];
  if (sock !== undefined && sock !== '') places.push(sock);
  // The agent of OpenSSH for Windows listens on a fixed pipe; Pageant is found through its window.
  if (process.platform === 'win32') places.push('\\\\.\\pipe\\openssh-ssh-agent', 'pageant');
  return places;
}
