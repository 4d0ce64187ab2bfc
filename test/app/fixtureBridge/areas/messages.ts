import type { Handlers } from '../../../../shared/contract.ts';
import type { MessageRow } from '../../../../shared/views/messages.ts';
import { now, seconds } from './clock.ts';

/** A queue no window could hold: rows are made when they are asked for. */
export const total = 1_000_000;
const sec = seconds(now);

const row = (i: number): MessageRow => ({
  server: 'mx1',
  id: `Q${String(i).padStart(7, '0')}`,
  state: i % 7 === 3 ? 'held' : 'deferred',
  queue: i % 7 === 3 ? 'hold' : 'deferred',
  arrival: sec - 11_520 + Math.floor(i / 100),
  size: 48_000 + i,
  sender: i % 13 === 5 ? '' : 'orders@kestrel-shop.example',
  recipient: i === 2 ? '"><script>alert(1)</script>@example.com' : `user${i}@example.com`,
  more: i % 9 === 0 ? 2 : 0,
  side: 'sender',
  class: 'reputation',
  reason: 'IP reputation',
  code: '451 4.7.650',
  cause: 'ms',
  tries: 7,
  nextTry: { at: sec + 300, how: 'est' },
  expires: { at: sec + 400_000, how: 'est' },
});

export const messageHandlers: Partial<Handlers> = {
  'messages.window': ({ from, count }) => ({
    version: 1,
    total,
    matched: total,
    counting: false,
    from,
    rows: Array.from({ length: Math.max(0, Math.min(count, total - from)) }, (_, k) => row(from + k)),
  }),
};
