import {
  bounceWords,
  doubtWords,
  evidenceWords,
  failedTitles,
  joinWords,
  unreadableWords,
} from '../messages/bounces.en.ts';
import type { BounceRecipient, DsnReport } from '../model/bounce.ts';
import type { Join } from './join.ts';

export interface SentenceOptions {
  /** Writes an epoch-second time the way the reader of the screen has it: "14:26", "28 Nov 14:25". */
  readonly time: (epochSeconds: number) => string;
  /** When the report reached the mailbox; used where the report gives no date. */
  readonly at?: number;
  readonly ours?: Join['ours'];
}

/** The two lines over a bounce: what happened, and who knows and who still tries. */
export function bounceSentence(report: DsnReport, options: SentenceOptions): { title: string; sentence: string } {
  return { title: titleOf(report), sentence: sentenceOf(report, options) };
}

function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

function titleOf(report: DsnReport): string {
  if (report.kind === 'not-a-bounce' && report.unreadable !== null) return bounceWords.unreadable;
  const first = leading(report);
  if (first === null || first.recipient === '') {
    return report.kind === 'delayed' ? bounceWords.delayedNobody : bounceWords.failedNobody;
  }
  const title = fill(titleFor(first), { r: first.recipient });
  const alike = report.recipients.filter((r) => r.action === first.action).length;
  return alike > 1 ? fill(bounceWords.more, { title, n: alike - 1 }) : title;
}

function titleFor(r: BounceRecipient): string {
  if (r.action === 'failed') return r.reason === null ? bounceWords.failedUnknown : failedTitles[r.reason.class];
  return bounceWords[r.action];
}

/** The recipient the report is about first: the worst off. */
function leading(report: DsnReport): BounceRecipient | null {
  const kind = report.kind;
  return report.recipients.find((r) => r.action === kind) ?? report.recipients[0] ?? null;
}

function sentenceOf(report: DsnReport, options: SentenceOptions): string {
  const parts: string[] = [];
  const told = report.notice.date ?? options.at ?? null;
  const sender = report.notice.to[0] ?? report.original.from;
  if (options.ours === 'no') parts.push(bounceWords.notOurs);
  else if (told !== null) {
    parts.push(
      sender === null
        ? fill(bounceWords.toldNobody, { t: options.time(told) })
        : fill(bounceWords.told, { s: sender, t: options.time(told) }),
    );
  }
  if (report.kind === 'failed') parts.push(bounceWords.nobodyRetries);
  if (report.kind === 'delayed') {
    const until = report.recipients.find((r) => r.willRetryUntil !== null)?.willRetryUntil ?? null;
    const m = report.reportingMta ?? bounceWords.theServer;
    parts.push(
      until === null ? fill(bounceWords.retries, { m }) : fill(bounceWords.retriesUntil, { m, t: options.time(until) }),
    );
  }
  const others = mixed(report);
  if (others !== '') parts.push(fill(bounceWords.mixed, { parts: others }));
  if (report.unreadable !== null) parts.push(unreadableWords[report.unreadable]);
  return parts.join(' ');
}

function mixed(report: DsnReport): string {
  const count = (actions: readonly string[]): number =>
    report.recipients.filter((r) => actions.includes(r.action)).length;
  const failed = count(['failed']);
  const delayed = count(['delayed']);
  const delivered = count(['delivered', 'relayed', 'expanded']);
  const out: string[] = [];
  if (failed > 0 && report.kind !== 'failed') out.push(fill(bounceWords.partFailed, { n: failed }));
  if (delayed > 0 && report.kind !== 'delayed') out.push(fill(bounceWords.partDelayed, { n: delayed }));
  if (delivered > 0 && (failed > 0 || delayed > 0)) out.push(fill(bounceWords.partDelivered, { n: delivered }));
  return out.join(', ');
}

/** What was searched for a report without a match, as the reader of the screen has it. */
export interface Searched {
  /** When the logs begin: "Mon, 16 Nov 08:00". */
  readonly begins: string;
  /** Servers whose log could not be searched. */
  readonly servers: string;
}

/** "queue id and Message-ID, both agree"; "no match" and why it is not known whose the mail was. */
export function evidenceSentence(
  join: Pick<Join, 'evidence' | 'certainty'> & Partial<Pick<Join, 'ours' | 'doubt'>>,
  searched: Searched | null = null,
): string {
  // What identifies a message is named; that recipient and time fit as well is no news then.
  const strong = join.evidence.filter((e) => e.by !== 'recipient-and-time');
  const words = (strong.length > 0 ? strong : join.evidence).map((e) => evidenceWords[e.by]).reverse();
  const [a, b] = words;
  if (a === undefined) return withoutMatch(join, searched);
  if (join.certainty === 'probable') return fill(joinWords.probable, { a });
  if (b === undefined) return fill(joinWords.one, { a });
  if (words.length === 2) return fill(joinWords.two, { a, b });
  return fill(joinWords.many, { list: words.slice(0, -1).join(', '), last: words.at(-1) ?? '' });
}

function withoutMatch({ ours, doubt }: Partial<Pick<Join, 'ours' | 'doubt'>>, searched: Searched | null): string {
  // A report without Message-ID is never searched for.
  if (searched === null && doubt !== 'no-message-id') return joinWords.none;
  const values = { t: searched?.begins ?? '', servers: searched?.servers ?? '' };
  if (ours === 'no') return fill(joinWords.never, values);
  return doubt == null ? joinWords.none : `${joinWords.none}; ${fill(doubtWords[doubt], values)}`;
}
