import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { haraka } from '../../../electron/mta/haraka/driver.ts';
import { createHarakaReader } from '../../../electron/mta/haraka/reader.ts';
import { createHarakaReasons, createReasonMemory, harakaLine, keyOf } from '../../../electron/mta/haraka/reasons.ts';
import { listScript, readScript, statusScript } from '../../../electron/mta/haraka/scripts.ts';
import type { QueueMessage } from '../../../shared/model/message.ts';

function read(text: string, chunk = 100) {
  const messages: QueueMessage[] = [];
  const skips: string[] = [];
  const reader = createHarakaReader({ message: (m) => messages.push(m), skipped: (why) => skips.push(why) });
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += chunk) reader.push(bytes.subarray(at, at + chunk));
  return { messages, skips, ...reader.end() };
}

const name = '1795449720319_1795453320338_1_7100_f3cmX0_3_vm';
const uuid = 'CA9784B2-2913-4944-8991-2379BC143A87.1.1';

test('reads haraka --qlist among log lines', () => {
  const { messages, skips, remarks } = read(
    readFileSync(new URL('../../fixtures/mta/haraka/qlist.txt', import.meta.url), 'utf8'),
  );
  expect(messages.length).toBe(32);
  expect(skips.length).toBe(2);
  expect(remarks.length).toBe(1);
  expect(messages[0]).toMatchObject({
    id: name,
    state: 'deferred',
    arrival: 1795449720,
    nextTry: 1795453320,
    tries: 1,
    sender: 'news@lab.example',
  });
  expect(messages.every((m) => haraka.validId(m.id))).toBe(true);
});

test('a message keeps its id when an attempt renames its file', () => {
  expect(keyOf(name)).toBe('1795449720319_f3cmX0');
  expect(keyOf('1795449720319_1795460000000_2_9999_f3cmX0_88_vm')).toBe(keyOf(name));
  expect(haraka.validId(keyOf(name))).toBe(true);
  for (const bad of ['../up', '1795449720319_f3;rm', '-rf', '1795449720319_', 'x'])
    expect(haraka.validId(bad)).toBe(false);
});

describe('reasons come from the log', () => {
  const line = (message: string, level = 'INFO') => `[${level}] [${uuid}] [outbound] ${message}`;
  const failing = (text: string) => line(`Temp failing ${name} for 3600 seconds: ${text}`);
  const reason = (lines: string[], shared = false) => {
    const reasons = createHarakaReasons();
    for (const text of lines) reasons.line(text);
    return reasons.of('1795449720319_1795460000000_2_7100_f3cmX0_9_vm', uuid, 'u@x.example', shared);
  };
  test.each([
    [
      'one recipient',
      [
        line('recipient <u@x.example> deferred: 451 4.7.1 later', 'NOTICE'),
        failing('Some recipients temp failed: <u@x.example>'),
      ],
      '451 4.7.1 later',
    ],
    ['the whole attempt', [failing('Upstream error: 451 4.3.0 later')], 'Upstream error: 451 4.3.0 later'],
    [
      'no connection',
      [line('Failed to get socket: connect ECONNREFUSED 192.0.2.1:25', 'NOTICE'), failing('Tried all MXs')],
      'Tried all MXs: connect ECONNREFUSED 192.0.2.1:25',
    ],
    [
      'the last attempt counts',
      [failing('Upstream error: 451 old'), failing('DNS lookup failure: Error: queryMx ESERVFAIL x.example')],
      'DNS lookup failure: Error: queryMx ESERVFAIL x.example',
    ],
    ['another message', [line('Temp failing 1_1_0_1_ZZZZZZ_1_vm for 60 seconds: no')], null],
  ])('%s', (_what, lines, expected) => {
    expect(reason(lines)).toBe(expected);
  });

  test('a connection that may belong to another domain of the same transaction is not claimed', () => {
    expect(
      reason([line('Failed to get socket: connect ECONNREFUSED 192.0.2.1:25'), failing('Tried all MXs')], true),
    ).toBe('Tried all MXs');
  });

  test('all formats of log.ini, with and without times, are read; other lines are not', () => {
    const message = 'recipient <u@x.example> deferred: 451 "later"';
    const at = Date.parse('2026-11-23T15:00:00.123Z');
    expect(harakaLine(line(message))).toEqual({ uuid, message, at: null });
    expect(harakaLine(`2026-11-23T15:00:00.123Z ${line(message)}`)).toEqual({ uuid, message, at });
    expect(
      harakaLine(
        `level=NOTICE uuid=${uuid} origin=outbound message="recipient <u@x.example> deferred: 451 \\"later\\""`,
      ),
    ).toEqual({ uuid, message, at: null });
    expect(
      harakaLine(
        `2026-11-23T15:00:00.123Z {"level":"NOTICE","uuid":"${uuid}","origin":"outbound","message":${JSON.stringify(message)}}`,
      ),
    ).toEqual({ uuid, message, at });
    expect(harakaLine(`Nov 23 15:00:00 mx haraka[7]: ${line(message)}`)?.message).toBe(message);
    for (const other of [`[INFO] [${uuid}] [core] x`, '{"a":1}', '{', 'loaded TLD files', ''])
      expect(harakaLine(other)).toBeNull();
  });

  test('a reason is kept when the log no longer reaches back, until the message is tried again', () => {
    const memory = createReasonMemory();
    const message = (tries: number, reason: string | null): QueueMessage => ({
      id: 'x',
      queue: 'queue',
      state: 'deferred',
      arrival: 1,
      size: 1,
      sender: '',
      tries,
      recipients: [{ address: 'a@b', reason }],
    });
    const filled = (m: QueueMessage) => {
      memory.fill(m);
      return m.recipients[0]?.reason;
    };
    filled(message(1, '451 no'));
    expect(filled(message(1, null))).toBe('451 no');
    expect(filled(message(2, null))).toBeNull();
    memory.keep(new Set());
    expect(filled(message(1, null))).toBeNull();
  });
});

