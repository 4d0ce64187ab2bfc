import { findElectron } from './support/findElectron.ts';
import { startInElectron } from './support/electronDriver.ts';
import { appScenarios } from './support/scenarios.ts';

const electron = findElectron();
const missing = 'missing' in electron ? electron.missing : null;
if (missing !== null) console.log(`Skipped, real Electron: ${missing}. The stand-in runs the same scenarios.`);

appScenarios('real Electron', () => startInElectron(['--demo']), missing !== null);
