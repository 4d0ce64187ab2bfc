import { describe, expect, test } from 'vitest';
import { kumoCall } from '../../../../electron/mta/api/kumoDomain.ts';
import { queueName } from '../../../../electron/mta/api/kumoQueues.ts';
import { kumomta } from '../../../../electron/mta/api/kumomta.ts';
import { stalwart } from '../../../../electron/mta/api/stalwart.ts';
import { mailDomainOf, type MailDomain } from '../../../../shared/mailDomain.ts';
import { verbs, type Verb } from '../../../../shared/model/action.ts';
import type { Detection } from '../../../../shared/model/server.ts';
import { apiServer, collect, reachOf, serverConfig, type Asked } from './server.ts';

const domain = mailDomainOf('example.org') as MailDomain;
const bodyOf = (asked: Asked) =>
  JSON.parse(typeof asked.body === 'string' ? asked.body : '{}') as Record<string, unknown>;

// --- KumoMTA: docs/reference/http/kumod/*.md, docs/reference/queues.md

interface Suspended {
  id: string;
  domain?: string;
  tenant?: string;
  campaign?: string;
  reason: string;
  duration: string;
}
const uuid = (n: number) => `9511a32e-66f8-42aa-b151-${String(n).padStart(12, '0')}`;

/** Queues with their messages; suspend, rebind and bounce as documented, criteria that match none of them included. */
function kumo(queues: Record<string, number>) {
  const suspended: Suspended[] = [];
  const left = new Map(Object.entries(queues));
  const server = apiServer((asked) => {
    const { url, method } = asked;
    const body = bodyOf(asked);
    switch (`${method} ${url.pathname}`) {
      case 'GET /metrics.json':
        return { json: { scheduled_count: { value: { queue: Object.fromEntries(left) } } } };
      case 'GET /api/admin/inspect-sched-q/v1': {
        const name = url.searchParams.get('queue_name') ?? '';
        const n = Math.min(left.get(name) ?? 0, Number(url.searchParams.get('limit')));
        const messages = Array.from({ length: n }, (_, i) => ({
          id: `${String(i).padStart(30, '0')}${String(name.length).padStart(2, '0')}`,
          message: { sender: 's@x.example', recipient: `r@${queueName(name).domain}`, num_attempts: 1, meta: {} },
        }));
        return { json: { queue_name: name, messages, num_scheduled: n } };
      }
      case 'GET /api/admin/inspect-message/v1':
        return url.searchParams.get('id')?.startsWith('a') === true ? { status: 404 } : { json: { message: {} } };
      case 'GET /api/admin/suspend/v1':
        return { json: suspended };
      case 'POST /api/admin/suspend/v1':
        suspended.push({ id: uuid(suspended.length), ...body, duration: '23h 59m' } as Suspended);
        return { json: { id: suspended.at(-1)?.id } };
      case 'DELETE /api/admin/suspend/v1': {
        const at = suspended.findIndex(({ id }) => id === body['id']);
        if (at < 0) return { status: 404 };
        suspended.splice(at, 1);
        return { json: {} };
      }
      case 'POST /api/admin/bounce/v1':
        for (const name of left.keys()) {
          if (body['domain'] === undefined || queueName(name).domain === body['domain']) left.delete(name);
        }
        return { json: { id: uuid(99), bounced: {}, total_bounced: 0 } };
      case 'POST /api/admin/rebind/v1':
        return { json: {} };
      default:
        return { status: 404 };
    }
  });
  return { ...server, suspended, left, reach: reachOf(server.http, null) };
}
const config = serverConfig('kumomta', 'none');
const full = { 'example.org': 3, 'c:t@example.org!relay.example': 40, 'example.org.uk': 5, 'other.example': 2 };
const acting = ({ reach }: ReturnType<typeof kumo>) => ({
  offer: (verb: Verb) => kumomta.domain!.offer(reach, config, {} as never, { verb, domain }),
  act: (verb: Verb) => kumomta.domain!.act(reach, config, {} as never, { verb, domain }),
});
const states = async ({ reach }: ReturnType<typeof kumo>) => {
  const sink = collect();
  const { remarks } = await kumomta.list(reach, config, {} as never, sink);
  return { remarks: remarks.join('\n'), held: sink.messages.filter((m) => m.state === 'held').map((m) => m.queue) };
};