describe('the programs that run on the server', () => {
  let dir = '';
  const log = () => path.join(dir, 'haraka.log');
  const queue = () => path.join(dir, 'queue');
  const node = (script: string, args: string[], input = '') =>
    execFileSync(process.execPath, ['-e', script, ...args], { input, encoding: 'utf8' });
  beforeAll(() => {
    dir = mkdtempSync(path.join(os.tmpdir(), 'qw-haraka-'));
    mkdirSync(path.join(queue(), 'a'), { recursive: true });
    const todo = Buffer.from(
      JSON.stringify({
        mail_from: { original: '<s@x.example>' },
        rcpt_to: [{ original: '<r@y.example>' }],
        domain: 'y.example',
        uuid,
      }),
    );
    const length = Buffer.alloc(4);
    length.writeUInt32BE(todo.length);
    const message = Buffer.from('Subject: hi\r\nTo: r\r\n\r\nbody\r\n');
    writeFileSync(path.join(queue(), 'a', name), Buffer.concat([length, todo, message]));
    writeFileSync(path.join(queue(), name.replace('f3cmX0', 'good')), Buffer.concat([length, todo, message]));
    writeFileSync(path.join(queue(), name.replace('f3cmX0', 'bad')), Buffer.concat([length, todo.subarray(0, 9)]));
    writeFileSync(path.join(queue(), '__tmp__.x'), '');
    writeFileSync(
      log(),
      `[INFO] [${uuid}] [core] noise deferred: x\n[NOTICE] [${uuid}] [outbound] recipient <r@y.example> deferred: 451 later\n[NOTICE] [00000000-0000-4944-8991-2379BC143A87.1] [outbound] recipient <r@y.example> deferred: 452 other mail\n`,
    );
  });
  afterAll(() => {
    rmSync(dir, { recursive: true, force: true });
  });

  test('the queue is read with recipients and what the log says of them; a broken file costs itself', () => {
    const told = node(listScript, [queue(), '1000000', log(), path.join(dir, 'none.log')]);
    expect(told).not.toContain('other mail');
    const { messages, skips, remarks } = read(told);
    const recipients = [{ address: 'r@y.example', reason: '451 later' }];
    expect(messages.map((m) => [m.id, m.recipients] as const).sort(([a], [b]) => (a < b ? -1 : 1))).toEqual([
      ['1795449720319_f3cmX0', recipients],
      ['1795449720319_good', recipients],
    ]);
    expect(messages[0]?.size).toBe(28);
    expect([skips.length, remarks.length]).toEqual([1, 1]);
  });

  test('headers and body come apart; a name with a path in it is refused', () => {
    for (const id of [name, '1795449720319_f3cmX0']) {
      expect(node(readScript, [queue(), 'headers'], `${id}\n`)).toBe('Subject: hi\nTo: r');
      expect(node(readScript, [queue(), 'body'], `${id}\n`)).toBe('body\n');
    }
    expect(() => node(readScript, [queue(), 'body'], '../x\n')).toThrow();
    expect(() => node(readScript, [queue(), 'body'], '1795449720319_none\n')).toThrow();
  });

  test('the status plugin is asked for the names files have now, and only for those of the queue', async () => {
    const seen: string[] = [];
    const server = createServer((socket) => {
      socket.write('220 lab ESMTP\r\n');
      socket.on('data', (data) => {
        for (const line of String(data).split('\r\n').filter(Boolean)) {
          seen.push(line);
          if (line.startsWith('STATUS')) socket.write(line.includes('good') ? '211 "OK"\r\n' : '550 no\r\n');
          else socket.end('221 bye\r\n');
        }
      });
    });
    await new Promise<void>((ok) => server.listen(0, '127.0.0.1', ok));
    const { port } = server.address() as { port: number };
    const answer = await new Promise<string>((ok, fail) => {
      const args = ['-e', statusScript, String(port), 'PUSH', queue()];
      const child = execFile(process.execPath, args, (error, stdout) => {
        if (error === null) ok(stdout);
        else fail(new Error(error.message));
      });
      child.stdin?.end('1795449720319_good\n1795449720319_bad\n; rm -rf /\n../up\n1795449720319_none\n');
    });
    server.close();
    expect(answer.split('\n').filter(Boolean)).toEqual([
      'no 1795449720319_none not in the queue',
      'ok 1795449720319_good 211 "OK"',
      'no 1795449720319_bad 550 no',
    ]);
    expect(seen).toEqual([
      `STATUS QUEUE PUSH ${name.replace('f3cmX0', 'good')}`,
      `STATUS QUEUE PUSH ${name.replace('f3cmX0', 'bad')}`,
      'QUIT',
    ]);
  });
});
