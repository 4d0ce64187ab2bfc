import { spawn } from 'node:child_process';

/** The command that opens an address in the person's browser; null where there is no screen to open one on. */
export function browserCommand(
  url: string,
  platform: NodeJS.Platform = process.platform,
  env: Readonly<Record<string, string | undefined>> = process.env,
): [string, ...string[]] | null {
  if (platform === 'darwin') return ['open', url];
  // rundll32 takes the address as it is; `start` would have cmd.exe read it first.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  const screen = (env['DISPLAY'] ?? '') !== '' || (env['WAYLAND_DISPLAY'] ?? '') !== '';
  return screen ? ['xdg-open', url] : null;
}

/** Opens a browser when there is one; the address stands on standard output anyway, so failing costs nothing. */
export function openBrowser(url: string): void {
  const command = browserCommand(url);
  if (command === null) return;
  const [program, ...args] = command;
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
