import { expect, it } from 'vitest';
import { findElectron, startInElectron } from './support/electronDriver.ts';
import { appScenarios } from './support/scenarios.ts';

const electron = findElectron();

if ('program' in electron) {
  appScenarios('real Electron', () => startInElectron(electron.program, ['--demo']), false);
} else {
  console.log(`Not run in real Electron: ${electron.missing}. The stand-in runs the same scenarios.`);
  it(`real Electron is not to be had here: ${electron.missing}`, () => {
    expect(electron.missing).not.toBe('');
  });
}
