import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readDsn } from '../../../shared/dsn/index.ts';
import { bytes } from './sample.ts';

interface Family {
  name: string;
  kind: string;
  recipients: string[];
  status: string | null;
  reply: string | null;
  original: string | null;
  raw: string;
}

const read = (name: string): Family[] =>
  readFileSync(new URL(`../../fixtures/dsn/${name}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Family);
const named = (list: readonly Family[]) => list.map((f) => [f.name, f] as const);
const families = read('families.jsonl');
const reports = read('reports.jsonl');

async function check(family: Family): Promise<void> {
  const report = await readDsn(bytes(family.raw));
  expect(report.kind).toBe(family.kind);
  expect(report.recipients.map((r) => r.recipient)).toEqual(family.recipients);
  if (family.status !== null) expect(report.recipients[0]?.status).toBe(family.status);
  if (family.reply !== null) expect(report.recipients[0]?.smtpReply).toBe(family.reply);
  if (family.original !== null) expect(report.original.messageId).toBe(family.original);
}

describe('status parts as systems write them, and mail that only looks like a bounce', () => {
  test.each(named(reports))('%s', async (_name, family) => check(family));
});

describe("notices without a status part, in each system's own words", () => {
  test.each(named(families))('%s', async (_name, family) => check(family));

  test('the same notice from a person, as an answer, is none', { timeout: 60_000 }, async () => {
    for (const family of families) {
      const raw = family.raw
        .replace(/^From: .*$/m, 'From: Anna Nowak <anna@example.org>')
        .replace(/^Subject: /m, 'Subject: Re: ')
        .replace(/^X-Failed-Recipients: .*\n/m, '');
      expect((await readDsn(bytes(raw))).kind, family.name).toBe('not-a-bounce');
    }
  });
});
