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
    ...originalHeaders(message, recipients[0]?.address ?? '', boundary),
  ].join('\r\n');
}

/** The headers of the message the report is about, and the report's end. */
const originalHeaders = (message: SimulatedMessage, recipient: string, boundary: string): string[] => [
  `Date: ${rfc5322(message.arrival)}`,
  `From: ${message.sender}`,
  `To: ${recipient}`,
  `Subject: ${message.subject}`,
  `Message-ID: ${message.messageId}`,
  '',
  `--${boundary}--`,
  '',
];

/** A report as Exim writes it since 4.87 (specification, "Customizing bounce messages"): no queue id in it but in the mail. */
export function createEximReport(
  host: string,
  message: SimulatedMessage,
  kind: 'failed' | 'delayed',
  recipients: readonly { address: string; status: string; text: string }[],
  now: number,
): string {
  const name = `${host}.kestrel-shop.example`;
  const boundary = `${String(Math.floor(now / 1000))}-eximdsn-${message.id.slice(-4)}`;
  const said = (text: string): string => /said: (.*?)(?: \(in reply to [^)]*\))?$/.exec(text)?.[1] ?? text;
  const remote = (text: string): string | undefined => /host (\S+)\[/.exec(text)?.[1];
  const failed = kind === 'failed';
  return [
    'Return-path: <>',
    `Received: from Debian-exim by ${name} with local (Exim 4.98)`,
    `\tid ${message.id.slice(0, -4)}rPrt`,
    `\tfor ${message.sender};`,
    `\t${rfc5322(now)}`,
    ...(failed ? [`X-Failed-Recipients: ${recipients.map(({ address }) => address).join(', ')}`] : []),
    'Auto-Submitted: auto-replied',
    `From: Mail Delivery System <Mailer-Daemon@${name}>`,
    `To: ${message.sender}`,
    ...(failed ? [] : ['X-Exim-DSN-Information: Due to administrative limits only headers are returned']),
    `Content-Type: multipart/report; report-type=delivery-status; boundary=${boundary}`,
    'MIME-Version: 1.0',
    failed
      ? 'Subject: Mail delivery failed: returning message to sender'
      : `Subject: Warning: message ${message.id} delayed 4 hours`,
    `Message-Id: <E${message.id}.${kind}@${name}>`,
    `Date: ${rfc5322(now)}`,
    '',
    `--${boundary}`,
    'Content-type: text/plain; charset=us-ascii',
    '',
    ...(failed
      ? [
          'This message was created automatically by mail delivery software.',
          '',
          'A message that you sent could not be delivered to one or more of its',
          'recipients. This is a permanent error. The following address(es) failed:',
          '',
        ]
      : [
          'This message was created automatically by mail delivery software.',
          'A message that you sent has not yet been delivered to one or more of its',
          'recipients after more than 4 hours on the queue on',
          `${name}.`,
          '',
          `The message identifier is:     ${message.id}`,
          '',
          'No action is required on your part. Delivery attempts will continue for',
          'some time, and this warning may be repeated at intervals if the message',
          'remains undelivered.',
          '',
        ]),
    ...recipients.flatMap(({ address, text }) => [
      `  ${address}`,
      ...(remote(text) === undefined ? [] : [`    host ${remote(text) ?? ''}`]),
      `    ${said(text)}`,
    ]),
    '',
    `--${boundary}`,
    'Content-type: message/delivery-status',
    '',
    `Reporting-MTA: dns; ${name}`,
    '',
    recipients
      .map(({ address, status, text }) =>
        [
          `Action: ${kind}`,
          `Final-Recipient: rfc822;${address}`,
          `Status: ${failed ? status : '4.0.0'}`,
          ...(remote(text) === undefined ? [] : [`Remote-MTA: dns; ${remote(text) ?? ''}`]),
          `Diagnostic-Code: smtp; ${said(text)}`,
        ].join('\r\n'),
      )
      .join('\r\n\r\n'),
    '',
    `--${boundary}`,
    'Content-type: text/rfc822-headers',
    '',
    `Return-path: <${message.sender}>`,
    `Received: from app.kestrel-shop.example ([192.0.2.17])`,
    `\tby ${name} with esmtps (Exim 4.98)`,
    `\t(envelope-from <${message.sender}>)`,
    `\tid ${message.id};`,
    `\t${rfc5322(message.arrival)}`,
    ...originalHeaders(message, recipients[0]?.address ?? '', boundary),
  ].join('\r\n');
}
