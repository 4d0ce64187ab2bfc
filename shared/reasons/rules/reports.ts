import type { Rule } from '../rule.ts';

/**
 * Sentences that reporting systems write in full for people: Exchange Server, Gmail, Domino, Sun Messaging Server, IMail,
 * Courier, Zoho. They quote nobody, and yet speak of the far side.
 */
export const reports: readonly Rule[] = [
  {
    id: 'report.unreachable',
    class: 'connect_failed',
    text: [
      'did not accept our requests to connect',
      'host (is )?not reachable',
      'tcp active open: failed connect',
      "unable to (connect to|reach|contact) (the )?(destination|recipient|receiving|remote)('s)? (mail )?(server|host|system)",
      'unable to connect to server',
      "(destination|recipient|receiving|remote)('s)? (mail )?(server|host|system) (is |was )?(unreachable|not responding|down|unavailable)",
      'xhost: (operation timed out|connection refused|no route to host|network is unreachable|host is down)',
    ],
    not: ['expired', 'tls', 'certificate', 'temporarily', 'blocked'],
    source: 'support.google.com/mail/answer/7720; Sun Messaging Server tcp_smtp_client; Zoho delivery reports',
    examples: [
      'The recipient server did not accept our requests to connect. Learn more at https://support.google.com/mail/answer/7720 [mx.example.org 192.0.2.1: unable to read banner]',
      'TCP active open: Failed connect() to 192.0.2.1 Error: Connection refused',
      '[Status: Error, Address: <user@example.com>, ResponseCode 421, , Host not reachable.]',
    ],
  },
  {
    id: 'report.unreachable-alone',
    class: 'connect_failed',
    ours: true,
    only: ['operation timed out', 'connection timed out', 'connection refused', 'no route to host', 'host unreachable'],
    source: 'strerror(3) of connect(2), without more',
    examples: ['Operation timed out'],
  },
  {
    id: 'report.no-route',
    class: 'no_such_domain',
    text: [
      'no route found to (the )?domain',
      'illegal host',
      'dns error: (the )?domain name not found',
      'could not be found in (the )?domain name (service|system)',
      '(destination|recipient) (system|domain|host) of the message could not be found',
      'unknown (mail )?(host|domain)$',
    ],
    not: ['sender', 'helo', 'recipient address', 'client'],
    source: 'Domino router; Sun Messaging Server; Exchange Server NDR 5.4.0; Gmail delivery reports',
    examples: [
      'X-Notes; Cannot route mail to user (user@example.com). No route found to domain example.com from server mx',
      'Illegal host/domain name found',
      'The destination server for this recipient could not be found in Domain Name Service (DNS).',
      'DNS Error: Domain name not found',
    ],
  },
  {
    id: 'report.expired',
    class: 'expired',
    text: [
      'failed # attempts',
      '(could not|was not able to|unable to) deliver * in the time limit',
      'not * within the (allowed|specified|configured) time',
    ],
    source: 'IMail "Delivery failed 20 attempts"; Exchange Server NDR 4.4.7',
    examples: [
      'Delivery failed 20 attempts: user@example.com',
      'could not deliver the message in the time limit specified. Please retry or contact your administrator.',
    ],
  },
  {
    id: 'report.not-allowed',
    class: 'policy',
    text: [
      'group you tried to contact * may not exist',
      'permission to post (messages )?to',
      "(do not|don't) have permission to send to this",
      'closed (mailing |distribution )?list',
      'previously bounced',
      'bounced address',
      'on (the )?(suppression|bounce) list',
    ],
    source: 'Google Groups delivery report; Exchange Server NDR 5.7.1; suppression lists of sending services',
    examples: [
      "We're writing to let you know that the group you tried to contact (grp) may not exist, or you may not have permission to post messages to the group.",
      'You do not have permission to send to this recipient. For assistance, contact your system administrator.',
      '550 Bounced Address',
    ],
  },
  {
    id: 'report.full',
    class: 'mailbox_full',
    text: [
      'database has exceeded its (size )?quota',
      "(user|recipient|user's|recipient's) mailbox exceeds allowed size",
      "in (the )?recipient's mailbox exceeded",
    ],
    source: 'Domino router; IMail; BIGLOBE delivery reports',
    examples: [
      'X-Notes; Database has exceeded its size quota',
      'User mailbox exceeds allowed size: user@example.com',
      "The number of messages in recipient's mailbox exceeded the local limit.",
    ],
  },
  {
    id: 'report.unknown',
    class: 'user_unknown',
    text: [
      'unable to (find|verify) (address|addr|user|recipient|mailbox)',
      '(addr|user|that user|address|recipient) is not known (at|here|on|to)',
      'recipient name is not recogni[sz]ed',
      'account does not exist at the organi[sz]ation',
    ],
    not: ['sender', 'temporar~', 'try again', 'later'],
    source: 'Exchange Server NDR 5.1.1; replies to RCPT in plain words',
    examples: [
      'The recipient name is not recognized',
      '550 Unable to find user@example.com',
      '553 user@example.com unable to verify address',
      '550 user@example.com is not known at this site',
    ],
  },
  {
    id: 'report.converted',
    class: 'protocol_format',
    text: ['(content|body|message) * could not be (converted|decoded|parsed|read)'],
    source: 'Exchange Server NDR 5.6.1; RFC 3463 X.6.5 conversion failed',
    examples: ['The content of the message could not be converted'],
  },
];
