import { expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { chasquid } from '../../../../electron/mta/api/chasquid.ts';
import { createChasquidReader, goTime, unquoteGo } from '../../../../electron/mta/api/chasquidPage.ts';
import { kumomta } from '../../../../electron/mta/api/kumomta.ts';
import { zonemta } from '../../../../electron/mta/api/zonemta.ts';
import { apiServer, collect, reachOf, serverConfig, type Asked } from './server.ts';

// --- KumoMTA: docs/reference/http/kumod/api_admin_inspect_sched_q_v1.md, metrics.json

const kumo = (counts: Record<string, number>) =>
  apiServer(({ url }: Asked) => {
    if (url.pathname === '/metrics.json') return { json: { scheduled_count: { value: { queue: counts } } } };
    const name = url.searchParams.get('queue_name')!;
    if (name === 'reaped.example') return { status: 404 };
    const n = Math.min(counts[name] ?? 0, Number(url.searchParams.get('limit')));
    return {
      json: {
        queue_name: name,
        num_scheduled: counts[name],
        messages: Array.from({ length: n }, (_, i) => ({
          id: `${i.toString(16).padStart(30, '0')}${String(name.length).padStart(2, '0')}`,
          message: {
            sender: 's@x.example',
            recipient: `r${String(i)}@${name}`,
            num_attempts: 2,
            due: '2026-11-23T15:00:00Z',
            meta: {},
          },
        })),
      },
    };
  });

test('KumoMTA: a sample is called a sample, and nothing is concluded gone from it', async () => {
  const reach = reachOf(kumo({ 'big.example': 5000, 'reaped.example': 3, 'tenant@small.example': 2 }).http, null);
  const sink = collect();
  const outcome = await kumomta.list(reach, serverConfig('kumomta', 'none'), {} as never, sink);
  expect(outcome.complete).toBe(false);
  expect(outcome.remarks.join(' ')).toMatch(/sample of at most 20.*5005 messages wait/);
  expect(sink.messages.every((m) => m.recipients.every((r) => r.reason === null))).toBe(true);
  expect(sink.messages.length).toBe(22);
});

test('KumoMTA: its verbs work on queues, so none is offered for messages', async () => {
  const server = kumo({});
  const found = await kumomta.detect(reachOf(server.http, null), serverConfig('kumomta', 'none'));
  expect(found!.abilities.filter((a) => a.granted === 'yes').map((a) => a.id)).toEqual(['list', 'headers', 'body']);
  const report = await kumomta.act(reachOf(server.http, null), serverConfig('kumomta', 'none'), found!, {
    verb: 'retry',
    ids: ['0'.repeat(32)],
  });
  expect(report.submitted.size).toBe(0);
  expect(server.asked.every((a) => a.method === 'GET')).toBe(true);
});

// --- ZoneMTA: lib/api-server.js, lib/mail-queue.js

function zone() {
  const id = (n: number) => n.toString(16).padStart(18, '0');
  const server = apiServer(({ url, method }: Asked) => {
    if (url.pathname === '/zones') return { json: ['default'] };
    const listed = /^\/queued\/(\w+)\/default$/.exec(url.pathname)?.[1];
    if (listed !== undefined) {
      const list =
        listed === 'deferred'
          ? [1, 2].map((n) => ({
              id: id(n),
              zone: 'default',
              recipient: `r${String(n)}@x.example`,
              created: 1795448238000,
              deferred: n,
            }))
          : [];
      return { json: { zone: 'default', type: listed, list } };
    }
    if (method !== 'GET') return { json: { success: true } };
    const n = Number.parseInt(url.pathname.slice(9), 16);
    if (n > 2) return { json: { meta: null, messages: [] } };
    return {
      json: {
        meta: { from: 's@x.example', bodySize: 77 },
        messages: [
          {
            seq: '001',
            recipient: `r${String(n)}@x.example`,
            status: 'DEFERRED',
            deferred: { count: n, next: 1795449000000, response: '451 4.3.0 later' },
          },
        ],
      },
    };
  });
  return { ...server, id };
}

test('ZoneMTA: reasons are read message by message, and only again when it was tried again', async () => {
  const server = zone();
  const reach = reachOf(server.http, null);
  for (const look of [1, 2]) {
    const sink = collect();
    await zonemta.list(reach, serverConfig('zonemta', 'none'), {} as never, sink);
    expect(sink.messages.map((m) => m.recipients[0]?.reason)).toEqual(['451 4.3.0 later', '451 4.3.0 later']);
    expect(server.asked.filter((a) => a.path.startsWith('/message/')).length).toBe(2);
    expect(look).toBeLessThan(3);
  }
});

test('ZoneMTA: "success" for an unknown message is not believed', async () => {
  const server = zone();
  const report = await zonemta.act(reachOf(server.http, null), serverConfig('zonemta', 'none'), {} as never, {
    verb: 'retry',
    ids: [server.id(1), server.id(99)],
  });
  expect([[...report.submitted], [...report.refused.keys()]]).toEqual([[server.id(1)], [server.id(99)]]);
  expect(server.asked.filter((a) => a.method === 'PUT').map((a) => a.path)).toEqual([`/message/${server.id(1)}/001`]);
});

// --- chasquid: internal/queue/queue.go

const dump = `# Queue status

date: 2026-11-23 15:54:50.1 +0000 UTC m=+1.2
length: 2

## Item 5b1c3c3d
created at: 2026-11-23 15:00:00.123456 +0000 UTC
from: a@lab.example
to: [b@x.example c@y.example]
PENDING b@x.example (EMAIL)
  original address: b@x.example
  last failure: "451 4.3.0 \\"later\\" zur\\u00fcck\\n\\x01"
SENT c@y.example (EMAIL)
  original address: c@y.example
  last failure: ""

## Item 99
created at: 2026-11-23 15:01:00 +0000 UTC
from: <>
to: [d@x.example]
PENDING d@x.example (EMAIL)
  original address: d@x.example
  last failure: ""

`;

function saved(text: string) {
  const sink = collect();
  const reader = createChasquidReader(sink);
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += 11) reader.push(bytes.subarray(at, at + 11));
  return { ...sink, ...reader.end() };
}

