import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/error.ts';
import type { Secrets } from '../ports.ts';

export interface WebSecretsOptions {
  /** --secrets FILE: a JSON object, key to secret. */
  file: string | null;
  /** $CREDENTIALS_DIRECTORY (systemd.exec(5), LoadCredential=): one file a secret. */
  credentialsDirectory: string | null;
}

const mostBytes = 1024 * 1024;
const Content = z.record(z.string(), z.string());

/** The secrets of the file, unless somebody else could have read or written it. Throws `secrets_refused`. */
async function readSecretsFile(file: string): Promise<Map<string, string>> {
  const refuse = (why: string): AppError => new AppError('secrets_refused', `${file}: ${why}`);
  // One handle for the look at the rights and for reading: the name may mean another file a moment later.
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw refuse(error instanceof Error ? error.message : String(error));
  });
  try {
    const { uid, mode, size } = await handle.stat();
    if (process.getuid === undefined) throw refuse('who may read a file cannot be told on this system');
    if (uid !== process.getuid()) throw refuse('it belongs to another account');
    if ((mode & 0o077) !== 0)
      throw refuse(`others may read or change it (mode ${(mode & 0o777).toString(8)}, not 600)`);
    if (size > mostBytes) throw refuse('it is larger than 1 MiB');
    const parsed = Content.safeParse(parseJson(await handle.readFile('utf8')));
    if (!parsed.success) throw refuse('it is not a JSON object of texts');
    return new Map(Object.entries(parsed.data));
  } finally {
    await handle.close();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A credential's name allows letters, digits and a few signs only; everything else of a key is written as "_". */
const credentialName = (key: string): string => key.replace(/[^A-Za-z0-9._-]/g, '_');

/** Secrets without a keychain: what was entered lives in memory, what was given stays where it is. Writes nothing. */
export async function createWebSecrets(options: WebSecretsOptions): Promise<Secrets> {
  const given = options.file === null ? new Map<string, string>() : await readSecretsFile(options.file);
  /** null: deleted on the screen, the given one is not asked again. */
  const entered = new Map<string, string | null>();

  async function fromCredentials(key: string): Promise<string | null> {
    const name = credentialName(key);
    if (options.credentialsDirectory === null || name.startsWith('.')) return null;
    try {
      const text = await readFile(path.join(options.credentialsDirectory, name), 'utf8');
      return text.slice(0, 10_000).replace(/\r?\n$/, '');
    } catch {
      return null;
    }
  }

  return {
    backend: 'memory',
    async get(key) {
      const known = entered.get(key);
      if (known !== undefined) return known;
      return given.get(key) ?? (await fromCredentials(key));
    },
    set(key, value) {
      entered.set(key, value);
      return Promise.resolve();
    },
    delete(key) {
      entered.set(key, null);
      return Promise.resolve();
    },
  };
}
