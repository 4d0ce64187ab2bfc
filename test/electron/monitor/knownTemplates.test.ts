/**
 * A template that is found by a text's bytes is the one that cutting the text gives, with the same parts, whatever was met
 * before: else a reply would stand under another one's cause.
 */
import path from 'node:path';
import { expect, test } from 'vitest';
import { KnownTemplates } from '../../../electron/monitor/queue/knownTemplates.ts';
import { createPool } from '../../../electron/monitor/queue/pool.ts';
import { cutTaken, cutText } from '../../../electron/monitor/queue/template.ts';
import { ownAddress, TextBytes } from '../../../electron/monitor/queue/textBytes.ts';
import { rules } from '../../../shared/reasons/rules/index.ts';
import { readLabelled } from '../../bench/scoreReasons.ts';

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

function reader() {
  const texts = createPool();
  const known = new KnownTemplates(texts);
  const bytes = new TextBytes();
  const read = { found: 0, asked: 0 };
  const check = (text: string, address: string): void => {
    const cut = cutText(text, address);
    bytes.take(text);
    read.asked += 1;
    let number = known.find(bytes, address);
    if (number !== 0) {
      read.found += 1;
      const holes: string[] = [];
      for (let part = 0; part < bytes.count; part += 1)
        if (bytes.kinds[part] !== ownAddress) holes.push(bytes.text.slice(bytes.starts[part], bytes.ends[part]));
      expect({ template: texts.text(number), holes: holes.join('\n') }, JSON.stringify([text, address])).toEqual(cut);
      return;
    }
    number = texts.put(cutTaken(bytes, address));
    expect(texts.text(number)).toBe(cut.template);
    known.learn(bytes, number);
  };
  return { check, read };
}

const below = seeded(5);
const letters = 'abcdefghijklmnopqrstuvwxyzABCXYZ0123456789';
const token = (length: number): string => Array.from({ length }, () => letters[below(letters.length)] ?? '').join('');
const pick = <T>(list: readonly [T, ...T[]]): T => list[below(list.length)] ?? list[0];

const filled = (form: string, address: string): string =>
  form
    .replaceAll('ADDRESS', address)
    .replaceAll('ID', () => token(8 + below(30)))
    .replaceAll(
      'TIME',
      () =>
        `2026-11-2${below(10)}T1${below(10)}:0${below(10)}:25${pick(['', '.6', '.123456'])}${pick(['Z', '', '+01:00'])}`,
    )
    .replaceAll('NUMBER', () => String(below(700)))
    .replaceAll('MACHINE', () => token(4 + below(10)).toUpperCase())
    .replaceAll('VERP', () => `bounce+${token(below(20))}-${below(1e6)}`);

const forms = [
  'host mx.example.net[192.0.2.1] said: 452-4.2.2 over quota ID-IDsi99.973 - gsmtp (in reply to RCPT TO command)',
  'host mx.example.net[192.0.2.1] said: 452-4.2.2 over quota ID - gsmtp (in reply to RCPT TO command)',
  'host mx.example.net[192.0.2.1] said: 452-4.2.2 over quota (ID) ID. ADDRESS, TIME',
  'host mx.example.net[192.0.2.1] said: 450 4.2.0 <ADDRESS>: Recipient address rejected: Greylisted',
  'host mx.example.net[192.0.2.1] said: 450 4.2.0 <xADDRESS>: Recipient address rejected: Greylisted',
  'host mx.example.net[192.0.2.1] said: 450 4.2.0 <other@example.org>: Recipient address ADDRESS rejected',
  'host mx.example.net[192.0.2.1] said: 450 4.1.8 <VERP@news.example>: Sender address rejected',
  'host mx.example.net[192.0.2.1] said: 450 4.1.8 <VERP+VERP@news.example>: Sender address rejected',
  'host mx.example.net[192.0.2.1] said: 451 4.7.650 slow down (S775) [MACHINE.eop-EUR05.prod.example TIME ID]',
  'host mx.example.net[192.0.2.1] said: 451 4.7.650 slow down (S775) [MACHINE.ADDRESS TIME ID]',
  'Deferred: 451 4.7.1 ADDRESS try later, id=ID, at TIME',
  'host mx.example.net[192.0.2.1] said: 450 4.2.0 <ADDRESS>: Greylisted, come back in NUMBER seconds (ID)',
  'Deferred: 450 4.2.0 please wait NUMBER min, ADDRESS',
  'SMTP error from remote mail server after RCPT TO:<ADDRESS>: host mx.example.net [192.0.2.1]: 450 ID',
  'connect to mx.example.net[192.0.2.1]:25: Connection timed out',
  'ID',
  '] ID x ] ID',
] as const;
const addresses = [
  'u1@example.net',
  'u2@example.net',
  'other@example.org',
  'a@b@c.example',
  'root',
  '',
  'ü@example.net',
  '-',
] as const;

test('texts of one form that differ in their parts', () => {
  const { check, read } = reader();
  for (let n = 0; n < 20_000; n += 1) {
    const address = pick(addresses);
    check(filled(pick(forms), address), pick([address, address, pick(addresses)]));
  }
  expect(read.found / read.asked).toBeGreaterThan(0.25);
});

test('texts that were tampered with', () => {
  const { check } = reader();
  const pieces = [
    '.',
    '@',
    ' ',
    '<',
    '+',
    '=',
    '-',
    '[',
    ']',
    ':',
    'a',
    'Z9',
    '\0',
    'ä',
    '1234567890a',
    '@x.example',
    'u1@example.net',
  ] as const;
  for (let n = 0; n < 30_000; n += 1) {
    const address = pick(addresses);
    const text = filled(pick(forms), address);
    const at = below(text.length + 1);
    check(text, address);
    check(text.slice(0, at) + pick(pieces) + text.slice(at + below(3)), address);
  }
});

test('real texts, again and changed', () => {
  const { check, read } = reader();
  for (const sample of [...samples, ...samples]) {
    check(sample, 'user@example.net');
    const at = below(sample.length + 1);
    check(`${sample.slice(0, at)} ${token(12)}a1 ${sample.slice(at)}`, 'user@example.net');
    check(`${sample.slice(0, at)} ${token(12)}a1 ${sample.slice(at)}`, 'user@example.net');
    check(sample.slice(0, at), 'user@example.net');
  }
  expect(read.found / read.asked).toBeGreaterThan(0.2);
});

test('more templates than are kept', () => {
  const { check } = reader();
  for (let n = 0; n < 70_000; n += 1) {
    const host = `mx${below(60_000)}.example.net`;
    check(`host ${host}[192.0.2.1] said: 450 ${below(2) === 0 ? 'later' : `${token(12)}1a later`}`, 'u1@example.net');
  }
});
