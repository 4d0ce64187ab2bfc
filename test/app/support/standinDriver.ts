import path from 'node:path';
import type { Worker } from 'node:worker_threads';
import type { MenuItemConstructorOptions } from 'electron';
import { launchOnStandin, type Standin } from '../standin/launch.ts';
import { dist } from './built.ts';
import { until, type AppDriver } from './driver.ts';

export interface StandinDriver extends AppDriver {
  /** The stand-in behind it, for what only it can show. */
  readonly standin: Standin;
}

type Item = MenuItemConstructorOptions;
const submenu = (item: Item): readonly Item[] => (Array.isArray(item.submenu) ? item.submenu : []);

export async function startOnStandin(argv: readonly string[]): Promise<StandinDriver> {
  const told: { kind: string; name: string; input: unknown }[] = [];
  let engine: Worker | null = null;
  // Node tells of every worker a process starts; the engine's is the only one.
  process.on('worker', (worker) => {
    engine = worker;
    const post = worker.postMessage.bind(worker);
    worker.postMessage = (message: { kind: string; name?: string; input?: unknown; signal?: unknown }) => {
      told.push({ kind: message.kind, name: message.name ?? '', input: message.input ?? message.signal });
      post(message);
    };
  });

  const standin = await launchOnStandin(path.join(dist, 'main.js'), argv);
  const { app, shell, openWindows, recorded } = standin;
  const tray = () => {
    const [found] = shell.Tray.all;
    if (found === undefined) throw new Error('There is no tray icon.');
    return found;
  };
  const items = (): readonly Item[] => shell.Tray.all[0]?.menu?.items ?? [];

  return {
    name: 'stand-in',
    standin,
    async page() {
      const window = await until('a window', () => openWindows().at(-1));
      const page = await window.opened;
      await page.waitForFunction(() => document.querySelector('#root')?.childElementCount ?? 0);
      return page;
    },
    windowCount: () => Promise.resolve(openWindows().length),
    async closeWindow() {
      await openWindows().at(-1)?.closing();
    },
    trayMenu: () =>
      Promise.resolve(
        items()
          .filter((item) => item.type !== 'separator')
          .flatMap((item) => [
            item.label ?? '',
            ...submenu(item).map((inner) => `${item.label ?? ''} > ${inner.label ?? ''}`),
          ]),
      ),
    chooseInTray(label) {
      const found = items()
        .flatMap((item) => [item, ...submenu(item)])
        .find((item) => item.label?.startsWith(label));
      if (found?.click === undefined) throw new Error(`Nothing to choose called ${label}`);
      // A real menu passes itself, a window and an event; ours look at none of them.
      (found.click as () => void)();
      return Promise.resolve();
    },
    trayTooltip: () => Promise.resolve(tray().tooltip),
    trayIcon: () => Promise.resolve(path.basename(tray().icon)),
    notifications: () =>
      Promise.resolve(
        shell.Notification.shown.map(({ options }) => ({
          title: options.title ?? '',
          body: options.body ?? '',
          buttons: (options.actions ?? []).map((action) => action.text ?? ''),
        })),
      ),
    clickNotification(index) {
      shell.Notification.shown[index]?.emit('click', {});
      return Promise.resolve();
    },
    sleepAndWake() {
      shell.powerMonitor.emit('suspend');
      shell.powerMonitor.emit('resume');
      return Promise.resolve();
    },
    launchAgain(again) {
      app.emit('second-instance', {}, ['queuewatch', ...again], '/', {});
      return Promise.resolve();
    },
    opened: () => Promise.resolve(recorded.external),
    told: () => Promise.resolve(told),
    engineSays(name, payload) {
      engine?.emit('message', { kind: 'event', name, payload });
      return Promise.resolve();
    },
    pageErrors: () => Promise.resolve(recorded.pageErrors),
    async quit() {
      if (recorded.exitCode !== null) return;
      const ended = new Promise((resolve) => app.once('quit', resolve));
      app.quit();
      await ended;
    },
  };
}
