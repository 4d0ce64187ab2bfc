import { expect, test } from 'vitest';
import { readDsn } from '../../../shared/dsn/index.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Our own sample after RFC 3464 section 9: two recipients with different fates, one returned header. */
export const postfixBounce = `Return-Path: <>
Date: Mon, 23 Nov 2026 14:26:03 +0000 (UTC)
From: MAILER-DAEMON@mx1.kestrel-shop.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: orders@kestrel-shop.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="4Zq7Qm0yVc.1795443963/mx1.kestrel-shop.example"
Message-Id: <4Zq7Qn1abc@mx1.kestrel-shop.example>

This is a MIME-encapsulated message.

--4Zq7Qm0yVc.1795443963/mx1.kestrel-shop.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx1.kestrel-shop.example.

<ghost@example.org>: host mx2.example.org[192.0.2.44] said: 550 5.1.1
    <ghost@example.org>: Recipient address rejected: User unknown

--4Zq7Qm0yVc.1795443963/mx1.kestrel-shop.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx1.kestrel-shop.example
X-Postfix-Queue-ID: 4Zq7Qm0yVc
X-Postfix-Sender: rfc822; orders@kestrel-shop.example
Arrival-Date: Mon, 23 Nov 2026 14:25:51 +0000 (UTC)

Final-Recipient: rfc822; ghost@example.org
Original-Recipient: rfc822;Ghost@example.org
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx2.example.org
Diagnostic-Code: smtp; 550 5.1.1 <ghost@example.org>: Recipient address
    rejected: User unknown

Final-Recipient: rfc822; slow@example.net
Action: delayed
Status: 4.4.1
Will-Retry-Until: Sat, 28 Nov 2026 14:25:51 +0000

--4Zq7Qm0yVc.1795443963/mx1.kestrel-shop.example
Content-Description: Undelivered Message
Content-Type: message/rfc822

From: Kestrel Shop <orders@kestrel-shop.example>
To: ghost@example.org, slow@example.net
Subject: =?utf-8?q?Your_order_=E2=80=93_4711?=
Message-ID:
 <order-4711@kestrel-shop.example>
Date: Mon, 23 Nov 2026 14:25:50 +0000

Thanks.
--4Zq7Qm0yVc.1795443963/mx1.kestrel-shop.example--
`;

test('every recipient of a report is read with its own action, and the worst one names the kind', async () => {
  const report = await readDsn(bytes(postfixBounce));
  expect(report.kind).toBe('failed');
  expect(report.reader.name).toBe('rfc3464');
  expect(report.reportingMta).toBe('mx1.kestrel-shop.example');
  expect(report.arrivalDate).toBe(Date.UTC(2026, 10, 23, 14, 25, 51) / 1000);
  expect(report.recipients).toMatchObject([
    {
      recipient: 'ghost@example.org',
      originalRecipient: 'Ghost@example.org',
      action: 'failed',
      status: '5.1.1',
      smtpReply: '550',
      remoteMta: 'mx2.example.org',
      diagnostic: '550 5.1.1 <ghost@example.org>: Recipient address rejected: User unknown',
    },
    {
      recipient: 'slow@example.net',
      action: 'delayed',
      status: '4.4.1',
      smtpReply: null,
      willRetryUntil: Date.UTC(2026, 10, 28, 14, 25, 51) / 1000,
    },
  ]);
  expect(report.original).toMatchObject({
    messageId: '<order-4711@kestrel-shop.example>',
    queueId: '4Zq7Qm0yVc',
    subject: 'Your order – 4711',
    from: 'orders@kestrel-shop.example',
    to: ['ghost@example.org', 'slow@example.net'],
  });
});

test('CRLF, a leading mbox line and a missing closing boundary change nothing', async () => {
  const plain = await readDsn(bytes(postfixBounce));
  const crlf = await readDsn(bytes(postfixBounce.replaceAll('\n', '\r\n')));
  const mbox = await readDsn(bytes(`From MAILER-DAEMON Mon Nov 23 14:26:03 2026\n${postfixBounce}`));
  const cut = await readDsn(bytes(postfixBounce.slice(0, postfixBounce.lastIndexOf('\nThanks.'))));
  expect(crlf.recipients).toEqual(plain.recipients);
  expect(mbox.recipients).toEqual(plain.recipients);
  expect(cut.recipients).toEqual(plain.recipients);
  expect(cut.original.messageId).toBe('<order-4711@kestrel-shop.example>');
});

test('a status part inside the returned message is never read', async () => {
  const inner = postfixBounce.replace('ghost@example.org\nAction: failed', 'inner@example.org\nAction: failed');
  const outer = `From: Anna <anna@example.org>\nTo: help@example.org\nSubject: Fwd: Undelivered Mail\nMIME-Version: 1.0
Content-Type: multipart/mixed; boundary=outer\n\n--outer\nContent-Type: text/plain\n\nSee below.\n--outer
Content-Type: message/rfc822\n\n${inner}\n--outer--\n`;
  const report = await readDsn(bytes(outer));
  expect(report.kind).toBe('not-a-bounce');
  expect(report.recipients).toEqual([]);
});
