import { expect, test } from 'vitest';
import { createDepartures } from '../../../electron/monitor/departures.ts';
import type { GoneMessage } from '../../../electron/monitor/queue/difference.ts';

const now = 1_764_000_000;
const gone = (over: Partial<GoneMessage>): GoneMessage => ({
  id: 'A',
  arrival: now - 600,
  sender: 'a@one.example',
  recipient: 'x@gmail.com',
  text: null,
  firstSeen: now - 500,
  attempts: 0,
  class: 'greylist',
  provider: 'gmail',
  ...over,
});

test('what left is counted by class and provider, and forgotten after three hours', () => {
  const left = createDepartures();
  left.record(now, [gone({}), gone({ provider: 'example.net' }), gone({ class: null }), gone({ class: 'rate_limit' })]);
  expect(left.left(now - 3600, 'greylist', 'gmail')).toBe(1);
  expect(left.left(now - 3600, 'greylist', null)).toBe(2);
  left.record(now + 4 * 3600, []);
  expect(left.left(0, 'greylist', null)).toBe(0);
});

test('what waited for days ran out of time: it was not taken', () => {
  const left = createDepartures();
  left.record(now, [gone({ arrival: now - 5 * 86_400 })]);
  expect(left.left(now - 3600, 'greylist', null)).toBe(0);
});

test('senders are told apart by domain, bounces have none, and a flood of names is bounded', () => {
  const left = createDepartures();
  left.record(now, [
    gone({}),
    gone({ sender: 'b@ONE.example' }),
    gone({ sender: '' }),
    gone({ sender: null }),
    gone({ provider: null }),
    ...Array.from({ length: 5000 }, (_, k) => gone({ provider: 'yahoo', sender: `a@s${k}.example` })),
  ]);
  expect([...left.senders(now - 3600, 'gmail')]).toEqual(['one.example']);
  expect([...left.senders(now - 3600, 'yahoo')]).toHaveLength(500);
});
