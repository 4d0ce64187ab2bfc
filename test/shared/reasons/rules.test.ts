import { describe, expect, it } from 'vitest';
import { classifyText } from '../../../shared/reasons/classify.ts';
import { rules } from '../../../shared/reasons/rules/index.ts';

describe('rules as data', () => {
  it('have unique ids and a source', () => {
    const ids = rules.map((r) => r.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const rule of rules) expect(rule.source.length, rule.id).toBeGreaterThan(5);
  });

  it('have at least one example each', () => {
    expect(rules.filter((r) => r.examples.length === 0).map((r) => r.id)).toEqual([]);
  });

  it.each(rules.map((r) => [r.id, r] as const))(
    '%s: examples get its class, and it decides at least one',
    (id, rule) => {
      const said = rule.examples.map((text) => ({ text, reason: classifyText(text) }));
      for (const { text, reason } of said) expect({ text, class: reason.class }).toEqual({ text, class: rule.class });
      expect(said.map(({ reason }) => reason.rule.replace(/^own-hop\./, ''))).toContain(id);
    },
  );
});
