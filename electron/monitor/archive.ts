/** What the heart keeps over a restart, as the heart sees it. Times are epoch seconds unless the name says Ms. */
import type { ActionRun, AuditEntry } from '../../shared/model/action.ts';
import type { Incident } from '../../shared/model/incident.ts';
import type { ReasonClass, Side } from '../../shared/model/reason.ts';
import type { BounceDay, BounceFilter } from '../../shared/views/bounces.ts';
import type { ShownNotification } from '../../shared/views/status.ts';
import type { FoundReport, InboxPosition } from '../ports.ts';

/** Width of a stored interval. */
export const binSeconds = 300;

export interface SeriesKey {
  server: string;
  class: ReasonClass;
  provider: string | null;
  side: Side | null;
}
export interface SeriesRow extends SeriesKey {
  /** Start of the interval. */
  bin: number;
  fresh: number;
  waiting: number;
}
export interface Coverage {
  server: string;
  bin: number;
  waiting: number;
  fresh: number;
}

export interface Life {
  server: string;
  id: string;
  arrival: number;
  firstSeen: number;
  gone: number | null;
  sender: string | null;
  recipient: string | null;
  more: number;
  reason: string | null;
  attempts: number;
}

export interface Attempt {
  at: number;
  text: string | null;
}

export interface BounceLink {
  server: string | null;
  queueId: string | null;
  incident: number | null;
  ours: 'yes' | 'no' | 'unknown';
  evidence: string;
  seenAt: number | null;
}
export interface StoredBounce extends BounceLink {
  id: number;
  report: FoundReport;
  done: boolean;
}
export interface BounceListRow extends Omit<StoredBounce, 'report'> {
  atMs: number;
  mailbox: string;
  kind: string;
  unreadable: boolean;
  /** Key of the reason, where it is unreadable. */
  unreadableWhy: string | null;
  recipient: string | null;
  count: number;
  sender: string | null;
  side: Side | null;
  class: ReasonClass | null;
  status: string | null;
  reply: string | null;
  diagnostic: string | null;
  subject: string | null;
}

/** With the servers in scope; null for all. A report that is joined to none is in every scope. */
export type StoredFilter = BounceFilter & { servers?: readonly string[] | null };

/** A queue id that changed: the same message before and after. */
export interface Move {
  id: string;
  newId: string;
  /** Epoch ms at which it was known. */
  at: number;
  evidence: string;
}

export interface AuditRow extends Omit<AuditEntry, 'seq'> {
  ids: readonly string[];
}

export interface ArchiveProblem {
  kind: 'none' | 'cannot_open' | 'corrupt' | 'full' | 'readonly' | 'write_failed';
  detail: string;
  /** Where a broken file was put. */
  aside: string | null;
}

export interface Archive {
  /** Present trouble; history is best effort, the app goes on without it. */
  problem(): ArchiveProblem;
  onProblem(listener: (problem: ArchiveProblem) => void): () => void;
  bytes(): number;
  /** Many writes in one transaction. */
  together(work: () => void): void;

