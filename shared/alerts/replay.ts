import { z } from 'zod';
import type { AlertSettings, Incident, Notification } from '../model/incident.ts';
import type { AlertEvent, DeferredRecipient } from './alerts.ts';
import { createAlerts } from './index.ts';

const id = z.string().max(200);

/** A recorded poll, failure, action or sleep: a line of `queuewatch replay` (see its `--help`). */
export const PollRecord = z.object({
  t: z.number().nonnegative(),
  server: id,
  add: z
    .array(
      z.object({
        id,
        arrival: z.number(),
        sender: z.string(),
        recipient: z.string(),
        reason: z.string().nullable().optional(),
      }),
    )
    .default([]),
  remove: z.array(id).default([]),
});
export const FailureRecord = z.object({ t: z.number().nonnegative(), server: id, error: z.string() });
export const ActionRecord = z.object({
  t: z.number().nonnegative(),
  server: id,
  action: z.string(),
  ids: z.union([z.literal('all'), z.array(id)]),
});
export const SleepRecord = z.object({ t: z.number().nonnegative(), sleep_until: z.number() });

export type ReplayRecord =
  | z.infer<typeof PollRecord>
  | z.infer<typeof FailureRecord>
  | z.infer<typeof ActionRecord>
  | z.infer<typeof SleepRecord>;

/** Reads one line of a recording; null when it is none of the four kinds. */
export function readRecord(value: unknown): ReplayRecord | null {
  if (typeof value !== 'object' || value === null) return null;
  const schema =
    'sleep_until' in value
      ? SleepRecord
      : 'error' in value
        ? FailureRecord
        : 'action' in value
          ? ActionRecord
          : PollRecord;
  const read = schema.safeParse(value);
  return read.success ? read.data : null;
}

export interface IncidentRow {
  t: number;
  event: 'open' | 'update' | 'close';
  incident: number;
  server: string | string[];
  class: string | null;
  provider: string | null;
  severity: Incident['severity'];
  count: number;
  why: Incident['why'];
}

export interface NoticeRow {
  t: number;
  event: 'notify';
  /** The most important incident it is about; all of them are in `incidents` when there are several. */
  incident: number | null;
  incidents?: number[];
  kind: Notification['kind'];
  title: string;
  body: string;
}

export type ReplayRow = IncidentRow | NoticeRow;

/** Gives class, provider and side of a deferral text and its recipient. */
export type Classify = (text: string, recipient: string) => DeferredRecipient['reason'];

export interface Replay {
  feed(record: ReplayRecord): ReplayRow[];
  /** Runs the timers on to `t`. */
  runTo(t: number): ReplayRow[];
}

/** The alert engine on a virtual clock: timers run when the recording's time passes them. */
export function createReplay(settings: AlertSettings, classify: Classify): Replay {
  const alerts = createAlerts(settings);
  let now = 0;

  const runTo = (t: number): ReplayRow[] => {
    const rows: ReplayRow[] = [];
    for (let guard = 0; guard < 10_000; guard++) {
      const next = alerts.nextTick();
      if (next === null || next > t) break;
      now = Math.max(next, now + 1);
      if (now > t) break;
      rows.push(...alerts.tick(now).map(row));
    }
    now = Math.max(now, t);
    return rows;
  };

  return {
    runTo,
    feed: (record) => {
      const rows = runTo(record.t);
      const events = give(record);
      return [...rows, ...events.map(row)];
    },
  };

  function give(record: ReplayRecord): AlertEvent[] {
    if ('sleep_until' in record) return alerts.slept(record.t, record.sleep_until);
    if ('error' in record) return alerts.pollFailed(record.t, record.server, record.error);
    if ('action' in record) return alerts.acted(record.t, record.server, record.action, record.ids);
    return alerts.poll(record.t, record.server, {
      added: record.add.map((a) => ({
        id: a.id,
        arrival: a.arrival,
        sender: a.sender,
        recipient: a.recipient,
        reason: classify(a.reason ?? '', a.recipient),
      })),
      removed: record.remove,
    });
  }
}

function row(event: AlertEvent): ReplayRow {
  const t = Math.round(event.t);
  if (event.event === 'notify') {
    const { incidents, kind, title, body } = event.notification;
    const one = { t, event: 'notify' as const, incident: incidents[0] ?? null };
    return incidents.length > 1 ? { ...one, incidents, kind, title, body } : { ...one, kind, title, body };
  }
  const { id: incident, key, severity, count, why } = event.incident;
  const [first = ''] = key.servers;
  return {
    t,
    event: event.event,
    incident,
    server: key.servers.length === 1 ? first : key.servers,
    class: key.class,
    provider: key.provider,
    severity,
    count,
    why,
  };
}
