import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { runExplain } from '../../../electron/cli/explain.ts';
import { ClosedPipe, linesOf, maxLineBytes } from '../../../electron/cli/io.ts';

async function* chunks(...parts: (string | Buffer)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part as string);
}

async function run(
  argv: string[],
  ...input: (string | Buffer)[]
): Promise<{ code: number; out: string; lines: Record<string, unknown>[]; err: string[] }> {
  let out = '';
  const err: string[] = [];
  const code = await runExplain(argv, {
    stdin: chunks(...input),
    stdout: async (text) => {
      out += text;
    },
    stderr: (line) => err.push(line),
  });
  const lines = out.startsWith('{')
    ? out
        .trim()
        .split('\n')
        .map((l) => JSON.parse(l) as Record<string, unknown>)
    : [];
  return { code, out, lines, err };
}

describe('queuewatch explain', () => {
  it('prints exactly the promised fields, a line for each line, in order', async () => {
    const { code, lines } = await run([], '452 4.2.2 Mailbox full\n450 4.2.0 Greylisted for 60 seconds\n');
    expect(code).toBe(0);
    expect(lines.map((l) => l['class'])).toEqual(['mailbox_full', 'greylist']);
    expect(Object.keys(lines[0]!)).toEqual([
      'text',
      'reply',
      'enhanced',
      'phase',
      'side',
      'class',
      'provider',
      'speaker',
      'retry_after',
      'clears_itself',
      'confidence',
      'title',
      'explanation',
      'steps',
    ]);
    expect(lines[1]).toMatchObject({
      retry_after: 60,
      clears_itself: 'yes',
      reply: '450',
      enhanced: '4.2.0',
      phase: null,
    });
    expect(Object.keys((lines[0]!['steps'] as object[])[0]!)).toEqual(['text', 'source']);
  });

  it('takes JSON lines with their own mta, and text that only looks like JSON', async () => {
    const { lines, err, code } = await run(
      ['--mta', 'exim'],
      '{"text":"mail transport unavailable","mta":"postfix","id":1}\n{not json\n{"id":2}\n',
    );
    expect(lines.map((l) => l['text'])).toEqual(['mail transport unavailable', '{not json']);
    expect(lines[0]).toMatchObject({ class: 'local_fault', side: 'local', speaker: { kind: 'us' } });
    expect(err).toHaveLength(2);
    expect(code).toBe(1);
  });

  it('keeps an answer for an empty line and for a last line without its end', async () => {
    expect((await run([], '\r\n550 x')).lines.map((l) => l['text'])).toEqual(['', '550 x']);
  });

  it('reads characters split between chunks, and latin-1 where it is no UTF-8', async () => {
    const utf8 = Buffer.from('451 Boîte pleine\n');
    const cut = utf8.indexOf(0xc3) + 1;
    const { lines } = await run(
      [],
      utf8.subarray(0, cut),
      utf8.subarray(cut),
      Buffer.from('451 Bo\u00eete\n', 'latin1'),
    );
    expect(lines.map((l) => l['text'])).toEqual(['451 Boîte pleine', '451 Boîte']);
  });

  it('explains a postqueue -j listing, recipient by recipient', async () => {
    const entry = {
      queue_name: 'deferred',
      recipients: [
        { address: 'a@example.com', delay_reason: 'connect to 127.0.0.1[127.0.0.1]:10024: Connection refused' },
        { address: 'b@example.com' },
      ],
    };
    const { lines, code, err } = await run(['--postqueue'], `noise\n${JSON.stringify(entry)}\n\n`);
    expect(lines.map((l) => l['class'])).toEqual(['local_fault']);
    expect(code).toBe(1);
    expect(err).toHaveLength(1);
  });

  it('prints a table for people: code, class, side, count, first step', async () => {
    const { out } = await run(['--table'], '452 4.2.2 Mailbox full\n'.repeat(3) + '450 4.2.0 Greylisted\n');
    const [head, first, second] = out.trimEnd().split('\n');
    expect(head?.split(/ {2,}/)).toEqual(['code', 'class', 'side', 'count', 'first step']);
    expect(first).toMatch(/^452 4\.2\.2 +mailbox_full +remote +3 {2}\S/);
    expect(second).toMatch(/^450 4\.2\.0 +greylist +remote +1 {2}\S/);
  });

  it('says usage errors with exit code 2, and a missing file with 1', async () => {
    expect((await run(['--nonsense'])).code).toBe(2);
    expect((await run(['--mta'])).code).toBe(2);
    const missing = await run(['no-such-file.txt']);
    expect([missing.code, missing.err.length]).toEqual([1, 1]);
    expect((await run(['--help'])).out).toContain('--postqueue');
  });

  it('ends with the closed pipe, without reading on', async () => {
    let read = 0;
    const stdin = (async function* () {
      for (; read < 100_000; read += 1)
        yield Buffer.from('450 4.2.0 Greylisted, come back in 300 seconds\n'.repeat(50));
    })();
    const run_ = runExplain([], { stdin, stdout: () => Promise.reject(new ClosedPipe()), stderr: () => undefined });
    await expect(run_).rejects.toBeInstanceOf(ClosedPipe);
    expect(read).toBeLessThan(100);
  });

  it('bounds a line without an end', async () => {
    const got: number[] = [];
    const endless = (async function* () {
      for (let i = 0; i < 6; i += 1) yield Buffer.alloc(1024 * 1024, 0x78);
      yield Buffer.from('\nnext\n');
    })();
    for await (const line of linesOf(endless)) got.push(line.text.length);
    expect(got).toEqual([maxLineBytes, 4]);
  });
});
