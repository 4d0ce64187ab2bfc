import { app, dialog, nativeTheme, safeStorage, session } from 'electron';
import path from 'node:path';
import { eventNames } from '../../shared/contract.ts';
import { desktop as words, notification as notificationWords } from '../../shared/messages/host.en.ts';
import type { AppSettings } from '../../shared/model/settings.ts';
import { systemClock } from '../clock.ts';
import { builtFolder } from '../host/builtFolder.ts';
import { createDispatch } from '../host/dispatch.ts';
import { withFolders, type StartEngine } from '../host/engineFolders.ts';
import { createEngineSlot } from '../host/engineSlot.ts';
import type { EngineHost } from '../host/startEngine.ts';
import { version } from '../host/version.ts';
import { hiddenArgument, setAutostart } from './autostart.ts';
import { linkFromArguments } from './deepLinks.ts';
import { readDoNotDisturb, watchDoNotDisturb } from './doNotDisturb.ts';
import { registerIpc } from './ipc.ts';
import type { Launches } from './launches.ts';
import { createLog } from './log.ts';
import { setApplicationMenu } from './menu.ts';
import { createNotifications } from './notifications.ts';
import { openLink } from './openLink.ts';
import { watchPower } from './power.ts';
import { handlePageScheme } from './protocol.ts';
import { createDesktopSecrets } from './secrets.ts';
import { restrictAllContents, restrictSession } from './security.ts';
import { createTray, type AppTray } from './tray.ts';
import { createTrayFeed } from './trayFeed.ts';
import type { TrayCommand } from './trayModel.ts';
import { isTrustedSender } from './trust.ts';
import { watchUpdates } from './updates.ts';
import { createMainWindow } from './window.ts';
import { createWindowStateStore } from './windowState.ts';

const hourMs = 3_600_000;

export interface StartOptions {
  launches: Launches;
  demo: boolean;
  readonly startEngine: (host: EngineHost) => StartEngine;
}

