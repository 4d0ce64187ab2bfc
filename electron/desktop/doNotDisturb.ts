import { execFile } from 'node:child_process';
import type { Clock, Disposer } from '../ports.ts';

/** Runs a program and gives its output; null when it is missing, fails or takes too long. */
export type Run = (program: string, args: readonly string[]) => Promise<string | null>;

export const runProgram: Run = (program, args) =>
  new Promise((resolve) => {
    execFile(program, [...args], { timeout: 3_000, maxBuffer: 64 * 1024, windowsHide: true }, (error, stdout) =>
      resolve(error === null ? stdout : null),
    );
  });

/**
 * Whether the person asked the system for silence; null where that cannot be known. Electron has no call for it.
 * - GNOME: "Do not disturb" switches banners off (org.gnome.desktop.notifications show-banners).
 * - Plasma: the notification service's own property `Inhibited`.
 * - Windows: notifications switched off as a whole. Focus assist itself has no documented interface.
 * - macOS: Focus is not told to apps without a special permission.
 */
export async function readDoNotDisturb(
  platform: NodeJS.Platform,
  desktop: string,
  run: Run = runProgram,
): Promise<boolean | null> {
  if (platform === 'win32') {
    const key = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\PushNotifications';
    const text = await run('reg', ['query', key, '/v', 'ToastEnabled']);
    const value = text === null ? undefined : /ToastEnabled\s+REG_DWORD\s+0x([0-9a-f]+)/i.exec(text)?.[1];
    return value === undefined ? null : parseInt(value, 16) === 0;
  }
  if (platform !== 'linux') return null;
  if (/kde/i.test(desktop)) {
    const service = 'org.freedesktop.Notifications';
    const args = ['--user', 'get-property', service, '/org/freedesktop/Notifications', service, 'Inhibited'];
    const text = (await run('busctl', args))?.trim();
    return text === 'b true' ? true : text === 'b false' ? false : null;
  }
  if (/gnome|unity|pantheon|budgie/i.test(desktop)) {
    const text = (await run('gsettings', ['get', 'org.gnome.desktop.notifications', 'show-banners']))?.trim();
    return text === 'false' ? true : text === 'true' ? false : null;
  }
  return null;
}

const lookEveryMs = 30_000;

/** Tells every change. Where it cannot be known nothing is told and nothing is asked again. */
export function watchDoNotDisturb(
  clock: Clock,
  read: () => Promise<boolean | null>,
  changed: (on: boolean) => void,
): Disposer {
  let known = false;
  let stopped = false;
  let cancel: Disposer | null = null;
  const look = async (): Promise<void> => {
    const now = await read();
    if (stopped || now === null) return;
    if (now !== known) changed(now);
    known = now;
    cancel = clock.after(lookEveryMs, () => void look());
  };
  void look();
  return () => {
    stopped = true;
    cancel?.();
  };
}
