import { expect, test } from 'vitest';
import { stalwart } from '../../../../electron/mta/api/stalwart.ts';
import { apiServer, collect, reachOf, serverConfig, type Asked } from './server.ts';

const config = serverConfig('stalwart', 'bearer');
const ID = '217700302698266624';

/** v0.15.5 crates/http/src/management/queue.rs */
const rest = () =>
  apiServer(({ url, method }: Asked) => {
    if (url.pathname === '/jmap/session') return { json: { capabilities: { 'urn:ietf:params:jmap:core': {} } } };
    if (url.pathname === '/api/queue/status') return { json: { data: true } };
    if (method !== 'GET') return { json: { data: url.pathname.endsWith(ID) } };
    const recipients = `[{"address":"a@b.example","queue":"remote","status":{"temp_fail":"Error for mx.b.example: Unexpected response for RCPT TO: 451 4.7.1 later"},"retry_num":3,"next_retry":"2026-11-23T15:00:00Z","expires":"2026-11-28T15:00:00Z"},{"address":"c@b.example","queue":"remote","status":{"completed":"250 ok"},"retry_num":1}]`;
    return {
      text: `{"data":{"items":[{"id":${ID},"return_path":"","created":"2026-11-23T13:00:00Z","size":12,"blob_hash":"x","recipients":${recipients}}],"total":1,"status":false}}`,
    };
  });

test('up to 0.15: ids keep all their digits, delivered recipients do not wait, a stopped queue is told', async () => {
  const server = rest();
  const reach = reachOf(server.http);
  const found = await stalwart.detect(reach, config);
  expect(found?.facts.api).toBe('rest');
  const sink = collect();
  const outcome = await stalwart.list(reach, config, found!, sink);
  expect(sink.messages).toEqual([
    {
      id: ID,
      queue: 'queue',
      state: 'deferred',
      arrival: Date.parse('2026-11-23T13:00:00Z') / 1000,
      size: 12,
      sender: '',
      recipients: [
        { address: 'a@b.example', reason: 'Error for mx.b.example: Unexpected response for RCPT TO: 451 4.7.1 later' },
      ],
      nextTry: Date.parse('2026-11-23T15:00:00Z') / 1000,
      expires: Date.parse('2026-11-28T15:00:00Z') / 1000,
      tries: 3,
    },
  ]);
  expect(outcome.remarks.length).toBe(1);
  const report = await stalwart.act(reach, config, found!, { verb: 'retry', ids: [ID, '5'] });
  expect(server.asked.some((a) => a.method === 'PATCH' && a.path === `/api/queue/messages/${ID}`)).toBe(true);
  expect([[...report.submitted], [...report.refused.keys()]]).toEqual([[ID], ['5']]);
  // A bulk call without a filter would be the whole queue.
  expect(server.asked.filter((a) => a.method !== 'GET').every((a) => /\/messages\/\d+$/.test(a.path))).toBe(true);
});

/** 0.16: crates/jmap/src/registry/mapping/queued_message.rs */
function jmap(count = 1) {
  return apiServer(({ url, body }: Asked) => {
    if (url.pathname === '/jmap/session') return { json: { capabilities: { 'urn:stalwart:jmap': {} } } };
    const { methodCalls } = JSON.parse(body as string) as { methodCalls: [string, Record<string, unknown>, string][] };
    const [name, args, tag] = methodCalls[0]!;
    const answer = (result: unknown) => ({ json: { methodResponses: [[name, result, tag]] } });
    if (name.endsWith('/query')) {
      const position = args.position as number;
      const ids = Array.from({ length: count }, (_, i) => `m${String(i)}`);
      return answer({ ids: ids.slice(position, position + (args.limit as number)) });
    }
    if (name.endsWith('/get')) {
      return answer({
        list: (args.ids as string[]).map((id) => ({
          id,
          createdAt: '2026-11-23T13:00:00Z',
          returnPath: '<>',
          size: 5,
          recipients: {
            'a@b.example': {
              retryCount: 2,
              retryDue: '2026-11-23T15:00:00Z',
              expires: null,
              status: {
                '@type': 'TemporaryFailure',
                errorType: 'unexpectedResponse',
                errorCommand: 'RCPT TO',
                responseHostname: 'mx.b.example',
                responseCode: 451,
                responseEnhanced: '4.3.0',
                responseMessage: 'Mail server temporarily rejected message',
              },
            },
          },
        })),
      });
    }
    return answer({ updated: { m0: null }, notUpdated: { m9: { type: 'notFound' } } });
  });
}

test('from 0.16: typed failures become the words every other MTA would use', async () => {
  const server = jmap(1200);
  const reach = reachOf(server.http);
  const found = await stalwart.detect(reach, config);
  expect(found?.facts.api).toBe('jmap');
  const sink = collect();
  const outcome = await stalwart.list(reach, config, found!, sink);
  expect(sink.messages.length).toBe(1200);
  expect(outcome.complete).toBe(true);
  expect(sink.messages[0]).toMatchObject({
    sender: '',
    state: 'deferred',
    recipients: [
      {
        address: 'a@b.example',
        reason:
          'host mx.b.example said: 451 4.3.0 Mail server temporarily rejected message (in reply to RCPT TO command)',
      },
    ],
  });
  const report = await stalwart.act(reach, config, found!, { verb: 'retry', ids: ['m0', 'm9'] });
  expect([[...report.submitted], [...report.refused.keys()]]).toEqual([['m0'], ['m9']]);
});

test('what Stalwart has not is refused, not pretended', async () => {
  const reach = reachOf(rest().http);
  await expect(stalwart.act(reach, config, { facts: {} } as never, { verb: 'hold', ids: ['1'] })).rejects.toMatchObject(
    {
      code: 'verb_absent',
    },
  );
});
