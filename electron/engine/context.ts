/** Everything the handlers share: the parts of the heart, put together once. */
import { AppError } from '../../shared/error.ts';
import { noticeWords } from '../../shared/messages/engine.en.ts';
import type { Notification } from '../../shared/model/incident.ts';
import type { ServerConfig } from '../../shared/model/server.ts';
import { createAlerting } from '../monitor/alerting.ts';
import type { Alerting } from '../monitor/alerting.ts';
import type { Archive } from '../monitor/archive.ts';
import { createCauses } from '../monitor/causes/causes.ts';
import type { Causes } from '../monitor/causes/causes.ts';
import { createFleet } from '../monitor/fleet.ts';
import type { Fleet } from '../monitor/fleet.ts';
import { createMessages } from '../monitor/messages.ts';
import type { Messages } from '../monitor/messages.ts';
import { createNotices } from '../monitor/notices.ts';
import type { Notices } from '../monitor/notices.ts';
import { createProbes } from '../monitor/probes.ts';
import type { Probes } from '../monitor/probes.ts';
import { createPrompts } from '../monitor/prompts.ts';
import type { Prompts } from '../monitor/prompts.ts';
import { shownNotification } from '../monitor/shownNotification.ts';
import { createSlices } from '../monitor/slices.ts';
import type { Slices } from '../monitor/slices.ts';
import type { Look, Watch } from '../monitor/watch.ts';
import { openArchive } from '../store/archive.ts';
import { openSettings } from '../store/settings.ts';
import type { Settings } from '../store/settings.ts';
import { createEmitter } from './emitter.ts';
import type { Emitter } from './emitter.ts';
import { createStatus } from './status.ts';
import type { StatusSource } from './status.ts';
import type { EngineDeps } from './types.ts';

export interface Context {
  deps: EngineDeps;
  emitter: Emitter;
  settings: Settings;
  archive: Archive;
  slices: Slices;
  notices: Notices;
  prompts: Prompts;
  fleet: Fleet;
  alerting: Alerting;
  causes: Causes;
  messages: Messages;
  probes: Probes;
  status: StatusSource;
  versions: { incidents: number; bounces: number };
  /** Told of every notification, and of every good look. */
  notified: Set<(notification: Notification, at: number) => void>;
  observed: Set<(watch: Watch, look: Look) => void>;
  serverName(id: string): string;
  requireServer(id: string): ServerConfig;
  incidentsChanged(): void;
  bouncesChanged(): void;
  dispose(): Promise<void>;
}

/** The archive, but for alerts and incidents, of which it keeps nothing new. */
const forgetfulOfAlerts = (archive: Archive): Archive => ({
  ...archive,
  alertState: { ...archive.alertState, save: () => undefined },
  incidents: { ...archive.incidents, save: () => undefined },
});

