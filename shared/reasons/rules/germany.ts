import type { Rule } from '../rule.ts';

/** GMX, WEB.DE and 1&1; T-Online. */
export const germany: readonly Rule[] = [
  {
    id: 'tonline.refused',
    class: 'reputation',
    provider: ['tonline'],
    text: ['a problem occurred', 'bad reputation', 'nowl|dialup|bl|dns', 'none/bad', 'ask your postmaster'],
    not: ['user unknown', 'size', 'no such'],
    source: 'https://postmaster.t-online.de/',
    examples: [
      '554 IP=192.0.2.254 - A problem occurred. (Ask your postmaster for help or to contact tosa@rx.t-online.de to clarify.) (BL)',
    ],
  },
  {
    id: 'gmx.rate',
    class: 'rate_limit',
    provider: ['gmx'],
    text: [
      '(mail )?(send|rate|send rate) limit exceeded',
      'too many (connections|mails|messages|recipients)',
      'limit * exceeded',
      'throttl~',
      'maximum (number )?of * (sessions|connections)',
    ],
    not: ['quota', 'size', 'mailbox full', 'on the server', 'auf dem server'],
    source: 'https://postmaster.gmx.net/en/error-messages (450 mail send limit exceeded; 421 rate limit)',
    examples: [
      '450 Requested mail action not taken: mailbox unavailable 450 Mail send limit exceeded. For explanation visit https://postmaster.1und1.de/en/error-messages?ip=192.0.2.1',
      '421-gmx.net (mxgmx014) Nemesis ESMTP Service not available 421-Service closing 421 mail rate limit exceeded.',
    ],
  },
  {
    id: 'gmx.policy',
    class: 'policy',
    provider: ['gmx'],
    text: ['reject due to policy (restrictions|violations)'],
    source: 'https://postmaster.gmx.net/en/error-messages',
    examples: ['550 <user@gmx.net>: Reject due to policy restrictions (domain based)'],
  },
  {
    id: 'gmx.reputation',
    class: 'reputation',
    provider: ['gmx'],
    text: [
      'no smtp service',
      'ip address is (block~|black~|listed)',
      'nemesis esmtp service not available',
      'transaction failed reject due to',
      'bad reputation',
      'your (ip|mail server)',
    ],
    not: [
      'dns ptr',
      'ptr',
      'content',
      'spam',
      'spf',
      'dmarc',
      'dkim',
      'mx or a',
      'limit exceeded',
      'too many',
      'service closing',
      'throttl~',
    ],
    source: 'https://postmaster.gmx.net/en/error-messages',
    examples: [
      '554-gmx.net (mxgmx117) Nemesis ESMTP Service not available 554-No SMTP service 554-IP address is black listed.',
    ],
  },
];
