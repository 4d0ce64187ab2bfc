import { z } from 'zod';
import { ReasonClass } from './reason.ts';

/**
 * Incidents, notifications and the settings that govern them. All times are epoch seconds, all counts are recipients
 * unless the name says messages. "Fresh" is a recipient seen deferred now that was never seen deferred before.
 */

export const incidentKinds = [
  /** More fresh deferrals of one provider, class or both than this hour of the week normally has. */
  'spike',
  /** Our own filter, store, disk, map or configuration. Needs no baseline: normal is zero. */
  'local_fault',
  /** Many unrelated providers fail at once: our network, DNS or IP is suspected. */
  'everywhere',
  /** Nothing big arrives, but what waits for one provider has become old. A badge only. */
  'stuck',
  /** Mail should arrive at this hour and none does. */
  'silent_outage',
  /** One cause on three servers or more. */
  'fleet',
  /** A rise too slow for a spike. A badge only. */
  'creeping',
  /** Mail of a priority sender or recipient waits. */
  'priority',
] as const;
export const IncidentKind = z.enum(incidentKinds);
export type IncidentKind = z.infer<typeof IncidentKind>;

/** `info` is a badge: it is listed and counted, and never shows a notification. */
export const severities = ['critical', 'warning', 'info'] as const;
export const Severity = z.enum(severities);
export type Severity = z.infer<typeof Severity>;

/**
 * `pending`: opened, its first notice still waits for siblings. `draining`: nothing fresh any more, the backlog is
 * still there. `frozen`: its server is out of sight, so nothing is claimed in either direction.
 */
export const incidentStates = ['pending', 'open', 'draining', 'closed', 'frozen'] as const;
export const IncidentState = z.enum(incidentStates);
export type IncidentState = z.infer<typeof IncidentState>;

/** What the incident is about. null means "any": a class across all providers, or a provider across all classes. */
export const IncidentKey = z.object({
  servers: z.array(z.string()).min(1),
  class: ReasonClass.nullable(),
  /** Provider key (`gmail`) or, for a provider that has no name here, the registrable recipient domain. */
  provider: z.string().nullable(),
});
export type IncidentKey = z.infer<typeof IncidentKey>;

/** The figures that decided, by name; what each means is in `shared/messages/alerts.en.ts`. */
export const Why = z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()]));
export type Why = z.infer<typeof Why>;

export const timelineKinds = [
  'opened',
  'worse',
  'draining',
  'reopened',
  'frozen',
  'thawed',
  'closed',
  'notice',
  'held_back',
  'acknowledged',
  'muted',
  'expected',
  'note',
  'action',
  'joined',
] as const;
export const TimelineEvent = z.object({
  t: z.number(),
  kind: z.enum(timelineKinds),
  /** Words of a person, or the title of a notice. Never parsed. */
  text: z.string().nullable(),
  by: z.string().nullable(),
  count: z.number().nullable(),
});
export type TimelineEvent = z.infer<typeof TimelineEvent>;

export const Acknowledgement = z.object({
  at: z.number(),
  /** After this time reminders may come again. */
  until: z.number(),
  note: z.string(),
  by: z.string(),
});
export type Acknowledgement = z.infer<typeof Acknowledgement>;

export const Incident = z.object({
  id: z.number().int(),
  key: IncidentKey,
  kind: IncidentKind,
  severity: Severity,
  state: IncidentState,
  /** When the trouble began, as far as the arrivals show it; never later than `openedAt`. */
  since: z.number(),
  openedAt: z.number(),
  updatedAt: z.number(),
  closedAt: z.number().nullable(),
  /** Most fresh deferrals in any 15 minutes, and when. */
  peak: z.number(),
  peakAt: z.number(),
  /** Fresh deferrals since the trouble began. */
  count: z.number(),
  /** Messages and envelope senders behind `count`; `null` beyond what is counted exactly. */
  messages: z.number().nullable(),
  senders: z.number().nullable(),
  /** Recipients of the biggest message among them. */
  biggestMessage: z.number().nullable(),
  /** The envelope sender behind most of it, and how many; null when none stands out. */
  topSender: z.object({ sender: z.string(), count: z.number() }).nullable(),
  fresh15: z.number(),
  /** Recipients of this key that wait in the queue now. */
  waiting: z.number(),
  why: Why,
  /** Deferral text seen most, one line, bounded; for the reader, never for a notification on a locked screen. */
  sample: z.string().nullable(),
  notified: z.object({
    /** When the opening was shown (or told in a digest); null when it never was. */
    openedAt: z.number().nullable(),
    lastAt: z.number().nullable(),
    lastCount: z.number(),
    lastSeverity: Severity.nullable(),
    reminders: z.number(),
    /** Notices held back by quiet hours, a mute or the budget. */
    heldBack: z.number(),
  }),
  acknowledged: Acknowledgement.nullable(),
  /** A mute covers it now. */
  muted: z.boolean(),
  /** Marked as normal by a person ("expected daily"). */
  expected: z.boolean(),
  /** Opened and closed so often that it has been told as unstable and is silent until calm. */
  unstable: z.boolean(),
  timeline: z.array(TimelineEvent).max(200),
});
export type Incident = z.infer<typeof Incident>;

export const notificationKinds = [
  'opened',
  'worse',
  'reminder',
  'recovered',
  'digest',
  'blind',
  'unstable',
  'away-summary',
] as const;
export const NotificationKind = z.enum(notificationKinds);
export type NotificationKind = z.infer<typeof NotificationKind>;

