import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { sortSkips } from '../../scripts/skips.ts';
import { findElectron } from '../app/support/findElectron.ts';

const electronTest = { file: 'test/app/desktop.electron.test.ts', name: 'the app on real Electron starts' };
const labTest = { file: 'test/lab/postfix.test.ts', name: 'reads' };

describe('skipped tests', () => {
  it('are excused only where nothing on the machine could make them run', () => {
    const none = { missing: 'its program is not in the npm registry', obtainable: false };
    expect(sortSkips([electronTest, labTest, electronTest], none)).toEqual({
      notRunnable: [{ suite: 'real Electron', why: none.missing, tests: 2 }],
      avoidable: [labTest],
    });
  });

  it('are not excused where only a screen is missing, or where the program is there', () => {
    for (const electron of [{ missing: 'no screen', obtainable: true }, { program: '/electron' }]) {
      expect(sortSkips([electronTest], electron)).toEqual({ notRunnable: [], avoidable: [electronTest] });
    }
  });
});

describe("Electron's program", () => {
  const dirs: string[] = [];
  afterEach(() => {
    for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true });
  });
  it('is found where the package put it, or where ELECTRON_OVERRIDE_DIST_PATH says', () => {
    const dir = mkdtempSync(path.join(os.tmpdir(), 'find-electron-'));
    dirs.push(dir);
    expect(findElectron({ DISPLAY: ':0' }, dir)).toMatchObject({ obtainable: false });
    mkdirSync(path.join(dir, 'dist'));
    writeFileSync(path.join(dir, 'dist', 'electron'), '');
    expect(findElectron({ ELECTRON_OVERRIDE_DIST_PATH: path.join(dir, 'elsewhere') }, dir)).toHaveProperty('missing');
    writeFileSync(path.join(dir, 'path.txt'), 'electron\n');
    expect(findElectron({ DISPLAY: ':0' }, dir)).toEqual({ program: path.join(dir, 'dist', 'electron') });
    if (process.platform === 'linux') expect(findElectron({}, dir)).toMatchObject({ obtainable: true });
  });
});
