import type { BounceRecipient, DsnAction, DsnReport } from '../model/bounce.ts';
import { sameAddress } from './address.ts';

/** A message our servers had, from queue, history or mail log. */
export interface KnownMessage {
  /** Key of the store, opaque here. */
  readonly id: string;
  readonly server: string;
  /** Names under which this server reports (Reporting-MTA). */
  readonly hosts: readonly string[];
  readonly queueId: string;
  readonly messageId: string | null;
  readonly envelopeId: string | null;
  /** Envelope sender, "" for the null sender; null when unknown. */
  readonly sender: string | null;
  /** Empty when unknown. */
  readonly recipients: readonly string[];
  /** Epoch seconds. */
  readonly arrival: number;
}

export interface JoinHistory {
  /** What the store found for `joinKeys(report)`. */
  readonly candidates: readonly KnownMessage[];
  /** What allows "we never sent this"; null when only queues are seen: mail that leaves at once is then never noticed. */
  readonly complete: Completeness | null;
}

/** Mail logs of every server watched were searched for the Message-IDs of the report. */
export interface Completeness {
  /** Epoch seconds since when all of them tell every message. */
  readonly since: number;
  /** Names under which our servers report. */
  readonly hosts: readonly string[];
  /**
   * Whether mail of the address the report went to is known to leave through these servers: an earlier report to it was
   * joined. Who sends through a newsletter service as well would otherwise see its reports called forged.
   */
  readonly sender: boolean;
}

/** Why it cannot be said whether a report without a match is ours. */
export const joinDoubts = [
  'not-searched',
  'no-message-id',
  'no-time',
  'too-old',
  'own-reporter',
  'other-ways',
] as const;
export type JoinDoubt = (typeof joinDoubts)[number];

/** What to look a report up by; the store answers from its indexes. */
export interface JoinKeys {
  readonly messageIds: readonly string[];
  readonly queueIds: readonly string[];
  readonly envelopeIds: readonly string[];
  readonly recipients: readonly string[];
  /** Envelope sender the report went to: the sender of the original. */
  readonly senders: readonly string[];
  /** Epoch seconds between which the original was sent. */
  readonly from: number;
  readonly until: number;
}

