import { expect, it } from 'vitest';
import { quietParts, readClock } from '../../../renderer/settings/quietBar.ts';

it('draws a night over midnight as two parts', () => {
  expect(quietParts({ from: '22:00', to: '06:30' })).toEqual([
    { left: 0, width: (6.5 / 24) * 100 },
    { left: (22 / 24) * 100, width: 100 - (22 / 24) * 100 },
  ]);
  expect(quietParts({ from: '12:00', to: '13:00' })).toHaveLength(1);
  expect(quietParts({ from: '22:00', to: '00:00' })).toHaveLength(1);
  expect(quietParts({ from: '08:00', to: '08:00' })).toEqual([]);
});

it.each([
  ['22:00', '22:00'],
  ['7', '07:00'],
  ['0630', '06:30'],
  ['6.30', '06:30'],
  ['24:00', null],
  ['7:60', null],
  ['', null],
  ['noon', null],
])('reads %j as %j', (text, clock) => {
  expect(readClock(text)).toBe(clock);
});
