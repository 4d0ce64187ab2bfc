import { describe, expect, it } from 'vitest';
import { classify, createClassifier, reasonPattern } from '../../../shared/reasons/index.ts';
import { phraseSource } from '../../../shared/reasons/phrase.ts';
import { maxTextLength, tidy } from '../../../shared/reasons/text.ts';
import { rules } from '../../../shared/reasons/rules/index.ts';

describe('who spoke decides', () => {
  it.each([
    [
      'host mx.example.net[192.0.2.1] said: 451 4.3.0 Error: queue file write error (in reply to end of DATA command)',
      'remote_temporary',
      'remote',
      'remote',
    ],
    [
      'host 127.0.0.1[127.0.0.1] said: 451 4.3.0 Error: queue file write error (in reply to end of DATA command)',
      'local_fault',
      'local',
      'own_hop',
    ],
    [
      'host mx.example.net[192.0.2.3] said: 451 4.7.1 Service unavailable - try again later (in reply to end of DATA command)',
      'remote_temporary',
      'remote',
      'remote',
    ],
    // Postfix names every host it quotes: without one it is its own milter client that speaks (milter8.c).
    ['451 4.7.1 Service unavailable - try again later', 'local_fault', 'local', 'us'],
    [
      'host localhost[::1] said: 451 4.7.1 Service unavailable - try again later (in reply to end of DATA command)',
      'local_fault',
      'local',
      'own_hop',
    ],
    ['connect to mail.example.com[private/dovecot-lmtp]: Connection refused', 'local_fault', 'local', 'us'],
    ['connect to mx.example.com[192.0.2.3]:25: Connection refused', 'connect_failed', 'network', 'us'],
  ])('%s', (text, cls, side, speaker) => {
    const reason = classify(text, { mta: 'postfix' });
    expect([reason.class, reason.side, reason.speaker?.kind]).toEqual([cls, side, speaker]);
  });

  it("takes the admin's own hops for ours, by name, suffix and address", () => {
    const text =
      'host filter.example.net[10.0.0.5] said: 451 4.3.0 Temporary failure (in reply to end of DATA command)';
    expect(classify(text).class).toBe('remote_temporary');
    for (const hop of ['filter.example.net', '.example.net', '10.0.0.5'])
      expect(classify(text, { ownHops: [hop] })).toMatchObject({ class: 'local_fault', side: 'local' });
  });

  it('keeps what our own store says about a mailbox, as ours to mend', () => {
    expect(
      classify(
        'host mail.example.com[private/dovecot-lmtp] said: 552 5.2.2 <a@example.com> Quota exceeded (mailbox for user is full) (in reply to end of DATA command)',
      ),
    ).toMatchObject({ class: 'mailbox_full', side: 'local' });
  });
});

describe('wrappers', () => {
  it.each([
    [
      'delivery temporarily suspended: host mx.example.net[192.0.2.1] refused to talk to me: 421 4.7.0 Too many connections',
      'connect',
      'mx.example.net',
      '421',
      '4.7.0',
    ],
    [
      'R=dnslookup T=remote_smtp defer (-44) H=mx.example.net [192.0.2.1]*: SMTP error from remote mail server after RCPT TO:<a@example.org>: 451 4.7.1 Greylisted',
      'rcpt',
      'mx.example.net',
      '451',
      '4.7.1',
    ],
    [
      'host mx.example.net [192.0.2.1] SMTP error from remote mail server after end of data: 550 spam',
      'end_of_data',
      'mx.example.net',
      '550',
      null,
    ],
    [
      '192.0.2.1 does not like recipient. Remote host said: 550 5.1.1 User unknown Giving up on 192.0.2.1.',
      'rcpt',
      null,
      '550',
      '5.1.1',
    ],
    [
      'status=deferred (host mx.example.net[192.0.2.1] said: 450 4.2.0 Greylisted (in reply to RCPT TO command))',
      'rcpt',
      'mx.example.net',
      '450',
      '4.2.0',
    ],
    [
      'host mx.example.net[192.0.2.1] said: 451-4.7.1 first line 451 4.7.1 second line (in reply to MAIL FROM command)',
      'mail',
      'mx.example.net',
      '451',
      '4.7.1',
    ],
    ['smtp; 550-5.1.1 gone', null, null, '550', '5.1.1'],
  ])('%s', (text, phase, host, reply, enhanced) => {
    const reason = classify(text);
    expect({
      phase: reason.phase,
      host: reason.speaker?.host ?? null,
      reply: reason.reply,
      enhanced: reason.enhanced,
    }).toEqual({ phase, host, reply, enhanced });
  });

  it('invents no code: an address or a provider number is none', () => {
    expect(classify('421 Message from (192.0.2.178) temporarily deferred - 4.16.50.').enhanced).toBeNull();
    expect(classify('connect to mx.example.net[5.1.1.2]:25: Connection refused')).toMatchObject({
      reply: null,
      enhanced: null,
    });
  });
});

