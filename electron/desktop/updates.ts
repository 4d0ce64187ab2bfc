import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Clock, Disposer } from '../ports.ts';

const dayMs = 24 * 3600 * 1000;

export interface UpdatesDeps {
  isPackaged: boolean;
  resources: string;
  clock: Clock;
  ready(version: string): void;
  failed(what: string, error: unknown): void;
}

/**
 * Looks for a new version once a day, where the package names a feed (electron-builder writes app-update.yml only for a
 * build with one). Without a feed nothing is asked anywhere.
 */
export function watchUpdates(deps: UpdatesDeps): Disposer {
  if (!deps.isPackaged || !existsSync(path.join(deps.resources, 'app-update.yml'))) return () => undefined;
  let cancel: Disposer | null = null;
  let stopped = false;
  const start = async (): Promise<void> => {
    // CommonJS, and needed by few: loaded only here.
    const { autoUpdater } = (await import('electron-updater')).default;
    autoUpdater.autoInstallOnAppQuit = true;
    autoUpdater.allowDowngrade = false;
    autoUpdater.logger = null;
    autoUpdater.on('update-downloaded', ({ version }) => deps.ready(version));
    autoUpdater.on('error', (error) => deps.failed('Looking for a new version', error));
    const look = (): void => {
      if (stopped) return;
      autoUpdater.checkForUpdates().catch((error: unknown) => deps.failed('Looking for a new version', error));
      cancel = deps.clock.after(dayMs, look);
    };
    look();
  };
  start().catch((error: unknown) => deps.failed('The updater does not start', error));
  return () => {
    stopped = true;
    cancel?.();
  };
}
