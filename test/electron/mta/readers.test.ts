import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMtaRegistry } from '../../../electron/mta/registry.ts';
import { eximArrival } from '../../../electron/mta/exim/readQueue.ts';
import { Deferrals, readDeferral, readRetryDatabase, unescapeExim } from '../../../electron/mta/exim/reasons.ts';
import { createControlReader, headersOfQf } from '../../../electron/mta/sendmail/control.ts';
import { unvis } from '../../../electron/mta/opensmtpd/readQueue.ts';
import type { MtaKind, QueueMessage } from '../../../shared/model/message.ts';

const fixtures = path.join(import.meta.dirname, '../../fixtures/mta');
const file = (name: string): Buffer => readFileSync(path.join(fixtures, name));
const now = Date.parse('2026-11-23T17:00:00Z');

function read(mta: MtaKind, bytes: Uint8Array | string, step = Number.POSITIVE_INFINITY) {
  const messages: QueueMessage[] = [];
  const skipped: string[] = [];
  const create = createMtaRegistry().reader(mta);
  if (create === null) throw new Error('no reader');
  const reader = create(
    { message: (m) => messages.push(m), skipped: (why, text) => skipped.push(`${why}: ${text}`) },
    { now },
  );
  const all = typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes);
  for (let i = 0; i < all.length; i += step) reader.push(all.subarray(i, i + step));
  return { messages, skipped, ...reader.end() };
}

const all: [MtaKind, string][] = [
  ['postfix', 'postfix/postqueue-j-300.ndjson'],
  ['postfix', 'postfix/postqueue-j-all-states.txt'],
  ['postfix', 'postfix/postqueue-p-all-states.txt'],
  ['exim', 'exim/exim-bp.txt'],
  ['opensmtpd', 'opensmtpd/show-queue.txt'],
  ['sendmail', 'sendmail/mailq-v.txt'],
  ['sendmail', 'sendmail/mailq.txt'],
];

