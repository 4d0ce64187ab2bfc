/**
 * What is cut out of the key under which an answer is remembered must not matter: for real texts and thousands of changes
 * to them the remembered answer is the one a fresh classification gives.
 */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { classify, createClassifier } from '../../../shared/reasons/index.ts';
import type { ClassifyContext } from '../../../shared/reasons/index.ts';
import { rules } from '../../../shared/reasons/rules/index.ts';
import { readLabelled } from '../../bench/scoreReasons.ts';

const samples = [
  ...readLabelled(path.join(import.meta.dirname, '../../fixtures/reasons/texts.jsonl')).map(({ text }) => text),
  ...rules.flatMap((rule) => rule.examples),
];

/** One sample in so many is changed in each way, in each context: the whole takes some seconds. */
const oneOf = 12;

const seedOf = (text: string): number =>
  Array.from(text).reduce((h, ch) => Math.imul(h ^ (ch.codePointAt(0) ?? 0), 0x01000193), 0x811c9dc5);

/** mulberry32: the same changes in every run. */
function seeded(seed: number) {
  let a = seed >>> 0;
  const next = (): number => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  const pick = <T>(list: readonly T[]): T => {
    const it = list[below(list.length)];
    if (it === undefined) throw new Error('an empty list');
    return it;
  };
  const token = (length: number, of = 'abcdefghijklmnopqrstuvwxyz0123456789'): string =>
    Array.from({ length }, () => of[below(of.length)]).join('');
  return { below, pick, token };
}

const hosts = [
  'mx1.example.net',
  'MX.Example.ORG',
  'alt4.gmail-smtp-in.l.google.com',
  'example-com.mail.protection.outlook.com',
  'mta7.am0.yahoodns.net',
  'mx00.gmx.net',
  'mail.spamhaus.example',
  'zen.spamhaus.org',
  'bl.spamcop.net',
  'postgrey.example',
  'localhost',
  'localhost.localdomain',
  'filter.ours.example',
  'relay-2.ours.example',
  'support.proofpoint.com',
  'd1.ess.barracudanetworks.com',
  'gmail.com.example',
  'mail.example.xn--p1ai',
  'mx_1.example.com',
  '-mx.example.com',
  'host-12-34.example',
];
const addresses = [
  '192.0.2.7',
  '203.0.113.250',
  '127.0.0.1',
  '127.0.0.2',
  '10.1.2.3',
  '2001:db8::25',
  '::1',
  '::ffff:127.0.0.1',
  '1.2.3.4567',
  '0.0.0.0',
];
const locals = ['user', 'u.ser+tag', 'spamhaus', 'greylist', 'lib_123', 'mcspam', '"some one"', 'x'.repeat(130)];
const ids = [
  'greylisted-12345678',
  'mailbox-full-1234',
  'S3150',
  'TSS04',
  'OFR004_104',
  'opmta123456789',
  'mwinf5c04',
  '1700000000-abcdefGHIJ12',
  '300sec',
  '5m',
  'spam_a1b2',
  'spam_1ab2',
  '4.2.2',
  '452-4.2.2',
  '550',
  '450',
  '12.5',
  '2026-01-02T10:00:00.123Z',
  '00:04:59',
  'EUR05FT012.eop-EUR05.prod.protection.example',
  'abc1.de',
  'é1234567',
];

type Change = (text: string, by: ReturnType<typeof seeded>) => string;
const replaced =
  (what: RegExp, by: (random: ReturnType<typeof seeded>, found: string) => string): Change =>
  (text, random) => {
    const places = [...text.matchAll(what)];
    if (places.length === 0) return text;
    const { 0: found, index } = random.pick(places);
    return text.slice(0, index) + by(random, found) + text.slice(index + found.length);
  };

