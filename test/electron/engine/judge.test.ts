import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createJudge } from '../../../electron/engine/judge.ts';
import { config, fakeServer, message } from '../monitor/world.ts';
import { rig } from './rig.ts';
import type { Rig } from './rig.ts';

let dir = '';
let it: Rig | null = null;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'queuewatch-judge-'));
});
afterEach(async () => {
  await it?.engine.dispose();
  it = null;
  rmSync(dir, { recursive: true, force: true });
});
const everywhere = { servers: null };
const deferred = (id: string, address: string, reason: string, sender = 'orders@kestrel-shop.example') =>
  message(id, { sender, recipients: [{ address, reason }] });
const list = async () => {
  const view = await it?.engine.handle('causes.list', { scope: everywhere, filter: [], group: 'cause' });
  return [...(view?.rows ?? []), ...(view?.selfClearing?.rows ?? [])];
};
const s3140 = (ip: string) =>
  `host outlook-com.olc.protection.outlook.com[52.101.73.4] said: 451 4.7.650 The mail server [${ip}] has been temporarily rate limited due to IP reputation. For e-mail delivery information, see https://postmaster.live.com (S775) (in reply to MAIL FROM command)`;

test('a cause row names who is concerned in the words of the design, and never one recipient of many', async () => {
  const mx1 = fakeServer([
    deferred('A1', 'a@outlook.com', s3140('203.0.113.25')),
    deferred('A2', 'b@outlook.com', s3140('203.0.113.25')),
    ...Array.from({ length: 12 }, (_, k) =>
      deferred(
        `B${k}`,
        `u${k}@harbour-print.example`,
        'connect to mx.harbour-print.example[192.0.2.9]:25: Connection timed out',
      ),
    ),
    deferred(
      'G1',
      'x@gmail.com',
      'host gmail-smtp-in.l.google.com[142.250.102.26] said: 421 4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP address. gsmtp (in reply to end of DATA command)',
    ),
    ...Array.from({ length: 12 }, (_, k) =>
      deferred(
        `T${k}`,
        `u${k}@partner-bank.example`,
        'TLS is required, but our TLS engine failed: certificate verification failed for mx.partner-bank.example[192.0.2.12]:25: certificate has expired',
      ),
    ),
    deferred('N1', 'a@one.example', 'connect to mx.one.example[192.0.2.10]:25: Connection refused'),
    deferred('N2', 'a@two.example', 'connect to mx.two.example[192.0.2.11]:25: Connection refused'),
  ]);
  it = await rig({ mx1 }, [config('mx1')], dir);
  const titles = (await list()).map((row) => row.title);
  expect(titles).toContainEqual(expect.stringMatching(/^\S.* distrusts 203\.0\.113\.25$/));
  expect(titles).toContain('Certificate of partner-bank.example expired');
  expect(titles).toContain('Cannot reach harbour-print.example');
  expect(titles).toContain('Cannot reach 2 recipient domains');
  expect(titles.some((t) => t.startsWith('Gmail'))).toBe(true);
  expect(titles.every((t) => t.length <= 44)).toBe(true);
});

test('two of our addresses are distrusted: the title names neither as if it were the only one', async () => {
  const mx1 = fakeServer([
    deferred('A1', 'a@outlook.com', s3140('203.0.113.25')),
    deferred('A2', 'b@outlook.com', s3140('203.0.113.26')),
  ]);
  it = await rig({ mx1 }, [config('mx1')], dir);
  const [row] = await list();
  expect(row?.title).not.toContain('203.0.113');
});

test('"why do you say so?" has the rule, its words and its source', async () => {
  const mx1 = fakeServer([deferred('A1', 'a@outlook.com', s3140('203.0.113.25'))]);
  it = await rig({ mx1 }, [config('mx1')], dir);
  const [row] = await list();
  const detail = await it.engine.handle('causes.get', { id: row?.id ?? '', scope: everywhere });
  expect(detail?.decidedBy.rule).not.toBe('');
  expect(detail?.decidedBy.source).toMatch(/\S/);
  expect(detail?.decidedBy.text).toContain(detail?.decidedBy.rule);
  expect(detail?.steps.length).toBeGreaterThan(1);
});