export const Notification = z.object({
  kind: NotificationKind,
  severity: Severity,
  /** At most 44 characters, names cause and place. */
  title: z.string(),
  /** Count, who, since when, us or them. No subjects; no addresses unless switched on. */
  body: z.string(),
  /** The incidents it is about, the most important first; empty for blindness and a summary of nothing open. */
  incidents: z.array(z.number().int()),
  servers: z.array(z.string()),
});
export type Notification = z.infer<typeof Notification>;

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** From `from` (inclusive) to `to` (exclusive) by the wall clock of `timezone`, over midnight when `to` is earlier. */
export const QuietHours = z.object({
  from: clock,
  to: clock,
  /** IANA name; the system's zone when left out. */
  timezone: z.string().nullable().default(null),
  /** May critical incidents pass? Either for all servers, or by `critical_servers`. */
  critical_passes: z.boolean().default(true),
  /** When given, only critical incidents of these servers pass. */
  critical_servers: z.array(z.string()).nullable().default(null),
  /** Days of the week (0 Sunday … 6 Saturday) that are quiet all day. */
  whole_days: z.array(z.number().int().min(0).max(6)).default([]),
});
export type QuietHours = z.infer<typeof QuietHours>;

/** Every mute ends: at a time, or when the incident it was made for recovers. null stands for "any". */
export const Mute = z.object({
  server: z.string().nullable().default(null),
  provider: z.string().nullable().default(null),
  class: ReasonClass.nullable().default(null),
  until: z.union([z.number(), z.literal('recovery')]),
  since: z.number().default(0),
  by: z.string().default(''),
});
export type Mute = z.infer<typeof Mute>;

/** "This is normal": what a person marked, by the wall clock of `timezone`. null stands for "any". */
export const Expected = z.object({
  server: z.string().nullable().default(null),
  provider: z.string().nullable().default(null),
  class: ReasonClass.nullable().default(null),
  from: clock,
  to: clock,
  timezone: z.string().nullable().default(null),
  /** Days of the week it holds on; empty means every day. */
  days: z.array(z.number().int().min(0).max(6)).default([]),
  /** Most fresh deferrals in 15 minutes that are still normal; above it the incident opens all the same. */
  most: z.number().nullable().default(null),
});
export type Expected = z.infer<typeof Expected>;

export const AlertTarget = z.object({
  kind: z.enum(['webhook', 'ntfy', 'slack']),
  name: z.string(),
  url: z.url({ protocol: /^https?$/ }),
  /** Kinds sent to it; all when left out. */
  kinds: z.array(NotificationKind).nullable().default(null),
  /** Sent only from this severity upwards. */
  least: Severity.default('warning'),
  /** Quiet hours silence it too, when set. */
  quiet: z.boolean().default(false),
});
export type AlertTarget = z.infer<typeof AlertTarget>;

/**
 * Alert settings: the same keys in the app's settings and in a file given with `--settings`. Every key has a default,
 * so a file names only what differs. Times are seconds unless the name says minutes.
 */
export const AlertSettings = z.object({
  /** Wall clock of times in texts, quiet hours and "this hour of the week"; the system's zone when null. */
  timezone: z.string().nullable().default(null),
  spike: z
    .object({
      enabled: z.boolean().default(true),
      /** Fewest fresh deferrals in 15 minutes worth a person: server-wide cause, and one provider. */
      floor_server: z.number().min(1).default(20),
      floor_provider: z.number().min(1).default(10),
    })
    .prefault({}),
  local_fault: z
    .object({
      enabled: z.boolean().default(true),
      recipients: z.number().min(1).default(3),
      messages: z.number().min(1).default(2),
    })
    .prefault({}),
  everywhere: z
    .object({
      enabled: z.boolean().default(true),
      share: z.number().min(0).max(1).default(0.6),
      providers: z.number().min(2).default(5),
    })
    .prefault({}),
  silent_outage: z
    .object({
      enabled: z.boolean().default(true),
      /** Expected arrivals in 15 minutes from which on their absence says something. */
      expected: z.number().min(1).default(20),
      minutes: z.number().min(5).default(15),
    })
    .prefault({}),
  stuck: z
    .object({
      enabled: z.boolean().default(true),
      recipients: z.number().min(1).default(10),
      minutes: z.number().min(5).default(60),
    })
    .prefault({}),
  creeping: z.object({ enabled: z.boolean().default(true) }).prefault({}),
  greylist: z
    .object({
      /** Greylisting opens like any other class instead of only when it does not clear. */
      opens: z.boolean().default(false),
      minutes: z.number().min(1).default(30),
    })
    .prefault({}),
  priority: z
    .object({
      /** Addresses, or `@domain`; compared without case. */
      senders: z.array(z.string()).default([]),
      recipients: z.array(z.string()).default([]),
      minutes: z.number().min(1).default(15),
    })
    .prefault({}),
  notifications: z
    .object({
      enabled: z.boolean().default(true),
      group_wait: z.number().min(0).default(30),
      update_gap: z.number().min(0).default(300),
      reminder_after: z
        .number()
        .min(600)
        .default(4 * 3600),
      reminders: z.number().min(0).default(2),
      /** Notifications in an hour; after that one digest. */
      budget: z.number().min(1).default(6),
      show_addresses: z.boolean().default(false),
      follow_focus: z.boolean().default(true),
    })
    .prefault({}),
  quiet_hours: QuietHours.nullable().default(null),
  mutes: z.array(Mute).default([]),
  expected: z.array(Expected).default([]),
  targets: z.array(AlertTarget).default([]),
});
export type AlertSettings = z.infer<typeof AlertSettings>;

export const defaultAlertSettings: AlertSettings = AlertSettings.parse({});
