import type { ReasonClass } from '../../model/reason.ts';
import type { Rule } from '../rule.ts';

/** Facebook begins its replies with a code of its own: what was looked at, "P" for good or "T" for now, and a number. */
const facebookCodes: readonly (readonly [cls: ReasonClass, codes: readonly string[], example: string])[] = [
  [
    'reputation',
    ['pol-p[1-4]', 'pol-t[1-3]'],
    '451 4.7.1 POL-T1 Facebook is not accepting messages from your mail server, but they may be retried later.',
  ],
  [
    'sender_auth',
    ['pol-p7'],
    "554 5.7.1 POL-P7 The message does not comply with Facebook's Domain Authentication requirements.",
  ],
  [
    'spam_content',
    ['pol-p5', 'pol-p6', 'pol-p8', 'msg-p4'],
    '554 5.7.1 POL-P5 http://postmaster.facebook.com/response_codes',
  ],
  ['sender_rejected', ['dns-p[12]', 'dns-t1'], '554 5.1.8 DNS-P2 http://postmaster.facebook.com/response_codes'],
  [
    'sender_identity',
    ['dns-p3', 'dns-t2'],
    "451 4.7.25 DNS-T2 You mail server's reverse DNS record does not currently resolve.",
  ],
  [
    'user_unknown',
    ['rcp-p1', 'int-p[134]'],
    '550 5.1.1 RCP-P1 http://postmaster.facebook.com/response_codes?ip=192.0.2.135#rcp',
  ],
  ['policy', ['rcp-p[23]'], '550 5.2.1 RCP-P2 http://postmaster.facebook.com/response_codes?ip=192.0.2.1#rcp'],
  ['mailbox_full', ['int-p7'], '552 5.2.2 INT-P7 http://postmaster.facebook.com/response_codes'],
  ['message_too_big', ['msg-p1', 'int-p2'], "552 5.3.4 MSG-P1 The message exceeds Facebook's maximum allowed size."],
  [
    'malware_attachment',
    ['msg-p2'],
    '554 5.7.1 MSG-P2 The message contains an attachment type that Facebook does not accept.',
  ],
  [
    'protocol_format',
    ['msg-p3'],
    '554 5.6.0 MSG-P3 The message contains multiple instances of a header field that can only be present once.',
  ],
  [
    'rate_limit',
    ['con-t[1-4]'],
    '421 4.3.2 CON-T1 Facebook is not accepting more connections from your mail server at this time.',
  ],
  ['remote_temporary', ['int-t#', 'rcp-t1'], '451 4.3.0 INT-T5 http://postmaster.facebook.com/response_codes'],
];

