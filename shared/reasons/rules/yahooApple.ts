import type { Rule } from '../rule.ts';

/** Yahoo and AOL (senders.yahooinc.com/smtp-error-codes), Yahoo! JAPAN, Apple (support.apple.com/HT204137). */
const yahooPage = 'https://senders.yahooinc.com/smtp-error-codes/';
const applePage = 'https://support.apple.com/HT204137';
const yahoo = ['yahoo', 'yahoojp'];
const apple = ['apple'];

export const yahooApple: readonly Rule[] = [
  // AOL's codes of old, still quoted: (RTR:BL), (DNS:B1), (CON:B1) about the IP address, (HVU:B1) about links.
  {
    id: 'aol.blocked',
    class: 'reputation',
    provider: yahoo,
    text: ['(rtr|con|dns|dyn|rly):(b|t)~', 'rtr:(du|sc|ch|ge|rb|sd)'],
    source:
      'AOL postmaster error codes (DNS:, RTR:, CON:, HVU:), taken over by https://senders.yahooinc.com/smtp-error-codes/',
    examples: [
      '421 (RTR:BL) http://postmaster.info.aol.com/errors/554rtrbl.html',
      '554 (RTR:DU) http://postmaster.info.aol.com/errors/554rtrdu.html',
    ],
  },
  {
    id: 'aol.reverse-dns',
    class: 'sender_identity',
    provider: yahoo,
    text: ['(rtr|con|dns):(nr|nd)'],
    source:
      'AOL postmaster error codes (DNS:, RTR:, CON:, HVU:), taken over by https://senders.yahooinc.com/smtp-error-codes/',
    examples: ['421 (DNS:NR) http://postmaster.info.aol.com/errors/421dnsnr.html'],
  },
  {
    id: 'aol.links',
    class: 'spam_content',
    provider: yahoo,
    text: ['hvu:b~', 'hvu:nr'],
    source:
      'AOL postmaster error codes (DNS:, RTR:, CON:, HVU:), taken over by https://senders.yahooinc.com/smtp-error-codes/',
    examples: ['554 5.7.1 (HVU:B1) http://postmaster.info.aol.com/errors/554hvub1.html'],
  },
  {
    id: 'yahoo.deferred',
    class: 'reputation',
    provider: yahoo,
    text: [
      '(ts|tss|ipts|vs|gl|ts0)#',
      'temporarily deferred',
      'permanently deferred',
      'user complaints',
      'unexpected volume',
      'messages from * (deferred|blocked|not accepted)',
      'excessive (user )?complaints',
      'bl#',
      'ip * (blocked|listed|banned)',
      'not accepted for policy reasons * (ip|network)',
      'spamhaus',
      'bad reputation',
    ],
    not: ['unresolvable', 'authentication', 'dmarc', 'spf', 'dkim', 'dns', 'too many'],
    source: yahooPage,
    examples: [
      '421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to user complaints - 4.16.55.1; see https://postmaster.yahooinc.com/error-codes',
      '421 4.7.0 [TS02] Temporarily deferred',
      "553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.1, because the ip is in Spamhaus's list; see https://postmaster.yahooinc.com/error-codes",
    ],
  },
  {
    id: 'yahoo.rate',
    class: 'rate_limit',
    provider: yahoo,
    text: [
      'max(imum)? message(s)? per connection',
      'too many (connections|recipients|messages|concurrent)',
      'rate limit~',
      'resources temporarily unavailable',
      'slow down',
      'exceeded * limit',
    ],
    not: ['resources temporarily'],
    source: yahooPage,
    examples: ['421 Max message per connection reached, closing transmission channel'],
  },
  {
    id: 'yahoo.disabled',
    class: 'mailbox_disabled',
    provider: yahoo,
    text: [
      'mailbox (is )?disabled',
      'account has been disabled',
      'disabled or discontinued',
      'account is (currently )?(inactive|disabled|deactivated)',
      'not accepting mail',
    ],
    source: yahooPage,
    examples: [
      '554 30 Sorry, your message to user@yahoo.com cannot be delivered. This mailbox is disabled (554.30)',
      'Sorry your message to user@example.com cannot be delivered. This account has been disabled or discontinued [#102].',
    ],
  },
  {
    id: 'yahoo.unknown',
    class: 'user_unknown',
    provider: yahoo,
    text: [
      "this user doesn't have a",
      'no such user',
      'user * does not exist',
      'no mailbox',
      'mailbox not found',
      'recipient address not found',
      'account (does not exist|not found)',
    ],
    not: ['over quota', 'disabled', 'blocked', 'policy'],
    source: yahooPage,
    examples: [
      "554 delivery error: dd This user doesn't have a yahoo.com account (user@yahoo.com) [0] - mta1.mail.ne1.yahoo.com",
    ],
  },
  {
    id: 'yahoo.full',
    class: 'mailbox_full',
    provider: yahoo,
    text: ['over quota', 'mailbox (is )?full', 'quota'],
    source: yahooPage,
    examples: ['Sorry, your message to user@yahoo.com cannot be delivered. This account is over quota.'],
  },
  {
    id: 'yahoo.auth',
    class: 'sender_auth',
    provider: yahoo,
    text: ['authentication', 'dmarc', 'dkim', 'spf', 'unauthenticated'],
    not: ['not allowed', 'login'],
    source: yahooPage,
    examples: [
      '554 5.7.9 Message not accepted for policy reasons: authentication of the sender failed. See https://postmaster.yahooinc.com/error-codes',
    ],
  },
  {
    id: 'yahoo.sender',
    class: 'sender_rejected',
    provider: yahoo,
    text: ['unresolvable', 'sender (domain|address) * (does not|not)'],
    source: 'https://senders.yahooinc.com/error-codes/',
    examples: [
      '451 Message temporarily deferred due to unresolvable RFC.5321 from domain; see https://postmaster.yahooinc.com/error-codes',
    ],
  },
  {
    id: 'yahoo.headers',
    class: 'protocol_format',
    provider: yahoo,
    text: ['headers are not rfc compliant', 'rfc compliant', 'bad header', 'header'],
    source: yahooPage,
    examples: ['554 Message not allowed - Headers are not RFC compliant[291] yahoodns.net'],
  },
  {
    id: 'yahoo.content',
    class: 'spam_content',
    provider: yahoo,
    text: ['ph#', 'phishing', 'spam', '(contains|has) * (url|link|spam)'],
    not: ['dm email', 'help article'],
    confidence: 'medium',
    source: yahooPage,
    examples: [
      '554 Message not allowed - [PH01] Email not accepted for policy reasons. Please visit https://postmaster.yahooinc.com/error-codes [120]',
    ],
  },
  {
    id: 'yahoo.policy',
    class: 'policy',
    provider: yahoo,
    text: ['not accepted for policy reasons', 'policy'],
    confidence: 'medium',
    source: yahooPage,
    examples: [
      '554 Message not allowed - DM Email not accepted for policy reasons. Please visit https://www.yahoo-help.jp/app/answers/detail/a_id/80870/p/622 [895]',
    ],
  },
  {
    id: 'yahoo.unexplained',
    class: 'unspecified',
    provider: yahoo,
    text: ['message not allowed', 'message rejected', 'mail not accepted'],
    not: ['policy', 'spam', 'rfc'],
    confidence: 'medium',
    source: yahooPage,
    examples: ['554 Message not allowed - [299]'],
  },
  {
    id: 'apple.local-policy',
    class: 'policy',
    text: ['message rejected due to local policy'],
    provider: apple,
    source: `${applePage} (CS01 content, HM08 mass mail)`,
    examples: [
      '550 5.7.1 [CS01] Message rejected due to local policy. Please visit https://support.apple.com/en-us/HT204137',
    ],
  },
  {
    id: 'apple.errors',
    class: 'rate_limit',
    provider: apple,
    text: ['too many errors', 'excessive volume', 'too many (connections|messages)', 'rate'],
    source: applePage,
    examples: ['421 4.7.0 me.com Error: too many errors'],
  },
  {
    id: 'apple.not-accepting',
    class: 'reputation',
    provider: apple,
    text: ['not accepting connections', 'blocked', 'listed', 'spamhaus', 'reputation'],
    not: ['quota', 'attachment'],
    source: applePage,
    examples: [
      '554 st11p00im-smtpin013.me.com ESMTP not accepting connections',
      '550 5.7.1 Mail from IP 192.0.2.1 was rejected due to listing in Spamhaus SBL. For details please see http://www.spamhaus.org/query/bl?ip=192.0.2.1 icloud.com',
    ],
  },
];