describe('cause before mechanism', () => {
  it.each([
    [
      '451 4.7.650 The mail server [192.0.2.1] has been temporarily rate limited due to IP reputation. (S775)',
      'reputation',
    ],
    ['421 4.7.27 This mail has been rate limited because SPF does not pass. gsmtp', 'sender_auth'],
    ['450 4.7.1 Greylisted, too many connections is no reason, try later', 'greylist'],
  ])('%s', (text, cls) => expect(classify(text).class).toBe(cls));
});

describe('stated waits', () => {
  it.each([
    ['450 4.2.0 Greylisted for 5 minutes', 300],
    ['451 4.7.1 Greylisting in action, please come back in 00:04:59', 299],
    ['450 Try again in 2 hours', 7200],
    ['450 4.2.0 Greylisted', null],
    ['552 5.3.4 Message of 300 seconds is no wait', null],
    ['450 4.3.2 Too many mails, try again in 1 hour(s) 25 minute(s) and see the rules', 5100],
    ['451 4.7.1 Greylisted, please come back in 4 minutes and 30 seconds', 270],
    ['451 4.7.1 Try again in 5 minutes, 3 hours at most', 300],
    ['554 4.4.7 Message expired: unable to deliver in 840 minutes.', null],
    ['450 4.2.0 Sie stehen auf der Greyliste, bitte in 5 Minuten erneut versuchen', 300],
  ])('%s', (text, seconds) => expect(classify(text).retryAfter).toBe(seconds));
});

describe('bad input', () => {
  const inputs = [
    '',
    '   ',
    '\u0000\u0001\u0002',
    '<script>alert(1)</script>',
    'Bo\ufffdte temporairement indisponible',
    '\ud800 lone surrogate',
    '{"json": true}',
    'x'.repeat(1_000_000),
  ];
  it.each(inputs.map((t) => [t.slice(0, 30), t]))('%j gives a result with nulls', (_short, text) => {
    const reason = classify(text);
    expect(reason.reply).toBeNull();
    expect(reason.class).toEqual(expect.any(String));
  });
  it('an empty text is unspecified and sure of nothing', () => {
    expect(classify('')).toMatchObject({ class: 'unspecified', confidence: 'low', speaker: null, provider: null });
  });
});

describe('hostile input', () => {
  it('looks at a bounded part of any text', () => {
    expect(tidy('a'.repeat(1_000_000)).length).toBeLessThanOrEqual(maxTextLength + 1);
    expect(reasonPattern('1a '.repeat(400_000)).length).toBeLessThanOrEqual(maxTextLength * 2);
  });

  it('no rule repeats without a bound', () => {
    for (const rule of rules)
      for (const phrase of [...(rule.text ?? []), ...(rule.and ?? []), ...(rule.not ?? []), ...(rule.whole ?? [])]) {
        const source = phraseSource(phrase)
          .replace(/\\./g, '')
          .replace(/\[\^\]/g, '.');
        expect(source, `${rule.id}: ${phrase}`).not.toMatch(/[*+]|\{\d+,\}/);
      }
  });

  it.each([
    'host '.repeat(200_000),
    `host a[${'1'.repeat(1_000_000)}`,
    '450-4.2.1 '.repeat(100_000),
    'R=a T=b defer (-44) '.repeat(50_000),
    '<'.repeat(1_000_000),
    `${'a@'.repeat(300_000)}b`,
    'too many too many '.repeat(60_000),
    'mailbox is was has been seems '.repeat(33_000),
    `said: ${'4.7.1 '.repeat(160_000)}`,
    'https://'.repeat(125_000),
    'Remote host said: '.repeat(50_000),
  ])('1 MB of %.20j is answered', (text) => {
    expect(classify(text).class).toEqual(expect.any(String));
    expect(createClassifier().classify(text)).toEqual(classify(text));
  });
});

describe('how sure an answer may be', () => {
  it('words and an enhanced code that contradict each other are no sure answer', () => {
    expect(classify('550 5.1.1 Message contains a virus').confidence).toBe('medium');
    expect(classify('550 5.7.1 Message contains a virus').confidence).toBe('high');
  });
});