export const evidenceKinds = ['envelope-id', 'message-id', 'queue-id', 'verp', 'recipient-and-time'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

export interface JoinEvidence {
  readonly by: EvidenceKind;
  readonly value: string;
}

export interface Join {
  readonly message: KnownMessage | null;
  /** Every sign that agrees, strongest first. */
  readonly evidence: readonly JoinEvidence[];
  readonly certainty: 'sure' | 'probable' | null;
  /** `no` is backscatter: said only where the history allows that statement. */
  readonly ours: 'yes' | 'no' | 'unknown';
  /** Why it is not known; null when it is. */
  readonly doubt: JoinDoubt | null;
}

/** No queue keeps a message longer; Postfix and Exim give up after 5 and 4 days, Exchange after 2. */
const longestQueue = 14 * 86_400;
/** Clocks of two servers, and the time between sending and taking into the queue. */
const slack = 15 * 60;

export function joinKeys(report: DsnReport): JoinKeys {
  const { original } = report;
  const told = report.notice.date ?? original.date ?? report.arrivalDate ?? 0;
  const sent = report.arrivalDate ?? original.date;
  return {
    messageIds: [original.messageId, ...original.messageIdAlt].filter((v) => v !== null).map(bareId),
    queueIds: original.queueId === null ? [] : [original.queueId],
    envelopeIds: original.envelopeId === null ? [] : [original.envelopeId],
    recipients: [
      ...new Set(
        report.recipients
          .slice(0, 200)
          .flatMap(addressesOf)
          .concat(original.verpRecipient ?? []),
      ),
    ],
    senders: report.notice.to.slice(0, 5),
    from: (sent ?? told - longestQueue) - slack,
    until: (sent ?? told) + slack,
  };
}

/**
 * Joins a report to one of our messages. In the order of reference: envelope id, Message-ID, queue id, VERP, and last
 * recipient and time, which is only ever probable. A Message-ID is public (lists, archives), so a recipient of the report
 * must have been a recipient of the message; a queue id is used again, so server and time must fit.
 */
export function joinReport(report: DsnReport, history: JoinHistory): Join {
  const keys = joinKeys(report);
  let best: { message: KnownMessage; evidence: JoinEvidence[]; rank: number } | null = null;
  let rivals = 0;
  for (const message of history.candidates) {
    const evidence = evidenceFor(report, keys, message);
    if (evidence.length === 0) continue;
    const rank = evidence.reduce((sum, e) => sum + weights[e.by], 0);
    if (best === null || rank > best.rank) {
      best = { message, evidence, rank };
      rivals = 0;
    } else if (rank === best.rank && message.id !== best.message.id) rivals++;
  }
  if (best !== null && best.rank >= weights.verp) {
    return { message: best.message, evidence: best.evidence, certainty: 'sure', ours: 'yes', doubt: null };
  }
  // Two messages to one address within the same window: saying neither is better than guessing.
  if (best !== null && rivals === 0) {
    const doubt = doubtOf(report, keys, history) ?? 'other-ways';
    return { message: best.message, evidence: best.evidence, certainty: 'probable', ours: 'unknown', doubt };
  }
  const verp = verpMatch(report);
  if (verp !== null) return { message: null, evidence: [verp], certainty: null, ours: 'yes', doubt: null };
  const doubt = doubtOf(report, keys, history);
  return { message: null, evidence: [], certainty: null, ours: doubt === null ? 'no' : 'unknown', doubt };
}

const weights: Readonly<Record<EvidenceKind, number>> = {
  'envelope-id': 16,
  'message-id': 8,
  'queue-id': 4,
  verp: 2,
  'recipient-and-time': 1,
};

function evidenceFor(report: DsnReport, keys: JoinKeys, message: KnownMessage): JoinEvidence[] {
  const out: JoinEvidence[] = [];
  const shared = sharesRecipient(report, message);
  const timely = message.arrival >= keys.from - slack && message.arrival <= keys.until + slack;
  if (message.envelopeId !== null && keys.envelopeIds.includes(message.envelopeId)) {
    out.push({ by: 'envelope-id', value: message.envelopeId });
  }
  if (message.messageId !== null && shared !== false && keys.messageIds.includes(bareId(message.messageId))) {
    out.push({ by: 'message-id', value: message.messageId });
  }
  const reporter = report.reportingMta?.toLowerCase() ?? null;
  const ourReporter = reporter !== null && message.hosts.some((h) => h.toLowerCase() === reporter);
  if (keys.queueIds.includes(message.queueId) && shared !== false && timely && (ourReporter || reporter === null)) {
    out.push({ by: 'queue-id', value: message.queueId });
  }
  const verp = report.original.verpRecipient;
  if (verp !== null && message.recipients.some((r) => sameAddress(r, verp)) && timely) {
    out.push({ by: 'verp', value: report.original.verp ?? verp });
  }
  const sender = message.sender;
  const sameSender = sender !== null && report.notice.to.some((t) => sameAddress(t, sender));
  if (shared === true && timely && sameSender) {
    out.push({ by: 'recipient-and-time', value: report.recipients[0]?.recipient ?? '' });
  }
  return out;
}

/** Whether a recipient of the report was one of the message; null when one side is not known. */
function sharesRecipient(report: DsnReport, message: KnownMessage): boolean | null {
  if (message.recipients.length === 0 || report.recipients.length === 0) return null;
  const known = new Set(message.recipients.map((r) => r.toLowerCase()));
  return report.recipients.some((r) => addressesOf(r).some((a) => known.has(a.toLowerCase())));
}

/** The return address carries the very recipient that failed: only we could have written it. */
function verpMatch(report: DsnReport): JoinEvidence | null {
  const spelled = report.original.verpRecipient;
  if (spelled === null) return null;
  const named = report.recipients.some((r) => addressesOf(r).some((a) => sameAddress(a, spelled)));
  return named ? { by: 'verp', value: report.original.verp ?? spelled } : null;
}

/**
 * What speaks against "we never sent this"; null when nothing does. It takes the Message-ID of a message that was sent while
 * every server's log was seen, a sender whose mail leaves through these servers, and a reporter that is none of them: our
 * own server reports on what it took, whatever its log still holds.
 */
function doubtOf(report: DsnReport, keys: JoinKeys, { complete }: JoinHistory): JoinDoubt | null {
  if (keys.messageIds.length === 0) return 'no-message-id';
  if (report.kind === 'not-a-bounce' || complete === null) return 'not-searched';
  const sent = report.arrivalDate ?? report.original.date;
  const earliest = sent ?? (report.notice.date === null ? null : report.notice.date - longestQueue);
  if (earliest === null) return 'no-time';
  if (earliest - slack < complete.since) return 'too-old';
  const reporter = report.reportingMta?.toLowerCase();
  if (complete.hosts.some((host) => host.toLowerCase() === reporter)) return 'own-reporter';
  return complete.sender ? null : 'other-ways';
}

function addressesOf(r: BounceRecipient): string[] {
  return [r.finalRecipient, r.originalRecipient, r.failedRecipient, r.recipient].filter(
    (a): a is string => a !== null && a !== '',
  );
}

function bareId(id: string): string {
  return id.replace(/^<|>$/g, '');
}

/** A report as stored; `at` is when it arrived, epoch seconds. */
export interface StoredReport {
  readonly id: number;
  readonly at: number;
  readonly report: DsnReport;
  readonly ours: Join['ours'];
}

/** What became of one message for one recipient, over all reports about it. */
export interface Fate {
  readonly key: string;
  readonly recipient: string;
  readonly action: DsnAction;
  /** Epoch seconds of the report that decides. */
  readonly at: number;
  /** The report that decides, and those it replaces (earlier delays, copies to a list owner). */
  readonly report: number;
  readonly replaced: readonly number[];
}

/**
 * Folds reports into fates: one per original message and recipient. Failed is final; a delay is replaced by whatever comes
 * later; the same failure reported twice counts once. A report without any id of the original stands for itself.
 */
export function foldReports(reports: readonly StoredReport[]): Fate[] {
  const fates = new Map<string, Fate>();
  for (const stored of [...reports].sort((a, b) => a.at - b.at || a.id - b.id)) {
    for (const r of stored.report.recipients) {
      if (r.recipient === '') continue;
      const key = `${originalKey(stored)}\n${(r.originalRecipient ?? r.recipient).toLowerCase()}`;
      const before = fates.get(key);
      const fate = { key, recipient: r.recipient, action: r.action, at: stored.at, report: stored.id };
      if (before === undefined) fates.set(key, { ...fate, replaced: [] });
      else if (before.action === 'failed') {
        if (before.report !== stored.id) fates.set(key, { ...before, replaced: [...before.replaced, stored.id] });
      } else fates.set(key, { ...fate, replaced: [...before.replaced, before.report] });
    }
  }
  return [...fates.values()];
}

/** Key of the original message of a report, for grouping. */
export function originalKey(stored: Pick<StoredReport, 'id' | 'report'>): string {
  const { original, reportingMta } = stored.report;
  if (original.messageId !== null) return `id:${bareId(original.messageId)}`;
  if (original.envelopeId !== null) return `envid:${original.envelopeId}`;
  if (original.queueId !== null) return `queue:${reportingMta?.toLowerCase() ?? ''}:${original.queueId}`;
  return `report:${stored.id}`;
}
