import { expect, test } from 'vitest';
import { pmg } from '../../../../electron/mta/api/pmg.ts';
import { apiServer, collect, reachOf, serverConfig, type Answer, type Asked } from './server.ts';

const config = serverConfig('pmg', 'ticket');

/** API2/AccessControl.pm and API2/Postfix.pm: tickets, one row per recipient, pages. */
function gateway(rows: Record<string, unknown>[], options: { ticketsGoodFor?: number; role?: string } = {}) {
  let tickets = 0;
  let uses = 0;
  const answer = ({ url, method, headers = {}, body }: Asked): Answer => {
    const path = url.pathname.replace('/api2/json', '');
    if (path === '/access/ticket') {
      tickets += 1;
      uses = 0;
      const form = new URLSearchParams(body as string);
      if (form.get('password') !== 'right') return { status: 401 };
      return {
        json: {
          data: {
            ticket: `PMG:${String(tickets)}`,
            CSRFPreventionToken: `csrf${String(tickets)}`,
            role: options.role ?? 'admin',
          },
        },
      };
    }
    uses += 1;
    if (headers.cookie !== `PMGAuthCookie=${encodeURIComponent(`PMG:${String(tickets)}`)}`) return { status: 401 };
    if (options.ticketsGoodFor !== undefined && uses > options.ticketsGoodFor) return { status: 401 };
    if (method !== 'GET' && headers.csrfpreventiontoken !== `csrf${String(tickets)}`) return { status: 403 };
    if (path === '/version') return { json: { data: { version: '9.1.2' } } };
    if (path === '/nodes') return { json: { data: [{ node: 'pmg1' }] } };
    const queue = /^\/nodes\/pmg1\/postfix\/queue\/(\w+)$/.exec(path)?.[1];
    if (queue !== undefined && method === 'GET') {
      const all = queue === 'deferred' ? rows : [];
      const start = Number(url.searchParams.get('start'));
      return { json: { data: all.slice(start, start + Number(url.searchParams.get('limit'))), total: all.length } };
    }
    if (queue !== undefined && method === 'POST') return { json: { data: null } };
    return { status: 404 };
  };
  return { ...apiServer(answer), tickets: () => tickets };
}
const row = (id: string, receiver: string, reason: string | null = '451 no') => ({
  queue_name: 'deferred',
  queue_id: id,
  arrival_time: 1795448238,
  message_size: 10,
  sender: 'a@lab.example',
  receiver,
  reason,
});

test('rows of one message over two pages become one message', async () => {
  const rows = [
    ...Array.from({ length: 999 }, (_, i) => row(`ID${String(i).padStart(8, '0')}`, 'x@y.example')),
    row('SPLIT00001', 'a@b.example'),
    row('SPLIT00001', 'c@d.example', null),
  ];
  const { http } = gateway(rows);
  const sink = collect();
  const outcome = await pmg.list(reachOf(http, 'right'), config, {} as never, sink);
  expect(sink.messages.length).toBe(1000);
  expect(sink.messages.at(-1)?.recipients).toEqual([
    { address: 'a@b.example', reason: '451 no' },
    { address: 'c@d.example', reason: null },
  ]);
  expect(outcome.complete).toBe(true);
});

test('a ticket that runs out in the middle of a listing is renewed once', async () => {
  const rows = Array.from({ length: 2500 }, (_, i) => row(`ID${String(i).padStart(8, '0')}`, 'x@y.example'));
  const server = gateway(rows, { ticketsGoodFor: 3 });
  const sink = collect();
  await pmg.list(reachOf(server.http, 'right'), config, {} as never, sink);
  expect(sink.messages.length).toBe(2500);
  expect(server.tickets()).toBeGreaterThan(1);
});

test('a wrong password is not tried in a loop', async () => {
  const server = gateway([]);
  await expect(pmg.detect(reachOf(server.http, 'wrong'), config)).rejects.toMatchObject({ code: 'api_auth_failed' });
  expect(server.tickets()).toBeLessThanOrEqual(2);
});

