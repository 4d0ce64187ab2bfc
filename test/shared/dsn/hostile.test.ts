import { describe, expect, test } from 'vitest';
import { readDsn } from '../../../shared/dsn/index.ts';
import type { DsnReport } from '../../../shared/model/bounce.ts';
import { postfixReport, read } from './sample.ts';

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const head =
  'From: MAILER-DAEMON@mx.example\nTo: a@b.example\nSubject: Undelivered Mail Returned to Sender\nReturn-Path: <>\nMIME-Version: 1.0\n';
const group = (n: number): string => `Final-Recipient: rfc822; user${n}@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <user${n}@example.org>: User unknown
`;
const many = (n: number): string => Array.from({ length: n }, (_, i) => group(i)).join('\n');

/** Generous for a machine with eight busy neighbours; the measured times are a tenth of it (docs/bounces.md). */
async function within(ms: number, raw: Uint8Array, bounds?: Record<string, number>): Promise<DsnReport> {
  const start = performance.now();
  const report = await readDsn(raw, bounds ? { bounds } : {});
  expect(performance.now() - start).toBeLessThan(ms);
  return report;
}

describe('bad input costs bounded time and is listed with its reason', { timeout: 60_000 }, () => {
  test('10,000 nested parts', async () => {
    let nested = head;
    for (let i = 0; i < 10_000; i++) nested += `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`;
    expect(await within(5000, latin1(nested))).toMatchObject({
      kind: 'not-a-bounce',
      unreadable: 'nested-too-deep',
      limits: ['depth'],
    });
  });

  test('10,000 parts side by side: what stands in the first ones is still read', async () => {
    const extra = '\n--bb\nContent-Type: text/x-junk\n\nx'.repeat(10_000);
    const raw = postfixReport([{ recipient: 'ghost@example.org', action: 'failed' }]).replace(
      '\n--bb--',
      `${extra}\n--bb--`,
    );
    const report = await within(5000, latin1(raw));
    expect(report).toMatchObject({ kind: 'failed', unreadable: 'too-many-parts', limits: ['parts'] });
    expect(report.recipients[0]?.recipient).toBe('ghost@example.org');
  });

  test('headers of 1 MB, in one line, folded, or in many', async () => {
    for (const big of [
      `X-Big: ${'a'.repeat(1_000_000)}\n`,
      `X-Big: a\n${' aaaa\n'.repeat(200_000)}`,
      'X-H: aaaa\n'.repeat(120_000),
    ]) {
      const report = await within(
        5000,
        latin1(`${big}${postfixReport([{ recipient: 'ghost@example.org', action: 'failed' }])}`),
      );
      expect(report).toMatchObject({ unreadable: 'header-too-large', limits: ['header'] });
    }
  });

  test('100,000 recipients: the bound is kept, told, and can be lifted', async () => {
    const raw = latin1(
      postfixReport([{ recipient: 'x@y.example', action: 'failed' }]).replace(
        'Final-Recipient',
        `${many(100_000)}\nFinal-Recipient`,
      ),
    );
    const bounded = await within(30_000, raw);
    expect(bounded.recipients).toHaveLength(10_000);
    expect(bounded.limits).toEqual(['recipients']);
    expect((await within(30_000, raw, { recipients: 200_000 })).recipients).toHaveLength(100_001);
  });

  test('encodings that promise more than they hold', async () => {
    const base64 = `${'QUJD'.repeat(19)}\n`.repeat(130_000);
    for (const part of [
      `Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n${base64}`,
      `Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n${'=\n'.repeat(500_000)}`,
      `Content-Type: text/html\n\n${'&amp;<p>'.repeat(400_000)}`,
      `Content-Type: text/plain; charset=utf-7\n\n${'+AAAA-'.repeat(200_000)}`,
    ]) {
      const report = await within(5000, latin1(`${head}${part}`));
      expect(report.limits).toContain('text');
      expect((report.text ?? '').length).toBeLessThanOrEqual(32 * 1024);
    }
  });

  test('a 50 MB returned message is not read beyond its header', async () => {
    const raw = postfixReport([{ recipient: 'ghost@example.org', action: 'failed' }]).replace(
      '\nx\n--bb',
      `\n${'A'.repeat(50_000_000)}\n--bb`,
    );
    const report = await within(10_000, latin1(raw));
    expect(report.original.messageId).toBe('<m1@kestrel.example>');
  });

  test('lines of 64 KB and more, of anything', async () => {
    for (const word of [
      'a',
      '@',
      '<',
      'a@',
      '"',
      '(',
      '550 ',
      'x@y.example ',
      ' ',
      '=?',
      '\\',
      '>>> ',
      'Message-ID: ',
    ]) {
      const line = word.repeat(Math.ceil(200_000 / word.length));
      await within(5000, latin1(`${head}\nYour message could not be delivered:\n${line}`));
      await within(5000, latin1(postfixReport([{ recipient: line, action: 'failed' }])));
      await within(5000, latin1(`Subject: ${line}\n${head}\nx`));
      for (const field of [
        'From',
        'To',
        'In-Reply-To',
        'References',
        'X-Failed-Recipients',
        'Content-Type',
        'Message-ID',
        'Date',
      ]) {
        await within(5000, latin1(`${field}: ${line}\n${head}\nYour message could not be delivered\n`));
      }
      for (const field of [
        'Remote-MTA',
        'Action',
        'Status',
        'Diagnostic-Code',
        'Last-Attempt-Date',
        'Original-Recipient',
      ]) {
        const raw = postfixReport([{ recipient: 'a@b.example', action: `failed\n${field}: ${line}` }]);
        await within(5000, latin1(raw));
      }
    }
  });

  test.each([
    ['nothing', ''],
    ['NUL bytes', '\0'.repeat(100_000)],
    ['line ends', '\n'.repeat(100_000)],
    ['0xff', '\u00ff'.repeat(100_000)],
  ])('%s', async (_name, raw) => {
    expect(await within(5000, latin1(raw))).toMatchObject({ kind: 'not-a-bounce', recipients: [] });
  });

  test('a message cut anywhere is read as far as it goes, without inventing a recipient', async () => {
    const whole = postfixReport([
      { recipient: 'ghost@example.org', action: 'failed', status: '5.1.1', diagnostic: '550 5.1.1 User unknown' },
      { recipient: 'slow@example.net', action: 'delayed', status: '4.4.1' },
    ]);
    for (let end = 0; end < whole.length; end += 7) {
      for (const r of (await read(whole.slice(0, end))).recipients) {
        expect(['ghost@example.org', 'slow@example.net'].some((a) => a.startsWith(r.recipient))).toBe(true);
      }
    }
  });

  test('a charset that does not fit, or none that exists, loses no address', async () => {
    for (const charset of ['utf-8', 'iso-2022-jp', 'x-unknown', 'utf-16', 'koi8-r', '"; x="', 'unicode-1-1-utf-7']) {
      const raw = `${head}Content-Type: text/plain; charset=${charset}\n\nThis is the mail system at host mx.example.\n\n<ghost@example.org>: 550 5.1.1 B\u00eate inconnue\n`;
      const report = await readDsn(latin1(charset === 'utf-16' ? raw.replace('utf-16', 'utf-8') : raw));
      expect(report.recipients[0]?.recipient, charset).toBe('ghost@example.org');
    }
  });
});
