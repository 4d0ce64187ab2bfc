import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PostfixFacts } from '../../../electron/mta/postfix/facts.ts';
import { readPostfixLine } from '../../../electron/mta/postfix/log.ts';
import { messageIdOfHeaders, messageIdsPostfix, successorsPostfix } from '../../../electron/mta/postfix/messageIds.ts';
import type { Reach } from '../../../electron/ports.ts';
import { systemClock } from '../../../electron/clock.ts';
import { createLocalTransport } from '../../../electron/transport/local.ts';
import { config } from '../monitor/world.ts';

let dir = '';
let log = '';
let facts: PostfixFacts;
let reach: Reach;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'qw-message-ids-'));
  log = path.join(dir, 'mail.log');
  const postcat = path.join(dir, 'postcat');
  // Prints the queue file named, as it is; what was asked for is written down.
  writeFileSync(postcat, `#!/bin/sh\necho "$*" >>${dir}/asked\nexec cat ${dir}/"$2"\n`, { mode: 0o755 });
  facts = PostfixFacts.parse({
    commands: { postqueue: 'postqueue', postsuper: 'postsuper', postcat },
    instance: null,
    json: true,
    nullSender: 'MAILER-DAEMON',
    owner: 'postfix',
    isRoot: true,
    isOwner: false,
    queueDirectory: '/q',
    zone: 0,
    log: { kind: 'files', files: [log] },
  });
  reach = { clock: systemClock, command: createLocalTransport({ clock: systemClock, elevate: 'none' }) };
});
afterEach(() => {
  reach.command?.dispose();
  rmSync(dir, { recursive: true, force: true });
});

const at = Date.parse('2026-11-23T14:00:00Z');
const line = (second: number, program: string, text: string) =>
  `${new Date(at + second * 1000).toISOString().replace('Z', '+00:00')} mx1 postfix/${program}[7]: ${text}`;
const logged = (...lines: string[]) => writeFileSync(log, `${lines.join('\n')}\n`);
/** A queue file as postcat -qeh prints it. */
const file = (id: string, headers: string, end = `*** HEADER EXTRACTED deferred/${id} ***\n`) =>
  `*** ENVELOPE RECORDS deferred/${id} ***\nsender: a@x.example\nrecipient: Message-ID: <envelope@x>\n` +
  `*** MESSAGE CONTENTS deferred/${id} ***\n${headers}${end}*** MESSAGE FILE END deferred/${id} ***\n`;

