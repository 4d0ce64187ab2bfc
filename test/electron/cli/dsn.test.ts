import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runDsn } from '../../../electron/cli/dsn.ts';
import { ClosedPipe, type CliIo } from '../../../electron/cli/io.ts';
import { postfixReport } from '../../shared/dsn/sample.ts';

let folder = '';
const bounce = postfixReport([
  { recipient: 'ghost@example.org', action: 'failed', status: '5.1.1', diagnostic: '550 5.1.1 User unknown' },
]);
const ordinary = 'From: anna@example.org\nTo: x@example.org\nSubject: Lunch\n\nFriday?\n';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'queuewatch-dsn-'));
  mkdirSync(join(folder, 'b', 'deep'), { recursive: true });
  writeFileSync(join(folder, '1.eml'), bounce);
  writeFileSync(join(folder, 'b', '2.eml'), bounce.replaceAll('\n', '\r\n'));
  writeFileSync(join(folder, 'b', 'deep', '3'), `From MAILER-DAEMON Mon Nov 23 14:26:03 2026\n${bounce}`);
  writeFileSync(join(folder, 'c.eml'), ordinary);
  writeFileSync(join(folder, '.index'), 'not mail');
  symlinkSync(folder, join(folder, 'b', 'loop'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Ran {
  code: number;
  lines: Record<string, unknown>[];
  out: string;
  err: string[];
}

async function run(argv: string[], stdin: string[] = [], stdout?: CliIo['stdout']): Promise<Ran> {
  let out = '';
  const err: string[] = [];
  async function* input(): AsyncGenerator<Uint8Array> {
    for (const chunk of stdin) yield new TextEncoder().encode(chunk);
  }
  const io: CliIo = {
    stdin: input(),
    stdout:
      stdout ??
      (async (text) => {
        out += text;
      }),
    stderr: (line) => err.push(line),
  };
  const code = await runDsn(argv, io);
  const lines = out.startsWith('{')
    ? out
        .trimEnd()
        .split('\n')
        .map((l) => JSON.parse(l) as Record<string, unknown>)
    : [];
  return { code, lines, out, err };
}

const expected = {
  is_bounce: true,
  kind: 'failed',
  subkind: null,
  reporting_mta: 'mx1.kestrel.example',
  original_message_id: '<m1@kestrel.example>',
  original_envelope_id: null,
  recipients: [
    {
      recipient: 'ghost@example.org',
      action: 'failed',
      status: '5.1.1',
      smtp_reply: '550',
      diagnostic: '550 5.1.1 User unknown',
      remote_mta: null,
      class: 'user_unknown',
      side: 'remote',
    },
  ],
};

describe('queuewatch dsn', () => {
  test('a line a message in the order given, with exactly the promised fields', async () => {
    const a = join(folder, '1.eml');
    const c = join(folder, 'c.eml');
    const { code, lines } = await run([c, a]);
    expect(code).toBe(0);
    expect(lines.map((l) => l['file'])).toEqual([c, a]);
    expect(lines[0]).toEqual({
      file: c,
      is_bounce: false,
      kind: 'not-a-bounce',
      subkind: 'ordinary',
      reporting_mta: null,
      original_message_id: null,
      original_envelope_id: null,
      recipients: [],
    });
    expect(lines[1]).toEqual({ file: a, ...expected });
  });

  test('a folder with its subfolders in a stable order, without dot files and without running in circles', async () => {
    const { code, lines, err } = await run([folder]);
    expect(lines.map((l) => l['file'])).toEqual(['1.eml', 'b/2.eml', 'b/deep/3', 'c.eml'].map((f) => join(folder, f)));
    for (const line of lines.slice(0, 3)) expect(line).toMatchObject(expected);
    expect([code, err]).toEqual([0, []]);
  });

  test('- reads one message from standard input, in whatever pieces it comes', async () => {
    const { code, lines } = await run(['-'], bounce.split(/(?<=\n)/));
    expect([code, lines]).toEqual([0, [{ file: '-', ...expected }]]);
  });

  test('what cannot be read is told on standard error, the rest is done, and the exit code says so', async () => {
    const gone = join(folder, 'gone.eml');
    const { code, lines, err } = await run([gone, join(folder, '1.eml')]);
    expect(code).toBe(1);
    expect(lines).toHaveLength(1);
    expect(err).toEqual([expect.stringContaining(gone)]);
  });

  test('an unreadable message is listed and told with its reason', async () => {
    const { code, lines, err } = await run(['-'], ['']);
    expect(code).toBe(1);
    expect(lines).toMatchObject([{ file: '-', is_bounce: false }]);
    expect(err).toEqual(['queuewatch dsn: -: The message is empty.']);
  });

  test.each([[[]], [['--nonsense']], [['-x', 'file']]])('usage %j', async (argv) => {
    const { code, out, err } = await run(argv);
    expect([code, out, err.length]).toEqual([2, '', 1]);
  });

  test.each([
    ['line feeds alone', bounce.replace(/\r\n/g, '\n')],
    ['carriage returns with line feeds', bounce.replace(/\r?\n/g, '\r\n')],
    ['an mbox line first', `From MAILER-DAEMON Mon Nov 23 14:26:03 2026\n${bounce}`],
  ])('reads a message with %s the same', async (_how, text) => {
    const { code, lines, err } = await run(['-'], [text]);
    expect([code, err]).toEqual([0, []]);
    expect(lines).toEqual([{ file: '-', ...expected }]);
  });

  test('what is no bounce has its subkind, no recipients refused, and null where nothing is known', async () => {
    const away =
      'From: Ann <ann@example.org>\nSubject: Out of office: Order\nAuto-Submitted: auto-replied\n\nI am on holiday.\n';
    const { code, lines } = await run(['-'], [away]);
    expect(code).toBe(0);
    expect(lines).toEqual([
      {
        file: '-',
        is_bounce: false,
        kind: 'not-a-bounce',
        subkind: 'vacation',
        reporting_mta: null,
        original_message_id: null,
        original_envelope_id: null,
        recipients: [],
      },
    ]);
  });

  test('a delay notice is a bounce of kind delayed', async () => {
    const { lines } = await run(['-'], [bounce.replace('Action: failed', 'Action: delayed')]);
    expect(lines).toMatchObject([
      { is_bounce: true, kind: 'delayed', subkind: null, recipients: [{ action: 'delayed' }] },
    ]);
  });

  test('--help tells the usage on standard output', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    expect(out).toMatch(/^Usage: queuewatch dsn FILE/);
  });

  test('a closed pipe is left to the dispatcher, which ends quietly', async () => {
    const closed = async (): Promise<void> => {
      throw new ClosedPipe();
    };
    await expect(run([join(folder, '1.eml')], [], closed)).rejects.toBeInstanceOf(ClosedPipe);
  });
});