describe('any listing', () => {
  it.each(all)('%s %s: the same whatever the size of the pieces it comes in, characters split or not', (mta, name) => {
    const whole = read(mta, file(name));
    expect(whole.messages.length).toBeGreaterThan(0);
    for (const step of [1, 7, 4096]) expect(read(mta, file(name), step)).toEqual(whole);
  });

  it.each(all)('%s %s: cut anywhere, it keeps what is whole and invents nothing', (mta, name) => {
    const bytes = file(name);
    const whole = new Map(read(mta, bytes).messages.map((m) => [m.id, m]));
    for (let i = 1; i < 60; i++) {
      const cut = read(mta, bytes.subarray(0, Math.floor((bytes.length * i) / 60)));
      for (const m of cut.messages) {
        const full = whole.get(m.id);
        expect(full, m.id).toBeDefined();
        expect(m.sender).toBe(full!.sender);
        for (const r of m.recipients) expect(full!.recipients.map((f) => f.address)).toContain(r.address);
      }
    }
  });

  it.each(all)('%s %s: noise costs only itself', (mta, name) => {
    const text = file(name).toString('latin1');
    const noisy = `Welcome to mx1 { not json }\r\n\u001b[1mbanner\u001b[0m\n${text}Connection to mx1 closed.\n`;
    const clean = read(mta, Buffer.from(text, 'latin1'));
    const read2 = read(mta, Buffer.from(noisy, 'latin1'));
    expect(read2.messages).toEqual(clean.messages);
    expect(read2.skipped.length).toBeGreaterThanOrEqual(clean.skipped.length + 2);
  });

  it.each(all)('%s %s: lines with CR LF of a terminal read the same', (mta, name) => {
    const text = file(name).toString('latin1');
    expect(read(mta, Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1')).messages).toEqual(
      read(mta, Buffer.from(text, 'latin1')).messages,
    );
  });
});

describe('Postfix', () => {
  it('reads every queue of postqueue -j, and -p the same but for what it does not tell', () => {
    const json = read('postfix', file('postfix/postqueue-j-all-states.txt'));
    const states = new Map(json.messages.map((m) => [m.queue, m.state]));
    expect(Object.fromEntries(states)).toEqual({
      maildrop: 'incoming',
      active: 'active',
      incoming: 'incoming',
      deferred: 'deferred',
      hold: 'held',
    });
    expect(json.messages.filter((m) => m.forcedExpire === true)).toHaveLength(1);
    expect(json.messages.filter((m) => m.sender === '').length).toBeGreaterThan(0);
    expect(json).toMatchObject({ complete: true, skipped: [] });
    const text = read('postfix', file('postfix/postqueue-p-all-states.txt'));
    expect(text).toMatchObject({ complete: true, skipped: [], remarks: [] });
    const plain = (m: QueueMessage) => ({
      id: m.id,
      arrival: m.arrival,
      size: m.size,
      sender: m.sender,
      forced: m.forcedExpire,
      recipients: m.recipients.map((r) => `${r.address} ${r.reason ?? ''}`).sort(),
    });
    expect(text.messages.map(plain).sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
      json.messages.map(plain).sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
  });

  it.each([
    ['banner-and-motd.txt', 32, 8],
    ['warnings-first.txt', 32, 1],
    ['crlf-pty.txt', 32, 0],
  ])('captured noise %s: %i records, %i lines of noise', (name, records, noise) => {
    const out = read('postfix', file(`postfix/${name}`));
    expect([out.messages.length, out.skipped.length]).toEqual([records, noise]);
  });

  it('keeps the entry with the reason when Postfix repeats recipients, and the original address', () => {
    const out = read(
      'postfix',
      `{"queue_name": "deferred", "queue_id": "4jY9By3H3TzK6Jl", "arrival_time": 1, "message_size": 2, "sender": "s@x", "future": {"a": 1}, "recipients": [{"address": "a@x", "delay_reason": "451 later"}, {"orig_address": "o@x", "address": "b@x", "bounce_reason": "550 no"}, {"address": "a@x"}, {"address": "c@x"}]}\n`,
    );
    expect(out.messages[0]?.recipients).toEqual([
      { address: 'a@x', reason: '451 later' },
      { address: 'b@x', reason: '550 no', original: 'o@x' },
      { address: 'c@x', reason: null },
    ]);
  });

  it('finds a record behind a cut one on the same line, and counts broken ones', () => {
    const good = `{"queue_name": "hold", "queue_id": "ABCDEF", "arrival_time": 1, "message_size": 2, "sender": "s@x", "recipients": []}`;
    const out = read(
      'postfix',
      `{"queue_name": "deferred", "queue_id": "4jY9${good}\n{"queue_name": "x", "queue_id": 5}\n${good.replace('ABCDEF', 'ABCDE2')}`,
    );
    expect(out.messages.map((m) => m.id)).toEqual(['ABCDEF', 'ABCDE2']);
    expect(out.skipped).toHaveLength(2);
  });

  it('tells an empty queue from a listing whose end is missing', () => {
    expect(read('postfix', 'Mail queue is empty\n')).toMatchObject({ messages: [], complete: true });
    const text = file('postfix/postqueue-p-all-states.txt').toString('latin1');
    expect(read('postfix', text.slice(0, text.lastIndexOf('--'))).complete).toBe(false);
  });
});

describe('Exim', () => {
  it('reads age, size, sender, frozen and finished recipients', () => {
    const { messages, complete } = read('exim', file('exim/exim-bp.txt'));
    expect(messages).toHaveLength(36);
    expect(complete).toBe(true);
    expect(messages.filter((m) => m.state === 'frozen')).toHaveLength(1);
    expect(messages.filter((m) => m.sender === '').length).toBeGreaterThan(0);
    expect(messages[0]).toEqual({
      id: '1xVWLI-0006lQ-1X',
      queue: 'queue',
      state: 'deferred',
      arrival: 1795449152,
      size: 710,
      sender: 'news@lab.example',
      recipients: [{ address: 'user@bigmail.example', reason: null }],
    });
  });

  it('knows ids of both lengths, finished recipients and broken spool files', () => {
    const out = read(
      'exim',
      [
        '25m  2.9K 1xVWLI-0006lQ-1X <a@x.example>',
        '          waits@y.example',
        '        D done@y.example',
        '       +D made@y.example',
        '',
        ' 3h       1xVWLI-00000006lQT-1234 <> (root) *** frozen ***',
        '          b@y.example',
        '',
        ' 0m   1xVWLI-0006lQ-1Z',
        '    *** spool format error: size=80 ***',
        '',
      ].join('\n') + '\n',
    );
    expect(out.messages.map((m) => [m.id, m.size, m.state, m.recipients.map((r) => r.address)])).toEqual([
      ['1xVWLI-0006lQ-1X', 2970, 'deferred', ['waits@y.example']],
      ['1xVWLI-00000006lQT-1234', null, 'frozen', ['b@y.example']],
    ]);
    expect(out.skipped).toHaveLength(1);
  });

  it('reads the arrival out of ids of both number bases', () => {
    expect(eximArrival('1xVWLI-0006lQ-1X', 60, now)).toBe(1795449152);
    // 1795449152 in base 36, as on macOS.
    const id = (1795449152).toString(36).toUpperCase().padStart(6, '0');
    expect(eximArrival(`${id}-0006LQ-1X`, Math.floor(now / 1000) - 1795449152, now)).toBe(1795449152);
  });

  it('takes the newest real attempt of each address out of a message log', () => {
    const log = (JSON.parse(file('exim/Mvl-multi.json').toString()) as { stdout: string }).stdout;
    const deferrals = new Deferrals();
    for (const line of log.split('\n')) {
      const read = readDeferral(line);
      if (read) deferrals.add('m', read);
    }
    expect(deferrals.of('m', 'full1@mixed.example')?.text).toBe(
      'R=remote T=remote_smtp defer (-44) H=mx.mixed.example [127.0.1.18]*: SMTP error from remote mail server after RCPT TO:<full1@mixed.example>: 452 4.2.2 <full1@mixed.example> Mailbox full',
    );
    expect(deferrals.of('m', 'u@refused.example')).toMatchObject({ waiting: true });
    expect(deferrals.of('m', 'ok1@mixed.example')).toBeNull();
    const later = readDeferral(
      "2026-11-23 17:00:00 full1@mixed.example R=remote T=remote_smtp defer (-53): retry time not reached for any host for 'mixed.example'",
    );
    deferrals.add('m', later!);
    expect(deferrals.of('m', 'full1@mixed.example')?.waiting).toBe(false);
  });

  it('undoes the log’s escapes and reads the retry database', () => {
    expect(unescapeExim('Zur\\303\\274ckgestellt\\nzweite Zeile \\ rest')).toBe('Zurückgestellt zweite Zeile \\ rest');
    const retry = readRetryDatabase(file('exim/exim_dumpdb-retry.txt').toString());
    expect(retry.get('R:nomxhost.example')).toBe('host lookup did not complete');
    expect([...retry.keys()].some((k) => k.startsWith('T:'))).toBe(true);
  });
});

describe('OpenSMTPD', () => {
  it('joins envelopes to messages and undoes vis(3)', () => {
    const { messages, complete } = read('opensmtpd', file('opensmtpd/show-queue.txt'));
    expect(complete).toBe(true);
    expect(messages.reduce((n, m) => n + m.recipients.length, 0)).toBe(35);
    expect(messages.filter((m) => m.sender === '').length).toBeGreaterThan(0);
    expect(unvis('Zur\\M-C\\M-<ck \\\\ \\^I')).toBe('Zurück \\ \t');
    const paused = read(
      'opensmtpd',
      '061bf6331b7eea65|inet4|mta|suspend|a@x|b@y|b@y|1795449492|1795795092|0|2|pending|-5|451 a|b\n',
    );
    expect(paused.messages[0]).toMatchObject({
      state: 'held',
      tries: 2,
      expires: 1795795092,
      recipients: [{ address: 'b@y', reason: '451 a|b' }],
    });
  });
});

describe('Sendmail', () => {
  const listing = `\t\t/var/spool/clientmqueue (1 request)
-----Q-ID----- --Size-- -Priority- ---Q-Time--- --------Sender/Recipient--------
6ANLhZr0011401        5      30017 Nov 23 15:43 a@lab.example
                 (Deferred: Connection refused by [192.0.2.20])
\t\t\t\t\t\t(---:m@greylist.example---)
\t\t\t\t\t\tm@greylist.example
\t\tTotal requests: 1
`;
  it('takes the account behind a submitted message for no reason', () => {
    const { messages, skipped } = read('sendmail', listing);
    expect(skipped).toEqual([]);
    expect(messages).toMatchObject([
      {
        queue: 'MSP',
        recipients: [{ address: 'm@greylist.example', reason: 'Deferred: Connection refused by [192.0.2.20]' }],
      },
    ]);
  });

  it('completes what the listing cuts from control files, and keeps the listing where they say nothing', () => {
    const control = createControlReader();
    const text = 'Deferred: 451 4.7.1 <w3@greylist.example>: Greylisted, and this is a long text';
    for (const line of [
      'T1795470215',
      'N3',
      `M${text} that goes on`,
      'S<a3@lab.example>',
      'MDeferred: 452 4.2.2 full, and more',
      'RPFD:<U3@greylist.example>',
      'RPFD:<w3@greylist.example>',
      'RPFD:x:y@greylist.example',
    ])
      control.line(`/var/spool/mqueue/q1/hf6ANLhXHx011381:${line}`);
    control.line('grep: /var/spool/mqueue: binary file matches');
    expect(control.places.get('6ANLhXHx011381')).toBe('/var/spool/mqueue/q1/hf6ANLhXHx011381');
    const message: QueueMessage = {
      id: '6ANLhXHx011381',
      queue: 'MTA',
      state: 'held',
      arrival: 1,
      size: 1,
      sender: 'a3@lab.example',
      recipients: [
        { address: 'u3@greylist.example', reason: 'Deferred: 452 4.2.2 full' },
        { address: 'w3@greylist.example', reason: text },
        { address: 'new@greylist.example', reason: null },
        { address: 'other@greylist.example', reason: 'Deferred: something else' },
      ],
    };
    control.complete(message);
    expect(message).toMatchObject({ arrival: 1795470215, tries: 3 });
    expect(message.recipients.map((r) => r.reason)).toEqual([
      'Deferred: 452 4.2.2 full, and more',
      `${text} that goes on`,
      null,
      'Deferred: something else',
    ]);
  });

  it('reads headers out of a control file', () => {
    expect(
      headersOfQf('V8\nT1\nS<a@b>\nRPFD:<c@d>\nH?P?Return-Path: <g>\nH??Received: from x\n\tby y\nH??Subject: hi\n.\n'),
    ).toBe('Return-Path: <g>\nReceived: from x\n\tby y\nSubject: hi');
  });

  it('gives each recipient its own reason with -v, and marks quarantine and both queues', () => {
    const verbose = read('sendmail', file('sendmail/mailq-v.txt'));
    expect(verbose).toMatchObject({ complete: true });
    expect(verbose.messages).toHaveLength(32);
    const full = verbose.messages.find((m) => m.recipients[0]?.address === 'user@fullbox.example');
    expect(full?.recipients[0]?.reason).toMatch(/^Deferred: 452 4\.2\.2 .*direct the recip$/);
    expect(read('sendmail', file('sendmail/mailq-quarantined.txt')).messages[0]?.state).toBe('held');
    const both = read(
      'sendmail',
      `MSP Queue status...\n\t\t/var/spool/mqueue-client (1 request)\n6ANG2Xag007596        6 Mon Nov 23 16:02 <a@x>\n\t\t\t <b@y>\n\t\tTotal requests: 1\nMTA Queue status...\n/var/spool/mqueue is empty\n\t\tTotal requests: 0\n`,
    );
    expect(both.messages[0]).toMatchObject({ queue: 'MSP', state: 'incoming' });
  });
});