  series: {
    /** Adds to what the interval already holds: `fresh` sums up, `waiting` is replaced. */
    add(
      bin: number,
      server: string,
      total: { waiting: number; fresh: number },
      rows: readonly Omit<SeriesRow, 'bin' | 'server'>[],
    ): void;
    /** Marks intervals as seen though nothing new came. */
    cover(server: string, from: number, to: number, waiting: number): void;
    read(query: {
      servers: readonly string[] | null;
      from: number;
      to: number;
      class?: ReasonClass;
      provider?: string | null;
    }): SeriesRow[];
    /** Sums by a coarser step, for charts. */
    sums(query: {
      servers: readonly string[] | null;
      from: number;
      to: number;
      step: number;
      by: 'side' | 'server' | 'provider';
    }): { key: string; at: number; fresh: number }[];
    totals(query: { servers: readonly string[] | null; from: number; to: number }): {
      class: ReasonClass;
      provider: string | null;
      side: Side | null;
      servers: string[];
      fresh: number;
      days: number;
      first: number;
    }[];
    coverage(query: { servers: readonly string[] | null; from: number; to: number }): Coverage[];
    /** Rows of the last interval at or before a time, per server. */
    at(servers: readonly string[] | null, at: number): SeriesRow[];
    since(): number | null;
  };
  lives: {
    arrived(server: string, lives: readonly Omit<Life, 'server' | 'gone'>[]): void;
    attempts(server: string, at: number, rows: readonly { id: string; arrival: number; text: string | null }[]): void;
    gone(
      server: string,
      at: number,
      rows: readonly { id: string; arrival: number; text: string | null; attempts: number }[],
    ): void;
    /** Every life of a queue id, newest first. */
    find(server: string | null, id: string): Life[];
    byAddresses(sender: string | null, recipient: string, from: number, to: number): Life[];
    attemptsOf(server: string, id: string): Attempt[];
    /** Server with lives at that time, to say "we would have seen it". */
    covers(from: number, to: number): boolean;
  };
  audit: {
    append(row: AuditRow): void;
    list(from: number, count: number): { total: number; rows: AuditEntry[] };
    all(): (AuditEntry & { ids: string[] })[];
    ofMessage(server: string, id: string): AuditEntry[];
    since(atMs: number): AuditEntry[];
  };
  runs: {
    save(run: ActionRun, state: string): void;
    open(): { run: ActionRun; state: string }[];
    recent(count: number): ActionRun[];
    outcomes: {
      put(run: string, rows: readonly { index: number; json: string }[]): void;
      read(run: string, from: number, count: number): string[];
      all(run: string): string[];
    };
  };
  /** Part of what was done: append-only as the audit list. */
  moves: {
    put(moves: readonly (Move & { server: string })[]): void;
    /** What became of a queue id and what it was before, oldest first. */
    of(server: string, id: string): Move[];
  };
  bounces: {
    position(mailbox: string, folder: string): InboxPosition | null;
    setPosition(mailbox: string, folder: string, position: InboxPosition): void;
    /** False when it was there already; report and position are one transaction. */
    put(report: FoundReport, link: BounceLink, position: InboxPosition): number | null;
    link(id: number, link: BounceLink): void;
    setDone(id: number, done: boolean): void;
    get(id: number): StoredBounce | null;
    list(filter: StoredFilter, order: { from: number; count: number }): { matched: number; rows: BounceListRow[] };
    counts(filter: StoredFilter): { all: number; failed: number; delayed: number; notOurs: number; other: number };
    countsSince(atMs: number): { failed: number; delayed: number; notOurs: number };
    /** By local day, newest first. */
    days(filter: StoredFilter): BounceDay[];
    groups(
      filter: StoredFilter,
      by: 'domain' | 'class' | 'sender',
    ): { label: string; failed: number; delayed: number; notOurs: number; last: number }[];
    related(id: number): { id: number; atMs: number; kind: string; recipient: string | null }[];
    sameAddress(recipient: string, sinceMs: number): number;
    ofMessage(server: string, queueId: string): BounceListRow[];
    ofIncident(incident: number): { failed: number; delayed: number };
    perMailbox(): Map<string, number>;
    /** Reports that were judged by other rules than these; and the same with their new reasons, of which it returns how many were kept. */
    judgedOtherwise(rules: string, limit: number): { id: number; report: FoundReport }[];
    judge(rules: string, rows: readonly { id: number; report: FoundReport }[]): number;
    /** Reports without an incident, newest first; since epoch ms. */
    withoutIncident(
      limit: number,
      since: number,
    ): {
      id: number;
      atMs: number;
      class: ReasonClass;
      domain: string;
      server: string | null;
      /** Arrival of the message in the queue, where it was seen there. */
      seenAt: number | null;
    }[];
    setIncident(id: number, incident: number): void;
    /** Reports of which it is not known whether they are ours, newest first; since epoch ms, without those named. */
    unlinked(limit: number, which: { since: number; not: readonly number[] }): StoredBounce[];
    /** Whether an earlier report to this address was joined to a message of ours. */
    everOurs(mailbox: string, address: string): boolean;
  };
  incidents: {
    save(incident: Incident): void;
    get(id: number): Incident | null;
    list(from: number): Incident[];
    similar(incident: Incident, limit: number): Incident[];
  };
  alertState: {
    head(): string | null;
    baselines(): Record<string, string>;
    save(head: string, baselines: Record<string, string> | null): void;
  };
  notifications: {
    put(notification: ShownNotification): void;
    list(count: number): ShownNotification[];
    seen(id: string | null): void;
  };
  blind: {
    begin(server: string, at: number): void;
    end(server: string, at: number): void;
    list(from: number): { server: string; from: number; to: number | null }[];
  };
  removeServer(server: string): void;
  /** Drops what is older or larger than the admin wants; a little at a time. */
  retain(limits: { days: number; maxMegabytes: number }, now: number): void;
  clear(): void;
  backup(path: string): void;
  dispose(): void;
}
