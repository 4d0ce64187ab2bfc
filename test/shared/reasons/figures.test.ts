import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { classify } from '../../../shared/reasons/index.ts';
import { readLabelled, scoreReasons } from '../../bench/scoreReasons.ts';

const fixtures = path.join(import.meta.dirname, '../../fixtures/reasons');

describe('how often it is right', () => {
  const rows = readLabelled(path.join(fixtures, 'texts.jsonl'));

  it('holds its figures on the labelled texts', () => {
    const f = scoreReasons(rows);
    expect(f.strict).toBeGreaterThan(0.955);
    expect(f.lenient).toBeGreaterThan(0.98);
    expect(f.macroF1).toBeGreaterThan(0.955);
    expect(f.highRight).toBeGreaterThan(0.985);
    expect(f.side).toBeGreaterThan(0.965);
    expect(f.provider).toBeGreaterThan(0.96);
    expect(f.phase).toBeGreaterThan(0.99);
    expect(f.reply).toBeGreaterThan(0.99);
    expect(f.enhanced).toBeGreaterThan(0.99);
  });

  it('knows the usual texts of servers and providers', () => {
    const known = readFileSync(path.join(fixtures, 'known.tsv'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split('\t') as [string, string]);
    const wrong = known.filter(([cls, text]) => classify(text).class !== cls);
    expect(wrong.length / known.length, JSON.stringify(wrong)).toBeLessThan(0.01);
  });
});
