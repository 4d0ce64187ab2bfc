import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { App } from 'electron';
import { desktop as words } from '../../shared/messages/host.en.ts';
import { productName } from './identity.ts';

/** Started at login: into the tray where it may, without taking the keyboard elsewhere. */
export const hiddenArgument = '--hidden';

/** An argument of Exec= (Desktop Entry Specification, "The Exec key"): quoted, and "%" doubled. */
const execArgument = (text: string): string =>
  `"${text.replace(/["`$\\]/g, (sign) => `\\${sign}`)}"`.replaceAll('\\', '\\\\').replaceAll('%', '%%');

/** The autostart entry of an XDG desktop. An AppImage must be named by its own file: what runs is a passing mount. */
export function autostartEntry(executable: string): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    `Name=${productName}`,
    `Comment=${words.autostartComment}`,
    `Exec=${execArgument(executable)} ${hiddenArgument}`,
    'Icon=queuewatch',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

export interface AutostartDeps {
  app: Pick<App, 'setLoginItemSettings' | 'isPackaged' | 'getPath'>;
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
}

/** Starts the app at login, or no longer. From a checkout nothing is registered: that would start a bare Electron. */
export async function setAutostart(on: boolean, { app, platform, env }: AutostartDeps): Promise<void> {
  if (!app.isPackaged) return;
  if (platform !== 'linux') {
    app.setLoginItemSettings({ openAtLogin: on, args: [hiddenArgument] });
    return;
  }
  const config = env['XDG_CONFIG_HOME'];
  const base = config !== undefined && path.isAbsolute(config) ? config : path.join(app.getPath('home'), '.config');
  const file = path.join(base, 'autostart', 'queuewatch.desktop');
  if (!on) {
    await rm(file, { force: true });
    return;
  }
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, autostartEntry(env['APPIMAGE'] ?? app.getPath('exe')));
}