/** Starts the app, once Electron is ready: engine, window, tray and everything between. */
export async function start({ launches, demo, startEngine }: StartOptions): Promise<void> {
  const { platform } = process;
  const clock = systemClock;
  const log = createLog(app.getPath('logs'), !app.isPackaged);
  const refused = (what: string): void => log.failed(`Refused: ${what}`, null);
  process.on('unhandledRejection', (reason) => log.failed('Unhandled rejection', reason));

  const dist = builtFolder();
  const icons = path.join(path.dirname(dist), 'resources', 'icons');
  const userData = app.getPath('userData');
  const state = createWindowStateStore();

  restrictAllContents(refused);
  restrictSession(session.defaultSession, refused);
  handlePageScheme(path.join(dist, 'renderer'));
  setApplicationMenu(platform, !app.isPackaged);

  const secrets = await createDesktopSecrets({
    keychain: safeStorage,
    platform,
    file: path.join(userData, 'secrets.json'),
    choice: state.get().weakSecrets,
    failed: log.failed,
  });
  const engine = createEngineSlot(
    withFolders(
      startEngine({ host: 'desktop', secrets, log: (text) => log.failed('Engine', text) }),
      path.join(userData, 'engine'),
    ),
    demo,
  );

  let settings: AppSettings['desktop'] | null = null;
  let tray: AppTray | null = null;
  let quitting = false;
  /** No call tells whether a Linux desktop shows a tray, so there it is a choice; see `closeToTray` in the settings. */
  const staysInTray = (): boolean => tray !== null && (settings?.closeToTray ?? platform !== 'linux');

  const window = createMainWindow({
    state,
    preload: path.join(dist, 'preload.cjs'),
    icon: platform === 'linux' ? path.join(icons, 'app-256.png') : undefined,
    focused: (on) => engine.signal({ kind: 'focus', on }),
    failed: log.failed,
    closed() {
      if (quitting) return;
      if (staysInTray()) {
        if (state.get().trayExplained) return;
        state.set({ trayExplained: true });
        notifications.say(notificationWords.stillHereTitle, notificationWords.stillHereBody);
      } else if (platform !== 'darwin') {
        app.quit();
      }
    },
  });

  const muteUntil = (): number => clock.now() + hourMs;
  const everything = { cause: null, incident: null, server: null, provider: null, class: null };
  /** From tray or notification: nobody waits for the answer, so a failure goes to the log and opens the window. */
  const ask = (what: string, done: Promise<unknown>): void => {
    done.catch((error: unknown) => {
      log.failed(what, error);
      window.show();
    });
  };

  const notifications = createNotifications({
    icons,
    platform,
    open: (link) => window.show(link),
    mute: ({ incident }) => ask('mute', engine.handle('mutes.add', { ...everything, incident, until: muteUntil() })),
    notShown(shown, why) {
      log.info(`Notification not shown by the system: ${why}`);
      window.send('notification', shown);
    },
  });

  function run(command: TrayCommand): void {
    switch (command.do) {
      case 'open':
        window.show(command.link ?? undefined);
        break;
      case 'look':
        ask('look', engine.handle('monitor.lookNow', { server: null }));
        break;
      case 'mute':
        ask('mute', engine.handle('mutes.add', { ...everything, until: muteUntil() }));
        break;
      case 'unmute':
        for (const id of command.ids) ask('unmute', engine.handle('mutes.end', { id }));
        break;
      case 'pause':
        ask('pause', engine.handle('monitor.pause', { paused: command.paused }));
        break;
      case 'quit':
        app.quit();
        break;
    }
  }

  const dispatch = createDispatch({
    engine,
    failed: log.failed,
    host: {
      'app.openExternal': ({ url }) => openLink(url, state),
      'app.window': ({ what }) => {
        window.control(what);
        return { ok: true };
      },
      'app.demo': async ({ on }) => {
        await engine.use(on);
        return { ok: true };
      },
      'app.info': () => ({ host: 'desktop', version, platform, secretsBackend: secrets.backendName }),
    },
  });
  registerIpc({ dispatch, refused, isTrusted: (event) => isTrustedSender(event, (id) => window.isOwn(id)) });

  for (const name of eventNames) {
    if (name !== 'notification') engine.on(name, (payload) => window.send(name, payload));
  }
  engine.on('notification', (shown) => {
    if (settings?.notifications === false) window.send('notification', shown);
    else notifications.show(shown);
  });
  engine.on('status', ({ counts }) => {
    // A decoration where the desktop has one: the tray says the same.
    if (platform !== 'win32') app.setBadgeCount(counts.openIncidents);
  });

  async function followSettings(): Promise<void> {
    const { app: next } = await engine.handle('settings.get', {});
    settings = next.desktop;
    nativeTheme.themeSource = next.appearance.theme;
    state.set({ weakSecrets: next.desktop.weakSecrets });
    const before = secrets.backend;
    await secrets.setWeakChoice(next.desktop.weakSecrets);
    if (secrets.backend !== before) engine.signal({ kind: 'secrets', backend: secrets.backend });
    await setAutostart(next.desktop.autostart, { app, platform, env: process.env });
  }
  const follow = (): Promise<void> =>
    followSettings().catch((error: unknown) => log.failed('Settings could not be followed', error));
  engine.on('settings', () => void follow());

  try {
    tray = createTray({ icons, run });
  } catch (error) {
    log.failed('This desktop shows no tray icon', error);
  }

  const disposers = [
    watchPower(engine, clock),
    watchDoNotDisturb(
      clock,
      () => readDoNotDisturb(platform, process.env['XDG_CURRENT_DESKTOP'] ?? ''),
      (on) => engine.signal({ kind: 'do_not_disturb', on }),
    ),
    watchUpdates({
      isPackaged: app.isPackaged,
      resources: process.resourcesPath,
      clock,
      ready: (next) => notifications.say(words.updateReady(next), words.updateReadyBody),
      failed: log.failed,
    }),
    ...(tray === null ? [] : [createTrayFeed({ engine, clock, update: tray.update, failed: log.failed })]),
  ];

  // Closing windows never ends the app by itself: `closed` above decides.
  app.on('window-all-closed', () => undefined);
  app.on('before-quit', (event) => {
    if (quitting) return;
    quitting = true;
    // The engine writes down what it knows first; then quitting goes on.
    event.preventDefault();
    for (const dispose of disposers) dispose();
    engine
      .dispose()
      .catch((error: unknown) => log.failed('The engine did not stop cleanly', error))
      .finally(() => {
        notifications.dispose();
        tray?.dispose();
        app.quit();
      });
  });

  const link = linkFromArguments(process.argv);
  const hidden = process.argv.includes(hiddenArgument);
  if (!hidden) window.show(link ?? undefined);
  launches.listen((next) => window.show(next ?? undefined));

  try {
    await engine.ready;
  } catch (error) {
    log.failed('Start', error);
    dialog.showErrorBox(words.cannotStart, error instanceof Error ? error.message : String(error));
    quitting = true;
    app.exit(1);
    return;
  }
  await follow();
  if (hidden && !staysInTray()) window.showQuietly();
}
