import { readDsn } from '../../../shared/dsn/index.ts';
import type { DsnReport } from '../../../shared/model/bounce.ts';
import type { Reason, ReasonClass } from '../../../shared/model/reason.ts';

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export interface Group {
  recipient: string;
  original?: string;
  action: string;
  status?: string;
  diagnostic?: string;
  until?: string;
}

/** A Postfix-like report, our own sample, with the recipients and ids wanted. */
export function postfixReport(
  groups: readonly Group[],
  {
    to = 'orders@kestrel.example',
    messageId = '<m1@kestrel.example>',
    queueId = '4Zq7Qm0yVc',
    mta = 'mx1.kestrel.example',
  } = {},
): string {
  const fields = groups.map(
    (g) => `Final-Recipient: rfc822; ${g.recipient}
${g.original === undefined ? '' : `Original-Recipient: rfc822;${g.original}\n`}Action: ${g.action}
Status: ${g.status ?? '5.0.0'}
${g.until === undefined ? '' : `Will-Retry-Until: ${g.until}\n`}${g.diagnostic === undefined ? '' : `Diagnostic-Code: smtp; ${g.diagnostic}\n`}`,
  );
  return `From: MAILER-DAEMON@${mta} (Mail Delivery System)
To: ${to}
Date: Mon, 23 Nov 2026 14:26:03 +0000
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=bb

--bb
Content-Type: text/plain

This is the mail system at host ${mta}.
--bb
Content-Type: message/delivery-status

Reporting-MTA: dns; ${mta}
X-Postfix-Queue-ID: ${queueId}
Arrival-Date: Mon, 23 Nov 2026 14:25:51 +0000

${fields.join('\n')}
--bb
Content-Type: message/rfc822

From: orders@kestrel.example
To: ghost@example.org
${messageId === '' ? '' : `Message-ID: ${messageId}\n`}Subject: Order

x
--bb--
`;
}

export function reason(cls: ReasonClass): Reason {
  return {
    reply: null,
    enhanced: null,
    phase: null,
    side: null,
    class: cls,
    provider: null,
    speaker: null,
    retryAfter: null,
    clearsItself: null,
    confidence: 'high',
    rule: 'test',
  };
}

/** A stand-in for the reasons engine. */
export function classify(text: string): Reason {
  return reason(/unknown|5\.1\.1/i.test(text) ? 'user_unknown' : /full/i.test(text) ? 'mailbox_full' : 'unspecified');
}

export function read(text: string): Promise<DsnReport> {
  return readDsn(bytes(text), { classify });
}
