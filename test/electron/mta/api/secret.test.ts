import { expect, test } from 'vitest';
import { mailcow } from '../../../../electron/mta/api/mailcow.ts';
import { pmg } from '../../../../electron/mta/api/pmg.ts';
import { apiServer, collect, reachOf, serverConfig } from './server.ts';

/** Answers in order, and remembers whether it was told that the last one was refused. */
function person(http: Parameters<typeof reachOf>[0], answers: (string | null)[]) {
  const asked: boolean[] = [];
  const reach = {
    ...reachOf(http),
    secret: async (_what: string, refused = false) => {
      asked.push(refused);
      return answers.shift() ?? null;
    },
  };
  return { reach, asked };
}

test('a refused key is not sent again: another one is asked for, and the one that works is asked for once', async () => {
  const sent: (string | undefined)[] = [];
  const { http } = apiServer(({ headers = {} }) => {
    sent.push(headers['x-api-key']);
    return headers['x-api-key'] === 'right' ? { json: [] } : { status: 401, json: { type: 'error' } };
  });
  const { reach, asked } = person(http, ['old', null, 'right']);
  const config = serverConfig('mailcow', 'apikey');
  const look = () => mailcow.list(reach, config, {} as never, collect());
  await expect(look()).rejects.toMatchObject({ code: 'api_auth_failed' });
  // Declined: nothing is sent at all.
  await expect(look()).rejects.toMatchObject({ code: 'auth_cancelled' });
  await look();
  await look();
  expect(asked).toEqual([false, true, true]);
  expect(sent).toEqual(['old', 'right', 'right']);
});

test('a ticket that ran out is fetched with the known password: nobody is asked', async () => {
  let ticket = 0;
  let uses = 0;
  const { http } = apiServer(({ url, headers = {} }) => {
    const path = url.pathname.replace('/api2/json', '');
    if (path === '/access/ticket') {
      uses = 0;
      return { json: { data: { ticket: `T${String(++ticket)}`, CSRFPreventionToken: 'c', role: 'admin' } } };
    }
    if (++uses > 3 || headers['cookie'] !== `PMGAuthCookie=T${String(ticket)}`) return { status: 401 };
    return path === '/nodes' ? { json: { data: [{ node: 'n' }] } } : { json: { data: [], total: 0 } };
  });
  const { reach, asked } = person(http, ['right']);
  const config = serverConfig('pmg', 'ticket');
  for (let look = 0; look < 3; look++) await pmg.list(reach, config, {} as never, collect());
  expect(ticket).toBeGreaterThan(2);
  expect(asked).toEqual([false]);
});

test('a password that the gateway refuses is asked for anew at the next look, not sent in a loop', async () => {
  let logins = 0;
  const { http } = apiServer(({ url, body }) => {
    if (!url.pathname.endsWith('/access/ticket')) return { json: { data: [{ node: 'n' }] } };
    logins++;
    return new URLSearchParams(body as string).get('password') === 'right'
      ? { json: { data: { ticket: 'T', CSRFPreventionToken: 'c', role: 'admin' } } }
      : { status: 401 };
  });
  const { reach, asked } = person(http, ['wrong', 'right']);
  const config = serverConfig('pmg', 'ticket');
  await expect(pmg.list(reach, config, {} as never, collect())).rejects.toMatchObject({ code: 'api_auth_failed' });
  expect([logins, asked]).toEqual([1, [false]]);
  await pmg.list(reach, config, {} as never, collect()).catch(() => undefined);
  expect([logins, asked]).toEqual([2, [false, true]]);
});
