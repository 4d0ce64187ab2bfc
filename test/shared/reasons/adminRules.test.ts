import { describe, expect, it } from 'vitest';
import { classify, createClassifier, readAdminRules } from '../../../shared/reasons/index.ts';

const rule = (over: Record<string, unknown>): Record<string, unknown> => ({
  id: 'r1',
  class: 'policy',
  text: ['go away'],
  ...over,
});
const read = (...rules: unknown[]) => readAdminRules(JSON.stringify(rules));
const decides = (set: ReturnType<typeof read>, text: string): string | null =>
  set.compiled?.find(text)?.id.replace('own.', '') ?? null;

describe("the admin's own rules", () => {
  it('come first and say who decided', () => {
    const adminRules = read(rule({ text: ['greylisted'], side: 'remote', clears: 'no' })).compiled ?? undefined;
    expect(classify('450 4.2.0 Greylisted', { adminRules })).toMatchObject({
      class: 'policy',
      side: 'remote',
      clearsItself: 'no',
      rule: 'own.r1',
      confidence: 'high',
    });
  });

  it('take phrases, expressions and codes, in order, and skip those that are turned off', () => {
    const rules = read(
      rule({ id: 'off', enabled: false, text: ['error'] }),
      rule({ id: 'number', text: undefined, regex: [String.raw`error\s+#\d{3}\b`] }),
      rule({ id: 'both', text: ['error'], regex: ['^550'] }),
      rule({ id: 'coded', text: ['error'], code: ['4.7.'] }),
    );
    expect(decides(rules, '550 Error #123')).toBe('number');
    expect(decides(rules, '550 error')).toBe('both');
    expect(decides(rules, '450 4.7.1 error')).toBe('coded');
    expect(decides(rules, '450 4.6.1 error')).toBeNull();
  });

  it('can hold for a filter or relay of ours only, also from memory', () => {
    const adminRules = read(rule({ text: ['later'], ownHop: true, class: 'rate_limit' })).compiled ?? undefined;
    const text = 'host filter.example[198.51.100.9] said: 451 4.3.0 later';
    const classifier = createClassifier();
    for (let n = 0; n < 2; n += 1) {
      expect(classifier.classify(text, { adminRules }).rule).not.toContain('own.r1');
      expect(classifier.classify(text, { adminRules, ownHops: ['filter.example'] }).rule).toBe('own.r1');
    }
  });

  it('reports a broken rule with its name and keeps the others', () => {
    const rules = read(
      rule({ id: 'bad', text: undefined, regex: ['(unclosed'] }),
      rule({ id: 'good' }),
      rule({ id: 'empty', text: [] }),
      rule({ id: 'wrong', examples: ['250 ok'] }),
      rule({ id: 'good' }),
      'no rule',
    );
    expect(rules.problems.map((problem) => /“([^”]*)”/.exec(problem)?.[1])).toEqual([
      'bad',
      'empty',
      'wrong',
      'good',
      '6',
    ]);
    expect(decides(rules, '550 go away')).toBe('good');
    expect(rules.about('own.good')?.text).toContain('go away');
    expect(rules.about('own.gone')).toBeNull();
  });

  it('refuses what only a backtracking engine could run, and answers at once where one would hang', () => {
    expect(read(rule({ text: undefined, regex: [String.raw`(a)\1`] })).problems).toHaveLength(1);
    expect(decides(read(rule({ text: undefined, regex: ['(a+)+(a+)+$'] })), `${'a'.repeat(3000)}!`)).toBeNull();
  });

  it('takes a list, a list in an object, and rules of one pattern from older files; says what is no list', () => {
    const old = { id: 'old', kind: 'regex', pattern: 'x{3}', class: 'policy', name: 'Three', note: 'runbook' };
    const set = readAdminRules(JSON.stringify({ queuewatch: 'reason-rules', version: 1, rules: [old] }));
    expect(decides(set, '550 xxx')).toBe('old');
    expect(set.about('old')?.source).toBe('Three: runbook');
    expect(readAdminRules('').problems).toEqual([]);
    for (const bad of ['{', '{}', '3', JSON.stringify(Array.from({ length: 201 }, () => rule({})))]) {
      expect(readAdminRules(bad).problems).toHaveLength(1);
      expect(readAdminRules(bad).compiled).toBeNull();
    }
  });
});
