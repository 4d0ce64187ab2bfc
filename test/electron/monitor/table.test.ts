import { expect, test } from 'vitest';
import { createJudge } from '../../../electron/engine/judge.ts';
import { createCells } from '../../../electron/monitor/queue/cells.ts';
import { compileFilter } from '../../../electron/monitor/queue/predicate.ts';
import { matching, sorted } from '../../../electron/monitor/queue/select.ts';
import type { Part } from '../../../electron/monitor/queue/select.ts';
import { QueueTable } from '../../../electron/monitor/queue/table.ts';
import type { Difference } from '../../../electron/monitor/queue/difference.ts';
import { cutText, fillText } from '../../../electron/monitor/queue/template.ts';
import { createSlices } from '../../../electron/monitor/slices.ts';
import type { QueueMessage } from '../../../shared/model/message.ts';
import { parseQuery } from '../../../shared/query.ts';
import { mailboxFull, message, rateLimit } from './world.ts';

const judge = createJudge();
const table = () => new QueueTable(createCells(judge, 'postfix', () => []));
function done<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
let at = 1_795_000_000;
function list(t: QueueTable, messages: readonly QueueMessage[], complete = true): Difference {
  t.begin((at += 60));
  for (const m of messages) t.put(m);
  return done(t.end(complete));
}
const ids = (
  t: QueueTable,
  query: string,
  by: 'age' | 'recipient' | 'sender' | 'size' = 'age',
  down = true,
): string[] => {
  const part: Part = {
    server: 'mx1',
    name: 'mx1',
    table: t,
    schedule: null,
    predicate: compileFilter(parseQuery(query).filter, t, {
      server: { id: 'mx1', name: 'mx1' },
      now: at,
      schedule: null,
      inCause: () => false,
      providerName: (key) => judge.providerName(key),
    }),
  };
  const selected = done(matching([part]));
  return [...done(sorted(selected, { by, down }, () => ''))].map((k) => t.id[selected.slot[k] ?? 0] ?? '');
};

test('a repeated id in one listing is one message, the last one wins', () => {
  const t = table();
  const d = list(t, [message('A'), message('A', { state: 'active', queue: 'active' }), message('B')]);
  expect(t.messages).toBe(2);
  expect(d.arrived).toHaveLength(2);
  expect(ids(t, 'state:active')).toEqual(['A']);
});

test('a cut listing concludes nothing about what it did not hold', () => {
  const t = table();
  list(t, [message('A'), message('B')]);
  const cut = list(t, [message('A')], false);
  expect(cut.gone).toEqual([]);
  expect(t.messages).toBe(2);
  expect(list(t, [message('A')]).gone.map((g) => g.id)).toEqual(['B']);
});

test('an id used again for another message is another message, and fresh', () => {
  const t = table();
  list(t, [message('A')]);
  const d = list(t, [message('A', { arrival: 1_795_000_500 })]);
  expect(d.fresh).toHaveLength(2);
  expect(t.messages).toBe(1);
});

test('recipients in another order are not fresh again; a new one is', () => {
  const t = table();
  const r = (...names: string[]) => names.map((n) => ({ address: `${n}@example.net`, reason: mailboxFull }));
  expect(list(t, [message('A', { recipients: r('a', 'b', 'c') })]).fresh).toHaveLength(6);
  expect(list(t, [message('A', { recipients: r('c', 'a', 'b') })]).fresh).toEqual([]);
  expect(list(t, [message('A', { recipients: r('b', 'c') })]).fresh).toEqual([]);
  const grown = list(t, [message('A', { recipients: r('d', 'b', 'c', 'e') })]);
  expect(grown.fresh.filter((_, k) => k % 2 === 1).map((i) => t.address[i])).toEqual([
    'd@example.net',
    'e@example.net',
  ]);
});

test('hold and release make no deferral fresh', () => {
  const t = table();
  list(t, [message('A')]);
  const held = list(t, [message('A', { state: 'held', queue: 'hold' })]);
  expect(held.undeferred).toEqual(['A']);
  expect(list(t, [message('A')]).fresh).toEqual([]);
});

