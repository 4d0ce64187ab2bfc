import { describe, expect, test } from 'vitest';
import { foldReports, joinKeys, joinReport, type KnownMessage } from '../../../shared/dsn/join.ts';
import { postfixReport, read } from './sample.ts';

const arrival = Date.UTC(2026, 10, 23, 14, 25, 51) / 1000;

const known: KnownMessage = {
  id: 'k1',
  server: 'mx1',
  hosts: ['mx1.kestrel.example'],
  queueId: '4Zq7Qm0yVc',
  messageId: '<m1@kestrel.example>',
  envelopeId: null,
  sender: 'orders@kestrel.example',
  recipients: ['ghost@example.org'],
  arrival,
};
const failed = [
  { recipient: 'ghost@example.org', action: 'failed', status: '5.1.1', diagnostic: '550 5.1.1 User unknown' },
];

describe('joining a report to a message', () => {
  test('Message-ID and queue id agree: ours, and both are told', async () => {
    const join = joinReport(await read(postfixReport(failed)), { candidates: [known], complete: null });
    expect(join).toMatchObject({ ours: 'yes', certainty: 'sure', message: { id: 'k1' } });
    expect(join.evidence.map((e) => e.by)).toEqual(['message-id', 'queue-id', 'recipient-and-time']);
  });

  test('a public Message-ID in a forged report for a recipient the message never had joins nothing', async () => {
    const report = await read(
      postfixReport([{ recipient: 'victim@example.net', action: 'failed' }], { queueId: 'OTHER' }),
    );
    expect(joinReport(report, { candidates: [known], complete: null })).toMatchObject({
      message: null,
      ours: 'unknown',
    });
  });

  test('a queue id used again on another day, or on another server, joins nothing', async () => {
    const report = await read(postfixReport(failed, { messageId: '', to: 'x@kestrel.example' }));
    const other = { ...known, messageId: null, arrival: arrival - 30 * 86_400 };
    expect(joinReport(report, { candidates: [other], complete: null }).message).toBeNull();
    const elsewhere = { ...known, messageId: null, hosts: ['mx9.kestrel.example'] };
    expect(joinReport(report, { candidates: [elsewhere], complete: null }).message).toBeNull();
  });

  test('recipient and time alone are probable, and of two candidates neither', async () => {
    const report = await read(postfixReport(failed, { messageId: '', queueId: 'X' }));
    const one = { ...known, queueId: 'A', messageId: null };
    expect(joinReport(report, { candidates: [one], complete: null })).toMatchObject({
      certainty: 'probable',
      ours: 'unknown',
    });
    const two = { ...one, id: 'k2', queueId: 'B' };
    expect(joinReport(report, { candidates: [one, two], complete: null }).message).toBeNull();
  });

  describe('backscatter is called so only where the history allows it', () => {
    const complete = { since: arrival - 10 * 86_400, hosts: ['mx1.kestrel.example'], sender: true };
    const forged = (options = {}) =>
      read(
        postfixReport(failed, { messageId: '<f@elsewhere.example>', queueId: 'Z', mta: 'mx.far.example', ...options }),
      );
    const joined = async (options: object, history: typeof complete | null) =>
      joinReport(await forged(options), { candidates: [], complete: history });

    test('every log searched, sent while they tell, a sender of ours, another reporter: never sent', async () => {
      expect(await joined({}, complete)).toMatchObject({ ours: 'no', doubt: null });
    });

    test.each([
      ['queues alone were seen', {}, null, 'not-searched'],
      ['there is no Message-ID to search for', { messageId: '' }, complete, 'no-message-id'],
      ['it was sent before the logs begin', {}, { ...complete, since: arrival + 60 }, 'too-old'],
      ['our own server reports it', { mta: 'mx1.kestrel.example' }, complete, 'own-reporter'],
      ['no mail of this sender is known to leave through us', {}, { ...complete, sender: false }, 'other-ways'],
    ] as const)('not when %s', async (_when, options, history, doubt) => {
      expect(await joined(options, history)).toMatchObject({ ours: 'unknown', doubt });
    });

    test('a match beats all of it', async () => {
      const report = await read(postfixReport(failed));
      expect(joinReport(report, { candidates: [known], complete })).toMatchObject({ ours: 'yes', doubt: null });
    });
  });

  test('a return address that spells the failed recipient is ours without any history', async () => {
    const report = await read(postfixReport(failed, { to: 'bounces+ghost=example.org@kestrel.example' }));
    expect(report.original).toMatchObject({ verpRecipient: 'ghost@example.org' });
    expect(joinReport(report, { candidates: [], complete: { since: 0, hosts: [], sender: true } })).toMatchObject({
      ours: 'yes',
      evidence: [{ by: 'verp' }],
    });
  });

  test('keys for the store hold every spelling of every recipient', async () => {
    const report = await read(
      postfixReport([{ recipient: 'real@example.net', original: 'alias@example.org', action: 'failed' }]),
    );
    expect(joinKeys(report)).toMatchObject({
      messageIds: ['m1@kestrel.example'],
      queueIds: ['4Zq7Qm0yVc'],
      recipients: ['real@example.net', 'alias@example.org'],
      senders: ['orders@kestrel.example'],
    });
  });
});

describe('several reports about one message', () => {
  const at = (minutes: number): number => arrival + minutes * 60;
  const one = async (action: string): ReturnType<typeof read> =>
    read(postfixReport([{ recipient: 'a@example.org', action }]));

  test('a failure replaces the delays before it, and is final', async () => {
    const reports = [
      { id: 3, at: at(90), ours: 'yes' as const, report: await one('delayed') },
      { id: 1, at: at(10), ours: 'yes' as const, report: await one('delayed') },
      { id: 2, at: at(60), ours: 'yes' as const, report: await one('failed') },
    ];
    expect(foldReports(reports)).toMatchObject([
      { recipient: 'a@example.org', action: 'failed', report: 2, replaced: [1, 3] },
    ]);
  });

  test('a delivery ends a delay; two recipients keep their own fates; no id means no folding', async () => {
    const mixed = await read(
      postfixReport([
        { recipient: 'a@example.org', action: 'delayed' },
        { recipient: 'b@example.org', action: 'failed' },
      ]),
    );
    const fates = foldReports([
      { id: 1, at: at(1), ours: 'yes', report: mixed },
      { id: 2, at: at(2), ours: 'yes', report: await one('delivered') },
    ]);
    expect(fates.map((f) => [f.recipient, f.action])).toEqual([
      ['a@example.org', 'delivered'],
      ['b@example.org', 'failed'],
    ]);
    const bare = { ...mixed, original: { ...mixed.original, messageId: null, queueId: null } };
    expect(
      foldReports([
        { id: 1, at: 1, ours: 'unknown', report: bare },
        { id: 2, at: 2, ours: 'unknown', report: bare },
      ]),
    ).toHaveLength(4);
  });
});