test('old dead domains piling up are not called our own network; new failures everywhere are', async () => {
  const mx1 = fakeServer(
    Array.from({ length: 40 }, (_, k) =>
      deferred(`D${k}`, `u@dead${k}.example`, `connect to mx.dead${k}.example[192.0.2.${k}]:25: Connection timed out`),
    ),
  );
  it = await rig({ mx1 }, [config('mx1')], dir);
  const [row] = await list();
  const before = await it.engine.handle('causes.get', { id: row?.id ?? '', scope: everywhere });
  expect(before?.patterns).toEqual([]);
  for (let k = 0; k < 30; k += 1)
    mx1.queue.set(
      `F${k}`,
      message(`F${k}`, {
        arrival: Math.floor(it.clock.now() / 1000),
        recipients: [
          {
            address: `u@alive${k}.example`,
            reason: `connect to mx.alive${k}.example[192.0.2.${k}]:25: Connection timed out`,
          },
        ],
      }),
    );
  await it.clock.advance(120_000);
  const after = await it.engine.handle('causes.get', { id: row?.id ?? '', scope: everywhere });
  expect(after?.patterns).toHaveLength(1);
  expect(after?.patterns[0]?.text).toContain('30 of 30');
});

test('many senders with one reply of one provider is told apart from one sender', async () => {
  const mx1 = fakeServer(
    Array.from({ length: 9 }, (_, k) =>
      deferred(`A${k}`, `u${k}@outlook.com`, s3140('203.0.113.25'), `a@sender${k}.example`),
    ),
  );
  it = await rig({ mx1 }, [config('mx1')], dir);
  const [row] = await list();
  const detail = await it.engine.handle('causes.get', { id: row?.id ?? '', scope: everywhere });
  expect(detail?.patterns.map((p) => p.text).join()).toContain('9 sender domains');
});

test('one sender among others with mail to the provider is called that, with how many were seen', async () => {
  const mx1 = fakeServer([
    ...Array.from({ length: 6 }, (_, k) =>
      deferred(`A${k}`, `u${k}@outlook.com`, s3140('203.0.113.25'), 'news@bulk.example'),
    ),
    ...['one', 'two'].map((name) =>
      deferred(
        `O${name}`,
        `${name}@outlook.com`,
        'host outlook-com.olc.protection.outlook.com[52.101.73.4] said: 452 4.2.2 mailbox full (in reply to RCPT TO command)',
        `a@${name}.example`,
      ),
    ),
  ]);
  it = await rig({ mx1 }, [config('mx1')], dir);
  const row = (await list()).find((r) => r.messages === 6);
  const detail = await it.engine.handle('causes.get', { id: row?.id ?? '', scope: everywhere });
  expect(detail?.patterns.map((p) => p.text).join()).toContain('all from one of at least 3 sender domains');
});

const grey = 'host mx.example.net[192.0.2.1] said: 450 4.2.0 Greylisted, try again later (in reply to RCPT TO command)';

test('greylisting that lets in on the second try is told from one that never does', async () => {
  const now = Date.UTC(2026, 10, 23, 14, 0, 0) / 1000;
  const young = (id: string) =>
    message(id, { arrival: now - 60, recipients: [{ address: `${id}@example.net`, reason: grey }] });
  const ids = Array.from({ length: 8 }, (_, k) => `G${k}`);
  const mx1 = fakeServer(ids.map(young));
  it = await rig({ mx1 }, [config('mx1')], dir);
  const seconds = async () => {
    const row = (await list()).find((r) => r.class === 'greylist');
    const detail = await it?.engine.handle('causes.get', { id: row?.id ?? '', scope: everywhere });
    return detail?.patterns.find((p) => p.title.startsWith('Second'));
  };
  // Nothing was tried again yet: nothing is said.
  expect(await seconds()).toBeUndefined();
  for (const id of ids.slice(0, 6)) mx1.queue.delete(id);
  await it.clock.advance(300_000);
  expect(await seconds()).toMatchObject({ title: 'Second tries pass' });
  // The two that are left and six more are still out after an hour and more.
  for (const id of ids.slice(0, 6)) mx1.queue.set(`${id}N`, young(`${id}N`));
  await it.clock.advance(4 * 3_600_000);
  expect(await seconds()).toMatchObject({
    title: 'Second tries do not pass',
    text: expect.stringContaining('8 wait longer than an hour') as unknown,
  });
});

