import { z } from 'zod';
import { enhancedCode, replyCode } from '../codes.ts';
import type { Reader } from '../finding.ts';
import { mtaName } from '../statusFields.ts';

const text = z.string().max(4096);
const recipient = z.object({
  emailAddress: text,
  action: text.nullish(),
  status: text.nullish(),
  diagnosticCode: text.nullish(),
});
const header = z.object({ name: text, value: z.string() });
/** Amazon SES notification contents (docs.aws.amazon.com/ses, "Notification contents" and "Event record contents"). */
const notification = z.object({
  notificationType: text.nullish(),
  eventType: text.nullish(),
  bounce: z
    .object({
      bounceType: text.nullish(),
      bouncedRecipients: z.array(recipient).max(10_000),
      reportingMTA: text.nullish(),
    })
    .nullish(),
  deliveryDelay: z
    .object({
      delayedRecipients: z.array(recipient).max(10_000),
      reportingMTA: text.nullish(),
      delayType: text.nullish(),
    })
    .nullish(),
  mail: z
    .object({
      messageId: text.nullish(),
      headers: z.array(header).max(2000).nullish(),
      commonHeaders: z.object({ messageId: text.nullish(), subject: text.nullish() }).nullish(),
    })
    .nullish(),
});

/** Amazon SES events mailed by SNS: a JSON document as the body, perhaps with SNS's own footer behind it. */
export const sesJson: Reader = {
  name: 'ses-json',
  read(letter) {
    const body = letter.notice.trimStart();
    if (!body.startsWith('{') || !/"(?:notificationType|eventType|Type)"/.test(body.slice(0, 2000))) return null;
    const parsed = parse(body);
    if (parsed === null) return null;
    const type = (parsed.notificationType ?? parsed.eventType ?? '').toLowerCase();
    if (type === 'complaint')
      return { bounce: false, subkind: 'feedback-report', why: 'an SES complaint', recipients: [] };
    const list = parsed.bounce?.bouncedRecipients ?? parsed.deliveryDelay?.delayedRecipients;
    if (list === undefined) {
      return { bounce: false, subkind: 'delivered-dsn', why: `an SES event (${type})`, recipients: [] };
    }
    const delayed = parsed.bounce === null || parsed.bounce === undefined;
    const mail = parsed.mail;
    return {
      bounce: true,
      why: 'an SES notification in JSON',
      recipients: list.map((r) => ({
        finalRecipient: r.emailAddress,
        action: delayed || r.action === 'delayed' ? 'delayed' : 'failed',
        status: r.status ?? enhancedCode(r.diagnosticCode ?? ''),
        diagnostic: r.diagnosticCode?.replace(/^\w+;\s*/, '') ?? null,
        smtpReply: replyCode(r.diagnosticCode ?? ''),
      })),
      reportingMta: mtaName(parsed.bounce?.reportingMTA ?? parsed.deliveryDelay?.reportingMTA ?? null),
      messageId:
        mail?.commonHeaders?.messageId ??
        mail?.headers?.find((h) => h.name.toLowerCase() === 'message-id')?.value ??
        null,
      subject: mail?.commonHeaders?.subject ?? null,
    };
  },
};

function parse(body: string): z.infer<typeof notification> | null {
  const end = body.lastIndexOf('}');
  // SNS puts its unsubscribe footer behind the document, after a line of dashes.
  for (const candidate of [body.split(/\n-{2,}\s*\n/, 1)[0] ?? body, end < 0 ? '' : body.slice(0, end + 1)]) {
    try {
      // Relays break the one long line at 998 characters (RFC 5322 section 2.1.1), Sendmail with a mark of its own.
      const value: unknown = JSON.parse(candidate.replace(/!?\r?\n ?/g, '').trim());
      const outer = z.object({ Message: z.string().max(1_000_000) }).safeParse(value);
      const result = notification.safeParse(outer.success ? (JSON.parse(outer.data.Message) as unknown) : value);
      if (result.success) return result.data;
    } catch {
      continue;
    }
  }
  return null;
}
