/**
 * Feeds the alert engine with what the looks bring, keeps its state over a restart, and hands on what it says. The engine
 * itself is pure; time and storage are here.
 */
import type {
  AlertEvent,
  Alerts,
  DeferredRecipient,
  Explanation,
  SeriesName,
  TrayState,
} from '../../shared/alerts/alerts.ts';
import type { AlertSettings, Incident, Mute, Notification } from '../../shared/model/incident.ts';
import type { Clock, Disposer } from '../ports.ts';
import type { Archive } from './archive.ts';
import type { Look, Watch } from './watch.ts';

export interface Alerting {
  /** In steps: a first look may bring a million recipients. */
  looked(watch: Watch, look: Look): Generator<void, void>;
  failed(server: string, error: string): void;
  acted(server: string, action: string, ids: readonly string[] | 'all'): void;
  slept(from: number, until: number): void;
  pause(on: boolean): void;
  doNotDisturb(on: boolean): void;
  acknowledge(incident: number, until: number, note: string, by: string): void;
  note(incident: number, text: string, by: string): void;
  expected(incident: number, by: string): void;
  mute(mute: Mute): void;
  unmute(index: number): void;
  removeServer(server: string): void;
  settings(): AlertSettings;
  setSettings(settings: AlertSettings): void;
  incidents(): Incident[];
  incident(id: number): Incident | null;
  tray(): TrayState;
  explain(series: SeriesName, at?: number): Explanation;
  watched(server: string): boolean;
  /** A look sooner than usual may decide whether an own fault begins. */
  suspects(server: string): boolean;
  dispose(): void;
}

export interface AlertingDeps {
  clock: Clock;
  archive: Archive;
  alerts: Alerts;
  notify: (notification: Notification, at: number) => void;
  changed: () => void;
  settingsChanged: (settings: AlertSettings) => void;
}

const tickMs = 10_000;
const baselineEveryMs = 3_600_000;
/** So many texts are passed along for the sample an incident shows; the rest goes by class alone. */
const mostTexts = 500;

export function createAlerting({ clock, archive, alerts, notify, changed, settingsChanged }: AlertingDeps): Alerting {
  const now = (): number => Math.floor(clock.now() / 1000);
  let savedBaselines = clock.now();
  let dirty = false;
  let timer: Disposer | null = null;

  function save(withBaselines: boolean): void {
    const state = alerts.serialise();
    archive.alertState.save(state.head, withBaselines ? state.baselines : null);
    if (withBaselines) savedBaselines = clock.now();
    dirty = false;
  }

  function take(events: readonly AlertEvent[]): void {
    if (events.length === 0) return;
    dirty = true;
    for (const event of events) {
      if (event.event === 'notify') notify(event.notification, event.t);
      else archive.incidents.save(event.incident);
    }
    save(false);
    changed();
  }

  function tick(): void {
    take(alerts.tick(now()));
    if (clock.now() - savedBaselines > baselineEveryMs) save(true);
    timer = clock.after(tickMs, tick);
  }
  timer = clock.after(tickMs, tick);

  /** One after the other: a first listing of a million recipients is not held twice. */
  function* added(watch: Watch, { fresh: news, moved }: Look['difference']): Generator<DeferredRecipient> {
    const { table } = watch;
    const fresh = moved.length === 0 ? news : [...news, ...moved];
    const reasons = new Map<number, DeferredRecipient['reason']>();
    let told = 0;
    for (let k = 0; k + 1 < fresh.length; k += 2) {
      const slot = fresh[k] ?? 0;
      const i = fresh[k + 1] ?? 0;
      const number = table.cell[i] ?? 0;
      let reason = reasons.get(number);
      if (!reason || told < mostTexts) {
        const cell = table.cells.get(number);
        const text = told < mostTexts ? table.reasonText(i) : null;
        reason = { class: cell.class, provider: cell.provider, side: cell.side, ...(text === null ? {} : { text }) };
        if (!reasons.has(number)) reasons.set(number, reason);
      }
      told += 1;
      yield {
        id: table.id[slot] ?? '',
        arrival: table.arrival[slot] || (table.firstSeen[slot] ?? 0),
        sender: table.senderText(slot) ?? '',
        recipient: table.address[i] ?? '',
        reason,
        ...(k < news.length ? {} : { moved: true }),
      };
    }
  }

  return {
    *looked(watch, look) {
      // How far apart looks are meant to be, not how far these two were: a look asked for by hand comes right after
      // another, and the next ordinary one would then pass for a time of blindness.
      const seconds = Math.max(watch.config.pollSeconds, (watch.state.pollMs ?? 0) / 100);
      take(
        yield* alerts.pollSteps(look.at, watch.config.id, {
          added: added(watch, look.difference),
          count: (look.difference.fresh.length + look.difference.moved.length) / 2,
          removed: look.difference.undeferred,
          interval: seconds,
          accepted: look.passed?.accepted ?? undefined,
          sent: look.passed?.sent ?? undefined,
          refused: look.passed?.refused ?? undefined,
        }),
      );
      dirty = true;
    },
    failed(server, error) {
      take(alerts.pollFailed(now(), server, error));
    },
    acted(server, action, ids) {
      take(alerts.acted(now(), server, action, ids));
    },
    slept(from, until) {
      take(alerts.slept(from, until));
    },
    pause(on) {
      take(on ? alerts.pause(now(), null) : alerts.resume(now()));
    },
    doNotDisturb(on) {
      take(alerts.doNotDisturb(now(), on));
    },
    acknowledge(incident, until, note, by) {
      take(alerts.acknowledge(now(), incident, until, note, by));
    },
    note(incident, text, by) {
      take(alerts.note(now(), incident, text, by));
    },
    expected(incident, by) {
      take(alerts.markExpected(now(), incident, by));
      settingsChanged(alerts.settings());
    },
    mute(mute) {
      take(alerts.mute(now(), mute));
      settingsChanged(alerts.settings());
      changed();
    },
    unmute(index) {
      take(alerts.unmute(now(), index));
      settingsChanged(alerts.settings());
      changed();
    },
    removeServer(server) {
      take(alerts.removeServer(now(), server));
    },
    settings: () => alerts.settings(),
    setSettings(settings) {
      take(alerts.updateSettings(now(), settings));
      changed();
    },
    incidents: () => alerts.incidents(),
    incident: (id) => alerts.incidents().find((i) => i.id === id) ?? archive.incidents.get(id),
    tray: () => alerts.trayState(now()),
    explain: (series, at) => alerts.explain(series, at ?? now()),
    suspects: (server) => alerts.suspects(server),
    watched: (server) => alerts.watched().some((w) => w.server === server && w.silentOutage),
    dispose() {
      timer?.();
      timer = null;
      if (dirty || clock.now() !== savedBaselines) save(true);
    },
  };
}
