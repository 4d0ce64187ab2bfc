import { describe, expect, it } from 'vitest';
import { classify, providerOf } from '../../../shared/reasons/index.ts';

describe('a provider that a reply only mentions is not the one that answered', () => {
  it.each([
    '550 5.7.1 Email rejected per DMARC policy for yahoo.com',
    '554 5.7.1 The DMARC policy of yahoo.com prohibits this message',
    '550 5.7.1 Message rejected due to SPF fail: header.from=gmail.com; smtp.mailfrom=user@gmail.com',
    '550 5.7.23 192.0.2.3 is not permitted to send mail on behalf of hotmail.com',
    '450 4.7.1 Client host rejected: cannot find your hostname, mail-ed1-f50.google.com [192.0.2.50]',
    '554 5.7.1 Service unavailable; Client host [mail-ed1-f50.google.com] blocked using bl.spamcop.net',
    '550 5.7.1 <someone@gmail.com>: Sender address rejected: Access denied',
    'host mx.example.net[203.0.113.1] said: 550 5.1.8 <someone@yahoo.com>: Sender address rejected: Domain not found (in reply to RCPT TO command)',
    '550 sorry, no mailbox here by that name (#5.1.1 - chkuser)',
  ])('%s', (text) => {
    expect(classify(text).provider).toBeNull();
  });

  it.each([
    ['gmail', '550-5.7.26 SPF check for [yahoo.com] does not pass with ip: [192.0.2.1]. - gsmtp'],
    ['yahoo', '554 5.7.9 Message not accepted for policy reasons: DMARC of gmail.com - mta4010.mail.bf1.yahoo.com'],
    [
      'apple',
      "550 5.7.1 Your message was rejected due to gmail.com's DMARC policy. See https://support.apple.com/en-us/HT204137 for info",
    ],
    [
      'rackspace',
      '554 5.7.1 ACL dns_rbl; Client host [192.0.2.4] blocked using urbl.hostedemail.com=127.0.0.2 mx1.emailsrvr.com',
    ],
    ['telstra', '421 4.7.0 nskntcmgw08p.email.telstra.net bizsmtp Too many sessions from your IP address'],
    ['yahoojp', '554 delivery error: dd This account is over quota. - mta7.mail.djm.yahoo.co.jp'],
    // The vendor of the list that refused is the one to ask.
    ['barracuda', '550 5.7.1 Service unavailable; client [192.0.2.9] blocked using b.barracudacentral.org'],
    ['barracuda', '554 Service unavailable; Client host [mail.example.com] blocked using Barracuda Reputation'],
  ])('%s answers: %s', (key, text) => {
    expect(classify(text).provider).toBe(key);
  });

  it('is found in linear time in hostile text', () => {
    for (const text of [
      'policy for '.repeat(400),
      'a.'.repeat(2000),
      `${'x'.repeat(3900)}'s dmarc`,
      'from='.repeat(800),
    ])
      expect(providerOf(`550 ${text}`)).toBeNull();
  });
});
