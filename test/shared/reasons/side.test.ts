/** Whose trouble it is: where a reply's words or its speaker change the side that its class usually has. */
import { describe, expect, it } from 'vitest';
import { classify } from '../../../shared/reasons/index.ts';

describe('the side where it is not that of the class', () => {
  it.each([
    ['dsn', 'smtp; 554 5.4.7 delivery expired (connect: no route to host)', 'expired', 'network'],
    ['exchange', '4.4.7 Message expired', 'expired', 'remote'],
    ['bare', '451 4.7.24 SPF evaluation temporarily unavailable', 'sender_auth', 'dns'],
    ['bare', '550 5.7.23 SPF check failed', 'sender_auth', 'sender'],
    ['postfix', 'mail for example.com loops back to myself', 'routing_loop', 'local'],
    ['bare', '554 5.4.6 Too many hops', 'routing_loop', 'remote'],
    ['bare', '550 5.7.1 Unable to relay for user@example.com', 'relay_denied', 'local'],
    ['bare', '554 5.7.1 <user@example.com>: Relay access denied', 'relay_denied', 'remote'],
    ['dsn', 'x-unix; maildrop: maildir over quota.', 'mailbox_full', 'local'],
    ['dsn', 'smtp; 552 5.2.2 user is over quota', 'mailbox_full', 'remote'],
    ['postfix', 'host mail.example.org[private/dovecot-lmtp] said: 452 4.2.2 Quota exceeded', 'mailbox_full', 'local'],
    ['bare', '550 5.7.1 Unconfigured Sending Domain <example.com>', 'sender_rejected', 'local'],
    ['bare', '550 5.1.8 Sender address rejected: Domain not found', 'sender_rejected', 'sender'],
  ])('%s: %s', (mta, text, cls, side) => {
    const reason = classify(text, { mta });
    expect([reason.class, reason.side]).toEqual([cls, side]);
  });
});
