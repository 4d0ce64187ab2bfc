import { describe, expect, test } from 'vitest';
import { mailcow, readRecipient } from '../../../../electron/mta/api/mailcow.ts';
import { apiServer, collect, reachOf, serverConfig, type Answer } from './server.ts';

const config = serverConfig('mailcow', 'apikey');
// functions.mailq.inc.php: the objects of `postqueue -j`, recipients flattened to "address (reason)".
const entry = (id: string, recipients: string[], queue = 'deferred') => ({
  queue_name: queue,
  queue_id: id,
  arrival_time: 1795448238,
  message_size: 227,
  forced_expire: false,
  sender: 'a@lab.example',
  recipients,
});

describe('recipients come flattened', () => {
  test.each([
    [
      'a@b.example (host x[1.2.3.4] said: 451 4.7.1 (try later))',
      'a@b.example',
      'host x[1.2.3.4] said: 451 4.7.1 (try later)',
    ],
    ['"odd name"@b.example (451)', '"odd name"@b.example', '451'],
    ['"a \\" b"@b.example', '"a \\" b"@b.example', null],
    ['a@b.example', 'a@b.example', null],
    ['', '', null],
  ])('%s', (text, address, reason) => {
    expect(readRecipient(text)).toEqual({ address, reason });
  });
});

async function list(answer: Answer) {
  const server = apiServer(() => answer);
  const sink = collect();
  const outcome = await mailcow.list(reachOf(server.http), config, {} as never, sink);
  return { ...sink, outcome, asked: server.asked };
}

test('lists with reasons, the key in its header, and the null sender as such', async () => {
  const { messages, asked, outcome } = await list({
    json: [entry('97434D1', ['d@example.net (451 no)']), { ...entry('A1B2C3D', [], 'hold'), sender: 'MAILER-DAEMON' }],
  });
  expect(asked[0]?.headers).toMatchObject({ 'x-api-key': 'key' });
  expect(messages).toMatchObject([
    { id: '97434D1', state: 'deferred', recipients: [{ address: 'd@example.net', reason: '451 no' }] },
    { id: 'A1B2C3D', state: 'held', sender: '' },
  ]);
  expect(outcome).toMatchObject({ complete: true, remarks: [] });
});

test('its silent cut at 10,000 is not taken for the whole queue', async () => {
  const { outcome } = await list({
    json: Array.from({ length: 10_000 }, (_, i) => entry(i.toString(16).padStart(7, '0'), [])),
  });
  expect(outcome.complete).toBe(false);
  expect(outcome.remarks[0]).toContain('10,000');
});

test('an empty list says that it may mean two things', async () => {
  expect((await list({ json: [] })).outcome.remarks.length).toBe(1);
  expect((await list({ json: {} })).outcome.remarks.length).toBe(1);
});

test('a broken record costs itself; a renamed field is told by its name', async () => {
  const one = await list({ json: [entry('97434D1', []), { queue_id: 7 }] });
  expect([one.messages.length, one.skips.length]).toEqual([1, 1]);
  const all = await list({ json: [{ ...entry('97434D1', []), sender: undefined, from: 'x' }] });
  expect(all.outcome.remarks.at(-1)).toContain('"sender"');
});

test('long ids, which mailcow would ignore and then run a bare postsuper, are never sent', async () => {
  expect(mailcow.validId('4jY9702kHWz4Y')).toBe(false);
  expect(mailcow.validId('97434D1')).toBe(true);
  const { outcome } = await list({ json: [entry('4jY9702kHWz4Y', [])] });
  expect(outcome.remarks[0]).toContain('long queue ids');
});

test.each([
  ['retry', '/api/v1/edit/mailq', { items: ['97434D1'], attr: { action: 'deliver' } }],
  ['hold', '/api/v1/edit/mailq', { items: ['97434D1'], attr: { action: 'hold' } }],
  ['release', '/api/v1/edit/mailq', { items: ['97434D1'], attr: { action: 'unhold' } }],
  ['delete', '/api/v1/delete/mailq', ['97434D1']],
] as const)('%s asks as the code reads it, not as its OpenAPI says', async (verb, path, body) => {
  const server = apiServer(() => ({ json: [{ type: 'success', msg: 'queue_command_success' }] }));
  const report = await mailcow.act(reachOf(server.http), config, {} as never, { verb, ids: ['97434D1'] });
  expect(server.asked[0]?.path).toBe(path);
  expect(JSON.parse(server.asked[0]?.body as string)).toEqual(body);
  expect([...report.submitted]).toEqual(['97434D1']);
});

test('a failure with status 200 is a failure', async () => {
  const server = apiServer(() => ({ json: [{ type: 'danger', msg: 'access_denied' }] }));
  const report = await mailcow.act(reachOf(server.http), config, {} as never, { verb: 'hold', ids: ['97434D1'] });
  expect([...report.submitted]).toEqual([]);
  expect(report.refused.get('97434D1')).toContain('access_denied');
});

test('a read-only key is told as such, and asked no further', async () => {
  const server = apiServer(() => ({ status: 403, json: { type: 'error', msg: 'api read/write access denied' } }));
  const ids = Array.from({ length: 250 }, (_, i) => (0xabc0000 + i).toString(16).toUpperCase());
  const report = await mailcow.act(reachOf(server.http), config, {} as never, { verb: 'delete', ids });
  expect([report.submitted.size, report.refused.size, server.asked.length]).toEqual([0, 250, 1]);
  expect(report.refused.get(ids[0]!)).toBe('a read-only key may not act');
});
