import { expect, test } from 'vitest';
import { z } from 'zod';
import { callApi, callJson, parseJson, retryAfter } from '../../../../electron/mta/api/call.ts';
import { apiServer, reachOf, type Answer } from './server.ts';

const get = { method: 'GET' as const, path: '/x', deadlineMs: 1000 };
const api = (answer: (n: number) => Answer) => {
  let n = 0;
  const server = apiServer(() => answer(n++));
  const reach = reachOf(server.http);
  return {
    api: { http: server.http, clock: reach.clock, signal: undefined },
    asked: server.asked,
    waited: reach.waited,
  };
};

test('a 64-bit id is not rounded to its neighbour', () => {
  expect(parseJson('{"id":217700302698266624,"n":12,"f":1.5e300}')).toEqual({
    id: '217700302698266624',
    n: 12,
    f: 1.5e300,
  });
});

test.each([
  ['5', 5000],
  ['Mon, 23 Nov 2026 14:00:30 GMT', 30_000],
  ['Mon, 23 Nov 2026 13:00:00 GMT', 0],
  ['soon', null],
  [undefined, null],
])('Retry-After %s is %s ms', (value, ms) => {
  expect(retryAfter(value, Date.parse('2026-11-23T14:00:00Z'))).toBe(ms);
});

test('a short Retry-After is honoured once, a long one ends the look and is told', async () => {
  const short = api((n) => (n === 0 ? { status: 429, headers: { 'retry-after': '3' } } : { json: {} }));
  await callApi(short.api, get);
  expect(short.waited).toEqual([3000]);
  const endless = api(() => ({ status: 429, headers: { 'retry-after': '3' } }));
  await expect(callApi(endless.api, get)).rejects.toMatchObject({ code: 'api_rate_limited' });
  expect(endless.asked.length).toBe(2);
  const long = api(() => ({ status: 429, headers: { 'retry-after': '600' } }));
  await expect(callApi(long.api, get)).rejects.toMatchObject({
    code: 'api_rate_limited',
    details: { retryAfterMs: 600_000 },
  });
  expect(long.asked.length).toBe(1);
});

test.each([
  [{ status: 401 }, 'api_auth_failed'],
  [{ status: 403 }, 'api_forbidden'],
  [{ status: 500, text: 'boom' }, 'api_server_error'],
  [{ status: 503 }, 'api_server_error'],
  [{ status: 404 }, 'api_refused'],
  [{ json: { a: 1 }, cut: true }, 'api_cut_off'],
  [{ text: '<html>' }, 'api_not_json'],
  [{ json: { b: 1 } }, 'api_schema_changed'],
] satisfies [Answer, string][])('%j is told as %s', async (answer, code) => {
  await expect(callJson(api(() => answer).api, get, z.object({ a: z.number() }))).rejects.toMatchObject({ code });
});

test('a changed shape names its field', async () => {
  const shape = z.object({ data: z.array(z.object({ id: z.string() })) });
  await expect(callJson(api(() => ({ json: { data: [{ id: 1 }] } })).api, get, shape)).rejects.toMatchObject({
    details: { field: 'data.0.id', endpoint: '/x' },
  });
});