test('writes carry the CSRF token, ids go into the form, and only to the queue they are in', async () => {
  const server = gateway([row('ABCDEF0001', 'x@y.example')]);
  const reach = reachOf(server.http, 'right');
  await pmg.list(reach, config, {} as never, collect());
  const report = await pmg.act(reach, config, {} as never, { verb: 'delete', ids: ['ABCDEF0001'] });
  const post = server.asked.at(-1)!;
  expect(post.url.pathname).toBe('/api2/json/nodes/pmg1/postfix/queue/deferred');
  expect(Object.fromEntries(new URLSearchParams(post.body as string))).toEqual({ action: 'delete', ids: 'ABCDEF0001' });
  expect([...report.submitted]).toEqual(['ABCDEF0001']);
});

test('an auditor may look and not act; what the gateway has not is said', async () => {
  const found = await pmg.detect(reachOf(gateway([], { role: 'audit' }).http, 'right'), config);
  const granted = Object.fromEntries(found!.abilities.map((a) => [a.id, a.granted]));
  expect(granted).toMatchObject({ list: 'yes', retry_one: 'no', delete: 'no', hold: 'absent' });
  expect(found?.version).toBe('9.1.2');
});

test('the tracker proves what became of a retry; a status without a time of its own proves no deferral', async () => {
  const entry = { to: 'x@y.example', from: 'a@lab.example', client: 'c', size: 1, msgid: 'm' };
  const entries = [
    { ...entry, id: 'AAAAAAAA01', qid: 'AAAAAAAA01', time: 1795448300, dstatus: '2' },
    { ...entry, id: 'AAAAAAAA02', qid: 'AAAAAAAA02', time: 1795448301, dstatus: '4' },
    { ...entry, id: 'QBR', qid: 'BBBBBBBB01', relay: 'AAAAAAAA03', time: 1795440000, dstatus: 'A', rstatus: '5' },
    { ...entry, id: 'QCR', qid: 'CCCCCCCC01', relay: 'AAAAAAAA04', time: 1795440000, dstatus: 'A', rstatus: '4' },
    { ...entry, id: 'other', qid: 'DDDDDDDD01', time: 1795448300, dstatus: '2' },
    { broken: true },
  ];
  const server = gateway([]);
  const asked: URL[] = [];
  const http = {
    ...server.http,
    call: async (request: Parameters<typeof server.http.call>[0]) => {
      const url = new URL(request.path, 'https://mta.example');
      if (!url.pathname.endsWith('/tracker')) return server.http.call(request);
      asked.push(url);
      const body = new TextEncoder().encode(JSON.stringify({ data: entries }));
      return { status: 200, headers: {}, body, truncated: false };
    },
  };
  const reach = reachOf(http, 'right');
  const ids = ['AAAAAAAA01', 'AAAAAAAA02', 'AAAAAAAA03', 'AAAAAAAA04', 'AAAAAAAA05'];
  const lines = await pmg.log(reach, config, {} as never, ids, 1795448000_000);
  expect(lines?.map((line) => [line.id, line.proves, line.at])).toEqual([
    ['AAAAAAAA01', 'sent', 1795448300_000],
    ['AAAAAAAA02', 'deferred', 1795448301_000],
    ['AAAAAAAA03', 'bounced', null],
    ['AAAAAAAA04', 'other', null],
  ]);
  expect(asked[0]?.pathname).toBe('/api2/json/nodes/pmg1/tracker');
  expect(asked[0]?.searchParams.get('starttime')).toBe('1795448000');
});

test('short ids, which the gateway refuses, are listed, told, and never sent', async () => {
  const { http } = gateway([row('ABCDEF1', 'x@y.example')]);
  const sink = collect();
  const outcome = await pmg.list(reachOf(http, 'right'), config, {} as never, sink);
  expect([sink.messages.length, pmg.validId('ABCDEF1')]).toEqual([1, false]);
  expect(outcome.remarks.join()).toMatch(/under 8 characters/);
});
