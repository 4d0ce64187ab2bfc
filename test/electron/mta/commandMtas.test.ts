import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createControlReader } from '../../../electron/mta/courier/control.ts';
import { courier } from '../../../electron/mta/courier/driver.ts';
import { courierSize, createCourierReader } from '../../../electron/mta/courier/reader.ts';
import { exchange } from '../../../electron/mta/exchange/driver.ts';
import { createExchangeReader, exchangeSize, unwrapError } from '../../../electron/mta/exchange/reader.ts';
import { actScript, powershell } from '../../../electron/mta/exchange/scripts.ts';
import { haraka } from '../../../electron/mta/haraka/driver.ts';
import { createHarakaReader } from '../../../electron/mta/haraka/reader.ts';
import { listScript, readScript, statusScript } from '../../../electron/mta/haraka/scripts.ts';
import { qmail } from '../../../electron/mta/qmail/driver.ts';
import { createQmailLog } from '../../../electron/mta/qmail/log.ts';
import { createQmailReader } from '../../../electron/mta/qmail/reader.ts';
import type { CreateListingReader } from '../../../electron/ports.ts';
import type { QueueMessage } from '../../../shared/model/message.ts';

function read(create: CreateListingReader, text: string, chunk = 7) {
  const messages: QueueMessage[] = [];
  const skips: string[] = [];
  const reader = create(
    { message: (m) => messages.push(m), skipped: (why) => skips.push(why) },
    { now: Date.parse('2026-11-23') },
  );
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += chunk) reader.push(bytes.subarray(at, at + chunk));
  return { messages, skips, ...reader.end() };
}

describe('qmail', () => {
  const listing = `23 Nov 2026 15:40:58 GMT  #1234  567  <a@lab.example>
\tremote\tb@x.example
  done\tremote\tc@y.example
warning: trouble with #99: unable to open
1 Nov 2026 05:00:00 GMT  #77  12  <>  bouncing
\tlocal\td@lab.example
`;
  test('reads qmail-qread, done recipients left out, race lines counted', () => {
    const { messages, skips, complete } = read(createQmailReader, listing);
    expect(messages).toEqual([
      {
        id: '1234',
        queue: 'queue',
        state: 'deferred',
        arrival: Date.parse('2026-11-23T15:40:58Z') / 1000,
        size: 567,
        sender: 'a@lab.example',
        recipients: [{ address: 'b@x.example', reason: null }],
      },
      expect.objectContaining({ id: '77', state: 'bouncing', sender: '' }),
    ]);
    expect([skips.length, complete]).toEqual([1, true]);
  });

  test('a cut listing costs its last line and is not complete', () => {
    const { messages, complete } = read(createQmailReader, listing.slice(0, 50));
    expect(messages).toEqual([]);
    expect(complete).toBe(false);
  });

  test('the log tells whose a numbered delivery was', () => {
    const log = createQmailLog();
    expect(log.read('@4000000069230f0a1dcd6500 starting delivery 5: msg 1234 to remote b@x.example')).toBeNull();
    const said = log.read(
      '@4000000069230f0b1dcd6500 delivery 5: deferral: 192.0.2.1_does_not_like_recipient./Remote_host_said:_451_4.3.0_later/',
    );
    expect(said).toMatchObject({
      id: '1234',
      recipient: 'b@x.example',
      proves: 'deferred',
      reason: '192.0.2.1 does not like recipient./Remote host said: 451 4.3.0 later',
    });
    expect(new Date(said!.at!).getUTCFullYear()).toBe(2025);
    expect(log.read('delivery 5: success: again')).toBeNull();
    expect(log.read('end msg 1234')?.proves).toBe('removed');
  });

  test('its one verb would act on more than was chosen, so it refuses', async () => {
    await expect(qmail.act({} as never, {} as never, {} as never, { verb: 'retry', ids: ['1'] })).rejects.toMatchObject(
      {
        code: 'verb_absent',
      },
    );
  });
});