test('an attempt is seen by a changed reply or by a stay in the active queue', () => {
  const t = table();
  list(t, [message('A'), message('B')]);
  const changed = list(t, [
    message('A', { recipients: [{ address: 'a@example.net', reason: rateLimit }] }),
    message('B', { state: 'active', queue: 'active' }),
  ]);
  expect(changed.attempted.map((s) => t.id[s])).toEqual(['A']);
  const back = list(t, [message('A', { recipients: [{ address: 'a@example.net', reason: rateLimit }] }), message('B')]);
  expect(back.attempted.map((s) => t.id[s])).toEqual(['B']);
});

test('memory of what left is given back, and what stays keeps its words', () => {
  const t = table();
  const many = Array.from({ length: 60_000 }, (_, k) =>
    message(`M${k}`, {
      sender: `vr${k}@example.org`,
      recipients: [
        {
          address: `u${k}@example.net`,
          reason: `host x[192.0.2.1] said: 452 4.2.2 <u${k}@example.net>: full ab${k}cdef99`,
        },
      ],
    }),
  );
  list(t, many);
  const kept = many[7] ?? message('x');
  list(t, [kept]);
  done(t.tidy(() => createCells(judge, 'postfix', () => [])));
  expect(t.senders.size).toBeLessThan(10);
  const slot = t.slot('M7') ?? -1;
  expect(t.reasonText(t.start[slot] ?? 0)).toBe(kept.recipients[0]?.reason);
  expect(t.senderText(slot)).toBe('vr7@example.org');
  list(t, [kept, message('N')]);
  expect(t.messages).toBe(2);
});

test('texts that differ by recipient and session are one template and come back exactly', () => {
  for (const text of [
    'host a.example[192.0.2.1] said: 452 4.2.2 <u1@example.net> full 5b1f17b1804b1-48e4a5f2c1 - gsmtp (in reply to RCPT TO command)',
    'connect to mx.example.net[192.0.2.1]:25: Connection timed out',
    `\uE000 odd \uE001 marks`,
  ]) {
    const { template, holes } = cutText(text, 'u1@example.net');
    expect(fillText(template, holes, 'u1@example.net')).toBe(text.replace(/[\uE000\uE001]/g, ' '));
  }
  const a = cutText('said: 421 slow down 5b1f17b1804b1-48e4a5f2c1 - gsmtp <a@x.example>', 'a@x.example');
  const b = cutText('said: 421 slow down 9c2e28c2915c2-59f5b6a3d2 - gsmtp <b@x.example>', 'b@x.example');
  expect(a.template).toBe(b.template);
  // Codes and addresses of machines carry meaning.
  // What providers add to every single reply: a trace with a machine and a time, a number behind an id, a VERP sender.
  for (const [one, other] of [
    [
      'said: 451 4.7.650 (S775) [AM6EUR05FT032.eop-EUR05.prod.example 2026-11-22T12:29:25.636Z ] (in reply to MAIL FROM command)',
      'said: 451 4.7.650 (S775) [DB5EUR03FT010.eop-EUR05.prod.example 2026-11-23T01:00:00.001Z ] (in reply to MAIL FROM command)',
    ],
    [
      'said: 452 4.2.2 full 193a9a5361e3bce3-10eb403be19si497117317c.973 - gsmtp',
      'said: 452 4.2.2 full b525f13f43496988-8045.52 - gsmtp',
    ],
    ['said: 450 <bounce+d59e83vk-728262@news.example>: no', 'said: 450 <bounce+a1-99@news.example>: no'],
  ] as const) {
    expect(cutText(one, '').template).toBe(cutText(other, '').template);
    const { template, holes } = cutText(one, '');
    expect(fillText(template, holes, '')).toBe(one);
  }
  for (const kept of [
    'host mx1.c114.example[192.0.2.71] said: 421 4.7.0 [TSS04]',
    'said: 450 [AS761] later',
    'see [RFC5321.x] now',
  ])
    expect(cutText(kept, '').template).toBe(kept);
  expect(cutText('said: 451 4.7.650 [203.0.113.25] S775', '').template).toBe('said: 451 4.7.650 [203.0.113.25] S775');
});

