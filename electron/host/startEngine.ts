import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { systemClock } from '../clock.ts';
import { startEngineWorker } from '../engineClient.ts';
import type { Secrets } from '../ports.ts';
import { account } from './account.ts';
import { builtFolder } from './builtFolder.ts';
import type { StartEngine } from './engineFolders.ts';

export interface EngineHost {
  host: 'desktop' | 'web';
  secrets: Secrets;
  readonly log: (text: string) => void;
}

/** The worker's entry: beside us when built, its source in a checkout (Node 24 runs it as it is). */
function workerEntry(): URL {
  const built = path.join(builtFolder(), 'engine.js');
  const source = path.join(import.meta.dirname, '..', 'engine.ts');
  return pathToFileURL(existsSync(built) ? built : source);
}

/** Starts engines in worker threads, with this host's keychain. */
export function startEngine({ host, secrets, log }: EngineHost): StartEngine {
  return ({ dataDir, demo }) =>
    startEngineWorker({
      clock: systemClock,
      secrets,
      entry: workerEntry(),
      options: { dataDir, demo, host, account: account() },
      log,
    });
}
