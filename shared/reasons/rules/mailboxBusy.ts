import type { Rule } from '../rule.ts';

/** One mailbox gets too much at a time, is locked or is being moved. */
export const mailboxBusy: readonly Rule[] = [
  {
    id: 'mailbox.busy',
    class: 'mailbox_busy',
    text: [
      '(mailbox|maildrop|mail drop) (is |was )?(currently |temporarily )?(busy|locked|in use|being (moved|migrated|accessed)|under maintenance)',
      'receiving (e)?mail (at a rate|too (quickly|fast))',
      'recipient * has exceeded their (message )?rate limit',
      'recipient (has exceeded|exceeded|is receiving|has received too many) * (rate|too|messages)',
      '(too many|excessive) (messages|mails|deliver~) * (this|the|to this|for this|to the) (recipient|user|mailbox)',
      'recipient (message )?(rate|receive) limit',
      'recipient thread limit',
      '(user|recipient|mailbox|account) (is )?(over|exceed~) (the |its |his )?(message |mail |receiving )?rate',
      'mailbox * (locked|busy)',
      'account is temporarily limited',
      '(temporarily )?unable to lock (the )?(mailbox|maildrop)',
      'mailbox (temporarily )?locked',
      '(mailbox|maildrop|maildir) (lock|locking) (timeout|timed out|failed|fail~)',
      'maildrop is locked',
      'too many (concurrent|simultaneous) deliver~',
      'user is receiving (too many|mail)',
      'throttl~ * (mailbox|recipient)',
      'resource restricted * mailbox',
      'boîte temporairement occupée',
      '收件人*(频率|过多)',
    ],
    not: ['too many recent', 'per connection', 'disabled', 'from your', 'sender'],
    source: 'RFC 5321 s.4.2.3 (450 mailbox busy); RFC 3463 X.2.1; provider pages',
    examples: [
      '450 4.2.1 Mailbox busy',
      '450 4.2.1 The recipient has exceeded message rate limit. Try again later.',
      '450 4.2.0 Mailbox temporarily locked, try again later',
    ],
  },
  {
    id: 'mailbox.unavailable-now',
    class: 'mailbox_busy',
    code: ['450'],
    text: ['mailbox (is )?(temporarily |currently )?(unavailable|not available)', 'requested mail action not taken'],
    not: ['server', 'unknown', 'not found', 'disabled', 'inactive', 'full', 'quota', 'greylist~'],
    confidence: 'medium',
    source: 'RFC 5321 s.4.2.3: 450 mailbox unavailable (busy or temporarily blocked)',
    examples: ['450 Requested mail action not taken: mailbox unavailable'],
  },
];
