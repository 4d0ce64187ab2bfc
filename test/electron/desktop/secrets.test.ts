import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDesktopSecrets, type Keychain, type WeakChoice } from '../../../electron/desktop/secrets.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'keychain-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

type Backend = ReturnType<Keychain['getSelectedStorageBackend']>;
interface Fake extends Keychain {
  locked: boolean;
  rotate: boolean;
  encrypted: number;
}

function keychain(backend: Backend, available = true): Fake {
  return {
    locked: false,
    rotate: false,
    encrypted: 0,
    isAsyncEncryptionAvailable: () => Promise.resolve(available),
    getSelectedStorageBackend: () => backend,
    encryptStringAsync(text) {
      this.encrypted++;
      return Promise.resolve(Buffer.from(`${backend}:${text}`).reverse());
    },
    decryptStringAsync(bytes) {
      const text = Buffer.from(bytes).reverse().toString();
      if (this.locked || !text.startsWith(`${backend}:`)) return Promise.reject(new Error('cannot decrypt'));
      return Promise.resolve({ shouldReEncrypt: this.rotate, result: text.slice(backend.length + 1) });
    },
  };
}
const file = (): string => path.join(dir, 'sub', 'secrets.json');
const failures: string[] = [];
const open = (from: Keychain, choice: WeakChoice = null, platform: NodeJS.Platform = 'linux') =>
  createDesktopSecrets({ keychain: from, platform, file: file(), choice, failed: (what) => failures.push(what) });

describe('secrets in the keychain', () => {
  it('survive a restart, encrypted, readable by their owner only', async () => {
    await (await open(keychain('gnome_libsecret'))).set('ssh:mx1', 'hunter2');
    expect(readFileSync(file(), 'utf8')).not.toContain('hunter2');
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    const again = await open(keychain('gnome_libsecret'));
    expect(again.backend).toBe('keychain');
    expect(await again.get('ssh:mx1')).toBe('hunter2');
    await again.delete('ssh:mx1');
    expect(await (await open(keychain('gnome_libsecret'))).get('ssh:mx1')).toBeNull();
  });

  it('asked all at once are all written', async () => {
    const secrets = await open(keychain('kwallet6'));
    await Promise.all(Array.from({ length: 20 }, (_, i) => secrets.set(`k${i}`, `v${i}`)));
    const again = await open(keychain('kwallet6'));
    expect(await Promise.all([again.get('k0'), again.get('k19')])).toEqual(['v0', 'v19']);
  });

  it.each(['basic_text', 'unknown'] as const)('%s: nothing is written without the word of the person', async (weak) => {
    const secrets = await open(keychain(weak));
    await secrets.set('k', 'v');
    expect(secrets.backend).toBe('memory');
    expect(await secrets.get('k')).toBe('v');
    expect(readdirSync(dir)).toEqual([]);
  });

  it('basic_text: accepting keeps what was entered before; taking it back removes it from disk', async () => {
    const secrets = await open(keychain('basic_text'));
    await secrets.set('k', 'v');
    await secrets.setWeakChoice('accept');
    expect(secrets.backend).toBe('weak');
    expect(await (await open(keychain('basic_text'), 'accept')).get('k')).toBe('v');
    expect(await (await open(keychain('basic_text'), 'session_only')).get('k')).toBeNull();
    await secrets.setWeakChoice('session_only');
    expect(readFileSync(file(), 'utf8')).not.toContain('"k"');
  });

  it('a locked keychain forgets nothing', async () => {
    const chain = keychain('gnome_libsecret');
    const secrets = await open(chain);
    await secrets.set('k', 'v');
    chain.locked = true;
    expect(await secrets.get('k')).toBeNull();
    chain.locked = false;
    expect(await secrets.get('k')).toBe('v');
  });

  it('encrypts anew when the system has a better key', async () => {
    const chain = keychain('gnome_libsecret');
    const secrets = await open(chain);
    await secrets.set('k', 'v');
    chain.rotate = true;
    expect(await secrets.get('k')).toBe('v');
    expect(chain.encrypted).toBe(2);
  });

  it('without any encryption lives in memory', async () => {
    const secrets = await open(keychain('gnome_libsecret', false));
    await secrets.set('k', 'v');
    expect([secrets.backend, await secrets.get('k')]).toEqual(['memory', 'v']);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('a broken file is set aside, not thrown away', async () => {
    await (await open(keychain('gnome_libsecret'))).set('k', 'v');
    writeFileSync(file(), '{"version":1,"entries":{"k":');
    const secrets = await open(keychain('gnome_libsecret'));
    expect(await secrets.get('k')).toBeNull();
    expect(readdirSync(path.dirname(file()))).toContain('secrets.json.broken');
  });

  it.each(['__proto__', 'constructor', 'toString'])('has no secret called %s', async (key) => {
    expect(await (await open(keychain('gnome_libsecret'))).get(key)).toBeNull();
  });

  it('names the backend of other systems', async () => {
    expect((await open(keychain('basic_text'), null, 'darwin')).backendName).toBe('keychain');
    expect((await open(keychain('basic_text'), null, 'win32')).backend).toBe('keychain');
  });
});