describe('Courier', () => {
  const id = '00000000000A1B2C.69230F0A.0000002B';
  test('reads mailq -batch', () => {
    const { messages, skips, complete } = read(
      createCourierReader,
      `   2.4K;${id};Nov 23 15:40;daemon;a@lab.example;;b@x.example;done;c@y.example;fail;d@z.example;\nrubbish;x\nmessages: 1\n`,
    );
    expect(messages).toEqual([
      {
        id,
        queue: 'queue',
        state: 'deferred',
        arrival: 0x69230f0a,
        size: 2458,
        sender: 'a@lab.example',
        recipients: [{ address: 'b@x.example', reason: null }],
      },
    ]);
    expect([skips.length, complete]).toEqual([1, true]);
    expect(courierSize('x')).toBeNull();
  });

  test('without its last line the listing is not complete', () => {
    expect(read(createCourierReader, `1;${id};d;u;a@b.example;;c@d.example;\n`).complete).toBe(false);
  });

  test('reasons come from control files, the last attempt counts', () => {
    const control = createControlReader();
    for (const line of [
      `m/0/C1:M${id}`,
      'm/0/C1:rB@x.example',
      'm/0/C1:rc@y.example',
      'm/0/C1:I0 S RCPT TO:<b@x.example>',
      'm/0/C1:I0 R 450 old',
      'm/0/C1:I0 S RCPT TO:<b@x.example>',
      'm/0/C1:I0 R 451-4.3.0 one',
      'm/0/C1:I0 R 451 4.3.0 two',
      'garbage',
    ])
      control.line(line);
    expect([...(control.reasons().get(id) ?? [])]).toEqual([['b@x.example', '451-4.3.0 one 451 4.3.0 two']]);
  });

  test('"messages: 0" of an account that may not look is never an empty queue', async () => {
    const found = { facts: { mailq: 'mailq', courier: 'courier', cancelmsg: 'cancelmsg', state: '/x', isRoot: false } };
    await expect(
      courier.list({ command: {} } as never, { elevate: 'none' } as never, found as never, {} as never),
    ).rejects.toMatchObject({ code: 'rights_missing' });
  });
});

describe('Exchange', () => {
  const lines = [
    {
      kind: 'queue',
      Identity: 'EX1\\7',
      LastError: '[{LRT=1};{LED=451 4.4.0 DNS query failed};{FQDN=mx.x.example};{IP=192.0.2.1}]',
      NextRetryTime: '2026-11-23T16:00:00Z',
    },
    {
      kind: 'message',
      Identity: 'EX1\\7\\123456789012',
      Queue: 'EX1\\7',
      FromAddress: '<>',
      Size: '5.3 KB (5,432 bytes)',
      Status: 'Retry',
      DateReceived: '2026-11-23T15:00:00.0000000Z',
      ExpirationTime: '2026-11-25T15:00:00Z',
      RetryCount: 3,
      LastError: '',
      Recipients: [
        { Address: 'a@x.example', Status: 'Retry', LastError: '' },
        { Address: 'b@x.example', Status: 'Complete', LastError: '' },
      ],
    },
    { kind: 'message', Identity: 5 },
    { kind: 'end' },
  ];
  const text = lines.map((l) => JSON.stringify(l)).join('\r\n');

  test("a message without an error of its own shows its queue's, unwrapped", () => {
    const { messages, skips, complete } = read(createExchangeReader, `\ufeff${text}\r\n`);
    expect(messages).toEqual([
      {
        id: 'EX1\\7\\123456789012',
        queue: 'EX1\\7',
        state: 'deferred',
        arrival: Date.parse('2026-11-23T15:00:00Z') / 1000,
        size: 5432,
        sender: '',
        recipients: [
          { address: 'a@x.example', reason: 'host mx.x.example[192.0.2.1] said: 451 4.4.0 DNS query failed' },
        ],
        expires: Date.parse('2026-11-25T15:00:00Z') / 1000,
        nextTry: Date.parse('2026-11-23T16:00:00Z') / 1000,
        tries: 3,
      },
    ]);
    expect(skips).toEqual(['field Identity']);
    expect(complete).toBe(true);
  });

  test('a listing without its end is not complete', () => {
    expect(read(createExchangeReader, text.slice(0, -12)).complete).toBe(false);
  });

  test('sizes and plain errors', () => {
    expect(exchangeSize('1,2 MB (1.234.567 bytes)')).toBe(1_234_567);
    expect(exchangeSize(null)).toBeNull();
    expect(unwrapError('451 4.7.0 plain')).toBe('451 4.7.0 plain');
  });

  test('no id is ever part of a script: an identity that is not found would mean all messages', () => {
    const [program, ...args] = powershell(actScript('Remove-Message -Identity $id -WithNDR $false -Confirm:$false'));
    expect(program).toBe('powershell');
    const script = Buffer.from(args.at(-1) ?? '', 'base64').toString('utf16le');
    expect(script).toContain('[Console]::In.ReadLine()');
    expect(script).toContain('$m.Count -ne 1');
    expect(args.every((word) => /^[\w./:=@,+%-]+$/.test(word))).toBe(true);
    for (const bad of ['', 'x', 'EX1\\7', "EX1\\7\\1'; rm", 'EX1\\7\\1\n2']) expect(exchange.validId(bad)).toBe(false);
  });
});

