import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readDsn } from '../../../shared/dsn/index.ts';

const folder = new URL('../../fixtures/dsn/lab/', import.meta.url);
const files = readdirSync(folder).filter((f) => f.endsWith('.eml'));
const read = (file: string): ReturnType<typeof readDsn> => readDsn(new Uint8Array(readFileSync(new URL(file, folder))));

describe('reports of real Postfix and Exim', { timeout: 60_000 }, () => {
  // The action in a file name is the reporting MTA's own ("postfix-bounce-delayed-*" are failures of delayed messages).
  test.each(files)('%s is read with kind, recipient, original and queue id', async (file) => {
    const report = await read(file);
    expect(report.kind).toBe(/^(?:exim-failed|postfix-bounce)/.test(file) ? 'failed' : 'delayed');
    expect(report.recipients.length).toBeGreaterThan(0);
    expect(report.original.messageId).toMatch(/^<.+>$/);
    expect(report.original.queueId).toMatch(/^[\w-]{8,20}$/);
    expect(report.reportingMta).toMatch(/lab\.example$/);
    for (const r of report.recipients) expect(r.recipient).toMatch(/@/);
  });

  test('Exim says 5.0.0 or 4.0.0 whatever the remote said; its code is found in the words', async () => {
    const failed = await read('exim-failed-user-at-nouser.example.eml');
    expect(failed.recipients).toMatchObject([{ status: '5.1.1', smtpReply: '550', reason: { class: 'user_unknown' } }]);
    const delayed = await read('exim-delayed-user-at-fullbox.example.eml');
    expect(delayed.recipients).toMatchObject([
      { action: 'delayed', status: '4.2.2', smtpReply: '452', reason: { class: 'mailbox_full' } },
    ]);
  });

  test('three failed recipients of one report are three, and a code in an X-Postfix diagnostic is none', async () => {
    const multi = await read('postfix-bounce-multi-bounce.eml');
    expect(multi.recipients.map((r) => r.recipient)).toEqual([
      'bad1@mixed.example',
      'ghost@nouser.example',
      'bad2@mixed.example',
    ]);
    const dns = await read('postfix-bounce-nxdomain.eml');
    expect(dns.recipients).toMatchObject([{ status: '5.4.4', smtpReply: null, reason: { class: 'no_such_domain' } }]);
  });

  test('an RFC 6533 recipient keeps its letters', async () => {
    expect((await read('postfix-delayed-utf8-delayed.eml')).recipients[0]?.recipient).toBe('müller@utf8.example');
  });
});
