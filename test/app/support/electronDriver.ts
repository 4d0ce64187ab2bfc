import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { _electron } from 'playwright-core';
import { root } from './built.ts';
import type { AppDriver, ShownNotice } from './driver.ts';

interface Kept {
  trays: { keptMenu: KeptMenu; keptTooltip: string; keptImage: string }[];
  notifications: {
    title: string;
    body: string;
    actions: { text: string }[];
    emit(name: string, event: object): void;
  }[];
  opened: string[];
  told: { kind: string; name: string; input: unknown }[];
  worker: { emit(name: string, message: unknown): void } | null;
}
interface KeptMenu {
  items: { type: string; label: string; click(): void; submenu?: KeptMenu }[];
}
/** As seen inside Electron's main process, where the functions below run. */
declare const __recorded: Kept;

/**
 * The same app in real Electron: run where its program and a screen are to be had, before a release above all. The
 * program is not named to Playwright: only the one it finds itself (node_modules/electron) is started with its loader,
 * which holds `ready` back until the test is connected.
 */
export async function startInElectron(argv: readonly string[]): Promise<AppDriver> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'queuewatch-electron-'));
  const electron = await _electron.launch({
    // Electron itself reads `-r` and the switches before the app's folder; the app sees them all in its argv.
    args: ['-r', path.join(root, 'test/app/real/recorder.cjs'), `--user-data-dir=${home}/user`, root, ...argv],
    // On Linux `appData` is XDG_CONFIG_HOME (app.getPath): settings and autostart files of this machine stay untouched.
    env: { ...process.env, XDG_CURRENT_DESKTOP: 'none', XDG_CONFIG_HOME: home },
  });
  const errors: string[] = [];
  electron.on('window', (page) => {
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (line) => {
      if (line.type() === 'error') errors.push(line.text());
    });
  });

  return {
    name: 'Electron',
    async page() {
      const page = electron.windows().at(-1) ?? (await electron.firstWindow());
      await page.waitForFunction(() => document.querySelector('#root')?.childElementCount ?? 0);
      return page;
    },
    windowCount: () => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length),
    closeWindow: () =>
      electron.evaluate(
        ({ BrowserWindow }) =>
          new Promise<void>((resolve) => {
            const [window] = BrowserWindow.getAllWindows();
            if (window === undefined) {
              resolve();
              return;
            }
            window.once('closed', () => resolve());
            window.close();
          }),
      ),
    trayMenu: () =>
      electron.evaluate(() =>
        (__recorded.trays[0]?.keptMenu.items ?? [])
          .filter((item) => item.type !== 'separator')
          .flatMap((item) => [item.label, ...(item.submenu?.items ?? []).map((one) => `${item.label} > ${one.label}`)]),
      ),
    chooseInTray: (label) =>
      electron.evaluate((_electron, wanted) => {
        const items = __recorded.trays[0]?.keptMenu.items ?? [];
        const all = items.flatMap((item) => [item, ...(item.submenu?.items ?? [])]);
        const found = all.find((item) => item.label.startsWith(wanted));
        if (found === undefined) throw new Error(`Nothing to choose called ${wanted}`);
        found.click();
      }, label),
    trayTooltip: () => electron.evaluate(() => __recorded.trays[0]?.keptTooltip ?? ''),
    trayIcon: async () => path.basename(await electron.evaluate(() => __recorded.trays[0]?.keptImage ?? '')),
    notifications: () =>
      electron.evaluate(() =>
        __recorded.notifications.map(({ title, body, actions }): ShownNotice => ({
          title,
          body,
          buttons: actions.map((one) => one.text),
        })),
      ),
    clickNotification: (index) =>
      electron.evaluate((_electron, at) => __recorded.notifications[at]?.emit('click', {}), index),
    sleepAndWake: () =>
      electron.evaluate(({ powerMonitor }) => {
        powerMonitor.emit('suspend');
        powerMonitor.emit('resume');
      }),
    launchAgain: (again) =>
      electron.evaluate(
        ({ app }, args) => void app.emit('second-instance', {}, ['queuewatch', ...args], '/', {}),
        [...again],
      ),
    opened: () => electron.evaluate(() => __recorded.opened),
    told: () => electron.evaluate(() => __recorded.told),
    engineSays: (name, payload) =>
      electron.evaluate(
        (_electron, [event, value]) =>
          __recorded.worker?.emit('message', { kind: 'event', name: event, payload: value }),
        [name, payload] as [string, unknown],
      ),
    pageErrors: () => Promise.resolve(errors),
    async quit() {
      await electron.close();
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