describe('Haraka', () => {
  test('reads haraka --qlist among log lines', () => {
    const text = readFileSync(new URL('../../fixtures/mta/haraka/qlist.txt', import.meta.url), 'utf8');
    const { messages, skips, remarks } = read(createHarakaReader, text, 100);
    expect(messages.length).toBe(32);
    expect(skips.length).toBe(2);
    expect(remarks.length).toBe(1);
    expect(messages[0]).toMatchObject({
      id: '1795449720319_1795453320338_1_7100_f3cmX0_3_vm',
      state: 'deferred',
      arrival: 1795449720,
      nextTry: 1795453320,
      tries: 1,
      sender: 'news@lab.example',
    });
    expect(messages.every((m) => haraka.validId(m.id))).toBe(true);
  });

  describe('the programs that run on the server', () => {
    let dir = '';
    const name = '1795449720319_1795453320338_1_7100_f3cmX0_3_vm';
    const node = (script: string, args: string[], input = '') =>
      execFileSync(process.execPath, ['-e', script, ...args], { input, encoding: 'utf8' });
    beforeAll(() => {
      dir = mkdtempSync(path.join(os.tmpdir(), 'qw-haraka-'));
      mkdirSync(path.join(dir, 'a'));
      const todo = Buffer.from(
        JSON.stringify({
          mail_from: { original: '<s@x.example>' },
          rcpt_to: [{ original: '<r@y.example>' }],
          domain: 'y.example',
        }),
      );
      const length = Buffer.alloc(4);
      length.writeUInt32BE(todo.length);
      const message = Buffer.from('Subject: hi\r\nTo: r\r\n\r\nbody\r\n');
      writeFileSync(path.join(dir, 'a', name), Buffer.concat([length, todo, message]));
      writeFileSync(path.join(dir, name), Buffer.concat([length, todo, message]));
      writeFileSync(path.join(dir, '1795449720319_1795453320338_1_7100_BADBAD_3_vm'), 'x');
      writeFileSync(path.join(dir, 'notes.txt'), 'not a queue file');
    });
    afterAll(() => {
      rmSync(dir, { recursive: true, force: true });
    });

    test('the queue is read with recipients; a broken file costs itself', () => {
      const { messages, skips } = read(createHarakaReader, node(listScript, [dir]));
      expect(messages.map((m) => m.recipients)).toEqual([
        [{ address: 'r@y.example', reason: null }],
        [{ address: 'r@y.example', reason: null }],
      ]);
      expect(messages[0]?.size).toBe(28);
      expect(skips.length).toBe(1);
    });

    test('headers and body come apart; a name with a path in it is refused', () => {
      expect(node(readScript, [dir, 'headers'], `${name}\n`)).toBe('Subject: hi\nTo: r');
      expect(node(readScript, [dir, 'body'], `${name}\n`)).toBe('body\n');
      expect(() => node(readScript, [dir, 'body'], '../x\n')).toThrow();
    });

    test('the status plugin is asked name by name, its answers are told apart', async () => {
      const seen: string[] = [];
      const server = createServer((socket) => {
        socket.write('220 lab ESMTP\r\n');
        socket.on('data', (data) => {
          for (const line of String(data).split('\r\n').filter(Boolean)) {
            seen.push(line);
            if (line.startsWith('STATUS')) socket.write(line.endsWith('good') ? '211 {}\r\n' : '550 no\r\n');
            else socket.end('221 bye\r\n');
          }
        });
      });
      await new Promise<void>((ok) => server.listen(0, '127.0.0.1', ok));
      const { port } = server.address() as { port: number };
      const { execFile } = await import('node:child_process');
      const answer = await new Promise<string>((ok, fail) => {
        const child = execFile(process.execPath, ['-e', statusScript, String(port), 'PUSH'], (error, stdout) => {
          if (error === null) ok(stdout);
          else fail(new Error(error.message));
        });
        child.stdin?.end('good\nbad\n; rm -rf /\n../up\n');
      });
      server.close();
      expect(answer.split('\n').filter(Boolean)).toEqual(['ok good 211 {}', 'no bad 550 no']);
      expect(seen).toEqual(['STATUS QUEUE PUSH good', 'STATUS QUEUE PUSH bad', 'QUIT']);
    });
  });
});
