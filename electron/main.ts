/**
 * Electron's entry: what must come before `ready`, then the app. No top-level await: Electron is ready only once this
 * module has finished (electron/electron#40719).
 */
import { app } from 'electron';
import { appId, linkScheme, productName } from './desktop/identity.ts';
import { collectLaunches } from './desktop/launches.ts';
import { registerPageScheme } from './desktop/protocol.ts';
import { start } from './desktop/start.ts';
import { startEngine } from './host/startEngine.ts';

const demo = process.argv.includes('--demo');

app.setName(demo ? `${productName} Demo` : productName);
// The demo runs beside the real app: a folder, and with it a single-instance lock, of its own.
if (demo) app.setPath('userData', `${app.getPath('userData')} Demo`);
app.setAppUserModelId(appId);
app.enableSandbox();
registerPageScheme();

if (app.requestSingleInstanceLock()) {
  const launches = collectLaunches();
  // From a checkout this would register a bare Electron.
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme);
  app
    .whenReady()
    .then(() => start({ launches, demo, startEngine }))
    .catch((error: unknown) => {
      console.error(error);
      app.exit(1);
    });
} else {
  // The running one shows its window; we leave before we touch its data.
  app.quit();
}
