import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../shared/error.ts';
import type { Disposer } from '../ports.ts';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, under another account.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

/** One engine a folder. Throws `folder_in_use`; a lock whose process is gone is taken over. */
export function lockFolder(folder: string): Disposer {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, 'in-use.pid');
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      const holder = Number(readFileSync(file, 'utf8'));
      if (Number.isInteger(holder) && holder > 0 && holder !== process.pid && isAlive(holder)) {
        throw new AppError('folder_in_use', `${folder} is in use by process ${holder}.`);
      }
      rmSync(file, { force: true });
    }
  }
}
