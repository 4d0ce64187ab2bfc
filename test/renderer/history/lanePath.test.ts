import { expect, it } from 'vitest';
import { lanePath } from '../../../renderer/history/lanePath.ts';
import { changeText } from '../../../renderer/history/markLabel.ts';

const spark = (values: (number | null)[], high: number[] = []) => ({
  from: 0,
  step: 3600,
  values,
  low: high.map(() => 0),
  high,
});

it('breaks the line where nothing was seen, dots that stretch, and never draws it as zero', () => {
  const path = lanePath(spark([10, null, 10, null]), 100, 44);
  expect(path.line.match(/M/gu)).toHaveLength(2);
  expect(path.line).not.toContain('L');
  expect(path.gaps).not.toBe('');
});

it('marks what is above normal, and nothing where there is no normal yet', () => {
  expect(lanePath(spark([1, 9, 1], [5, 5, 5]), 100, 44).over).not.toBe('');
  expect(lanePath(spark([1, 4, 1], [5, 5, 5]), 100, 44).over).toBe('');
  expect(lanePath(spark([1, 9, 1]), 100, 44)).toMatchObject({ over: '', band: '' });
});

it('stands an empty and a one-value series', () => {
  expect(lanePath(spark([]), 100, 44).line).toBe('');
  expect(lanePath(spark([3]), 100, 44).running).toMatch(/^M0 /u);
});

it('draws the running interval apart: little so far is no fall, much already is above normal', () => {
  const little = lanePath(spark([4, 4, 0], [5, 5, 5]), 100, 44);
  expect(little.line).toMatch(/^M0 \S+L50 \S+$/u);
  expect(little.running).toMatch(/^M50 \S+L100 43$/u);
  expect(little.over).toBe('');
  expect(lanePath(spark([4, 4, 9], [5, 5, 5]), 100, 44).over).not.toBe('');
});

it.each([
  [null, 'new', true],
  [3.12, '+212 %', true],
  [1.03, '+3 %', false],
  [0.82, '−18 %', false],
  [1, '±0 %', false],
])('says a change of %s as %s', (change, text, strong) => {
  expect(changeText(change, 'new')).toEqual({ text, strong });
});
