import type { AlertSettings, Incident, Notification } from '../model/incident.ts';
import { type Alerts, createAlerts, type AlertEvent, type PollDifference } from './index.ts';

/** A stored poll, failure or sleep, already classified; ordered by time. */
export type StoredRecord =
  | { t: number; server: string; difference: PollDifference }
  | { t: number; server: string; error: string }
  | { t: number; until: number };

export interface DryRun {
  /** Incidents that these settings would have opened above a badge, from `from` on. */
  opened: Incident[];
  /** Notifications that would have been shown. */
  notifications: (Notification & { t: number })[];
  from: number;
  to: number;
}

/** Runs an engine's timers up to `t`. */
export function runTimers(alerts: Alerts, from: number, t: number): AlertEvent[] {
  const out: AlertEvent[] = [];
  let now = from;
  for (let guard = 0; guard < 10_000; guard++) {
    const next = alerts.nextTick();
    if (next === null || next > t) break;
    now = Math.max(next, now + 1);
    if (now > t) break;
    out.push(...alerts.tick(now));
  }
  return out;
}

/**
 * What settings would have done with the stored history, before they are saved. What lies before `from` only teaches
 * what is normal. Runs in slices of `slice` records, after each of which `pause` is awaited, so that a host stays
 * answering.
 */
export async function dryRun(
  settings: AlertSettings,
  history: AsyncIterable<StoredRecord> | Iterable<StoredRecord>,
  from: number,
  pause: () => Promise<void> = () => Promise.resolve(),
  slice = 2000,
): Promise<DryRun> {
  // A mute or "this is normal" of today says nothing about last week's traffic, but it is what the person asks about.
  const alerts = createAlerts(settings);
  const opened = new Map<number, Incident>();
  const notifications: DryRun['notifications'] = [];
  let now = 0;
  let n = 0;
  const keep = (events: readonly AlertEvent[]): void => {
    for (const e of events) {
      if (e.event === 'notify') {
        if (e.t >= from) notifications.push({ ...e.notification, t: e.t });
      } else if (opened.has(e.incident.id) || (e.incident.severity !== 'info' && e.t >= from))
        opened.set(e.incident.id, e.incident);
    }
  };
  for await (const record of history) {
    keep(runTimers(alerts, now, record.t));
    now = Math.max(now, record.t);
    if ('until' in record) keep(alerts.slept(record.t, record.until));
    else if ('error' in record) keep(alerts.pollFailed(record.t, record.server, record.error));
    else keep(alerts.poll(record.t, record.server, record.difference));
    if (++n % slice === 0) await pause();
  }
  return { opened: [...opened.values()], notifications, from, to: now };
}
