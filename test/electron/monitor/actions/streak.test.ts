import { expect, test } from 'vitest';
import { createStreak } from '../../../../electron/monitor/actions/streak.ts';

test('refusals of the same class in a row end it; another class or a success begins anew', () => {
  const streak = createStreak({ stopAfter: 3, probe: false });
  const all = [
    streak.settled('deferred_same', 'rate_limit'),
    streak.settled('deferred_new', 'rate_limit'),
    streak.settled('deferred_same', 'mailbox_full'),
    streak.settled('deferred_same', 'mailbox_full'),
    streak.settled('sent', null),
    streak.settled('deferred_same', 'mailbox_full'),
    streak.settled('deferred_same', 'mailbox_full'),
  ];
  expect(all).toEqual(all.map(() => 'go_on'));
  expect(streak.settled('bounced', 'mailbox_full')).toBe('refusals');
  expect(streak.count()).toBe(3);
});

test('what says nothing about the other side is no refusal and no success', () => {
  const streak = createStreak({ stopAfter: 2, probe: false });
  expect(streak.settled('deferred_same', 'rate_limit')).toBe('go_on');
  for (const kind of ['gone_before', 'not_done', 'unknown', 'held'] as const)
    expect(streak.settled(kind, null)).toBe('go_on');
  expect(streak.settled('deferred_same', 'rate_limit')).toBe('refusals');
});

test('a probe lets the rest go only when it left the queue', () => {
  const good = createStreak({ stopAfter: 3, probe: true });
  expect(good.settled('gone_before', null)).toBe('go_on');
  expect(good.probing()).toBe(true);
  expect(good.settled('left_queue', null)).toBe('go_on');
  expect(good.probing()).toBe(false);
  expect(good.settled('deferred_same', 'rate_limit')).toBe('go_on');
  expect(createStreak({ stopAfter: 3, probe: true }).settled('deferred_new', 'greylist')).toBe('probe_failed');
});