describe('our own sentences', () => {
  it('a router of ours that quotes nobody speaks of our own mailboxes', () => {
    expect(classify('R=local_user: Unknown user')).toMatchObject({ class: 'user_unknown', side: 'local' });
  });

  it('a log of qmail-send is read with its underscores taken for spaces', () => {
    const died = classify('deferral: Connected_to_192.0.2.1_but_connection_died._(#4.4.2)/');
    expect(died).toMatchObject({ class: 'connection_dropped', side: 'network' });
    const none = classify("failure: Sorry,_I_couldn't_find_any_host_named_example.org._(#5.1.2)/");
    expect(none.class).toBe('no_such_domain');
  });
});

describe('the memo of exact texts and host names', () => {
  it('host names that differ in the first label share an answer unless that label names a blocklist', () => {
    const of = (label: string): string => `554 5.7.1 See a page of ${label}.net-1.east.mail.isp.example`;
    const classifier = createClassifier();
    for (const label of ['a1', 'b2', 'postgrey', 'spamhaus', 'mailspike', 'c3', 'a1'])
      expect(classifier.classify(of(label))).toEqual(classify(of(label)));
  });

  it('takes off what webmail and delivery agents put around a reply', () => {
    expect(
      classify('SMTP Error (451): Failed to add recipient "u@example.org" (4.7.1 Greylisted, try later).'),
    ).toMatchObject({ reply: '451', enhanced: '4.7.1', class: 'greylist' });
    expect(classify('Error SMTP: [552] 5.2.2 Mailbox full')).toMatchObject({ reply: '552', class: 'mailbox_full' });
    expect(
      classify(
        'Error (temporary failure: "mail.lmtp: LMTP server error: 451 4.2.0 <u@example.org> Internal error occurred.")',
      ),
    ).toMatchObject({ reply: '451', class: 'local_fault', side: 'local' });
  });

  it('names the provider by the host that greets, before gateways others use too', () => {
    expect(classify('554 mxd12.ad.aruba.it bizsmtp 192.0.2.1').provider).toBe('aruba');
    expect(classify('554 bizsmtp IB103. Connection refused.').provider).toBe('godaddy');
  });
});

describe('what the sentence itself says was being done', () => {
  it.each([
    ['BANNER rejected: 421 4.3.2 Service shutting down', 'opensmtpd', 'connect', '421'],
    ["MAIL FROM failed: '452 4.3.1 Insufficient system storage'", 'bare', 'mail', '452'],
    [
      'host mx.example.net[192.0.2.1] said: 451-response to "RCPT TO:<u@example.com>" from mx2.example.net was: 450 4.2.0 Greylisted',
      'postfix',
      'rcpt',
      '451',
    ],
    ['Error upgrading connection with STARTTLS: 454 4.7.0 TLS not available', 'bare', 'starttls', '454'],
    ['H=mx.example.net [192.0.2.1] Connection timed out', 'exim', 'connect', null],
    [
      'SMTP error from remote mailer after RCPT TO: <u@example.net>: host mx.example.net [192.0.2.1]: 553 5.1.1 unknown user',
      'exim',
      'rcpt',
      '553',
    ],
    [
      'Expected response code 250 but got code "421", with message "421 Timeout waiting for data from client."',
      'bare',
      null,
      '421',
    ],
  ])('%s', (text, mta, phase, reply) => expect(classify(text, { mta })).toMatchObject({ phase, reply }));

  it('an enhanced code in front is somebody else’s status, unless Postfix lists it', () => {
    expect(classify('4.3.1 Insufficient system resources', { mta: 'exchange' }).side).toBe('remote');
    expect(classify('4.3.0 queue file write error', { mta: 'postfix' }).side).toBe('local');
  });
});

describe('a filter or store of ours', () => {
  it.each([
    [
      'host 127.0.0.1[127.0.0.1] said: 554 5.7.1 Rejected for policy reasons (in reply to end of DATA command)',
      'local',
    ],
    ['host 127.0.0.1[127.0.0.1] said: 550 5.1.1 <u@example.com> User unknown (in reply to RCPT TO command)', 'local'],
    [
      'host 127.0.0.1[127.0.0.1] said: 554 5.7.1 Message identified as spam (in reply to end of DATA command)',
      'sender',
    ],
    ['host mx.example.net[192.0.2.1] said: 554 5.7.1 Rejected for policy reasons', 'remote'],
  ])('%s', (text, side) => expect(classify(text, { mta: 'postfix' }).side).toBe(side));
});
