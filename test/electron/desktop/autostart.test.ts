import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { autostartEntry, setAutostart } from '../../../electron/desktop/autostart.ts';

const app = (home: string, isPackaged = true) => {
  const calls: unknown[] = [];
  return {
    calls,
    isPackaged,
    getPath: (name: string) => (name === 'home' ? home : '/opt/Queuewatch/queuewatch'),
    setLoginItemSettings: (settings: unknown) => void calls.push(settings),
  };
};

describe('start at login', () => {
  it('writes the entry of an XDG desktop, names the AppImage itself, and takes it away again', async () => {
    const home = mkdtempSync(path.join(os.tmpdir(), 'autostart-'));
    const file = path.join(home, '.config/autostart/queuewatch.desktop');
    await setAutostart(true, { app: app(home), platform: 'linux', env: { APPIMAGE: '/home/me/Queue watch.AppImage' } });
    expect(readFileSync(file, 'utf8')).toContain('Exec="/home/me/Queue watch.AppImage" --hidden\n');
    await setAutostart(true, { app: app(home), platform: 'linux', env: { XDG_CONFIG_HOME: 'relative' } });
    expect(readFileSync(file, 'utf8')).toContain('Exec="/opt/Queuewatch/queuewatch" --hidden\n');
    await setAutostart(false, { app: app(home), platform: 'linux', env: {} });
    await setAutostart(false, { app: app(home), platform: 'linux', env: {} });
    expect(existsSync(file)).toBe(false);
    rmSync(home, { recursive: true });
  });

  it('quotes what a shell-like reader would take apart', () => {
    expect(autostartEntry('/a"b`c$d\\e%f')).toContain('Exec="/a\\\\"b\\\\`c\\\\$d\\\\\\\\e%%f" --hidden\n');
  });

  it('is a login item on macOS and Windows', async () => {
    const mac = app('/h');
    await setAutostart(true, { app: mac, platform: 'darwin', env: {} });
    await setAutostart(false, { app: mac, platform: 'win32', env: {} });
    expect(mac.calls).toEqual([
      { openAtLogin: true, args: ['--hidden'] },
      { openAtLogin: false, args: ['--hidden'] },
    ]);
  });

  it('registers nothing from a checkout', async () => {
    const checkout = app('/nowhere', false);
    await setAutostart(true, { app: checkout, platform: 'linux', env: {} });
    await setAutostart(true, { app: checkout, platform: 'darwin', env: {} });
    expect(checkout.calls).toEqual([]);
  });
});
