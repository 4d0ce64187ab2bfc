import { randomBytes } from 'node:crypto';
import os from 'node:os';
import { AppError } from '../../shared/error.ts';
import { serve as words } from '../../shared/messages/host.en.ts';
import { systemClock } from '../clock.ts';
import { createDispatch } from '../host/dispatch.ts';
import { withFolders, type StartEngine } from '../host/engineFolders.ts';
import { createEngineSlot } from '../host/engineSlot.ts';
import { version } from '../host/version.ts';
import { watchSleep } from '../host/sleep.ts';
import type { Secrets } from '../ports.ts';
import { createEventHub } from './eventHub.ts';
import { readMetrics } from './metrics.ts';
import { openBrowser } from './openBrowser.ts';
import { startWebServer } from './server.ts';
import { createTickets } from './tickets.ts';

export interface WebHostOptions {
  host: string;
  port: number;
  demo: boolean;
  dataDir: string;
  /** Folder of the built window. */
  pages: string;
  token: string;
  secrets: Secrets;
  startEngine: StartEngine;
  /** A line for the person at the terminal. */
  tell(line: string): void;
}

export interface WebHost {
  /** With the token in the fragment. */
  readonly url: string;
  /** Further addresses when listening on all of them. */
  readonly otherUrls: readonly string[];
  readonly beyondLoopback: boolean;
  openBrowser(): void;
  dispose(): Promise<void>;
}

const secret = (): string => randomBytes(32).toString('base64url');
const isWildcard = (address: string): boolean => address === '0.0.0.0' || address === '::';
const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.');
const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

function machineAddresses(family: 'IPv4' | 'IPv6' | null): string[] {
  return Object.values(os.networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((one) => !one.internal && (family === null || one.family === family) && !one.address.startsWith('fe80:'))
    .map((one) => one.address);
}

/** The monitor with its window in a browser. */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const clock = systemClock;
  const engine = createEngineSlot(withFolders(options.startEngine, options.dataDir), options.demo);
  await engine.ready;
  const failed = (what: string, error: unknown): void =>
    options.tell(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);

  const events = createEventHub({ engine, clock, run: randomBytes(8).toString('hex') });
  const tickets = createTickets(clock, secret);
  const dispatch = createDispatch({
    engine,
    failed,
    host: {
      'app.openExternal': () => ({ opened: false, why: words.opensItself }),
      'app.window': () => {
        throw new AppError('not_on_web', words.notOnWeb);
      },
      'app.demo': async ({ on }) => {
        await engine.use(on);
        return { ok: true };
      },
      'app.info': () => ({ host: 'web', version, platform: process.platform, secretsBackend: options.secrets.backend }),
    },
  });

  try {
    const server = await startWebServer({
      host: options.host,
      port: options.port,
      token: options.token,
      ownNames: isLoopback(options.host) || options.host === 'localhost' ? [] : [os.hostname()],
      pages: options.pages,
      dispatch,
      events,
      tickets,
      metrics: () => readMetrics(engine),
      failed,
    });
    const wakeUp = watchSleep(clock, () => engine.signal({ kind: 'resume' }));
    const origin = (host: string): string => `http://${inUrl(host)}:${server.port}`;
    const address = (host: string): string => `${origin(host)}/#token=${options.token}`;
    const everywhere = isWildcard(server.host);
    // The address as it was asked for: "localhost" stays "localhost", a wildcard is no address to open.
    const shown = everywhere ? '127.0.0.1' : options.host;

    return {
      url: address(shown),
      otherUrls: everywhere ? machineAddresses(server.host === '::' ? null : 'IPv4').map(address) : [],
      beyondLoopback: !isLoopback(server.host),
      openBrowser: () => openBrowser(`${origin(shown)}/#ticket=${tickets.issue()}`),
      async dispose() {
        wakeUp();
        await server.dispose();
        await engine.dispose();
      },
    };
  } catch (error) {
    await engine.dispose();
    throw error;
  }
}
