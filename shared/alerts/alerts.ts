import type { AlertSettings, Incident, Mute, Notification, Severity } from '../model/incident.ts';
import type { ReasonClass, Side } from '../model/reason.ts';

/** What a poll tells about one deferred recipient; the text is classified before it comes here. */
export interface DeferredRecipient {
  /** Queue id. */
  id: string;
  /** When the message entered the queue, epoch seconds. */
  arrival: number;
  /** Envelope sender; '' is the null sender. */
  sender: string;
  recipient: string;
  reason: {
    class: ReasonClass;
    /** Provider key, or the registrable domain of the recipient; null when unknown. */
    provider: string | null;
    side: Side | null;
    /** The text as the server gave it, for the sample an incident shows. */
    text?: string | undefined;
  };
  /** It was deferred before under another queue id, which an action of ours changed: it waits, and is no news. */
  moved?: boolean | undefined;
}

/** The difference to this server's poll before. */
export interface PollDifference {
  /** Gone through once. */
  added: Iterable<DeferredRecipient>;
  /** How many they are, where that is known: room is made for them once. */
  count?: number | undefined;
  /** Queue ids that left the deferred queue. */
  removed: readonly string[];
  /**
   * Messages the server accepted into its queue since the poll before, from its log or counters; left out where
   * nothing tells it, and then a silent outage is "not watched" there.
   */
  accepted?: number | undefined;
  /** Recipients it delivered since the count before, likewise. */
  sent?: number | undefined;
  /** Submissions refused with 4xx since the poll before, from its log. */
  refused?: number | undefined;
  /** The MTA was restarted since the poll before. */
  restarted?: boolean | undefined;
  /** Seconds between polls of this server now. */
  interval?: number | undefined;
}

/** What a server is watched for; the incident page and the settings say "not watched" from this. */
export interface Watched {
  server: string;
  silentOutage: boolean;
}

export type AlertEvent =
  | { t: number; event: 'open' | 'update' | 'close'; incident: Incident }
  | { t: number; event: 'notify'; notification: Notification };

/** A series an explanation can be asked for. null stands for "all". */
export interface SeriesName {
  server: string;
  provider: string | null;
  class: ReasonClass | null;
}

export interface ExplainedTest {
  name: 'floor' | 'median' | 'busy_end' | 'unusual' | 'still_rising' | 'own_rise';
  title: string;
  measured: number;
  needed: number;
  /** How `needed` came about, "2 × 11 = 22". */
  formula: string;
  holds: boolean;
  words: string;
}

export interface Explanation {
  series: SeriesName;
  t: number;
  /** null: no data of that time. */
  fired: boolean | null;
  /** One sentence: "It did not fire: 26 new in 15 min is high, but this hour on Mondays often has 21." */
  sentence: string;
  tests: ExplainedTest[];
  /** Lowest count that would have opened; null where no count would. */
  opensAt: number | null;
  /** Normal band of fresh deferrals in 15 minutes at this hour; null while there is nothing to compare with. */
  normal: { low: number; high: number } | null;
  /** What it was compared with: this hour of week, the last day, or nothing yet. */
  compared: { with: 'hour_of_week' | 'last_day' | 'floors'; weeks: number };
}

export interface TrayState {
  shape: 'calm' | 'warning' | 'critical' | 'blind' | 'paused';
  /** Open incidents that want a person (badges and muted ones not counted). */
  count: number;
  tooltip: string;
  /** Menu lines, most important first. */
  lines: { incident: number | null; severity: Severity | 'blind' | 'draining'; text: string; figure: string }[];
}

/**
 * Serialisable state, opaque outside shared/alerts. `head` (incidents, what was told, the last quarter hour) is small
 * and worth writing after every event; a server's baseline grows to some 100 kB and changes slowly: every hour will do.
 */
export interface AlertState {
  version: 1;
  head: string;
  baselines: Record<string, string>;
}

/**
 * The alert engine: no clock, no timer, no input of its own. Every call carries the time and returns what followed
 * from it, in order. Times that run backwards are taken as the latest time seen.
 */
export interface Alerts {
  poll(t: number, server: string, difference: PollDifference): AlertEvent[];
  /** The same in steps of about a millisecond, for a look that brings a million recipients. Other calls may come between. */
  pollSteps(t: number, server: string, difference: PollDifference): Generator<void, AlertEvent[]>;
  pollFailed(t: number, server: string, error: string): AlertEvent[];
  /** Something we did: what comes back from it is no news. */
  acted(t: number, server: string, action: string, ids: readonly string[] | 'all'): AlertEvent[];
  /** The workstation slept from t to `until`. */
  slept(t: number, until: number): AlertEvent[];
  /** Timers: group wait, reminders, end of quiet hours. Call every 10 s or so, and before sleeping until `nextTick()`. */
  tick(t: number): AlertEvent[];
  /** When `tick` has something to do at the earliest; null: nothing is waiting. */
  nextTick(): number | null;
  /** Notices are held back as in quiet hours while the person is presenting or has asked for silence. */
  doNotDisturb(t: number, on: boolean): AlertEvent[];
  /** Shows nothing until `until` (null: until `resume`); watching goes on. */
  pause(t: number, until: number | null): AlertEvent[];
  resume(t: number): AlertEvent[];
  acknowledge(t: number, incident: number, until: number, note: string, by: string): AlertEvent[];
  note(t: number, incident: number, text: string, by: string): AlertEvent[];
  mute(t: number, mute: Mute): AlertEvent[];
  unmute(t: number, index: number): AlertEvent[];
  /** "This is normal": closes the incident and keeps its like quiet at that time of day. */
  markExpected(t: number, incident: number, by: string): AlertEvent[];
  removeServer(t: number, server: string): AlertEvent[];
  settings(): AlertSettings;
  updateSettings(t: number, settings: AlertSettings): AlertEvent[];
  explain(series: SeriesName, t: number): Explanation;
  watched(): Watched[];
  /** An own fault may be beginning on this server: looking sooner than usual would tell sooner. */
  suspects(server: string): boolean;
  /** Open ones, most important first, then the latest closed ones (bounded). */
  incidents(): Incident[];
  trayState(t: number): TrayState;
  serialise(): AlertState;
}
