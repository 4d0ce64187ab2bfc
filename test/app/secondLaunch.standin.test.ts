import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { dist, hasChromium } from './support/built.ts';
import { launchOnStandin } from './standin/launch.ts';

it.skipIf(!hasChromium)('a second launch leaves before it touches the data of the first', async () => {
  const home = mkdtempSync(path.join(os.tmpdir(), 'second-'));
  process.env['STANDIN_SECOND_INSTANCE'] = '1';
  process.env['STANDIN_USER_DATA'] = home;
  const { app, recorded, openWindows, ipcMain } = await launchOnStandin(path.join(dist, 'main.js'));
  if (recorded.exitCode === null) await new Promise((resolve) => app.once('quit', resolve));
  expect(recorded.exitCode).toBe(0);
  expect(openWindows()).toEqual([]);
  expect(ipcMain.handlers.size).toBe(0);
  const data = path.join(home, 'data');
  expect(existsSync(data) ? readdirSync(data) : []).toEqual([]);
  rmSync(home, { recursive: true });
});
