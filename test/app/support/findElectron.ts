import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '../../../node_modules/electron');

export type FoundElectron =
  | { program: string }
  /** `obtainable`: something on this machine could be changed so that it runs; else nothing here can. */
  | { missing: string; obtainable: boolean };

/**
 * Electron's program, or why it cannot be used here. Never fetched by a test: the package `electron` brings no program,
 * it downloads one from GitHub when it is first asked for it, and writes its name into `path.txt`.
 */
export function findElectron(env: NodeJS.ProcessEnv = process.env, electron = folder): FoundElectron {
  const named = path.join(electron, 'path.txt');
  const name = existsSync(named) ? readFileSync(named, 'utf8').trim() : 'electron';
  const program = path.join(env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(electron, 'dist'), name);
  if (!existsSync(program)) return { missing: 'its program is not in the npm registry', obtainable: false };
  const screen = process.platform !== 'linux' || env['DISPLAY'] !== undefined;
  return screen ? { program } : { missing: 'there is no screen (xvfb-run gives one)', obtainable: true };
}
