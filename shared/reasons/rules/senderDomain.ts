import type { Rule } from '../rule.ts';

/** What a server says after MAIL FROM about a domain is about the sender's, even where the sentence does not say so. */
export const senderDomain: readonly Rule[] = [
  {
    id: 'sender.probe',
    class: 'sender_rejected',
    text: [
      'sender address rejected: (unverified|undeliverable) address',
      'data command rejected: multi-recipient bounce',
      'complete sender (verify|verification)',
    ],
    source: 'Postfix ADDRESS_VERIFICATION_README, reject_unverified_sender; Exim "verify = sender/callout"',
    examples: [
      'host mx.example.com[192.0.2.3] said: 450 4.1.7 <user@example.net>: Sender address rejected: unverified address: Address verification in progress (in reply to RCPT TO command)',
      '451 Could not complete sender verify callout',
    ],
  },
  {
    id: 'recipient.probe-failed',
    class: 'remote_temporary',
    text: [
      'recipient address rejected: unverified address: (connect to|lost connection|conversation with|host or domain name|mail transport|unknown mail transport|delivery temporarily|address verification)',
      'recipient address rejected: unverified address: * (refused to talk|said: 4#)',
    ],
    source: 'Postfix ADDRESS_VERIFICATION_README: their gateway could not ask the store behind it',
    examples: [
      '450 4.1.1 <user@example.net>: Recipient address rejected: unverified address: connect to store.example.com[10.0.0.4]:25: Connection refused',
    ],
  },
  {
    id: 'sender.named-domain',
    class: 'sender_rejected',
    phase: ['mail'],
    text: [
      "(xhost|domain|addr) (does not|doesn't) exist",
      'domain not found',
      'unknown domain',
      'no such domain',
      'invalid domain',
      'unresolvable',
      'invalid address',
      'does not exist',
      'domain must exist',
    ],
    not: ['recipient', 'helo', 'reverse', 'ptr', 'spf'],
    source: 'RFC 5321 s.3.3: what is refused after MAIL FROM is about the sender',
    examples: [
      'host mail2.example.org [192.0.2.222] SMTP error from remote mail server after MAIL FROM:<user@mx2.example.com> SIZE=1022: 553 5.1.0 mx222 mx2.example.com does not exist E2110',
    ],
  },
  {
    id: 'sender.named-domain-by-code',
    class: 'sender_rejected',
    code: ['4.1.7', '5.1.7', '4.1.8', '5.1.8'],
    text: [
      "(xhost|domain|addr) (does not|doesn't) (exist|resolve)",
      'domain not found',
      '(unknown|no such|invalid) (domain|host)',
      'unresolvable',
      'domain must exist',
      'must be resolvable',
      'not resolvable',
      'no (a|mx|dns)',
    ],
    not: ['recipient', 'helo', 'reverse', 'ptr', 'spf'],
    source: "RFC 3463 X.1.7 bad sender's mailbox address, X.1.8 bad sender's system address",
    examples: ['550 5.1.7 No such domain example.org.'],
  },
];
