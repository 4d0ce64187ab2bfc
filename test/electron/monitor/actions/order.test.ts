import { expect, test } from 'vitest';
import { ordered } from '../../../../electron/monitor/actions/order.ts';
import type { Item } from '../../../../electron/monitor/actions/plan.ts';

const item = (id: string, arrival: number, destination: string, sender = 'a@x.example'): Item => ({
  server: 'mx1',
  id,
  arrival,
  sender,
  recipient: `r@${destination}`,
  recipients: 1,
  size: null,
  messageId: null,
  destination,
  cell: 0,
  text: 0,
  why: '',
  wasHeld: false,
  kind: 'waiting',
  evidence: null,
  at: null,
  newId: null,
});
const idsOf = (list: readonly Item[]) => list.map((i) => i.id).join(' ');
const some = [
  item('new', 30, 'b.example'),
  item('old', 10, 'b.example'),
  item('boss', 40, 'a.example', 'Boss@Firm.example'),
  item('mid', 20, 'a.example', 'shop@firm.example'),
  item('unknown', 0, 'c.example', 'notboss@firm.example'),
];

test('oldest first; a message without a time comes last, not first', () => {
  expect(idsOf(ordered(some, 'oldest', []))).toBe('old mid new boss unknown');
});

test('one of each destination in turn, each destination in its own age', () => {
  expect(idsOf(ordered(some, 'domains', []))).toBe('old mid unknown new boss');
});

test('priority senders first, by whole address or whole domain and in any case of letters, the rest by age', () => {
  expect(idsOf(ordered(some, 'priority', ['boss@firm.example']))).toBe('boss old mid new unknown');
  expect(idsOf(ordered(some, 'priority', ['@FIRM.example']))).toBe('mid boss unknown old new');
  // An address is not the end of another one.
  expect(idsOf(ordered(some, 'priority', ['nobody@firm.example']))).toBe('old mid new boss unknown');
});
