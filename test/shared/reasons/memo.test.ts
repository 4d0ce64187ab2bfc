import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { classify, readAdminRules, createClassifier, reasonPattern } from '../../../shared/reasons/index.ts';
import { readLabelled } from '../../bench/scoreReasons.ts';

const rows = readLabelled(path.join(import.meta.dirname, '../../fixtures/reasons/texts.jsonl'));

describe('the memo', () => {
  it('answers as without it, in any order, twice', () => {
    const classifier = createClassifier();
    for (const { text, mta } of [...rows, ...[...rows].reverse()])
      expect(classifier.classify(text, { mta: mta ?? undefined }), text).toEqual(
        classify(text, { mta: mta ?? undefined }),
      );
    expect(classifier.stats.remembered).toBeGreaterThanOrEqual(rows.length);
  });

  it('leaks no host, address or wait from one text to another', () => {
    const classifier = createClassifier();
    const text = (n: number): string =>
      `host mx${n}.dom${n}.example[192.0.2.${n}] said: 450 4.2.0 <u${n}@dom${n}.example>: Recipient address rejected: Greylisting in effect, please come back in ${n + 20} seconds (in reply to RCPT TO command)`;
    for (let n = 1; n < 120; n += 1) {
      const reason = classifier.classify(text(n), { mta: 'postfix' });
      expect(reason.speaker).toEqual({ kind: 'remote', host: `mx${n}.dom${n}.example`, ip: `192.0.2.${n}` });
      expect(reason.retryAfter).toBe(n + 20);
    }
    // Waits of two digits and of three, and a few numbers that phrases name.
    expect(classifier.stats.classified).toBeLessThan(10);
  });

  it('keeps providers, own machine and codes apart', () => {
    const apart = [
      'host mx.example.net[192.0.2.1] said: 451 4.3.0 try later',
      'host gmail-smtp-in.l.google.com[192.0.2.1] said: 451 4.3.0 try later',
      'host 127.0.0.1[127.0.0.1] said: 451 4.3.0 try later',
      'host mx.example.net[192.0.2.1] said: 451 4.7.1 try later',
      'host mx.example.net[192.0.2.1] said: 450 4.3.0 try later',
    ];
    expect(new Set(apart.map((t) => reasonPattern(t))).size).toBe(apart.length);
    const classifier = createClassifier();
    for (const text of apart) expect(classifier.classify(text)).toEqual(classify(text));
  });

  it.each([
    ['codes before a colon', '450: try again later', '550: try again later', []],
    ['codes before a dash', '450- try again later', '550- try again later', []],
    ['names under a listed suffix', 'filter.ours.example', 'filter.theirs.example', ['.ours.example']],
    ['our own machine by another name', 'localhost.localdomain', 'mx.theirs.example', []],
    ['our own machine by a mapped address', '::ffff:127.0.0.1', '::ffff:192.0.2.1', []],
    ['waits of which one is too long to be one', 'retry in 30 days', 'retry in 3 days', []],
    ['codes of providers with six digits', 'OFR004_104 refused', 'OFR005_999 refused', []],
    [
      'ends of very long texts',
      `${'x'.repeat(4100)} (in reply to RCPT TO command)`,
      `${'x'.repeat(4100)} (in reply to MAIL FROM command)`,
      [],
    ],
  ])('answers as without it for %s', (_what, a, b, ownHops) => {
    const texts = [a, b].map((part) =>
      part.includes('.') || part.includes('::')
        ? `host ${part}[198.51.100.9] said: 451 4.3.0 Temporary failure`
        : `host mx.example.net[192.0.2.1] said: ${part}`,
    );
    for (const order of [texts, [...texts].reverse()]) {
      const classifier = createClassifier();
      for (const text of order) expect(classifier.classify(text, { ownHops })).toEqual(classify(text, { ownHops }));
    }
  });

  it('is bounded', () => {
    const classifier = createClassifier({ limit: 100 });
    const word = (n: number): string =>
      Array.from(String(n))
        .map((d) => 'abcdefghij'[Number(d)])
        .join('');
    for (let n = 0; n < 1000; n += 1) classifier.classify(`451 trouble ${word(n)} here`);
    expect(classifier.stats.size).toBeLessThanOrEqual(100);
  });

  it('forgets when own hops or rules change', () => {
    const classifier = createClassifier();
    const text = 'host filter.example[198.51.100.9] said: 451 4.3.0 Temporary failure';
    expect(classifier.classify(text).class).toBe('remote_temporary');
    expect(classifier.classify(text, { ownHops: ['filter.example'] }).class).toBe('local_fault');
    const adminRules =
      readAdminRules('[{"id":"a","class":"greylist","text":["temporary failure"]}]').compiled ?? undefined;
    expect(classifier.classify(text, { adminRules }).rule).toBe('own.a');
    expect(classifier.classify(text, {}).class).toBe('remote_temporary');
  });

  it('folds reply variants into one pattern', () => {
    expect(
      reasonPattern('host mx1.a.example[192.0.2.1] said: 450 4.2.0 <u@a.example>: Greylisted for 299 seconds'),
    ).toBe('host …[…] said: 450 4.2.0 <…@…>: Greylisted for … seconds');
  });
});
