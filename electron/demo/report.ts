import type { SimulatedMessage } from './world.ts';

const rfc5322 = (ms: number) => new Date(ms).toUTCString().replace('GMT', '+0000');

/** A delivery report as Postfix writes it (bounce(5), RFC 3464). */
export function createReport(
  host: string,
  message: SimulatedMessage,
  kind: 'failed' | 'delayed',
  recipients: readonly { address: string; status: string; text: string }[],
  now: number,
  lifetime: number,
): string {
  const name = `${host}.kestrel-shop.example`;
  const boundary = `${message.id}.${String(Math.floor(now / 1000))}/${name}`;
  const subject = kind === 'failed' ? 'Undelivered Mail Returned to Sender' : 'Delayed Mail (still being retried)';
  const remote = (text: string) => /host (\S+)\[/.exec(text)?.[1];
  const diagnostic = (text: string) => {
    const said = /said: (.*?)(?: \(in reply to [^)]*\))?$/.exec(text)?.[1];
    return said === undefined ? `X-Postfix; ${text}` : `smtp; ${said}`;
  };
  const groups = recipients.map(({ address, status, text }) => {
    const mta = remote(text);
    return [
      `Final-Recipient: rfc822; ${address}`,
      `Original-Recipient: rfc822;${address}`,
      `Action: ${kind}`,
      `Status: ${status}`,
      ...(mta === undefined ? [] : [`Remote-MTA: dns; ${mta}`]),
      `Diagnostic-Code: ${diagnostic(text)}`,
      ...(kind === 'delayed' ? [`Will-Retry-Until: ${rfc5322(message.arrival + lifetime)}`] : []),
    ].join('\r\n');
  });
  const notice =
    kind === 'failed'
      ? "I'm sorry to have to inform you that your message could not\r\nbe delivered to one or more recipients. It's attached below."
      : '####################################################################\r\n# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #\r\n####################################################################';
  return [
    'Return-Path: <>',
    `Date: ${rfc5322(now)}`,
    `From: MAILER-DAEMON@${name} (Mail Delivery System)`,
    `Subject: ${subject}`,
    `To: ${message.sender}`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    `Message-Id: <${message.id}.${kind}.${String(now)}@${name}>`,
    '',
    'This is a MIME-encapsulated message.',
    '',
    `--${boundary}`,
    'Content-Description: Notification',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    `This is the mail system at host ${name}.`,
    '',
    notice,
    '',
    '                   The mail system',
    '',
    ...recipients.map(({ address, text }) => `<${address}>: ${text}`),
    '',
    `--${boundary}`,
    'Content-Description: Delivery report',
    'Content-Type: message/delivery-status',
    '',
    `Reporting-MTA: dns; ${name}`,
    `X-Postfix-Queue-ID: ${message.id}`,
    `X-Postfix-Sender: rfc822; ${message.sender}`,
    `Arrival-Date: ${rfc5322(message.arrival)}`,
    '',
    groups.join('\r\n\r\n'),
    '',
    `--${boundary}`,
    'Content-Description: Undelivered Message Headers',
    'Content-Type: text/rfc822-headers',
    '',
    `Date: ${rfc5322(message.arrival)}`,
    `From: ${message.sender}`,
    `To: ${recipients[0]?.address ?? ''}`,
    `Subject: ${message.subject}`,
    `Message-ID: ${message.messageId}`,
    '',
    `--${boundary}--`,
    '',
  ].join('\r\n');
}
