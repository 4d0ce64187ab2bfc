import { headerAddresses } from './address.ts';
import { enhancedCode, replyCode, saysNothing } from './codes.ts';
import { readEntries } from './entries.ts';
import type { FoundRecipient } from './finding.ts';
import type { Letter } from './letter.ts';

/** Reports with more recipients than this come from list drivers, whose notice names none of them singly. */
const most = 500;

/**
 * Fills in from the words for people what the status fields leave open: Exim writes Status 5.0.0 whatever the remote side
 * said, Sendmail and several gateways omit Diagnostic-Code. What a field says is never overruled.
 */
export function enrich(recipients: FoundRecipient[], letter: Letter): void {
  if (recipients.length === 0 || recipients.length > most) return;
  const open = recipients.filter(
    (r) =>
      (r.action === 'failed' || r.action === 'delayed') &&
      (!r.diagnostic || !r.smtpReply || saysNothing(r.status ?? null)),
  );
  if (open.length === 0 || letter.notice === '') return;
  const entries = readEntries(letter.notice, { own: headerAddresses(letter.to), domain: null, max: most });
  for (const r of open) {
    const names = [r.finalRecipient, r.originalRecipient, r.failedRecipient]
      .filter((a) => typeof a === 'string')
      .map((a) => a.toLowerCase());
    const entry =
      entries.find((e) => names.includes(e.address.toLowerCase())) ??
      (recipients.length === 1 && entries.length === 1 ? entries[0] : undefined);
    const text = entry?.diagnostic;
    if (!text) continue;
    const status = enhancedCode(text);
    if (saysNothing(r.status ?? null) && status !== null && !saysNothing(status)) r.status = status;
    r.smtpReply ??= replyCode(text);
    r.diagnostic ??= text;
  }
}
