import type { BounceRecipient, DsnReport } from '../model/bounce.ts';
import type { Reason } from '../model/reason.ts';

/** Of one diagnostic; what decides stands at its beginning. */
const longestText = 1000;
/** Of one report: thousands of recipients that are each refused in other words come from nobody but an attacker. */
const mostText = 500_000;

/**
 * Reasons for the recipients of one report. A hundred thousand recipients of one report are refused in the same few words
 * with other addresses in them, so equal words are classified once; and what one report may cost is bounded.
 */
export function createReasonOf(classify: (text: string) => Reason): (text: string, recipient: string) => Reason | null {
  const known = new Map<string, Reason>();
  let spent = 0;
  return (text, recipient) => {
    const at = recipient.lastIndexOf('@');
    const local = at > 0 ? recipient.slice(0, at) : '';
    const masked = (local.length > 2 ? text.replaceAll(local, 'user') : text).slice(0, longestText);
    const found = known.get(masked);
    if (found !== undefined) return found;
    spent += masked.length;
    if (spent > mostText) return null;
    const reason = classify(masked);
    known.set(masked, reason);
    return reason;
  };
}

/** What the reasons engine is asked about a recipient: the diagnostic, else the codes; null where nothing speaks of a refusal. */
export function reasonText(r: Pick<BounceRecipient, 'action' | 'diagnostic' | 'smtpReply' | 'status'>): string | null {
  if (r.action !== 'failed' && r.action !== 'delayed') return null;
  const text = r.diagnostic ?? [r.smtpReply, r.status].filter((c) => c !== null).join(' ');
  return text === '' ? null : text;
}

/** A report with its reasons judged anew: the admin's rules, or ours, have changed since it was read. */
export function rejudge(report: DsnReport, classify: (text: string) => Reason): DsnReport {
  const reasonOf = createReasonOf(classify);
  return {
    ...report,
    recipients: report.recipients.map((r) => {
      const text = reasonText(r);
      return { ...r, reason: text === null ? null : reasonOf(text, r.recipient) };
    }),
  };
}