const changes: Readonly<Record<string, Change>> = {
  'other hosts': replaced(/\b[a-z0-9][\w-]*(?:\.[\w-]+)+[a-z]\b/gi, ({ pick }) => pick(hosts)),
  'hosts of a farm': replaced(
    /\b[a-z0-9][\w-]*(?=\.[\w-]+\.[a-z]{2,})/gi,
    ({ token, below }) => `m${token(1 + below(12))}`,
  ),
  'other addresses of machines': replaced(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, ({ pick }) => pick(addresses)),
  'other mailboxes': replaced(/[\w.+-]+@[\w.-]+/g, ({ pick }) => `${pick(locals)}@${pick(hosts)}`),
  'other numbers': replaced(/\b\d+\b/g, ({ below, pick }) => String(below(pick([10, 100, 1000, 1e6, 1e12])))),
  'numbers as long': replaced(/\b\d+\b/g, ({ token }, found) => token(found.length, '0123456789')),
  'other codes': replaced(/\b[245]\d\d\b/g, ({ pick }) =>
    pick(['421', '450', '451', '452', '550', '554', '220', '299']),
  ),
  'other enhanced codes': replaced(/\b[245]\.\d{1,3}\.\d{1,3}\b/g, ({ pick }) =>
    pick(['4.7.1', '5.1.1', '4.2.2', '4.16.55']),
  ),
  'other waits': replaced(/\b\d+(?= ?(?:sec|min|hour|s\b))/g, ({ below }) => String(1 + below(700))),
  'other ids': replaced(/\b(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{5,}\b/gi, ({ pick }) => pick(ids)),
  'ids as long': replaced(/\b(?=\w*\d)(?=\w*[a-z])\w{5,}\b/gi, ({ token }, found) => token(found.length)),
  'an id more': (text, { pick, below }) => {
    const spaces = [...text.matchAll(/ /g)];
    const at = spaces[below(Math.max(1, spaces.length))]?.index ?? text.length;
    return `${text.slice(0, at)} ${pick(ids)}${text.slice(at)}`;
  },
  'cut short': (text, { below }) => text.slice(0, below(text.length + 1)),
  'begun late': (text, { below }) => text.slice(below(text.length + 1)),
  'other letters': (text, { below, pick }) => {
    const at = below(text.length + 1);
    return text.slice(0, at) + pick(['\u00a0', '\ud800', '\ufffd', '邮箱', 'ä', '\0', '…', '\u202e']) + text.slice(at);
  },
};

const contexts: readonly ClassifyContext[] = [
  { mta: 'postfix' },
  { mta: 'exim' },
  {},
  { mta: 'postfix', ownHops: ['.ours.example', '203.0.113.250', 'localhost'] },
];

describe('a remembered answer', () => {
  it.each(Object.entries(changes))('is the fresh one for texts with %s', (name, change) => {
    for (const [number, context] of contexts.entries()) {
      const classifier = createClassifier();
      for (const sample of samples) {
        // By the sample itself: one more changes nothing for the others.
        const random = seeded(seedOf(`${name} ${number} ${sample}`));
        if (random.below(oneOf) !== 0) continue;
        const first = change(sample, random);
        const second = change(sample, random);
        for (const text of [sample, first, second, sample, first])
          expect(classifier.classify(text, context), text).toEqual(classify(text, context));
      }
    }
  });

  it('is the fresh one in every order of arrival, also with many changes at once', () => {
    const random = seeded(42);
    const all = Object.values(changes);
    const texts: string[] = [];
    for (const sample of samples) {
      let text = sample;
      const own = seeded(seedOf(sample));
      for (let n = own.below(5); n >= 0; n -= 1) text = own.pick(all)(text, own);
      texts.push(sample, text);
    }
    for (const limit of [20_000, 40]) {
      const classifier = createClassifier({ limit });
      for (let n = 0; n < 1500; n += 1) {
        const text = random.pick(texts);
        expect(classifier.classify(text, { mta: 'postfix' }), text).toEqual(classify(text, { mta: 'postfix' }));
      }
      expect(classifier.stats.size).toBeLessThanOrEqual(limit);
    }
  });

  it('is not mixed up where texts are made to look alike: equal beginnings, ends, lengths and places of parts', () => {
    const classifier = createClassifier();
    const random = seeded(7);
    const words = ['greylisted', 'mailboxful', 'user is no', 'spam found', 'try again.', 'quota over'];
    for (let n = 0; n < 800; n += 1) {
      const text = `host mx${n % 7}.example.net[192.0.2.${n % 200}] said: 450 4.2.0 <u${n}@example.org> ${random.pick(words)} ${random.pick(words)} ${random.pick(words)} (in reply to RCPT TO command)`;
      expect(classifier.classify(text), text).toEqual(classify(text));
    }
  });

  it('costs no more than room and time for one text where a stranger makes it long', () => {
    const classifier = createClassifier();
    for (const piece of ['1a ', 'a1.b2.', 'x@y.example ', '1.2.3.4 ', '::1:', '-_', '550 ', '\u00e4', '@', '1a_b2-'])
      for (const length of [3000, 1_000_000]) {
        const text = `host mx.example.net[192.0.2.1] said: 450 ${piece.repeat(Math.ceil(length / piece.length))}`;
        expect(classifier.classify(text)).toEqual(classify(text));
        expect(classifier.classify(text)).toEqual(classify(text));
      }
    expect(classifier.stats.size).toBeLessThanOrEqual(20);
  });
});
