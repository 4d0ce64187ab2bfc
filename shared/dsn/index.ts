import type {
  BounceKind,
  BounceNotice,
  BounceRecipient,
  DsnReport,
  ReadLimit,
  UnreadableReason,
} from '../model/bounce.ts';
import type { Reason } from '../model/reason.ts';
import { headerAddresses, sameAddress } from './address.ts';
import { defaultBounds, valueLength, type DsnBounds } from './bounds.ts';
import { classify } from '../reasons/index.ts';
import { mailDate } from './dates.ts';
import { enrich } from './enrich.ts';
import type { Finding, FoundRecipient } from './finding.ts';
import { layOut, type Letter } from './letter.ts';
import { messageIdOf, readOriginal } from './original.ts';
import { createReasonOf, reasonText } from './reasonOf.ts';
import { readers } from './readers/index.ts';
import { daemonSender } from './sender.ts';
import { splitMessage, type SplitMessage } from './split.ts';

export type { DsnBounds } from './bounds.ts';
export { assemble, wantedParts, type PartOutline, type WantedPart } from './wanted.ts';
export type { MimePart, SplitMessage } from './split.ts';
export { worthReading } from './worthReading.ts';

export interface ReadDsnOptions {
  /** Bounds that differ from `defaultBounds`. */
  readonly bounds?: Partial<DsnBounds>;
  /** Instead of the reasons engine as it is; for an engine with the admin's own rules. */
  readonly classify?: (text: string) => Reason;
}

/**
 * Reads a whole message, `.eml` or mbox form. Never throws: what cannot be read comes back with `unreadable` and whatever
 * could be found.
 */
export async function readDsn(raw: Uint8Array, options: ReadDsnOptions = {}): Promise<DsnReport> {
  const bounds = { ...defaultBounds, ...options.bounds };
  const met = new Set<ReadLimit>();
  return guarded(() => splitMessage(raw, bounds, met), bounds, met, options);
}

/**
 * Reads a message of which only some parts were fetched (an IMAP watcher): its header, its structure, and the bodies of
 * the parts that `wantedParts` named. The readers are the same.
 */
export async function readDsnParts(message: SplitMessage, options: ReadDsnOptions = {}): Promise<DsnReport> {
  const bounds = { ...defaultBounds, ...options.bounds };
  return guarded(() => message, bounds, new Set<ReadLimit>(), options);
}

async function guarded(
  split: () => SplitMessage,
  bounds: DsnBounds,
  met: Set<ReadLimit>,
  options: ReadDsnOptions,
): Promise<DsnReport> {
  try {
    const message = split();
    const letter = await layOut(message, bounds, met);
    return report(letter, bounds, met, options);
  } catch {
    // A hostile message costs that message only; the watcher and the command line go on with the next one.
    return { ...nothing(), unreadable: 'internal', limits: [...met] };
  }
}

function report(letter: Letter, bounds: DsnBounds, met: Set<ReadLimit>, options: ReadDsnOptions): DsnReport {
  const empty =
    letter.header.length === 0 && letter.notice.trim() === '' && letter.types.every((t) => t === 'text/plain');
  for (const reader of readers) {
    const finding = reader.read(letter, bounds.recipients);
    if (finding === null) continue;
    if (finding.bounce && finding.fields) enrich(finding.recipients, letter);
    if (finding.recipients.length >= bounds.recipients) met.add('recipients');
    const reasonOf = createReasonOf(options.classify ?? classifyText);
    const recipients = finding.bounce
      ? finding.recipients.slice(0, bounds.recipients).map((r) => recipientOf(r, reasonOf))
      : [];
    const kind = kindOf(finding);
    return {
      kind,
      subkind:
        kind === 'failed' || kind === 'delayed'
          ? null
          : (finding.subkind ?? (kind === 'not-a-bounce' ? 'ordinary' : 'delivered-dsn')),
      reader: { name: finding.reader ?? reader.name, why: finding.why },
      reportingMta: finding.reportingMta ?? null,
      arrivalDate: finding.arrivalDate ?? null,
      notice: noticeOf(letter),
      original: readOriginal(letter, finding),
      recipients,
      recipientCount: finding.bounce ? finding.recipients.length : 0,
      fields: finding.fields ?? null,
      text: letter.notice === '' ? null : letter.notice.slice(0, valueLength.notice),
      unreadable: empty ? 'empty' : unreadableBy(met, letter, kind),
      limits: [...met],
    };
  }
  return nothing();
}

