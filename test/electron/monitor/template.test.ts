/**
 * What is cut out of deferral texts, and that the scanner which reads a million of them finds what the regular expression
 * it stands for would.
 */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cutText, fillText, plainTemplate } from '../../../electron/monitor/queue/template.ts';
import { classify } from '../../../shared/reasons/index.ts';
import type { ClassifyContext } from '../../../shared/reasons/index.ts';
import { rules } from '../../../shared/reasons/rules/index.ts';
import { readLabelled } from '../../bench/scoreReasons.ts';

/** The definition: identifiers, times, machines in a trace, mailboxes with digits. */
const parts =
  /(?<![\w.@:/-])(?=[\w-]{0,40}\d)(?=[\w-]{0,40}[A-Za-z])(?![2-5]\d\d-)(?!(?:[\w-]*[_-])?(?=[A-Za-z]*[g-zG-Z])[A-Za-z]{3,}(?![A-Za-z\d]))(?!(?:[A-Z]+\d{1,4}|[A-Za-z]+\d{1,4}[_-]\d{1,4})(?![\w-]))[\w-]{10,80}(?:\.\d{1,5})?(?![\w@:/-]|\.\w)|(?<![\w.@:/-])\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?(?!\w)|(?<=\s\[)[A-Z\d]{6,31}(?<=[A-Z][A-Z\d]*)(?:\.(?=[\w-]{0,60}\d)[\w-]{1,60}(?=\.[\w-]{1,60}\.\w)|(?<=\d[A-Z\d]*)(?=\.[\w-]{1,60}\.\w))|(?<=[<\s])(?=[\w.+=-]{0,60}\d)[\w.+=-]{10,120}(?=@\w)|(?<=(?<![A-Za-z])(?:in|for|after|within|wait) )((?:(?![245]\d\d(?!\d))|(?=2\d\d(?!\d))(?<= said: [45]\d\d [^]*))\d{1,6})(?<= \d{1,6})(?= (?:s|secs?|seconds?|mins?|minutes?)(?!\w))/g;

function cutByExpression(raw: string, address: string): { template: string; holes: string } {
  let text = raw.slice(0, 2000).replace(/[\uE000-\uE002]/g, ' ');
  if (address !== '') text = text.replaceAll(address, '\uE000');
  const holes: string[] = [];
  const template = text.replace(parts, (found: string, number?: string) => {
    holes.push(found);
    return number === undefined ? '\uE001' : '\uE002';
  });
  return { template, holes: holes.join('\n') };
}

const samples = [
  ...readLabelled(path.join(import.meta.dirname, '../../fixtures/reasons/texts.jsonl')).map(({ text }) => text),
  ...rules.flatMap((rule) => rule.examples),
];

/** mulberry32. */
function seeded(seed: number): (n: number) => number {
  let a = seed >>> 0;
  return (n) => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * n);
  };
}

const pieces = [
  ...Array.from('abzAZ059_-.@:/+=<>[]() '),
  '\u00a0',
  'ä',
  '邮',
  '\ud83d\ude00',
  '\uE000',
  '\uE001',
  '\uE002',
  ' in ',
  'LPN007_510',
  '-Please',
  '550',
  'c0ffee-dead-12',
  'XGEMAIL_0002',
  ' wait ',
  'again in 287 seconds',
  ' said: 450 in 287s',
  '250',
  ' min',
  '\0',
  '2026-11-22T12:29:25',
  '2026-11-22T12:29:25.636Z',
  '.1234567890',
  '+01:00',
  'abcdef12345',
  '.973',
  '.123456',
  'AM6EUR05FT032',
  ' [MSGEWR',
  '.eop-EUR05.prod',
  'bounce+d59e83vk-728262',
  '@news.example',
  'user@example.net',
  'x'.repeat(39),
  'x1'.repeat(39),
  '1'.repeat(61),
  ' [',
  ' <',
  'Z',
];

test('what is cut out decides nothing: the answer to a template is the one to each of its texts', () => {
  for (const text of samples) {
    const template = plainTemplate(cutText(text, '').template);
    if (template === text) continue;
    for (const mta of ['postfix', 'exim', undefined] as const)
      expect(essence(template, mta), text).toEqual(essence(text, mta));
  }
});

function essence(text: string, mta: ClassifyContext['mta']) {
  const { class: of, side, provider, rule, reply, enhanced, phase, confidence } = classify(text, { mta });
  return { of, side, provider, rule, reply, enhanced, phase, confidence };
}

describe('the scanner cuts what the expression would', () => {
  const check = (text: string, address: string): void => {
    const cut = cutText(text, address);
    expect(cut, JSON.stringify([text, address])).toEqual(cutByExpression(text, address));
    expect(fillText(cut.template, cut.holes, address)).toBe(text.slice(0, 2000).replace(/[\uE000-\uE002]/g, ' '));
  };

  test('in real texts, for any address in them', () => {
    for (const text of samples) {
      check(text, '');
      for (const address of (text.match(/[^\s<>]+@[^\s<>]+/g) ?? []).slice(0, 3)) check(text, address);
    }
  });

  test('in texts made of what matters to it', () => {
    const below = seeded(11);
    for (let n = 0; n < 40_000; n += 1) {
      const text = Array.from({ length: 1 + below(14) }, () => pieces[below(pieces.length)] ?? '').join('');
      check(text, ['', '', 'user@example.net', '+', 'b@z', '-'][below(6)] ?? '');
    }
  });

  test('in real texts with something put in or taken out', () => {
    const below = seeded(12);
    for (const sample of samples)
      for (let n = 0; n < 4; n += 1) {
        let text = sample;
        for (let k = 0; k < 3; k += 1) {
          const at = below(text.length + 1);
          text = text.slice(0, at) + (pieces[below(pieces.length)] ?? '') + text.slice(at + below(3));
        }
        check(text, 'user@example.net');
      }
  });

  test('in long texts, in a time that grows with their length alone', () => {
    for (const piece of ['1a', 'a1.', 'x@y.example ', '2026-11-22T12:29:25.', ' [A1', '<a1', '-_', 'a', 'ä'])
      check(`said: ${piece.repeat(3000)}`, 'user@example.net');
  });
});
