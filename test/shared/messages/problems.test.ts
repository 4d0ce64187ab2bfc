import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { AppError } from '../../../shared/error.ts';
import { problemOf } from '../../../shared/messages/problems.en.ts';

const of = (code: string, details: Record<string, unknown> = {}, message = 'words') =>
  problemOf(new AppError(code, message, details), { name: 'mx1', at: 0, target: 'https://mx1' });

test('a changed API is told with the address and the field that changed', () => {
  const problem = of('api_schema_changed', {
    endpoint: '/api/queue/messages?page=2',
    field: 'data.items',
    expected: 'expected array',
  });
  expect(problem.meaning).toContain(
    '/api/queue/messages: the field “data.items” is not as documented (expected array)',
  );
  expect(problem.meaning).not.toContain('page=2');
});

test('a long Retry-After is told in seconds, a missing right is not taken for an empty queue', () => {
  expect(of('api_rate_limited', { retryAfterMs: 600_000 }).meaning).toContain('600 seconds');
  expect(of('api_rate_limited').meaning).not.toMatch(/NaN|undefined|null/);
  expect(of('rights_missing').meaning).toContain('not as 0 messages');
  expect(of('verb_absent', {}, 'Haraka has no hold').meaning).toBe('Haraka has no hold. Nothing was changed.');
});

test('every way in which an API fails has words of its own', () => {
  const folder = path.join(import.meta.dirname, '../../../electron/mta/api');
  const codes = new Set(['body_cut', 'redirect_refused', 'forward_prohibited', 'tls_untrusted', 'tls_pin_mismatch']);
  for (const file of readdirSync(folder)) {
    for (const [, code = ''] of readFileSync(path.join(folder, file), 'utf8').matchAll(/'(api_(?!key)[a-z_]+)'/g))
      codes.add(code);
  }
  expect(codes.size).toBeGreaterThan(10);
  for (const code of codes) {
    const { title, meaning, next } = of(code);
    expect([code, title]).not.toEqual([code, 'mx1 cannot be read']);
    expect(`${title} ${meaning} ${next}`).not.toMatch(/undefined|null|NaN/);
  }
});
