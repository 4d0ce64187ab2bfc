import { describe, expect, test } from 'vitest';
import { createControlReader } from '../../../electron/mta/courier/control.ts';
import { courier } from '../../../electron/mta/courier/driver.ts';
import { courierSize, createCourierReader } from '../../../electron/mta/courier/reader.ts';
import { exchange } from '../../../electron/mta/exchange/driver.ts';
import { createExchangeReader, exchangeSize, unwrapError } from '../../../electron/mta/exchange/reader.ts';
import { actScript, powershell } from '../../../electron/mta/exchange/scripts.ts';
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
    const found = {
      facts: { mailq: 'mailq', courier: 'courier', cancelmsg: 'cancelmsg', state: '/x', grep: 'grep', isRoot: false },
    };
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
