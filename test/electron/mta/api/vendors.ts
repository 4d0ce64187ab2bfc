/** A healthy server of each vendor, as far as a listing asks it; written from the sources named in the drivers. */
import type { ServerConfig } from '../../../../shared/model/server.ts';
import type { MtaKind } from '../../../../shared/model/message.ts';
import { apiServer, serverConfig, type Answer, type Asked } from './server.ts';

export interface Vendor {
  name: string;
  kind: MtaKind;
  config: ServerConfig;
  secret: string | null;
  answer(): (asked: Asked) => Answer;
  /** Messages of its queue. */
  messages: number;
}

const pages = <T>(all: readonly T[], start: number, size: number) => all.slice(start, start + size);
const numbers = (n: number) => Array.from({ length: n }, (_, i) => i);
const notFound: Answer = { status: 404, text: 'not found' };

const mailcow = (): ((asked: Asked) => Answer) => {
  const rows = numbers(3).map((i) => ({
    queue_name: 'deferred',
    queue_id: `97434D${i}`,
    arrival_time: 1795448238,
    message_size: 227,
    sender: 'a@lab.example',
    recipients: ['d@example.net (451 4.3.0 later)'],
  }));
  return ({ url, headers = {} }) => {
    if (headers['x-api-key'] !== 'key') return { status: 401, json: { type: 'error', msg: 'authentication failed' } };
    if (url.pathname === '/api/v1/get/status/version') return { json: { version: '2026-07a' } };
    return url.pathname === '/api/v1/get/mailq/all' ? { json: rows } : notFound;
  };
};

const pmg = (): ((asked: Asked) => Answer) => {
  const rows = numbers(1500).map((i) => ({
    queue_name: 'deferred',
    queue_id: `ID${String(i).padStart(8, '0')}`,
    arrival_time: 1795448238,
    message_size: 10,
    sender: 'a@lab.example',
    receiver: 'x@y.example',
    reason: '451 4.3.0 later',
  }));
  return ({ url, headers = {} }) => {
    const path = url.pathname.replace('/api2/json', '');
    if (path === '/access/ticket')
      return { json: { data: { ticket: 'PMG:1', CSRFPreventionToken: 'csrf', role: 'admin' } } };
    if (headers['cookie'] !== 'PMGAuthCookie=PMG%3A1') return { status: 401 };
    if (path === '/version') return { json: { data: { version: '9.1.2' } } };
    if (path === '/nodes') return { json: { data: [{ node: 'pmg1' }] } };
    const queue = /^\/nodes\/pmg1\/postfix\/queue\/(\w+)$/.exec(path)?.[1];
    if (queue === undefined) return notFound;
    const all = queue === 'deferred' ? rows : [];
    const start = Number(url.searchParams.get('start'));
    return { json: { data: pages(all, start, Number(url.searchParams.get('limit'))), total: all.length } };
  };
};

const rest = (): ((asked: Asked) => Answer) => {
  const items = numbers(1200).map(
    (i) =>
      `{"id":2177003026982${String(66_000 + i)},"return_path":"s@x.example","created":"2026-11-23T13:00:00Z","size":12,"blob_hash":"x","recipients":[{"address":"a@b.example","queue":"remote","status":{"temp_fail":"451 4.7.1 later"},"retry_num":3}]}`,
  );
  return ({ url, headers = {} }) => {
    if (headers['authorization'] !== 'Bearer key') return { status: 401 };
    if (url.pathname === '/jmap/session') return { json: { capabilities: {} } };
    if (url.pathname === '/api/queue/status') return { json: { data: true } };
    if (url.pathname !== '/api/queue/messages') return notFound;
    const limit = Number(url.searchParams.get('limit'));
    const page = pages(items, (Number(url.searchParams.get('page')) - 1) * limit, limit);
    return { text: `{"data":{"items":[${page.join()}],"total":${String(items.length)},"status":true}}` };
  };
};

const jmap = (): ((asked: Asked) => Answer) => {
  const ids = numbers(700).map((i) => `m${String(i)}`);
  const status = {
    '@type': 'TemporaryFailure',
    responseCode: 451,
    responseEnhanced: '4.3.0',
    responseMessage: 'later',
  };
  return ({ url, headers = {}, body }) => {
    if (headers['authorization'] !== 'Bearer key') return { status: 401 };
    if (url.pathname === '/jmap/session') return { json: { capabilities: { 'urn:stalwart:jmap': {} } } };
    if (url.pathname !== '/jmap') return notFound;
    const { methodCalls } = JSON.parse(body as string) as { methodCalls: [string, Record<string, unknown>, string][] };
    const [name, args, tag] = methodCalls[0]!;
    const result = name.endsWith('/query')
      ? { ids: pages(ids, args['position'] as number, args['limit'] as number) }
      : {
          list: (args['ids'] as string[]).map((id) => ({
            id,
            createdAt: '2026-11-23T13:00:00Z',
            returnPath: '<>',
            size: 5,
            recipients: { 'a@b.example': { retryCount: 2, status } },
          })),
        };
    return { json: { methodResponses: [[name, result, tag]] } };
  };
};

