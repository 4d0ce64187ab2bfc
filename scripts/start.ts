/**
 * npm start, npm run demo, npm run serve: builds what is older than its sources, then opens the app in Electron. Where
 * Electron's program cannot be had, or there is no screen for it, says so in one line and serves the same window to a
 * browser.
 *
 *   node scripts/start.ts [--demo] [--serve] [options of `queuewatch serve`]
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const node = process.execPath;

/** What is built by which configuration. */
const parts = [
  { config: 'vite.main.config.ts', result: 'dist/main.js', sources: ['electron', 'shared'] },
  { config: 'vite.preload.config.ts', result: 'dist/preload.cjs', sources: ['electron/preload.ts', 'shared'] },
  { config: 'vite.renderer.config.ts', result: 'dist/renderer/index.html', sources: ['renderer', 'shared'] },
];

/** When the newest file below a place was changed; 0 when there is none. */
function newest(place: string): number {
  const at = path.join(root, place);
  if (!existsSync(at)) return 0;
  const status = statSync(at);
  if (!status.isDirectory()) return status.mtimeMs;
  const inside = readdirSync(at).map((name) => newest(path.join(place, name)));
  // A folder's own time changes when a file is taken away.
  return Math.max(status.mtimeMs, ...inside);
}

/** Builds what is missing or older than its sources; false when that fails. */
function build(): boolean {
  for (const { config, result, sources } of parts) {
    const changed = Math.max(...[...sources, config, 'package.json'].map(newest));
    const built = existsSync(path.join(root, result)) ? statSync(path.join(root, result)).mtimeMs : 0;
    if (built >= changed) continue;
    console.error(`Building ${path.dirname(result)}/${path.basename(result)} ...`);
    const vite = path.join(root, 'node_modules/vite/bin/vite.js');
    const { status } = spawnSync(node, [vite, 'build', '-c', config, '--logLevel', 'warn'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
    });
    if (status !== 0) return false;
  }
  return true;
}

type Electron = { program: string } | { missing: string };

/** Electron's program; fetched now when it is not there yet, as its own command would do. */
function findElectron(): Electron {
  const screen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!screen) return { missing: 'There is no screen for Electron' };
  if (process.getuid?.() === 0) return { missing: 'Electron does not run as root' };
  const folder = path.join(root, 'node_modules/electron');
  if (!existsSync(path.join(folder, 'package.json'))) return { missing: 'Electron is not installed' };
  const known = path.join(folder, 'path.txt');
  if (!existsSync(known)) {
    console.error('Fetching Electron ...');
    spawnSync(node, [path.join(folder, 'install.js')], { stdio: 'ignore', timeout: 300_000 });
  }
  if (!existsSync(known)) return { missing: "Electron's program cannot be fetched" };
  const program = path.join(folder, 'dist', readFileSync(known, 'utf8').trim());
  return existsSync(program) ? { program } : { missing: "Electron's program is missing" };
}

/** Runs until it ends; signals go on to it. */
function run(program: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, [...args], { cwd: root, stdio: 'inherit' });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void child.kill(signal));
    child.once('error', () => resolve(127));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** A program that ends with an error this soon never showed a window (no sandbox allowed, missing libraries). */
const soonMs = 4_000;

async function main(argv: readonly string[]): Promise<number> {
  if (!build()) return 1;
  const rest = argv.filter((one) => one !== '--serve');
  const serve = (): Promise<number> => run(node, [path.join(root, 'dist/cli.js'), 'serve', ...rest]);
  if (argv.includes('--serve')) return serve();

  const electron = findElectron();
  if ('missing' in electron) {
    console.error(`${electron.missing}; serving in the browser instead.`);
    return serve();
  }
  const started = performance.now();
  const code = await run(electron.program, [root, ...rest]);
  if (code === 0 || performance.now() - started > soonMs) return code;
  console.error(`Electron ended at once (code ${code}); serving in the browser instead.`);
  return serve();
}

process.exitCode = await main(process.argv.slice(2));
