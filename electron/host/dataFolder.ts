import os from 'node:os';
import path from 'node:path';

/**
 * Where `serve` keeps its history and settings when --data does not say. The desktop app has a folder of its own: two
 * engines on one database would poll every server twice.
 */
export function defaultDataFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = os.homedir(),
): string {
  if (platform === 'win32') return path.join(env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'), 'Queuewatch');
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Queuewatch Serve');
  // systemd gives a service its own folder, systemd.exec(5); others follow the XDG base directory specification.
  const state = env['STATE_DIRECTORY']?.split(':')[0];
  if (state !== undefined && state !== '') return state;
  const data = env['XDG_DATA_HOME'];
  const base = data !== undefined && path.isAbsolute(data) ? data : path.join(home, '.local', 'share');
  return path.join(base, 'queuewatch');
}
