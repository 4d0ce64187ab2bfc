import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWebSecrets } from '../../../electron/web/secrets.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'secrets-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

function file(content: string, mode: number): string {
  const name = path.join(dir, `${Math.abs(mode)}-${content.length}.json`);
  writeFileSync(name, content);
  chmodSync(name, mode);
  return name;
}
const refused = { code: 'secrets_refused' };

describe('secrets without a keychain', () => {
  it('reads a file only its owner may read', async () => {
    const secrets = await createWebSecrets({ file: file('{"ssh:mx1":"s3"}', 0o600), credentialsDirectory: null });
    expect(await secrets.get('ssh:mx1')).toBe('s3');
    expect(await secrets.get('ssh:mx2')).toBeNull();
    expect(await secrets.get('__proto__')).toBeNull();
    expect(secrets.backend).toBe('memory');
  });

  it.each([0o640, 0o604, 0o660, 0o620, 0o610, 0o644])('refuses mode %o', async (mode) => {
    await expect(createWebSecrets({ file: file('{}', mode), credentialsDirectory: null })).rejects.toMatchObject(
      refused,
    );
  });

  it.each(['', '[]', '{"a":1}', '"x"', '{'])('refuses the content %j', async (content) => {
    await expect(createWebSecrets({ file: file(content, 0o600), credentialsDirectory: null })).rejects.toMatchObject(
      refused,
    );
  });

  it('refuses a missing file rather than going on without', async () => {
    await expect(createWebSecrets({ file: path.join(dir, 'none'), credentialsDirectory: null })).rejects.toMatchObject(
      refused,
    );
  });

  it('reads credentials given by systemd, and never outside their folder', async () => {
    writeFileSync(path.join(dir, 'ssh_mx1'), 'pass word\n');
    const secrets = await createWebSecrets({ file: null, credentialsDirectory: path.join(dir) });
    expect(await secrets.get('ssh:mx1')).toBe('pass word');
    expect(await secrets.get('../../etc/passwd')).toBeNull();
    expect(await secrets.get('..')).toBeNull();
  });

  it('keeps what was entered in memory only, before what was given', async () => {
    const name = file('{"k":"given"}', 0o600);
    const secrets = await createWebSecrets({ file: name, credentialsDirectory: null });
    await secrets.set('k', 'entered');
    expect(await secrets.get('k')).toBe('entered');
    await secrets.delete('k');
    expect(await secrets.get('k')).toBeNull();
    expect(await (await createWebSecrets({ file: name, credentialsDirectory: null })).get('k')).toBe('given');
  });
});