describe('KumoMTA', () => {
  test('queue names are taken apart as documented', () => {
    expect(['c:t@example.org!r', 't@Example.org', 'c:@example.org', 'example.org'].map(queueName)).toEqual([
      { campaign: 'c', tenant: 't', domain: 'example.org' },
      { campaign: null, tenant: 't', domain: 'example.org' },
      { campaign: 'c', tenant: null, domain: 'example.org' },
      { campaign: null, tenant: null, domain: 'example.org' },
    ]);
  });

  test('no body without the domain: an empty criterion would be all queues', async () => {
    for (const verb of verbs) {
      const call = kumoCall(verb, domain);
      if (call !== null)
        expect(call.body).toMatchObject({
          domain: 'example.org',
          reason: expect.stringContaining('example.org') as string,
        });
    }
    const server = kumo(full);
    for (const verb of verbs) await acting(server).act(verb);
    const writes = server.asked.filter((a) => a.method === 'POST');
    expect(writes.length).toBe(3);
    expect(writes.every((a) => bodyOf(a)['domain'] === 'example.org')).toBe(true);
    expect(server.asked.filter((a) => a.method === 'DELETE').every((a) => typeof bodyOf(a)['id'] === 'string')).toBe(
      true,
    );
    expect([...server.left.keys()]).toEqual(['example.org.uk', 'other.example']);
  });

  test('retry: rebound to where it is, all made due; the count is the server’s own over all its queues of the domain', async () => {
    const server = kumo(full);
    expect(await acting(server).offer('retry')).toMatchObject({
      commands: [expect.stringMatching(/^POST \/api\/admin\/rebind\/v1 .*"always_flush":true/) as string],
      takes: { by: 'queue', names: ['example.org', 'c:t@example.org!relay.example'] },
      skips: ['held'],
      counted: 43,
    });
    expect(server.asked.every((a) => a.method === 'GET')).toBe(true);
    expect(await acting(server).act('retry')).toMatchObject({ refused: null });
    expect(bodyOf(server.asked.at(-1)!)).toEqual({
      domain: 'example.org',
      reason: 'Queuewatch: retry all mail to example.org',
      data: {},
      always_flush: true,
    });
  });

  test('hold says until when and shows in the listing; release ends what names the domain, and nothing else', async () => {
    const server = kumo(full);
    server.suspended.push({ id: uuid(7), domain: 'other.example', reason: 'theirs', duration: '3m' });
    const { offer, act } = acting(server);
    expect(await offer('release')).toEqual({ none: 'No suspension names this domain.' });
    expect(JSON.stringify(await offer('hold'))).toMatch(
      /Holds until \w+.* Nov.*new mail as well, and then ends by itself/,
    );
    await act('hold');
    expect(server.asked.at(-1)).toMatchObject({ method: 'POST', path: '/api/admin/suspend/v1' });
    const held = await states(server);
    expect([...new Set(held.held)]).toEqual(['c:t@example.org!relay.example', 'example.org', 'other.example']);
    expect(held.remarks).toContain(
      'mail to example.org is suspended for another 23h 59m: Queuewatch: hold all mail to example.org',
    );
    expect(await offer('release')).toMatchObject({
      commands: [expect.stringContaining('DELETE /api/admin/suspend/v1') as string],
    });
    await act('release');
    expect((await states(server)).held).toEqual(['other.example', 'other.example']);
    expect((await act('release')).refused).toMatch(/No suspension/);
  });

  test('a suspension of one tenant holds its queues only', async () => {
    const server = kumo(full);
    server.suspended.push({ id: uuid(1), domain: 'example.org', tenant: 't', reason: 'r', duration: '1m' });
    expect([...new Set((await states(server)).held)]).toEqual(['c:t@example.org!relay.example']);
  });

  test('delete is its bounce, for seconds, and says that new mail is taken too; with notice there is none', async () => {
    const server = kumo(full);
    const { offer, act } = acting(server);
    expect(JSON.stringify(await offer('delete'))).toMatch(/stays active for 10s and takes new mail/);
    await act('delete');
    expect(bodyOf(server.asked.at(-1)!)).toMatchObject({ domain: 'example.org', duration: '10s' });
    expect(await offer('expire')).toEqual({ none: expect.stringMatching(/sends no bounces/) as string });
    expect((await act('expire')).refused).not.toBeNull();
    expect(await offer('requeue')).toHaveProperty('none');
  });

  test('a sample proves nothing gone: the server is asked message by message', async () => {
    const { reach } = kumo({});
    const ids = ['a'.repeat(32), 'b'.repeat(32)];
    expect([...(await kumomta.present!(reach, config, {} as never, ids))]).toEqual(['b'.repeat(32)]);
  });

  test('a refusal of the server is told in its words', async () => {
    const server = apiServer(({ method }) =>
      method === 'POST' ? { status: 400, text: 'unknown field' } : { json: [] },
    );
    const act = await kumomta.domain!.act(reachOf(server.http, null), config, {} as never, { verb: 'hold', domain });
    expect(act.refused).toBe('unknown field');
  });
});

// --- Stalwart 0.15: crates/http/src/management/queue.rs

describe('Stalwart', () => {
  const about = (api: 'rest' | 'jmap') => ({ facts: { api } }) as unknown as Detection;
  const bearer = serverConfig('stalwart', 'bearer');
  test('the bulk call always carries the domain: without a filter it would be the whole queue', async () => {
    const server = apiServer(() => ({ json: { data: true } }));
    for (const verb of verbs) {
      await stalwart.domain!.act(reachOf(server.http), bearer, about('rest'), { verb, domain });
      await stalwart.domain!.act(reachOf(server.http), bearer, about('jmap'), { verb, domain });
    }
    expect(server.asked.map((a) => `${a.method} ${a.path}`)).toEqual([
      'PATCH /api/queue/messages?to=%40example.org',
      'DELETE /api/queue/messages?to=%40example.org',
    ]);
  });
  test('any recipient that contains the text counts; a retry warns of the changed expiry; nothing found is told', async () => {
    const { reach } = { reach: reachOf(apiServer(() => ({ json: { data: false } })).http) };
    expect(await stalwart.domain!.offer(reach, bearer, about('rest'), { verb: 'retry', domain })).toMatchObject({
      takes: { by: 'address', text: '@example.org' },
      warnings: [expect.stringContaining('expiry') as string],
    });
    expect(await stalwart.domain!.offer(reach, bearer, about('jmap'), { verb: 'retry', domain })).toHaveProperty(
      'none',
    );
    const act = await stalwart.domain!.act(reach, bearer, about('rest'), { verb: 'delete', domain });
    expect(act.refused).toContain('false');
  });
});
