import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { worthReading } from '../../../shared/dsn/index.ts';
import { defaultBounds } from '../../../shared/dsn/bounds.ts';
import { splitMessage, type MimePart } from '../../../shared/dsn/split.ts';
import { corpus, fixture } from './corpus.ts';

const typesOf = (part: MimePart): string[] => [part.type, ...part.children.flatMap(typesOf)];
/** What a watcher knows before it fetches a body: the header and the structure. */
const looked = (raw: Uint8Array): boolean => {
  const text = Buffer.from(raw).toString('latin1');
  const end = /\r?\n\r?\n/.exec(text)?.index ?? text.length;
  return worthReading(raw.subarray(0, end), typesOf(splitMessage(raw, defaultBounds, new Set()).root));
};

test('no bounce of the corpus is left unread for its header', () => {
  const left = corpus.filter((t) => t.is_bounce && !looked(fixture(t.file))).map((t) => t.file);
  expect(left).toEqual([]);
});

test("nor is any notice in a system's own words", () => {
  const left = readFileSync(new URL('../../fixtures/dsn/families.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string; raw: string })
    .filter((f) => !looked(new TextEncoder().encode(f.raw)))
    .map((f) => f.name);
  expect(left).toEqual([]);
});

test("a person's letter and a newsletter are not fetched", () => {
  const header = (lines: string) => new TextEncoder().encode(lines);
  const person =
    'From: Anna Nowak <anna@example.org>\r\nSubject: Minutes of the meeting\r\nReturn-Path: <anna@example.org>';
  const letter = 'From: Shop <news@shop.example>\r\nSubject: Autumn offers\r\nList-Id: <news.shop.example>';
  expect(worthReading(header(person), ['multipart/alternative', 'text/plain', 'text/html'])).toBe(false);
  expect(worthReading(header(letter), ['text/html'])).toBe(false);
});
