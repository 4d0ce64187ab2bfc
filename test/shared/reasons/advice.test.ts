import { describe, expect, it } from 'vitest';
import { adviceRefinements } from '../../../shared/messages/reasonRefinements.en.ts';
import { adviceWords } from '../../../shared/messages/reasons.en.ts';
import { reasonClasses } from '../../../shared/model/reason.ts';
import { adviceFor, allCodes, causeTitle, classify, providerOf, searchCodes } from '../../../shared/reasons/index.ts';

describe('advice', () => {
  it.each(reasonClasses)('%s: words, time scale, and steps with a source each', (cls) => {
    const words = adviceWords[cls];
    expect(words.title.length).toBeLessThanOrEqual(44);
    expect(words.steps.length).toBeGreaterThan(0);
    for (const { source } of words.steps) {
      expect(source.name).not.toBe('');
      expect(source.url).toMatch(/^https:\/\//);
    }
  });

  it('has refinements with unique ids and sources', () => {
    expect(new Set(adviceRefinements.map((r) => r.id)).size).toBe(adviceRefinements.length);
    for (const { steps } of adviceRefinements)
      for (const { source } of steps) expect(source.url).toMatch(/^https:\/\//);
  });

  it.each([
    [
      '451 4.7.650 The mail server [192.0.2.1] has been temporarily rate limited due to IP reputation. (S775) [X.prod.protection.outlook.com]',
      'SNDS',
    ],
    ['421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to user complaints yahoodns.net', 'feedback'],
    ['421-4.7.28 Our system has detected an unusual rate of unsolicited mail gsmtp', 'Postmaster Tools'],
    ['connect to 127.0.0.1[127.0.0.1]:10024: Connection refused', 'Start the filter'],
  ])('is refined by provider and code: %s', (text, step) => {
    expect(adviceFor(classify(text, { mta: 'postfix' })).steps[0]?.text).toContain(step);
  });

  it('warns where a retry harms, and takes a stated wait for the time scale', () => {
    expect(adviceFor(classify('450 4.2.0 Greylisted for 5 minutes')).retryMakesWorse).toBeTypeOf('string');
    expect(adviceFor(classify('450 4.2.0 Greylisted for 5 minutes')).timeScale).toContain('5 min');
    expect(adviceFor(classify('connect to mx.example.net[192.0.2.1]:25: Connection timed out')).retryMakesWorse).toBe(
      false,
    );
  });
});

describe('cause titles', () => {
  const title = (text: string, facts = {}): string =>
    causeTitle(classify(text, { mta: 'postfix' }), { text, ...facts });
  it.each([
    [
      'host outlook-com.olc.protection.outlook.com[192.0.2.1] said: 451 4.7.650 The mail server [203.0.113.25] has been temporarily rate limited due to IP reputation. (S775)',
      {},
      'Microsoft 365 distrusts 203.0.113.25',
    ],
    ['connect to 127.0.0.1[127.0.0.1]:10024: Connection refused', {}, 'Content filter is not answering'],
    [
      'host gmail-smtp-in.l.google.com[192.0.2.1] said: 421-4.7.28 Our system has detected an unusual rate of mail from your IP address',
      {},
      'Gmail limits our rate',
    ],
    ['host mx.example.net[192.0.2.1] said: 452 4.2.2 mailbox full', {}, 'Recipient mailbox full'],
    [
      'host mx.mailhaus.example[192.0.2.1] said: 451 4.3.0 Mail server temporarily rejected message',
      { domains: ['mailhaus.example'] },
      'Temporary trouble at mailhaus.example',
    ],
    [
      'connect to mx.harbour-print.example[192.0.2.1]:25: Connection timed out',
      { domains: ['harbour-print.example'] },
      'Cannot reach harbour-print.example',
    ],
    [
      'Host or domain name not found. Name service error for name=a.example type=MX: Host not found, try again',
      { domains: ['a.example'], domainCount: 6 },
      'DNS fails for 6 recipient domains',
    ],
    [
      'host mta5.am0.yahoodns.net[192.0.2.1] said: 421 4.7.0 [TSS04] Messages from 203.0.113.9 temporarily deferred due to user complaints',
      {},
      'Yahoo slows us for complaints',
    ],
    ['connect to mail.example.com[private/dovecot-lmtp]: Connection refused', {}, 'Mailbox store is not answering'],
  ])('%s', (text, facts, expected) => expect(title(text, facts)).toBe(expected));

  it('stays within 44 characters whatever the names', () => {
    const domains = [`${'very-long-name-'.repeat(4)}.example`];
    for (const cls of reasonClasses)
      expect(causeTitle({ ...classify('x'), class: cls }, { domains, text: 'x' }).length, cls).toBeLessThanOrEqual(44);
  });
});

describe('code pages', () => {
  it('finds both codes of a reply', () => {
    expect(searchCodes('451 4.3.0').map((p) => [p.kind, p.code])).toEqual([
      ['enhanced', '4.3.0'],
      ['reply', '451'],
    ]);
    expect(searchCodes('550-5.1.1 gone').map((p) => p.code)).toEqual(['5.1.1', '550']);
    expect(searchCodes('x.7.1')[0]).toMatchObject({ code: 'X.7.1', temporary: null });
    expect(searchCodes('no code')).toEqual([]);
    expect(searchCodes('192.0.2.1')).toEqual([]);
  });
  it('tells provider meanings, also of ranges', () => {
    expect(searchCodes('4.7.650')[0]?.providers[0]?.name).toBe('Microsoft 365');
    expect(searchCodes('5.7.612')[0]?.providers[0]?.provider).toBe('microsoft365');
  });
  it('has a meaning, a speaker and steps for every failing code', () => {
    for (const page of allCodes()) {
      expect(page.meaning, page.code).not.toBe('');
      expect(page.whoMaySay, page.code).not.toBe('');
    }
    expect(searchCodes('599')[0]?.meaning).toContain('No standard');
  });
});

describe('providers', () => {
  it.each([
    ['alt1.gmail-smtp-in.l.google.com', 'gmail'],
    ['example-com.mail.protection.outlook.com', 'microsoft365'],
    ['user@web.de', 'gmx'],
    ['mx.notgoogle.com', null],
    ['google.com.evil.example', null],
    ['550 5.1.1 no such user https://support.google.com/mail/?p=NoSuchUser', 'gmail'],
  ])('%s', (it_, key) => expect(providerOf(it_)).toBe(key));
  it('does not take a mentioned sender or client for the provider', () => {
    expect(
      classify(
        '554 5.7.1 <a8-95.smtp-out.amazonses.com[192.0.2.2]>: Client host rejected: blocked using rbl.example.org',
      ).provider,
    ).toBeNull();
  });
});
