import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { EngineLink } from './engineLink.ts';
import { lockFolder } from './folderLock.ts';

/** Starts an engine on a folder; the folder exists and nobody else uses it. */
export type StartEngine = (options: { dataDir: string; demo: boolean }) => Promise<EngineLink>;

/**
 * Gives each engine its folder: the real one is kept and locked, the demo gets a fresh one that goes with it, so that its
 * data never mixes with real data and each demo begins anew.
 */
export function withFolders(start: StartEngine, dataDir: string): (demo: boolean) => Promise<EngineLink> {
  return async (demo) => {
    const folder = demo ? await mkdtemp(path.join(os.tmpdir(), 'queuewatch-demo-')) : dataDir;
    const unlock = lockFolder(folder);
    const leave = async (): Promise<void> => {
      unlock();
      // A file still held open (Windows) is left to the system's own cleaning; nothing of worth is in it.
      if (demo) await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
    };
    try {
      const engine = await start({ dataDir: folder, demo });
      return {
        handle: (name, input) => engine.handle(name, input),
        on: (name, listener) => engine.on(name, listener),
        signal: (signal) => engine.signal(signal),
        dispose: async () => {
          await engine.dispose();
          await leave();
        },
      };
    } catch (error) {
      await leave();
      throw error;
    }
  };
}
