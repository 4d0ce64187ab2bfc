import { describe, expect, test } from 'vitest';
import { apiDrivers } from '../../../../electron/mta/api/index.ts';
import { isAppError } from '../../../../shared/error.ts';
import { collect, reachOf, type Answer } from './server.ts';
import { serverOf, vendors, type Vendor } from './vendors.ts';

const driverOf = (vendor: Vendor) => apiDrivers.find((d) => d.kind === vendor.kind)!;

async function listing(vendor: Vendor, fault?: { at: number; answer: Answer }) {
  const server = serverOf(vendor, fault);
  const reach = reachOf(server.http, vendor.secret);
  const driver = driverOf(vendor);
  const found = await driver.detect(reach, vendor.config);
  server.begin();
  const sink = collect();
  const outcome = await driver.list(reach, vendor.config, found!, sink).catch((e: unknown) => e);
  return {
    ids: new Set(sink.messages.map((m) => m.id)),
    messages: sink.messages,
    skips: sink.skips,
    outcome,
    calls: server.calls(),
    waited: reach.waited,
    code: isAppError(outcome) ? outcome.code : null,
    details: isAppError(outcome) ? outcome.details : {},
  };
}

describe.each(vendors.map((v) => [v.name, v] as const))('%s', (_name, vendor) => {
  test('is listed whole, over all pages', async () => {
    const { ids, outcome, skips } = await listing(vendor);
    expect([ids.size, skips]).toEqual([vendor.messages, []]);
    expect(outcome).toMatchObject({ complete: true });
  });

  const faults: [string, Answer, string][] = [
    ['a refused login', { status: 401 }, 'api_auth_failed'],
    ['missing rights', { status: 403 }, 'api_forbidden'],
    ['a long Retry-After', { status: 429, headers: { 'retry-after': '600' } }, 'api_rate_limited'],
    ['429 without Retry-After', { status: 429 }, 'api_rate_limited'],
    ['an error of the server', { status: 500, text: 'boom' }, 'api_server_error'],
    ['a gateway without its server', { status: 502, text: '<html>' }, 'api_server_error'],
    ['a cut body', { json: { data: [], list: [], ids: [] }, cut: true }, 'api_cut_off'],
  ];
  test.each(faults)('%s in the first and in the last call of a listing is told', async (_what, answer, code) => {
    const { calls } = await listing(vendor);
    for (const at of new Set([0, calls - 1])) {
      const met = await listing(vendor, { at, answer });
      // A ticket that ran out is fetched anew, once.
      if (vendor.kind === 'pmg' && code === 'api_auth_failed') expect([met.code, met.ids.size]).toEqual([null, 1500]);
      // A detail that is not given out costs its reason only.
      else if (vendor.kind === 'zonemta' && at > 0 && /forbidden|server_error/.test(code))
        expect([met.code, met.skips]).toEqual([null, ['message details']]);
      else expect([at, met.code]).toEqual([at, code]);
    }
  });

  test.each([
    ['a page of something else', { text: '<html><body>Welcome' }],
    ['JSON of another shape', { json: { unexpected: 1 } }],
    ['an error in a body with status 200', { json: { type: 'danger', msg: 'access_denied' } }],
  ] as [string, Answer][])('%s is no empty queue: what is missing is named', async (_what, answer) => {
    const { code, details } = await listing(vendor, { at: 0, answer });
    if (answer.text !== undefined && vendor.kind !== 'chasquid') expect(code).toBe('api_not_json');
    else {
      expect(code).toBe('api_schema_changed');
      expect(details).toMatchObject({ field: expect.any(String) as string, endpoint: expect.any(String) as string });
    }
  });

  test.each([
    [429, '3', 3000],
    [503, 'Mon, 23 Nov 2026 14:00:05 GMT', 5000],
  ])('%i with a short Retry-After is waited for, and the listing is whole', async (status, after, ms) => {
    const { calls } = await listing(vendor);
    for (const at of [0, calls - 1]) {
      const met = await listing(vendor, { at, answer: { status, headers: { 'retry-after': after } } });
      expect([met.code, met.ids.size, met.waited]).toEqual([null, vendor.messages, [ms]]);
    }
  });

  test('what came before a failure in the middle is there', async () => {
    const { calls } = await listing(vendor);
    if (calls < 2 || vendor.kind === 'zonemta') return;
    const met = await listing(vendor, { at: calls - 1, answer: { status: 500 } });
    expect(met.ids.size).toBeGreaterThan(0);
  });

  test('an unnamed product is found among all others', async () => {
    const { http } = serverOf(vendor);
    const config = { ...vendor.config, mta: null };
    const found: string[] = [];
    for (const driver of apiDrivers) {
      const detection = await driver.detect(reachOf(http, vendor.secret), config);
      if (detection !== null) found.push(detection.mta);
    }
    expect(found).toEqual([vendor.kind]);
  });

  test('every verb it has not is said in a sentence, and a named product that is not there is told', async () => {
    const { http } = serverOf(vendor);
    const found = await driverOf(vendor).detect(reachOf(http, vendor.secret), vendor.config);
    for (const { granted, note } of found!.abilities) if (granted === 'absent') expect(note).toMatch(/\w+ \w+ \w+/);
    const other = serverOf({ ...vendor, answer: () => () => ({ status: 200, text: '<html>hello' }) });
    const looked = await driverOf(vendor)
      .detect(reachOf(other.http, vendor.secret), vendor.config)
      .catch((e: unknown) => e);
    expect(looked === null || isAppError(looked)).toBe(true);
  });
});