const classifyText = (text: string): Reason => classify(text, { mta: 'dsn' });

/** Action decides over status, and the worst recipient over the message (dsn.md section 4). */
function kindOf(finding: Finding): BounceKind {
  if (!finding.bounce) return 'not-a-bounce';
  const actions = new Set(finding.recipients.map((r) => r.action));
  if (finding.action) actions.add(finding.action);
  for (const kind of ['failed', 'delayed', 'relayed', 'expanded', 'delivered'] as const)
    if (actions.has(kind)) return kind;
  return 'failed';
}

function recipientOf(
  found: FoundRecipient,
  reasonOf: (text: string, recipient: string) => Reason | null,
): BounceRecipient {
  const final = found.finalRecipient ?? null;
  const original = found.originalRecipient ?? null;
  const failed = found.failedRecipient ?? null;
  const named = [final, original, failed].filter((a) => a !== null);
  const recipient = named.find((a) => a.includes('@')) ?? named[0] ?? '';
  const diagnostic = found.diagnostic?.slice(0, valueLength.diagnostic) ?? null;
  const told = { action: found.action, diagnostic, smtpReply: found.smtpReply ?? null, status: found.status ?? null };
  const text = reasonText(told);
  return {
    recipient,
    finalRecipient: final,
    originalRecipient: original,
    failedRecipient: failed !== null && !named.slice(0, -1).some((a) => sameAddress(a, failed)) ? failed : null,
    ...told,
    remoteMta: found.remoteMta ?? null,
    lastAttempt: found.lastAttempt ?? null,
    willRetryUntil: found.willRetryUntil ?? null,
    reason: text === null ? null : reasonOf(text, recipient),
  };
}

function noticeOf(letter: Letter): BounceNotice {
  return {
    messageId: messageIdOf(letter.value('message-id')),
    from: headerAddresses(letter.from)[0] ?? (letter.from === '' ? null : letter.from.slice(0, valueLength.address)),
    to: headerAddresses(letter.to).slice(0, 50),
    subject: letter.subject === '' ? null : letter.subject.slice(0, valueLength.word),
    date: mailDate(letter.value('date')),
    inReplyTo: [...(letter.value('in-reply-to') ?? '').matchAll(/<[^<>\s]{3,900}>/g)].map((m) => m[0]).slice(0, 10),
  };
}

function unreadableBy(met: ReadonlySet<ReadLimit>, letter: Letter, kind: BounceKind): UnreadableReason | null {
  if (met.has('header')) return 'header-too-large';
  if (met.has('parts')) return 'too-many-parts';
  if (met.has('depth')) return 'nested-too-deep';
  if (kind !== 'not-a-bounce') return null;
  if (letter.reportType === 'delivery-status' && letter.notice.trim() === '' && letter.status.join('').trim() === '') {
    return 'report-without-content';
  }
  // A person's encrypted or Outlook-only mail is no failure to read a bounce; a mail system's is.
  if (daemonSender(letter) === 0) return null;
  const types = new Set(letter.types);
  if (letter.notice.trim() === '' && (types.has('application/ms-tnef') || types.has('application/vnd.ms-tnef')))
    return 'only-tnef';
  if (letter.type === 'multipart/encrypted' || types.has('application/pkcs7-mime')) return 'encrypted';
  return null;
}

function nothing(): DsnReport {
  return {
    kind: 'not-a-bounce',
    subkind: 'ordinary',
    reader: { name: 'none', why: 'no reader took it' },
    reportingMta: null,
    arrivalDate: null,
    notice: { messageId: null, from: null, to: [], subject: null, date: null, inReplyTo: [] },
    original: {
      messageId: null,
      messageIdAlt: [],
      envelopeId: null,
      verp: null,
      verpRecipient: null,
      queueId: null,
      subject: null,
      date: null,
      from: null,
      to: [],
    },
    recipients: [],
    recipientCount: 0,
    fields: null,
    text: null,
    unreadable: null,
    limits: [],
  };
}
