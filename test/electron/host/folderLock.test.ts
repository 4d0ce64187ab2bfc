import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockFolder } from '../../../electron/host/folderLock.ts';

describe('one engine a folder', () => {
  it('refuses while the holder lives, takes over when it is gone', () => {
    const base = mkdtempSync(path.join(os.tmpdir(), 'lock-'));
    const folder = path.join(base, 'new', 'deep');
    const unlock = lockFolder(folder);
    unlock();
    writeFileSync(path.join(folder, 'in-use.pid'), String(process.ppid));
    expect(() => lockFolder(folder)).toThrow(expect.objectContaining({ code: 'folder_in_use' }));
    // Beyond the highest process number of any system.
    writeFileSync(path.join(folder, 'in-use.pid'), '999999999');
    lockFolder(folder)();
    writeFileSync(path.join(folder, 'in-use.pid'), 'garbage');
    lockFolder(folder)();
    rmSync(base, { recursive: true });
  });
});
