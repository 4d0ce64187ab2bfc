import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runQueue } from '../../../electron/cli/queue.ts';

const fixtures = path.join(import.meta.dirname, '../../fixtures/mta');

async function queue(argv: string[], input: string[] = []) {
  let out = '';
  const err: string[] = [];
  const code = await runQueue(argv, {
    stdin: (async function* () {
      for (const part of input) yield Buffer.from(part);
    })(),
    stdout: async (text) => {
      out += text;
    },
    stderr: (line) => {
      err.push(line);
    },
  });
  return {
    code,
    out,
    err,
    rows: out
      .split('\n')
      .filter((l) => l !== '')
      .map((l) => JSON.parse(l) as Record<string, unknown>),
  };
}

describe('queuewatch queue', () => {
  it('prints one object a message with exactly the documented fields, in order', async () => {
    const { code, out, rows } = await queue([
      '--mta',
      'postfix',
      path.join(fixtures, 'postfix/postqueue-j-all-states.txt'),
    ]);
    expect(code).toBe(0);
    for (const line of out.trim().split('\n'))
      expect(line).toMatch(
        /^\{"id":"[^"]+","queue":"[a-z]+","arrival":\d+,"size":\d+,"sender":"[^"]*","recipients":\[/,
      );
    expect(rows.some((r) => r['sender'] === '')).toBe(true);
  });

  it('sums up: messages by queue, recipients with a reason by class, domain and side', async () => {
    const { code, rows } = await queue([
      '--mta=postfix',
      '--summary',
      path.join(fixtures, 'postfix/postqueue-j-300.ndjson'),
    ]);
    expect(code).toBe(0);
    const [summary] = rows;
    expect(Object.keys(summary!)).toEqual([
      'messages',
      'recipients',
      'by_queue',
      'by_class',
      'by_domain',
      'by_side',
      'oldest',
      'bytes',
      'skipped_lines',
    ]);
    const sum = (key: string) => Object.values(summary![key] as Record<string, number>).reduce((a, b) => a + b, 0);
    expect(sum('by_queue')).toBe(summary!['messages']);
    expect(sum('by_class')).toBe(sum('by_domain'));
    expect(sum('by_class')).toBe(sum('by_side'));
  });

  it('reads standard input in pieces, counts a message that moved once, and tells what was broken', async () => {
    const row = `{"queue_name": "active", "queue_id": "ABCDEF", "arrival_time": 1, "message_size": 2, "sender": "s@x", "recipients": []}\n`;
    const { code, rows, err } = await queue(
      ['--mta', 'postfix'],
      ['Welcome\n', row.slice(0, 30), row.slice(30), row.replace('active', 'deferred'), row.slice(0, 50)],
    );
    expect(rows).toHaveLength(1);
    expect(code).toBe(1);
    expect(err.some((l) => l.includes('Welcome'))).toBe(true);
    expect(err.some((l) => l.includes('middle of a record'))).toBe(true);
  });

  it.each([
    [[]],
    [['--mta', 'nothing']],
    [['--mta', 'mailcow', 'x']],
    [['--mta']],
    [['--frobnicate']],
    [['--mta', 'postfix', 'a', 'b']],
    [['--server', 'x', 'file']],
  ])('usage error: %j', async (argv) => {
    const { code, err } = await queue(argv);
    expect(code).toBe(2);
    expect(err).toHaveLength(1);
  });

  it('reads the saved queue page of chasquid and a listing of mox', async () => {
    const page = path.join(fixtures, 'chasquid/debug-queue.txt');
    const { code, rows } = await queue(['--mta', 'chasquid', page]);
    expect([code, rows.length]).toEqual([0, 6]);
    const [summary] = (await queue(['--mta', 'chasquid', '--summary', page])).rows;
    expect(summary).toMatchObject({ messages: 6, recipients: 6, skipped_lines: 0 });
    expect(Object.keys(summary!['by_class'] as object).length).toBeGreaterThan(3);
    const row =
      '    7 2026-11-23T15:40:58Z from:a@lab.example to:b@x.example next 7m30s last 2m1s error "451 4.7.1 later"';
    const mox = await queue(['--mta', 'mox'], [`messages:\n${row}\n`]);
    expect([mox.code, mox.rows[0]?.['recipients']]).toEqual([
      0,
      [{ address: 'b@x.example', reason: '451 4.7.1 later' }],
    ]);
  });

  it('says which file cannot be read', async () => {
    const { code, err } = await queue(['--mta', 'postfix', '/no/such/file']);
    expect(code).toBe(1);
    expect(err[0]).toContain('/no/such/file');
  });
});