describe('a Message-ID header as cleanup(8) logs it (measured with 3.7)', () => {
  test.each([
    ['plain', 'Subject: s\nMessage-ID: <plain@x>\n', '<plain@x>'],
    ['folded before it', 'Message-Id:\n <folded@x>\nSubject: s\n', '<folded@x>'],
    ['folded inside, blanks behind', 'MESSAGE-ID: <mid\n\tdle@x>  \nSubject: s\n', '<mid??dle@x>  '],
    ['a blank before the colon', 'Message-ID :  <colon@x>\n', '<colon@x>'],
    ['twice: the first', 'Message-ID: <a@x>\nMessage-ID: <b@x>\n', '<a@x>'],
    ['control characters', 'Message-ID: <a\u0007\u001b[1m@x>\n', '<a??[1m@x>'],
    ['words in front of another header', 'X-Message-ID: <a@x>\nResent-Message-ID: <b@x>\n', ''],
    ['empty', 'Message-ID: \nSubject: s\n', ''],
    ['none', 'Subject: s\n', ''],
    ['too long to be compared', `Message-ID: <${'l'.repeat(600)}@x>\n`, null],
  ])('%s', (_what, headers, expected) => {
    expect(messageIdOfHeaders(file('A', headers))).toBe(expected);
  });
  test('headers that are cut say nothing, not "none"', () => {
    expect(messageIdOfHeaders(file('A', 'Subject: s\n', '').replace(/\*\*\* MESSAGE FILE END.*\n/, ''))).toBeNull();
  });
  test('a header of megabytes takes no time', () => {
    const began = performance.now();
    messageIdOfHeaders(file('A', `Subject: ${'x\n '.repeat(300_000)}\nMessage-ID: ${' \n '.repeat(300_000)}\n`));
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

test('noted by the log; by the headers, in one command, where the log has no line of it any more', async () => {
  const arrival = at / 1000;
  logged(
    // The same short id, another message, an hour before.
    line(-3600, 'cleanup', 'AAAAA1: message-id=<earlier@x>'),
    line(0, 'cleanup', 'AAAAA1: message-id=<of-a1@x>'),
    line(0, 'cleanup', 'AAAAA1: message-id=<second-header@x>'),
    line(0, 'cleanup', 'AAAAA2: message-id=<>'),
    line(0, 'smtpd', 'AAAAA3: message-id=<forged@x>'),
    line(0, 'cleanup', `AAAAA5: message-id=<${'l'.repeat(5000)}>`),
  );
  writeFileSync(path.join(dir, 'AAAAA3'), file('AAAAA3', 'Message-ID: <of-a3@x>\n'));
  writeFileSync(path.join(dir, 'AAAAA4'), file('AAAAA4', 'Subject: == AAAAA1\n'));
  writeFileSync(path.join(dir, 'AAAAA6'), file('AAAAA6', 'Message-ID: <beyond@x>\n'));
  const ids = ['AAAAA1', 'AAAAA2', 'AAAAA3', 'GGGGG0', 'AAAAA4', 'AAAAA5', 'AAAAA6'];
  const messages = ids.map((id) => ({ id, arrival }));
  const known = await messageIdsPostfix(reach, config('mx1'), facts, messages, 3);
  expect(Object.fromEntries(known)).toEqual({
    AAAAA1: '<of-a1@x>',
    AAAAA2: '',
    AAAAA3: '<of-a3@x>',
    AAAAA4: '',
  });
});

describe('a stranger’s text in the log is not taken for the server’s word', () => {
  const asked = new Set(['AAAAA1']);
  test.each([
    ['a sender', 'pickup', 'BBBBB1: uid=5 from=<"x> orig_id=AAAAA1"@x.example> orig_id=CCCCC1'],
    ['a sender at the end', 'pickup', 'BBBBB1: uid=5 from=<x> orig_id=AAAAA1>'],
    ['a subject', 'cleanup', 'BBBBB1: warning: header Subject: uid=0 from=<> orig_id=AAAAA1'],
    ['a greeting', 'smtpd', 'BBBBB1: uid=0 from=<> orig_id=AAAAA1'],
  ])('%s', (_what, program, text) => {
    expect(readPostfixLine(line(0, program, text), asked, at, 0)?.newId ?? null).toBeNull();
  });
  test('the real one, of the sender that tried', () => {
    const text = 'BBBBB1: uid=102 from=<"x> orig_id=CCCCC1"@x.example> orig_id=AAAAA1';
    expect(readPostfixLine(line(0, 'pickup', text), asked, at, 0)).toMatchObject({ id: 'AAAAA1', newId: 'BBBBB1' });
  });
});

test('new ids by pickup’s word and by Message-ID, with sender and size of what only a Message-ID names', async () => {
  logged(
    line(-60, 'cleanup', 'AAAAA1: message-id=<m@x>'),
    line(-60, 'cleanup', 'OLDER1: message-id=<m@x>'),
    line(1, 'pickup', 'BBBBB1: uid=0 from=<a@x.example> orig_id=AAAAA1'),
    line(1, 'cleanup', 'BBBBB1: message-id=<m@x>'),
    line(1, 'qmgr', 'BBBBB1: from=<a@x.example>, size=700, nrcpt=1 (queue active)'),
    line(2, 'cleanup', 'DDDDD1: message-id=<m2@x>'),
    line(2, 'cleanup', 'EEEEE1: message-id=<m2@x> '),
    line(2, 'cleanup', 'FFFFF1: message-id=<xm2@x>'),
    line(2, 'qmgr', 'DDDDD1: from=<"b, size=1, nrcpt=1"@x.example>, size=900, nrcpt=1 (queue active)'),
  );
  const asked = [
    { id: 'AAAAA1', messageId: '<m@x>' },
    { id: 'AAAAA2', messageId: '<m2@x>' },
    { id: 'AAAAA3', messageId: '' },
    { id: 'AAAAA4', messageId: null },
  ];
  const rows = await successorsPostfix(reach, facts, asked, at);
  expect(rows?.map(({ of, id, by, sender, size }) => [of, id, by, sender, size])).toEqual([
    ['AAAAA1', 'BBBBB1', 'orig_id', null, null],
    ['AAAAA1', 'BBBBB1', 'message_id', null, null],
    ['AAAAA2', 'DDDDD1', 'message_id', '"b, size=1, nrcpt=1"@x.example', 900],
  ]);
  expect(await successorsPostfix(reach, { ...facts, log: { kind: 'none' } }, asked, at)).toBeNull();
});
