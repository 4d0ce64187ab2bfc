import { mkdir, open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import type { SafeStorage } from 'electron';
import { z } from 'zod';
import type { Secrets } from '../ports.ts';

/** What this app uses of Electron's keychain: the asynchronous half; the other one may block on a prompt. */
export type Keychain = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>;

export type WeakChoice = 'session_only' | 'accept' | null;

export interface DesktopSecrets extends Secrets {
  /** The person's choice where the system encrypts under a fixed password only. */
  setWeakChoice(choice: WeakChoice): Promise<void>;
  /** Where secrets are kept, for the screen: "gnome_libsecret", "keychain", "basic_text", "memory". */
  readonly backendName: string;
}

export interface DesktopSecretsDeps {
  keychain: Keychain;
  platform: NodeJS.Platform;
  /** JSON file of encrypted secrets. */
  file: string;
  choice: WeakChoice;
  failed(what: string, error: unknown): void;
}

const Content = z.object({
  version: z.literal(1),
  /** `by` is the backend that encrypted: another one cannot be expected to read it. */
  entries: z.record(z.string(), z.object({ by: z.string(), data: z.base64() })),
});
type Entries = z.infer<typeof Content>['entries'];

/**
 * Linux without a keyring: Electron then encrypts under a password that stands in its own source ("basic_text"), which
 * protects from nobody who can read the file. `unknown` is said before the app is ready and treated alike.
 */
const weakBackends: ReadonlySet<string> = new Set(['basic_text', 'unknown']);

/** Secrets in the operating system's keychain: encrypted by safeStorage, the key kept by the system. */
export async function createDesktopSecrets(deps: DesktopSecretsDeps): Promise<DesktopSecrets> {
  const { keychain, file } = deps;
  const memory = new Map<string, string>();
  let entries = await readEntries();
  let choice = deps.choice;
  let writing: Promise<void> = Promise.resolve();

  const available = await keychain.isAsyncEncryptionAvailable().catch((error: unknown) => {
    deps.failed('The keychain does not answer', error);
    return false;
  });
  const name = !available
    ? 'memory'
    : deps.platform === 'linux'
      ? keychain.getSelectedStorageBackend()
      : deps.platform === 'darwin'
        ? 'keychain'
        : 'dpapi';
  const weak = available && weakBackends.has(name);
  const keeps = (): boolean => available && (!weak || choice === 'accept');

  async function readEntries(): Promise<Entries> {
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch {
      return {};
    }
    try {
      return Content.parse(JSON.parse(text)).entries;
    } catch (error) {
      // Kept aside: what is in it may still be worth something to its owner.
      await rename(file, `${file}.broken`).catch(() => undefined);
      deps.failed('The file of secrets is broken and was set aside', error);
      return {};
    }
  }

  /** Whole or not at all: written beside, flushed, then put in place. One write at a time. */
  function write(): Promise<void> {
    const text = `${JSON.stringify({ version: 1, entries })}\n`;
    writing = writing
      .catch(() => undefined)
      .then(async () => {
        await mkdir(path.dirname(file), { recursive: true });
        const handle = await open(`${file}.new`, 'w', 0o600);
        try {
          await handle.writeFile(text);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(`${file}.new`, file);
      });
    return writing;
  }

  async function store(key: string, value: string): Promise<void> {
    const data = (await keychain.encryptStringAsync(value)).toString('base64');
    entries = { ...entries, [key]: { by: name, data } };
    await write();
  }

  function forget(which: (key: string) => boolean): Promise<void> {
    const before = Object.keys(entries).length;
    entries = Object.fromEntries(Object.entries(entries).filter(([key]) => !which(key)));
    return Object.keys(entries).length === before ? Promise.resolve() : write();
  }

  async function set(key: string, value: string): Promise<void> {
    memory.set(key, value);
    if (!keeps()) return;
    await store(key, value);
    memory.delete(key);
  }

  return {
    set,
    get backend() {
      return !keeps() ? 'memory' : weak ? 'weak' : 'keychain';
    },
    backendName: name,

    async get(key) {
      const known = memory.get(key);
      if (known !== undefined) return known;
      const entry = Object.hasOwn(entries, key) ? entries[key] : undefined;
      if (entry === undefined || !available) return null;
      // Chosen "this session only": what an earlier choice left under the fixed password is not used behind it.
      if (weakBackends.has(entry.by) && choice !== 'accept') return null;
      try {
        const { result, shouldReEncrypt } = await keychain.decryptStringAsync(Buffer.from(entry.data, 'base64'));
        // The system has a newer or better key than the one this was kept under.
        if ((shouldReEncrypt || entry.by !== name) && keeps()) {
          await store(key, result).catch((error: unknown) =>
            deps.failed('A secret could not be encrypted anew', error),
          );
        }
        return result;
      } catch (error) {
        // A locked keyring opens later, a lost key never: nothing is deleted, the person is asked.
        deps.failed('A secret could not be decrypted', error);
        return null;
      }
    },

    async delete(key) {
      memory.delete(key);
      await forget((one) => one === key);
    },

    async setWeakChoice(next) {
      if (next === choice) return;
      choice = next;
      if (!weak) return;
      if (keeps()) {
        for (const [key, value] of [...memory]) await set(key, value);
        return;
      }
      // Taken back: what lies on disk under the fixed password goes; what is needed stays in memory.
      await forget((key) => weakBackends.has(entries[key]?.by ?? ''));
    },
  };
}
