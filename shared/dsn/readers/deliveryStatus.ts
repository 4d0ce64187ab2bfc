import { valueLength } from '../bounds.ts';
import { mailDate } from '../dates.ts';
import { first, type Field } from '../fields.ts';
import type { Finding, FoundRecipient, Reader } from '../finding.ts';
import { mergeRecipient, mtaName, readStatus, type StatusFields } from '../statusFields.ts';
import { asksToConfirm, fromPerson } from '../sender.ts';

/**
 * RFC 3464 (message/delivery-status) and RFC 6533 (message/global-delivery-status). The container proves nothing: boxbe
 * sends its challenges as report-type=delivery-status without an Action, and people forward reports; a recipient with an
 * Action, in a part of this message itself, is what counts.
 */
export const deliveryStatus: Reader = {
  name: 'rfc3464',
  read(letter, maxRecipients) {
    if (letter.status.length === 0) return null;
    if (letter.reportType === null && fromPerson(letter)) return null;
    const parts = letter.status.map((text) => readStatus(text, maxRecipients));
    const found = joinParts(parts);
    if (found.recipients.length === 0) return null;
    // Challenge systems (boxbe) send their questions as reports.
    if (asksToConfirm(letter) && found.recipients.every(isQuestion)) return null;
    const message = parts.flatMap((p) => p.message);
    return statusFinding(
      letter.status.join('\n'),
      message,
      found.recipients,
      `${letter.status.length === 1 ? 'a' : letter.status.length} delivery-status part with ${found.recipients.length} recipient(s)`,
    );
  },
};

function isQuestion(r: FoundRecipient): boolean {
  if (r.action !== 'failed') return true;
  return (
    r.smtpReply == null &&
    /not (?:pre-?)?approved|confirm|verif|guest list|white-?list|challenge/i.test(r.diagnostic ?? '')
  );
}

export function statusFinding(
  text: string,
  message: readonly Field[],
  recipients: FoundRecipient[],
  why: string,
): Finding {
  return {
    bounce: true,
    why,
    recipients,
    reportingMta: mtaName(first(message, 'reporting-mta')) ?? mtaName(first(message, 'dsn-gateway')),
    arrivalDate: mailDate(first(message, 'arrival-date')),
    envelopeId: first(message, 'original-envelope-id') ?? first(message, 'x-original-envelope-id'),
    queueId: queueIdOf(message),
    messageId: first(message, 'x-original-message-id') ?? first(message, 'original-message-id'),
    fields: text.slice(0, valueLength.fields),
  };
}

function joinParts(parts: readonly StatusFields[]): { recipients: FoundRecipient[] } {
  const one = parts[0];
  if (parts.length === 1 && one) return { recipients: one.recipients };
  const byName = new Map<string, FoundRecipient>();
  for (const part of parts) {
    for (const r of part.recipients) {
      const name = (r.finalRecipient ?? r.originalRecipient ?? '').toLowerCase();
      const twin = byName.get(name);
      if (twin) mergeRecipient(twin, r);
      else byName.set(name, r);
    }
  }
  return { recipients: [...byName.values()] };
}

/** Queue id of the reporting MTA where it writes one into its report. */
function queueIdOf(message: readonly Field[]): string | null {
  for (const name of [
    'x-postfix-queue-id',
    'x-zcs-queue-id',
    'x-halonmta-transactionid',
    'x-queue-id',
    'x-gateway-queue-id',
  ]) {
    const value = first(message, name);
    if (value !== null) return value.slice(0, 100);
  }
  // Postfix before 2.6 named the program in the field: `X-Foo-Queue-ID`.
  return message.find((f) => /^x-[\w-]{1,40}-queue-?id$/.test(f.name))?.value.slice(0, 100) ?? null;
}