test('chasquid: waiting recipients with their last failure; the rest is done', () => {
  const { messages, skips, remarks, complete } = saved(dump);
  expect(messages).toMatchObject([
    {
      id: '5b1c3c3d',
      state: 'deferred',
      sender: 'a@lab.example',
      recipients: [{ address: 'b@x.example', reason: '451 4.3.0 "later" zurück\n\u0001' }],
    },
    { id: '99', state: 'active', sender: '', recipients: [{ address: 'd@x.example', reason: null }] },
  ]);
  expect([skips, remarks, complete]).toEqual([[], [], true]);
});

test('chasquid: a page of a real server', () => {
  const text = readFileSync(new URL('../../../fixtures/mta/chasquid/debug-queue.txt', import.meta.url), 'utf8');
  const { messages, skips, complete } = saved(text);
  expect([messages.length, skips, complete]).toEqual([6, [], true]);
  expect(messages.find((m) => m.id === 'TYWQ6q0I4j4')?.recipients[0]?.reason).toBe(
    'Could not find mail server: lookup servfail.example on 127.0.0.1:53: server misbehaving',
  );
});

test('chasquid: noise and a cut end cost only themselves', () => {
  const noisy = saved(`Last login: today\n${dump}logout\n`);
  expect([noisy.messages.length, noisy.skips]).toEqual([2, ['not a record', 'not a record']]);
  expect(saved(dump.trimEnd()).skips).toEqual([]);
  const cut = saved(dump.slice(0, dump.indexOf('to: [d@x')));
  expect([cut.messages.length, cut.skips, cut.complete]).toEqual([2, ['middle of a record'], false]);
  expect(saved(dump.slice(0, dump.indexOf('## Item 99'))).remarks).toEqual(['the page ended after 1 of 2 messages']);
});

const page = (text: string) => {
  const { http } = apiServer(() => ({ text }));
  return chasquid.list(reachOf(http, null), serverConfig('chasquid', 'none'), {} as never, collect());
};

test('chasquid: a page that was cut is not the whole queue', async () => {
  expect((await page(dump.slice(0, dump.indexOf('## Item 99')))).complete).toBe(false);
});

test.each([
  [dump.replace('length:', 'items:'), 'length'],
  [dump.replaceAll('## Item', '## Message'), '## Item'],
])('chasquid: a page of another shape is told by what is missing', async (text, field) => {
  await expect(page(text)).rejects.toMatchObject({ code: 'api_schema_changed', details: { field } });
});

test.each([
  ['created at: ', 'created: ', 'created at'],
  ['  last failure: ', '  error: ', 'last failure'],
  ['from: ', 'sender: ', 'from'],
])('chasquid: the field %s under another name is named', async (field, other, named) => {
  expect((await page(dump.replaceAll(field, other))).remarks.join()).toContain(`first at "${named}"`);
});

test('chasquid: every verb it has not is a sentence, and nothing is asked of the server', async () => {
  const server = apiServer(() => ({ text: '<h1>chasquid @mx.lab.example</h1>\n\nchasquid 1.11<br>' }));
  const reach = reachOf(server.http, null);
  const found = await chasquid.detect(reach, serverConfig('chasquid', 'none'));
  expect(found?.version).toBe('1.11');
  for (const { id, granted, note } of found!.abilities) {
    expect([granted, note]).toEqual(
      id === 'list' ? ['yes', expect.anything()] : ['absent', expect.stringMatching(/^chasquid has no /)],
    );
  }
  const before = server.asked.length;
  for (const verb of ['retry', 'hold', 'release', 'delete', 'expire', 'requeue'] as const) {
    const report = await chasquid.act(reach, serverConfig('chasquid', 'none'), found!, { verb, ids: ['x'] });
    expect([report.submitted.size, report.refused.get('x')]).toEqual([0, expect.stringMatching(/^chasquid has no /)]);
  }
  expect(server.asked.length).toBe(before);
});

test('chasquid: Go strings and times', () => {
  expect(unquoteGo('"\\xc3\\xbc \\U0001f600 \\a"')).toBe('ü 😀 \x07');
  expect(goTime('2026-11-23 15:54:50.123 -0300 -03')).toBe(Date.parse('2026-11-23T18:54:50Z') / 1000);
  expect(goTime('yesterday')).toBeNull();
});