test('waits of their own make no texts of their own, and each recipient keeps the wait it was told', () => {
  const t = table();
  const told = (wait: number) =>
    `host mx.example.net[192.0.2.1] said: 450 4.2.0 <b${wait}@example.net>: Greylisting in effect, please come back in ${wait} seconds (in reply to RCPT TO command)`;
  const waits = [20, 61, 187, 300];
  const greylisted = message('A', {
    recipients: waits.map((wait) => ({ address: `b${wait}@example.net`, reason: told(wait) })),
  });
  list(t, [greylisted]);
  const from = t.start[t.slot('A') ?? -1] ?? 0;
  const check = (): void => {
    for (const [k, wait] of waits.entries()) {
      expect(t.reasonText(from + k)).toBe(told(wait));
      expect(t.reasonOf(from + k)?.retryAfter).toBe(wait);
    }
  };
  check();
  expect(new Set(waits.map((_, k) => t.text[from + k])).size).toBe(1);
  expect(t.cells.reason(t.text[from] ?? 0).retryAfter).toBe(null);
  // An admin's own rule may ask for a number: then each is read as it is.
  const ownRules = { ...judge, rules: () => '[{"text":["in 300 seconds"]}]' };
  done(t.rejudge(createCells(ownRules, 'postfix', () => [])));
  check();
  expect(new Set(waits.map((_, k) => t.text[from + k])).size).toBe(waits.length);
  expect(t.cells.reason(t.text[from] ?? 0).retryAfter).toBe(20);
  expect(list(t, [greylisted]).attempted).toEqual([]);
  done(t.rejudge(createCells(judge, 'postfix', () => [])));
  check();
  expect(list(t, [greylisted]).attempted).toEqual([]);
});

test('an attempt that ends with the same words is an attempt, where the MTA counts them', () => {
  const t = table();
  const counted = (tries?: number) => message('A', tries === undefined ? {} : { tries });
  list(t, [counted(1)]);
  expect(list(t, [counted(1)]).attempted).toEqual([]);
  expect(list(t, [counted(2)]).attempted.map((s) => t.id[s])).toEqual(['A']);
  expect(list(t, [counted()]).attempted).toEqual([]);
  expect(list(t, [counted(3)]).attempted).toEqual([]);
});

test('a negated word excludes the whole message, because actions work on whole messages', () => {
  const t = table();
  list(t, [
    message('A', {
      recipients: [
        { address: 'a@gmail.com', reason: mailboxFull },
        { address: 'b@example.net', reason: mailboxFull },
      ],
    }),
    message('B', { recipients: [{ address: 'b@example.net', reason: mailboxFull }] }),
  ]);
  expect(ids(t, '-to:gmail.com')).toEqual(['B']);
  expect(ids(t, 'to:example.net').sort()).toEqual(['A', 'B']);
});

test('a pattern typed by a person is text, never a regular expression', () => {
  const t = table();
  list(t, [message('A', { sender: 'a+b@example.org' }), message('B', { sender: 'aab@example.org' })]);
  expect(ids(t, 'from:a+b')).toEqual(['A']);
  expect(ids(t, '"(("')).toEqual([]);
});

test('sorting is by the whole text and by number, unknown last', () => {
  const t = table();
  list(t, [
    message('A', { size: 5, recipients: [{ address: 'longprefix-b@example.net', reason: null }] }),
    message('B', { size: null, recipients: [{ address: 'longprefix-a@example.net', reason: null }] }),
    message('C', { size: 4_000_000_000, recipients: [{ address: 'aaa@example.net', reason: null }] }),
  ]);
  expect(ids(t, '', 'recipient', false)).toEqual(['C', 'B', 'A']);
  expect(ids(t, '', 'size', true)).toEqual(['C', 'A', 'B']);
});

test('a long background job lets questions through', async () => {
  let now = 0;
  const slices = createSlices({ monotonic: () => (now += 3), breathe: () => Promise.resolve() });
  const order: string[] = [];
  const background = slices.run(
    (function* () {
      for (let k = 0; k < 300; k += 1) yield;
      order.push('listing');
    })(),
    { background: true },
  );
  const question = slices.run(
    (function* () {
      for (let k = 0; k < 30; k += 1) yield;
      order.push('question');
    })(),
  );
  await Promise.all([background, question]);
  expect(order).toEqual(['question', 'listing']);
});