/** Providers with a code or two of their own. */
export const otherProviders: readonly Rule[] = [
  {
    id: 'yandex.statistics',
    class: 'reputation',
    provider: ['yandex'],
    text: ['blocked by spam statistics', 'blocked using'],
    source: 'https://www.yandex.com/support/mail/bounces/yandex.html',
    examples: ['554 5.7.1 Blocked by spam statistics - see http://feedback.yandex.ru/?from=mail-rejects'],
  },
  {
    id: 'yandex.recipients',
    class: 'user_unknown',
    provider: ['yandex'],
    text: ['no correct recipients'],
    source: 'https://www.yandex.com/support/mail/bounces/yandex.html',
    examples: ['550 5.7.1 No correct recipients mxfront1g.mail.yandex.net'],
  },
  {
    id: 'seznam.unmapped',
    class: 'user_unknown',
    text: ["user hasn't got the service mapped"],
    source: 'https://napoveda.seznam.cz/uzivatel-neexistuje',
    examples: ["5.1.1 szn; User hasn't got the service mapped"],
  },
  {
    id: 'mailru.not-local-sender',
    class: 'sender_rejected',
    text: ['not local sender'],
    source: 'Mail.ru: the login may send from its own address only',
    examples: ['550 Not local sender over smtp'],
  },
  {
    id: 'ses.address',
    class: 'protocol_format',
    provider: ['amazonses'],
    text: ['invalid rcpt to address provided', 'missing final', 'illegal address'],
    source: 'https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-smtp.html: the address as our side wrote it',
    examples: [
      'host email-smtp.us-east-1.amazonaws.com[192.0.2.106] said: 501 Invalid RCPT TO address provided (in reply to RCPT TO command)',
    ],
  },
  {
    id: 'ses.not-authorized',
    class: 'smtp_auth',
    provider: ['amazonses'],
    text: ['is not authorized to perform'],
    source: 'https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-smtp.html',
    examples: [
      "554 Access denied: User `arn:aws:iam::123456789012:user/ses-smtp' is not authorized to perform `ses:SendRawEmail' on resource `arn:aws:ses:us-east-1:123456789012:identity/example.com'",
    ],
  },
  {
    id: 'ses.suspended',
    class: 'policy',
    side: 'sender',
    provider: ['amazonses'],
    text: ['sending (is |has been )?(suspended|paused) for this account', 'account sending is (paused|disabled)'],
    confidence: 'medium',
    source: 'https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-smtp.html',
    examples: [
      '554 Message rejected: Sending suspended for this account. For more information, please check the inbox of the email address associated with your AWS account.',
    ],
  },
  {
    id: 'sparkpost.domain',
    class: 'sender_rejected',
    // A sending service is a relay of ours: which domains it takes is registered in our account there.
    side: 'local',
    text: ['unconfigured sending domain'],
    source: 'https://support.sparkpost.com/docs (Unconfigured Sending Domain)',
    examples: ['550 5.7.1 Unconfigured Sending Domain <example.com>'],
  },
  {
    id: 'zoho.spam',
    class: 'spam_content',
    provider: ['zoho'],
    text: ['anti-?spam (policy|rules?|check|filter)'],
    source: 'https://www.zoho.com/mail/help/delivery-failure.html',
    examples: ['541 5.7.1 Mail rejected due to antispam policy mx.zoho.com'],
  },
  {
    id: 'zoho.policy',
    class: 'policy',
    provider: ['zoho'],
    text: [
      'mailpolicy violation',
      'rejected by destination domain',
      'restricted by policy',
      'mail rejected by',
      'policy',
    ],
    not: ['dmarc', 'spf', 'size', 'spam', 'anti-?spam'],
    source: 'https://www.zoho.com/mail/help/delivery-failure.html',
    examples: [
      '541 5.4.1 Mail rejected by destination domain zoho.com',
      '554 5.2.3 MailPolicy violation Error delivering to mailboxes mx.zoho.eu',
    ],
  },
  {
    id: 'naver.code',
    class: 'mailbox_disabled',
    whole: ['ract '],
    source: 'Naver SMTP replies (RACT, RDENY, RNUSER)',
    examples: ['550 5.2.1 RACT 192.0.2.13: Mailbox is inactive: <user@example.com>'],
  },
  {
    id: 'outblaze.forgery',
    class: 'policy',
    text: ['no thank you rejected'],
    confidence: 'medium',
    source: 'Outblaze spam blocking page',
    examples: ['550 <>: No thank you rejected: Account Unavailable: Possible Forgery'],
  },
  {
    id: 'zoho.sending',
    class: 'rate_limit',
    provider: ['zoho'],
    text: ['unusual sending activity'],
    source: 'https://www.zoho.com/mail/help/usage-policy.html (550 5.4.6 unusual sending activity detected)',
    examples: ['550 5.4.6 Unusual sending activity detected. Please try after sometime. smtp.zoho.com'],
  },
  {
    id: 'mailru.mailbox-rate',
    class: 'rate_limit',
    provider: ['mailru'],
    text: ['ratelimit exceeded for'],
    source: 'https://help.mail.ru/mail-help/postmaster',
    examples: ['451 Ratelimit exceeded for mailbox user@mail.ru. Try again later.'],
  },
  {
    id: 'docomo.full',
    class: 'mailbox_full',
    text: ['too much mail data'],
    source: 'https://note.com/sendmagic/n/neb6bbe7e51cf (NTT docomo: 552)',
    examples: ['552 Too much mail data user@docomo.ne.jp'],
  },
  {
    id: 'docomo.unknown',
    class: 'user_unknown',
    provider: ['docomo', 'au', 'softbank'],
    only: [
      'unknown user',
      'user unknown',
      'invalid recipient',
      'transaction failed',
      '550 unknown user',
      'recipient rejected',
    ],
    confidence: 'medium',
    source: 'https://www.docomo.ne.jp/ (unknown users and filtered mail get the same answer)',
    examples: ['host mfsmax.docomo.ne.jp[203.0.113.1] said: 550 Unknown user (in reply to RCPT TO command)'],
  },
  ...facebookCodes.map(([cls, codes, example]): Rule => ({
    id: `facebook.${cls.replaceAll('_', '-')}`,
    class: cls,
    provider: ['facebook'],
    text: codes,
    source: 'http://postmaster.facebook.com/response_codes',
    examples: [example],
  })),
];