const odd = 'host mx.example.net[192.0.2.1] said: 450 Zebra crossing is closed (in reply to RCPT TO command)';
const zebra = { id: 'zebra', class: 'mailbox_full', kind: 'phrase', pattern: 'zebra crossing' };

test('an own rule judges what already waits, holds over a restart, and taking it back restores', async () => {
  const mx1 = fakeServer([deferred('Z1', 'a@example.net', odd)]);
  it = await rig({ mx1 }, [config('mx1')], dir);
  const [before] = await list();
  expect(before?.class).not.toBe('mailbox_full');
  const json = JSON.stringify([zebra]);
  expect(await it.during(it.engine.handle('rules.set', { json }))).toEqual({ ok: true, problems: [] });
  const [row] = await list();
  expect(row?.class).toBe('mailbox_full');
  const detail = await it.engine.handle('causes.get', { id: row?.id ?? '', scope: everywhere });
  expect(detail?.decidedBy.rule).toBe('own.zebra');
  expect(detail?.decidedBy.text).toContain('zebra crossing');
  await it.engine.dispose();
  it = await rig({ mx1 }, [], dir, { clock: it.clock });
  await it.clock.advance(120_000);
  expect((await it.engine.handle('rules.get', {})).json).toBe(json);
  expect((await list())[0]?.class).toBe('mailbox_full');
  await it.during(it.engine.handle('rules.set', { json: '[]' }));
  expect((await list())[0]?.class).toBe(before?.class);
});

test('a broken own rule is refused with its name and the rules in force stay', async () => {
  it = await rig({ mx1: fakeServer() }, [config('mx1')], dir);
  await it.during(it.engine.handle('rules.set', { json: JSON.stringify([zebra]) }));
  const bad = [
    'nonsense',
    '{"rules": 5}',
    JSON.stringify([zebra, { ...zebra }]),
    JSON.stringify([{ id: 'open', class: 'policy', kind: 'regex', pattern: '(unclosed' }]),
    JSON.stringify([{ id: 'empty', class: 'policy' }]),
    JSON.stringify([{ id: 'cls', class: 'no_such_class', kind: 'phrase', pattern: 'abc' }]),
    JSON.stringify([{ id: 'misses', class: 'policy', text: ['zebra'], examples: ['450 lion'] }]),
  ];
  for (const json of bad) {
    const answer = await it.engine.handle('rules.set', { json });
    expect(answer.ok).toBe(false);
    expect(answer.problems[0]).toMatch(/\S/);
  }
  expect((await it.engine.handle('rules.set', { json: bad[3] ?? '' })).problems[0]).toContain('open');
  expect(JSON.parse((await it.engine.handle('rules.get', {})).json)).toEqual([zebra]);
});

test('a rule as the settings form writes it decides, in the test box before it is saved too', async () => {
  it = await rig({ mx1: fakeServer() }, [config('mx1')], dir);
  const json = JSON.stringify([
    {
      id: 'zebra',
      class: 'policy',
      text: ['zebra crossing'],
      code: ['450'],
      side: 'remote',
      source: 'ours',
      examples: [odd],
    },
  ]);
  const tried = await it.engine.handle('rules.test', { json, text: odd, mta: 'postfix' });
  expect(tried).toMatchObject({ rule: 'own.zebra', ruleSource: 'ours', reason: { class: 'policy' } });
  const without = await it.engine.handle('rules.test', { json: null, text: odd, mta: 'postfix' });
  expect(without.rule).not.toBe('own.zebra');
});

test('an evil expression takes linear time', () => {
  const judge = createJudge();
  expect(judge.setRules(JSON.stringify([{ id: 'evil', class: 'policy', kind: 'regex', pattern: '(a+)+$' }]))).toEqual(
    [],
  );
  const began = performance.now();
  judge.classify(`550 ${'a'.repeat(3000)}!`, 'postfix', []);
  expect(performance.now() - began).toBeLessThan(1000);
});

test('a settings file with a broken rule keeps the good ones working', () => {
  const judge = createJudge();
  const json = JSON.stringify([zebra, { id: 'broken', class: 'policy', kind: 'regex', pattern: '(x' }]);
  expect(judge.setRules(json, 'usable')).toHaveLength(1);
  expect(judge.classify(odd, 'postfix', []).class).toBe('mailbox_full');
});
