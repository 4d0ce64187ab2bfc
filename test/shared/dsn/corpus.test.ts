import { describe, expect, test } from 'vitest';
import { readDsn } from '../../../shared/dsn/index.ts';
import { corpus, fixture } from './corpus.ts';
import { createScore, type Figure } from './score.ts';

/** What must be reached on messages that were not read while the rules were written. */
const least: Readonly<Partial<Record<Figure, number>>> = {
  precision: 0.995,
  recall: 0.98,
  kind: 0.96,
  recipients: 0.97,
  action: 0.96,
  status: 0.92,
  'message-id': 0.98,
  exact: 0.93,
};

describe.each([
  ['the messages the rules were written on', false],
  ['the messages held back', true],
])('on %s', (_name, held) => {
  test('every figure that was promised is reached', { timeout: 60_000 }, async () => {
    const score = createScore();
    for (const truth of corpus) {
      if (truth.held_back === held) score.add(truth, await readDsn(fixture(truth.file)));
    }
    expect(score.count('kind')).toBeGreaterThan(150);
    const short = Object.entries(least).filter(([figure, rate]) => score.rate(figure as Figure) < rate);
    expect(short.map(([figure]) => [figure, score.rate(figure as Figure)])).toEqual([]);
    expect(score.rate('wrong-id')).toBeLessThanOrEqual(0.003);
  });
});
