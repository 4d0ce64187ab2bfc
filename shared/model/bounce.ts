import { z } from 'zod';
import { Reason } from './reason.ts';

/**
 * What a message in the bounce mailbox is. `failed` and `delayed` are bounces; `relayed`, `expanded` and `delivered`
 * are reports of success (RFC 3464 section 2.3.3); everything else is `not-a-bounce`.
 */
export const bounceKinds = ['failed', 'delayed', 'relayed', 'expanded', 'delivered', 'not-a-bounce'] as const;
export const BounceKind = z.enum(bounceKinds);
export type BounceKind = z.infer<typeof BounceKind>;

/** What a message that is no bounce is instead; null on bounces. */
export const bounceSubkinds = [
  'delivered-dsn',
  'auto-reply',
  'vacation',
  'challenge-response',
  'feedback-report',
  'read-receipt',
  'forwarded-dsn',
  'quotes-a-bounce',
  'list-owner-notice',
  'postmaster-notice',
  'report',
  'calendar',
  'ordinary',
] as const;
export const BounceSubkind = z.enum(bounceSubkinds);
export type BounceSubkind = z.infer<typeof BounceSubkind>;

/** RFC 3464 section 2.3.3. */
export const dsnActions = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const;
export const DsnAction = z.enum(dsnActions);
export type DsnAction = z.infer<typeof DsnAction>;

/** Why a message could not be read (or not in full); the words are in `shared/messages/bounces.en.ts`. */
export const unreadableReasons = [
  'empty',
  'header-too-large',
  'too-many-parts',
  'nested-too-deep',
  'report-without-content',
  'only-tnef',
  'encrypted',
  'internal',
] as const;
export const UnreadableReason = z.enum(unreadableReasons);
export type UnreadableReason = z.infer<typeof UnreadableReason>;

/** A bound that was met while reading; what lies beyond it was not looked at. */
export const readLimits = ['size', 'header', 'parts', 'depth', 'text', 'recipients'] as const;
export const ReadLimit = z.enum(readLimits);
export type ReadLimit = z.infer<typeof ReadLimit>;

/** One recipient of a report. Unknown is null, never invented. */
export const BounceRecipient = z.object({
  /** The address to show and to join with: the final one, else the original, else the one from X-Failed-Recipients. */
  recipient: z.string(),
  /** Final-Recipient as the reporting MTA names it; may be an alias target or an internal name. */
  finalRecipient: z.string().nullable(),
  /** Original-Recipient: what the sender wrote (RFC 3464 section 2.3.1). */
  originalRecipient: z.string().nullable(),
  /** X-Failed-Recipients (Exim) or X-Actual-Recipient (Sendmail) where they name another address. */
  failedRecipient: z.string().nullable(),
  action: DsnAction,
  /** RFC 3463 code the report states, or that stands in its diagnostic when the stated one says nothing. */
  status: z.string().nullable(),
  /** Three-digit reply of the SMTP server, "550". */
  smtpReply: z.string().nullable(),
  diagnostic: z.string().nullable(),
  remoteMta: z.string().nullable(),
  /** Epoch seconds of Last-Attempt-Date. */
  lastAttempt: z.number().nullable(),
  /** Epoch seconds until which the MTA will try (Will-Retry-Until); delayed reports only. */
  willRetryUntil: z.number().nullable(),
  /** What the reasons engine makes of it; null when the report gives no text and no code. */
  reason: Reason.nullable(),
});
export type BounceRecipient = z.infer<typeof BounceRecipient>;

/** The message the report is about, as far as the report shows it. */
export const BounceOriginal = z.object({
  /** With angle brackets, as in the header. */
  messageId: z.string().nullable(),
  /** Other candidates, for example of a report wrapped into a gateway's own report. */
  messageIdAlt: z.array(z.string()),
  /** Decoded from xtext (RFC 3461 section 4.4). */
  envelopeId: z.string().nullable(),
  /** The tagged address the report was sent to (`bounces+id=domain@…`), when it carries a tag. */
  verp: z.string().nullable(),
  /** Address that the VERP tag spells, when it spells one. */
  verpRecipient: z.string().nullable(),
  /** Queue id of the reporting MTA (Postfix X-Postfix-Queue-ID, Exim's message identifier, Sendmail's id). */
  queueId: z.string().nullable(),
  subject: z.string().nullable(),
  /** Epoch seconds. */
  date: z.number().nullable(),
  from: z.string().nullable(),
  to: z.array(z.string()),
});
export type BounceOriginal = z.infer<typeof BounceOriginal>;

/** The report's own header. */
export const BounceNotice = z.object({
  messageId: z.string().nullable(),
  from: z.string().nullable(),
  to: z.array(z.string()),
  subject: z.string().nullable(),
  /** Epoch seconds. */
  date: z.number().nullable(),
  inReplyTo: z.array(z.string()),
});
export type BounceNotice = z.infer<typeof BounceNotice>;

/** A message as the bounce readers see it. */
export const DsnReport = z.object({
  kind: BounceKind,
  subkind: BounceSubkind.nullable(),
  /** Which reader took it, and what it saw; for "why do you say so?". */
  reader: z.object({ name: z.string(), why: z.string() }),
  reportingMta: z.string().nullable(),
  /** Epoch seconds at which the reporting MTA took the original (Arrival-Date). */
  arrivalDate: z.number().nullable(),
  notice: BounceNotice,
  original: BounceOriginal,
  recipients: z.array(BounceRecipient),
  /** Recipients that the report names; more than `recipients` holds when the bound was met. */
  recipientCount: z.number(),
  /** The machine-readable fields as they stand in the report, bounded; null without them. */
  fields: z.string().nullable(),
  /** The notice for people, bounded; plain text. */
  text: z.string().nullable(),
  /** Set when the message could not be read; the rest then holds what could be found. */
  unreadable: UnreadableReason.nullable(),
  /** Bounds that were met; empty for nearly every message. */
  limits: z.array(ReadLimit),
});
export type DsnReport = z.infer<typeof DsnReport>;

/** Failed or delayed: somebody did not get (or does not yet have) a message. */
export function isBounce(report: Pick<DsnReport, 'kind'>): boolean {
  return report.kind === 'failed' || report.kind === 'delayed';
}