const kumomta = (): ((asked: Asked) => Answer) => {
  const queues = ['big.example', 'tenant@small.example'];
  const gauge = (queue: Record<string, number>) => ({ help: 'messages', type: 'gauge', value: { queue } });
  return ({ url }) => {
    if (url.pathname === '/metrics.json')
      return { json: { scheduled_count: gauge(Object.fromEntries(queues.map((name) => [name, 2]))) } };
    if (url.pathname !== '/api/admin/inspect-sched-q/v1') return notFound;
    const name = url.searchParams.get('queue_name')!;
    const message = { sender: 's@x.example', recipient: `r@${name}`, num_attempts: 2, due: null, meta: {} };
    const id = (i: number) => `${String(queues.indexOf(name))}${String(i)}`.padStart(32, '0');
    return { json: { queue_name: name, num_scheduled: 2, messages: numbers(2).map((i) => ({ id: id(i), message })) } };
  };
};

const zonemta = (): ((asked: Asked) => Answer) => {
  const id = (i: number) => i.toString(16).padStart(18, '0');
  const rows = numbers(1200).map((i) => ({
    id: id(i),
    zone: 'default',
    recipient: 'r@x.example',
    created: 1795448238000,
    deferred: i < 2 ? 1 : 0,
  }));
  const deferred = { count: 1, next: 1795449000000, response: '451 4.3.0 later' };
  return ({ url }) => {
    if (url.pathname === '/zones') return { json: ['default'] };
    const type = /^\/queued\/(\w+)\/default$/.exec(url.pathname)?.[1];
    if (type !== undefined) {
      const all = type === 'deferred' ? rows : [];
      const size = Number(url.searchParams.get('pageSize'));
      return { json: { zone: 'default', type, list: pages(all, Number(url.searchParams.get('start')), size) } };
    }
    if (!url.pathname.startsWith('/message/')) return notFound;
    const messages = [{ seq: '001', recipient: 'r@x.example', status: 'DEFERRED', deferred }];
    return { json: { meta: { from: 's@x.example', bodySize: 77 }, messages } };
  };
};

const chasquid = (): ((asked: Asked) => Answer) => {
  const item = (i: number) =>
    `## Item id${String(i)}\ncreated at: 2026-11-23 15:00:00.1 +0000 UTC m=+1\nfrom: a@lab.example\nto: [b@x.example]\nPENDING b@x.example (EMAIL)\n  original address: b@x.example\n  last failure: "451 4.3.0 later"\n\n`;
  return ({ url }) => {
    if (url.pathname === '/') return { text: '<h1>chasquid @mx.lab.example</h1>\n<p>\nchasquid 1.11<br>' };
    if (url.pathname !== '/debug/queue') return notFound;
    return { text: `# Queue status\n\ndate: 2026-11-23 15:54:50 +0000 UTC\nlength: 2\n\n${item(1)}${item(2)}\n` };
  };
};

const vendor = (
  name: string,
  kind: MtaKind,
  auth: Parameters<typeof serverConfig>[1],
  messages: number,
  answer: Vendor['answer'],
): Vendor => ({
  name,
  kind,
  config: serverConfig(kind, auth),
  secret: auth === 'none' ? null : 'key',
  answer,
  messages,
});

export const vendors: readonly Vendor[] = [
  vendor('mailcow', 'mailcow', 'apikey', 3, mailcow),
  vendor('Proxmox Mail Gateway', 'pmg', 'ticket', 1500, pmg),
  vendor('Stalwart up to 0.15', 'stalwart', 'bearer', 1200, rest),
  vendor('Stalwart from 0.16', 'stalwart', 'bearer', 700, jmap),
  vendor('KumoMTA', 'kumomta', 'none', 4, kumomta),
  vendor('ZoneMTA', 'zonemta', 'none', 1200, zonemta),
  vendor('chasquid', 'chasquid', 'none', 2, chasquid),
];

/** The same server with one answer replaced: that of the call `at` (from 0) after `ready` calls. */
export function serverOf(vendor: Vendor, fault?: { at: number; answer: Answer }) {
  const healthy = vendor.answer();
  let calls = 0;
  const state = { listing: false };
  const server = apiServer((asked) => {
    // A ticket is no part of the listing.
    if (!state.listing || asked.url.pathname.endsWith('/access/ticket')) return healthy(asked);
    return calls++ === fault?.at ? fault.answer : healthy(asked);
  });
  return { ...server, begin: () => void (state.listing = true), calls: () => calls };
}
