import { describe, expect, it } from 'vitest';
import type { AdminRule } from '../../../shared/reasons/adminRules.ts';
import {
  classify,
  compileAdminRules,
  exportAdminRules,
  importAdminRules,
  testAdminRules,
} from '../../../shared/reasons/index.ts';

const rule = (over: Partial<AdminRule>): AdminRule => ({
  id: 'r1',
  enabled: true,
  name: '',
  kind: 'phrase',
  pattern: 'go away',
  class: 'policy',
  side: null,
  clears: null,
  note: '',
  ...over,
});

describe("the admin's own rules", () => {
  it('come first and say who decided', () => {
    const adminRules = compileAdminRules([
      rule({ pattern: 'greylisted', class: 'policy', side: 'remote', clears: 'no' }),
    ]);
    expect(classify('450 4.2.0 Greylisted', { adminRules })).toMatchObject({
      class: 'policy',
      side: 'remote',
      clearsItself: 'no',
      rule: 'own.r1',
      confidence: 'high',
    });
  });
  it('take phrases and regular expressions, in order, and skip disabled ones', () => {
    const rules = [
      rule({ id: 'off', enabled: false, pattern: 'error' }),
      rule({ id: 'number', kind: 'regex', pattern: String.raw`error\s+#\d{3}\b` }),
      rule({ id: 'word', pattern: 'error' }),
    ];
    expect(testAdminRules(rules, '550 Error #123')).toEqual({
      fires: 'number',
      matches: ['number', 'word'],
      problems: [],
    });
    expect(testAdminRules(rules, '550 error').fires).toBe('word');
  });
  it('reports a broken rule and keeps the others', () => {
    const compiled = compileAdminRules([
      rule({ id: 'bad', kind: 'regex', pattern: '(unclosed' }),
      rule({ id: 'good' }),
    ]);
    expect(compiled.problems.map((p) => p.id)).toEqual(['bad']);
    expect(compiled.find('550 go away')?.id).toBe('own.good');
  });
  it('refuses what only a backtracking engine could run, and answers at once where one would hang', () => {
    expect(compileAdminRules([rule({ kind: 'regex', pattern: String.raw`(a)\1` })]).problems).toHaveLength(1);
    const compiled = compileAdminRules([rule({ kind: 'regex', pattern: '(a+)+(a+)+$' })]);
    expect(compiled.find(`${'a'.repeat(3000)}!`)).toBeNull();
  });
  it('survive export and import, and say what is wrong with a file', () => {
    const rules = [rule({}), rule({ id: 'r2', kind: 'regex', pattern: 'x+' })];
    expect(importAdminRules(exportAdminRules(rules))).toEqual({ rules });
    for (const bad of [
      '',
      '[]',
      '{"queuewatch":"reason-rules","version":1,"rules":[{"id":"a"}]}',
      exportAdminRules([rule({}), rule({})]),
    ])
      expect(importAdminRules(bad)).toHaveProperty('problem');
  });
});
