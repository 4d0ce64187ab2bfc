import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { noticeIcon } from '../../../electron/desktop/notificationText.ts';
import { trayIcon } from '../../../electron/desktop/trayIcon.ts';
import { Status } from '../../../shared/views/status.ts';

const folder = path.resolve('resources/icons');
const pngSize = (file: string): number => readFileSync(path.join(folder, file)).readUInt32BE(16);

describe('icon files', () => {
  const states = Status.shape.tray.options;

  it.each(states)('%s is there for every system and panel', (state) => {
    for (const platform of ['darwin', 'win32', 'linux'] as const) {
      for (const darkPanel of [true, false]) {
        expect(existsSync(path.join(folder, trayIcon(state, { platform, darkPanel, desktop: '' })))).toBe(true);
      }
    }
    expect([pngSize(`${state}Template.png`), pngSize(`${state}Template@2x.png`)]).toEqual([16, 32]);
    expect([pngSize(`${state}-dark.png`), pngSize(`${state}-dark@2x.png`)]).toEqual([24, 48]);
    expect(readFileSync(path.join(folder, `${state}-light.ico`)).readUInt16LE(4)).toBe(5);
  });

  it('tell the states apart by outline, not by colour', () => {
    const files = states.map((state) => readFileSync(path.join(folder, `${state}Template.png`)).toString('base64'));
    expect(new Set(files).size).toBe(states.length);
  });

  it.each([
    ['opened', 'critical'],
    ['opened', 'warning'],
    ['digest', 'info'],
    ['recovered', 'warning'],
    ['blind', 'warning'],
  ] as const)('notification %s, %s has one', (kind, severity) => {
    expect(existsSync(path.join(folder, noticeIcon({ kind, severity })))).toBe(true);
  });
});