export function createContext(deps: EngineDeps, log: (error: unknown) => void): Context {
  const { clock } = deps;
  const emitter = createEmitter(clock, log);
  const settings = openSettings({ dataDir: deps.dataDir, now: () => clock.now() });
  const archive = openArchive({
    dataDir: deps.dataDir,
    now: () => clock.now(),
    keepAddresses: () => settings.app().history.keepAddresses,
  });
  const slices = createSlices({ monotonic: () => clock.monotonic(), breathe: deps.breathe });
  const versions = { incidents: 1, bounces: 1 };
  const statusChanged = (): void => emitter.soon('status', () => context.status.get());
  const notices = createNotices(statusChanged);
  const prompts = createPrompts(
    deps.secrets,
    () => emitter.emit('prompts', prompts.list()),
    (server, key) => {
      const state = settings.state();
      const keys = [...new Set([...(state.keptSecrets[server] ?? []), key])].slice(-100);
      settings.setState({ ...state, keptSecrets: { ...state.keptSecrets, [server]: keys } });
    },
  );
  const incidentsChanged = (): void => {
    versions.incidents += 1;
    emitter.soon('incidents', () => ({ version: versions.incidents }));
    emitter.soon('servers', () => fleet.views());
    statusChanged();
  };
  let notificationSerial = 0;

  // What one server shows in a short visit is no base for alerts, and must not use up what the monitor has to tell.
  const visiting = deps.only !== undefined;
  const head = visiting ? null : archive.alertState.head();
  const alerts = deps.createAlerts(
    head === null ? null : { version: 1, head, baselines: archive.alertState.baselines() },
    settings.alerts(),
    Math.floor(clock.now() / 1000),
  );
  const alerting: Alerting = createAlerting({
    clock,
    archive: visiting ? forgetfulOfAlerts(archive) : archive,
    alerts,
    changed: incidentsChanged,
    settingsChanged(next) {
      settings.setAlerts(next);
      emitter.emit('settings', {});
    },
    notify(notification, at) {
      if (visiting) return;
      notificationSerial += 1;
      const id = `${at}-${notificationSerial}-${Math.floor(clock.random() * 1e6)}`;
      const shown = shownNotification(notification, at, id, false);
      archive.notifications.put(shown);
      emitter.emit('notification', shown);
      context.notified.forEach((listener) => listener(notification, at));
      statusChanged();
    },
  });

  const fleet: Fleet = createFleet({
    clock,
    registry: deps.registry,
    connect: deps.connect,
    asker: (config) => prompts.asker(config),
    judge: deps.judge,
    slices,
    archive,
    alerting: () => alerting,
    notices,
    observed: (watch, look) => context.observed.forEach((listener) => listener(watch, look)),
    refusedHops: (id) => settings.state().refusedHops[id] ?? [],
    refuseHop(id, hop) {
      const state = settings.state();
      settings.setState({
        ...state,
        refusedHops: { ...state.refusedHops, [id]: [...(state.refusedHops[id] ?? []), hop].slice(-500) },
      });
    },
    serversChanged() {
      emitter.soon('servers', () => fleet.views());
      statusChanged();
    },
    queueChanged(version, servers) {
      emitter.emit('queue', { version, servers });
    },
  });
  const causes = createCauses({ clock, fleet, judge: deps.judge, alerting, slices });
  const messages = createMessages({
    clock,
    fleet,
    judge: deps.judge,
    archive,
    slices,
    bouncesOf: (server, id) =>
      archive.bounces.ofMessage(server, id).map((b) => ({
        id: b.id,
        kind: b.kind,
        at: b.atMs,
        recipient: b.recipient ?? '',
        title: b.class === null ? (b.diagnostic ?? '') : deps.judge.shortTitle(b.class),
      })),
  });
  const probes = createProbes({
    clock,
    registry: deps.registry,
    connect: deps.connect,
    asker: (server, secret) => prompts.asker(server, secret),
    withdraw: (server) => prompts.withdraw(server),
    changed: (probe) => emitter.emit('probe', probe),
  });

  const context: Context = {
    deps,
    emitter,
    settings,
    archive,
    slices,
    notices,
    prompts,
    fleet,
    alerting,
    causes,
    messages,
    probes,
    versions,
    notified: new Set(),
    observed: new Set(),
    status: createStatus({
      deps,
      settings,
      fleet,
      alerting,
      archive,
      notices,
      messages,
      causes,
      changed: statusChanged,
    }),
    serverName: (id) => fleet.get(id)?.config.name ?? id,
    requireServer(id) {
      const config = fleet.get(id)?.config;
      if (!config) throw new AppError('no_such_server', `no server ${id}`);
      return config;
    },
    incidentsChanged,
    bouncesChanged() {
      versions.bounces += 1;
      emitter.soon('bounces', () => ({ version: versions.bounces }));
      statusChanged();
    },
    async dispose() {
      probes.dispose();
      fleet.dispose();
      alerting.dispose();
      emitter.dispose();
      archive.dispose();
      await Promise.resolve();
    },
  };

  // --- trouble of our own, said on screen
  if (settings.broken) {
    const words = noticeWords.settingsBroken(settings.broken.aside);
    notices.set({ id: 'settings', tone: 'warning', ...words, detail: settings.broken.detail });
  }
  settings.onWriteError((error) => {
    notices.set({
      id: 'settings-write',
      tone: 'critical',
      ...noticeWords.settingsNotWritten,
      detail: error instanceof Error ? error.message : String(error),
    });
  });
  const historyNotice = (): void => {
    const problem = archive.problem();
    if (problem.kind === 'none') {
      notices.clear('history');
      return;
    }
    const words =
      problem.kind === 'corrupt' ? noticeWords.history.corrupt(problem.aside) : noticeWords.history[problem.kind];
    notices.set({
      id: 'history',
      tone: problem.kind === 'corrupt' ? 'warning' : 'critical',
      ...words,
      detail: problem.detail || null,
    });
  };
  archive.onProblem(historyNotice);
  historyNotice();
  return context;
}
