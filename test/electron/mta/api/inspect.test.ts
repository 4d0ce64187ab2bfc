import { expect, test } from 'vitest';
import { kumomta } from '../../../../electron/mta/api/kumomta.ts';
import { mailcow } from '../../../../electron/mta/api/mailcow.ts';
import { pmg } from '../../../../electron/mta/api/pmg.ts';
import { stalwart } from '../../../../electron/mta/api/stalwart.ts';
import { zonemta } from '../../../../electron/mta/api/zonemta.ts';
import type { MtaDriver } from '../../../../electron/ports.ts';
import { apiServer, reachOf, serverConfig, type Answer, type Asked } from './server.ts';

const source = 'Subject: hi\r\nTo: r@x.example\r\n\r\nbody\r\n\r\nmore\r\n';
const queueId = 'ABCDEF0001';
const hex = '0'.repeat(31) + '1';

const jmapSession = (downloadUrl: string) => ({
  capabilities: { 'urn:stalwart:jmap': {} },
  accounts: { a: {}, b: {} },
  primaryAccounts: { 'urn:stalwart:jmap': 'b' },
  downloadUrl,
});
const jmap =
  (downloadUrl: string) =>
  ({ url, method }: Asked): Answer => {
    if (url.pathname === '/jmap/session') return { json: jmapSession(downloadUrl) };
    if (method === 'POST')
      return { json: { methodResponses: [['x:QueuedMessage/get', { list: [{ id: 'm1', blobId: 'Blob-1' }] }, 'c0']] } };
    return url.pathname === '/jmap/download/b/Blob-1/message.eml' ? { text: source } : { status: 404 };
  };

const cases: [string, MtaDriver, Parameters<typeof serverConfig>[1], string, string, (asked: Asked) => Answer][] = [
  [
    'mailcow',
    mailcow,
    'apikey',
    '97434D1',
    'rest',
    ({ url }) =>
      url.pathname === '/api/v1/get/postcat/97434D1'
        ? {
            text: `*** ENVELOPE RECORDS deferred/9 ***\nsender: a\n*** MESSAGE CONTENTS deferred/9 ***\n${source}*** HEADER EXTRACTED deferred/9 ***\n*** MESSAGE FILE END ***\n`,
          }
        : { status: 404 },
  ],
  [
    'Stalwart up to 0.15',
    stalwart,
    'bearer',
    '217700302698266624',
    'rest',
    ({ url }) => {
      if (url.pathname === '/api/queue/messages/217700302698266624') return { json: { data: { blob_hash: 'aGFzaA' } } };
      return url.pathname === '/api/store/blobs/aGFzaA'
        ? { text: source, headers: { 'content-type': 'application/octet-stream' } }
        : { status: 404 };
    },
  ],
  [
    'Stalwart from 0.16',
    stalwart,
    'bearer',
    'm1',
    'jmap',
    jmap('https://mta.example/jmap/download/{accountId}/{blobId}/{name}?accept={type}'),
  ],
  [
    'KumoMTA',
    kumomta,
    'none',
    hex,
    'rest',
    ({ url }) =>
      url.pathname === '/api/admin/inspect-message/v1' && url.searchParams.get('id') === hex
        ? { json: { id: hex, message: { data: source } } }
        : { status: 404 },
  ],
  [
    'ZoneMTA',
    zonemta,
    'none',
    '000000000000000001',
    'rest',
    ({ url }) => (url.pathname === '/fetch/000000000000000001' ? { text: source } : { status: 404 }),
  ],
];

test.each(cases)('%s: headers and body come apart', async (_name, driver, auth, id, api, answer) => {
  const { http } = apiServer(answer);
  const reach = reachOf(http);
  const config = serverConfig(driver.kind, auth);
  const found = { facts: { api } } as never;
  const headers = await driver.inspect(reach, config, found, id, 'headers');
  expect([headers.text.replaceAll('\r', ''), headers.missing]).toEqual(['Subject: hi\nTo: r@x.example', null]);
  const body = await driver.inspect(reach, config, found, id, 'body');
  expect([body.text.replaceAll('\r', '').trim(), body.missing]).toEqual(['body\n\nmore', null]);
});

test.each(cases)('%s: a message that is not there is told, not shown empty', async (_name, driver, auth, id, api) => {
  const { http } = apiServer(({ method }) =>
    method === 'POST'
      ? { json: { methodResponses: [['x:QueuedMessage/get', { list: [] }, 'c0']] } }
      : { status: 404, text: 'gone' },
  );
  const config = serverConfig(driver.kind, auth);
  const gone = await driver.inspect(reachOf(http), config, { facts: { api } } as never, id, 'headers');
  expect([gone.text, gone.missing]).toEqual(['', expect.stringMatching(/./)]);
});

test('Proxmox Mail Gateway gives headers and body apart', async () => {
  const { http, asked } = apiServer(({ url }) => {
    const path = url.pathname.replace('/api2/json', '');
    if (path === '/access/ticket') return { json: { data: { ticket: 'T', CSRFPreventionToken: 'c', role: 'admin' } } };
    if (path === '/nodes') return { json: { data: [{ node: 'pmg1' }] } };
    return { json: { data: url.searchParams.get('header') === '1' ? 'Subject: hi' : 'body' } };
  });
  const reach = reachOf(http);
  const config = serverConfig('pmg', 'ticket');
  expect((await pmg.inspect(reach, config, {} as never, queueId, 'headers')).text).toBe('Subject: hi');
  expect((await pmg.inspect(reach, config, {} as never, queueId, 'body')).text).toBe('body');
  expect(asked.at(-1)?.url.pathname).toBe(`/api2/json/nodes/pmg1/postfix/queue/deferred/${queueId}`);
});

test('Stalwart: a download address on another host does not get the secret', async () => {
  const { http, asked } = apiServer(jmap('https://evil.example/jmap/download/{accountId}/{blobId}/{name}'));
  await stalwart.inspect(
    reachOf(http),
    serverConfig('stalwart', 'bearer'),
    { facts: { api: 'jmap' } } as never,
    'm1',
    'headers',
  );
  // Only paths leave a driver; the transport puts the configured host before them.
  expect(asked.every(({ path }) => path.startsWith('/'))).toBe(true);
});

test('Stalwart: an account without the permission for blobs is told so', async () => {
  const answers: ((asked: Asked) => Answer)[] = [
    ({ url }) => (url.pathname.startsWith('/api/queue') ? { json: { data: { blob_hash: 'x' } } } : { status: 403 }),
    ({ url }) =>
      url.pathname.startsWith('/api/queue')
        ? { json: { data: { blob_hash: 'x' } } }
        : { json: { error: 'notFound' }, headers: { 'content-type': 'application/json' } },
  ];
  for (const answer of answers) {
    const { http } = apiServer(answer);
    const config = serverConfig('stalwart', 'bearer');
    const shown = await stalwart.inspect(reachOf(http), config, { facts: { api: 'rest' } } as never, '5', 'headers');
    expect([shown.text, shown.missing]).toEqual(['', expect.stringMatching(/does not give the message out/)]);
  }
});
