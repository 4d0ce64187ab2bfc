import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { isAppError } from '../../shared/error.ts';
import { serve as words } from '../../shared/messages/host.en.ts';
import { builtFolder } from '../host/builtFolder.ts';
import { defaultDataFolder } from '../host/dataFolder.ts';
import { chooseNode, runAgain } from '../host/modernNode.ts';

export interface ServeOptions {
  host: string;
  port: number;
  demo: boolean;
  dataDir: string | null;
  open: boolean;
  secretsFile: string | null;
}

/** Arguments of `queuewatch serve`; a text is what is wrong with them. */
export function readServeArguments(argv: readonly string[]): ServeOptions | 'help' | { wrong: string } {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        host: { type: 'string', default: '127.0.0.1' },
        port: { type: 'string', default: '0' },
        demo: { type: 'boolean', default: false },
        data: { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        secrets: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return 'help';
    const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : -1;
    if (port < 0 || port > 65_535) return { wrong: words.badPort(values.port) };
    return {
      host: values.host,
      port,
      demo: values.demo,
      dataDir: values.data === undefined ? null : path.resolve(values.data),
      open: !values['no-open'],
      secretsFile: values.secrets === undefined ? null : path.resolve(values.secrets),
    };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}

/** Resolves with the signal that asks us to stop. A second one does not wait any more. */
function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(signal === 'SIGINT' ? 130 : 143);
        asked = true;
        resolve(signal);
      });
    }
  });
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const tell = (line: string): void => void process.stderr.write(`${line}\n`);

/** `queuewatch serve`: runs until it is told to stop; resolves with the exit code. */
export async function serve(argv: readonly string[]): Promise<number> {
  const options = readServeArguments(argv);
  if (options === 'help') {
    print(words.usage);
    return 0;
  }
  if ('wrong' in options) {
    tell(`${options.wrong}\n\n${words.usage}`);
    return 2;
  }
  const dist = builtFolder();
  const node = chooseNode(path.dirname(dist));
  if (node.kind === 'other') return runAgain(node.node);
  if (node.kind === 'none') {
    tell(words.oldNode(process.versions.node));
    return 1;
  }
  const pages = path.join(dist, 'renderer');
  if (!existsSync(path.join(pages, 'index.html'))) {
    tell(words.noPages(pages));
    return 1;
  }

  const stopped = stopSignal();
  try {
    // Imported here: the pure commands beside this one run on a Node that cannot load the engine.
    const [{ startWebHost }, { createWebSecrets }, { startEngine }] = await Promise.all([
      import('../web/host.ts'),
      import('../web/secrets.ts'),
      import('../host/startEngine.ts'),
    ]);
    const secrets = await createWebSecrets({
      file: options.secretsFile,
      credentialsDirectory: process.env['CREDENTIALS_DIRECTORY'] ?? null,
    });
    const host = await startWebHost({
      ...options,
      pages,
      dataDir: options.dataDir ?? defaultDataFolder(),
      secrets,
      startEngine: startEngine({ host: 'web', secrets, log: tell }),
      token: randomBytes(32).toString('base64url'),
      tell,
    });
    print(words.at(host.url));
    for (const other of host.otherUrls) tell(words.alsoAt(other));
    if (host.beyondLoopback) tell(words.beyondLoopback);
    if (options.open) host.openBrowser();
    await stopped;
    tell(words.stopping);
    await host.dispose();
    return 0;
  } catch (error) {
    if (!isAppError(error)) throw error;
    tell(error.message);
    return 1;
  }
}
