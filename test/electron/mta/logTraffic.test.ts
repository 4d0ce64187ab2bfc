import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execFile } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eximTraffic } from '../../../electron/mta/exim/traffic.ts';
import { type LogPlace } from '../../../electron/mta/mailLog.ts';
import { readLogTraffic, type TrafficRules } from '../../../electron/mta/logTraffic.ts';
import { opensmtpdTraffic } from '../../../electron/mta/opensmtpd/traffic.ts';
import { postfixTraffic } from '../../../electron/mta/postfix/traffic.ts';
import { sendmailTraffic } from '../../../electron/mta/sendmail/traffic.ts';
import { PostfixFacts } from '../../../electron/mta/postfix/facts.ts';
import type { CommandTransport, Passed, Reach, TrafficReading } from '../../../electron/ports.ts';
import { createFakeClock } from '../../support/fakeClock.ts';

let dir: string;
let log: string;

/** Runs the script with this machine's sh and awk: what counts is what they do. */
function reach(searchPath = process.env.PATH ?? ''): Reach {
  const command: CommandTransport = {
    run: () => Promise.reject(new Error('not used')),
    text: ({ argv: [program, ...args] }) =>
      new Promise((resolve) => {
        execFile(program, args, { env: { PATH: searchPath, LC_ALL: 'C', TZ: 'UTC' } }, (error, stdout, stderr) =>
          resolve({
            exitCode: typeof error?.code === 'number' ? error.code : error ? 1 : 0,
            signal: null,
            stdout,
            stderr,
            stdoutBytes: stdout.length,
            truncated: false,
          }),
        );
      }),
    reset: () => undefined,
    log: () => [],
    dispose: () => undefined,
  };
  return { command, clock: createFakeClock() };
}

const rules = postfixTraffic(
  PostfixFacts.parse({
    commands: { postqueue: 'q', postsuper: 's', postcat: 'c' },
    instance: null,
    json: true,
    nullSender: 'MAILER-DAEMON',
    owner: 'postfix',
    isRoot: true,
    isOwner: false,
    queueDirectory: '/q',
    zone: 0,
    syslogName: 'postfix',
    log: { kind: 'none' },
  }),
);
const at = 'Nov 23 16:00:00 mx1 postfix';
const arrives = (id: string): string => `${at}/smtpd[11]: ${id}: client=app.example[192.0.2.7]\n`;
const goes = (id: string): string =>
  `${at}/smtp[12]: ${id}: to=<u@x.example>, relay=mx.x.example[192.0.2.9]:25, delay=0.1, delays=0/0/0/0, dsn=2.0.0, status=sent (250 ok)\n`;

function reader(place: LogPlace, of: TrafficRules, searchPath?: string) {
  let mark: string | null = null;
  return async (): Promise<TrafficReading> => {
    const reading = await readLogTraffic(reach(searchPath), place, of, mark);
    if (!('missing' in reading)) mark = reading.mark;
    return reading;
  };
}
const passed = (accepted: number, sent: number, refused = 0): Passed => ({ accepted, sent, refused });

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'qw-traffic-'));
  log = path.join(dir, 'mail.log');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('counting in a log file', () => {
  it('counts only what was written since the reading before, each line once', async () => {
    writeFileSync(log, arrives('OLD1') + goes('OLD1'));
    const read = reader({ kind: 'files', files: [log] }, rules);
    expect(await read()).toMatchObject({ source: `log ${log}`, passed: null });
    expect(await read()).toMatchObject({ passed: passed(0, 0) });
    appendFileSync(log, arrives('AAAA1') + arrives('AAAA2') + goes('AAAA1'));
    expect(await read()).toMatchObject({ passed: passed(2, 1) });
    expect(await read()).toMatchObject({ passed: passed(0, 0) });
  });

  it('a line that is half written is counted once, when it is whole', async () => {
    writeFileSync(log, '');
    const read = reader({ kind: 'files', files: [log] }, rules);
    await read();
    const line = goes('AAAA1');
    appendFileSync(log, line.slice(0, -10));
    expect(await read()).toMatchObject({ passed: passed(0, 0) });
    appendFileSync(log, line.slice(-10) + arrives('AAAA2'));
    expect(await read()).toMatchObject({ passed: passed(1, 1) });
  });

  it.each(['rename', 'rename with a date', 'copy and truncate'])(
    'a rotation (%s) between two readings loses nothing',
    async (how) => {
      writeFileSync(log, arrives('OLD1').repeat(20));
      const read = reader({ kind: 'files', files: [log] }, rules);
      await read();
      appendFileSync(log, arrives('AAAA1') + goes('AAAA1'));
      if (how === 'copy and truncate') {
        copyFileSync(log, `${log}.1`);
        writeFileSync(log, '');
      } else {
        renameSync(log, how === 'rename' ? `${log}.1` : `${log}-20261124`);
        writeFileSync(log, '');
      }
      appendFileSync(log, goes('AAAA2'));
      expect(await read()).toMatchObject({ passed: passed(1, 2) });
      expect(await read()).toMatchObject({ passed: passed(0, 0) });
    },
  );

  it('a log that may no longer be read is said to be that, and not counted as silence', async () => {
    const read = reader({ kind: 'files', files: [log] }, rules);
    expect(await read()).toEqual({ missing: `this account may not read ${log}` });
    expect(await readLogTraffic(reach(), { kind: 'none' }, rules, null)).toEqual({
      missing: 'this account may not read a mail log',
    });
  });

  it('another file than the marked one begins anew', async () => {
    writeFileSync(log, arrives('OLD1'));
    const mark = JSON.stringify({ file: '/var/log/other', inode: '1', offset: 0 });
    expect(await readLogTraffic(reach(), { kind: 'files', files: [log] }, rules, mark)).toMatchObject({ passed: null });
  });
});

describe('what counts', () => {
  const count = async (of: TrafficRules, text: string): Promise<Passed | null> => {
    writeFileSync(log, '');
    const read = reader({ kind: 'files', files: [log] }, of);
    await read();
    appendFileSync(log, text);
    const reading = await read();
    return 'missing' in reading ? null : reading.passed;
  };

  it('Postfix: a requeue, a message back from the filter and a before-queue filter are no new mail', async () => {
    const text = [
      `${at}/pickup[9]: 4AAAA: uid=1000 from=<me>`,
      `${at}/pickup[9]: 4AAAB: uid=89 from=<me> orig_id=4AAAA`,
      `${at}/submission/smtpd[9]: 4AAAC: client=laptop[192.0.2.1], sasl_method=PLAIN, sasl_username=me`,
      `${at}/smtpd[9]: 4AAAD: client=localhost[127.0.0.1], orig_queue_id=4AAAC, orig_client=laptop[192.0.2.1]`,
      `${at}/smtpd[9]: NOQUEUE: client=laptop[192.0.2.1]`,
      `${at}-in/smtpd[9]: 4AAAE: client=other.instance[192.0.2.1]`,
      `${at}/smtp[9]: 4AAAC: to=<a@b.example>, relay=none, delay=1, dsn=4.4.1, status=deferred (status of=sent )`,
      '',
    ].join('\n');
    expect(await count(rules, text)).toEqual(passed(2, 0));
  });

  it('Postfix: a dead milter refuses, before or after the message, and then nothing is accepted', async () => {
    const text = [
      `${at}/smtpd[9]: NOQUEUE: milter-reject: CONNECT from a.example[192.0.2.1]: 451 4.7.1 Service unavailable - try again later; proto=SMTP`,
      `${at}/smtpd[9]: 4AAAA: client=a.example[192.0.2.1]`,
      `${at}/cleanup[9]: 4AAAA: milter-reject: END-OF-MESSAGE from a.example[192.0.2.1]: 4.7.1 Service unavailable - try again later; from=<a@b> to=<c@d> proto=ESMTP`,
      `${at}/smtpd[9]: NOQUEUE: reject: RCPT from b.example[192.0.2.2]: 554 5.7.1 <x@y>: Relay access denied; from=<> to=<x@y>`,
      '',
    ].join('\n');
    expect(await count(rules, text)).toEqual(passed(0, 0, 2));
  });

  it('Exim: arrivals, deliveries and refusals; a subject cannot count', async () => {
    const day = '2026-11-23 15:52:32';
    const text = [
      `${day} 1xVWLI-0006lQ-1X <= news@lab.example H=(a) [127.0.0.1] P=esmtp S=710 T="1xVWLI-0006lQ-1X => x"`,
      `${day}.123 +0100 [77] 1xVWLI-00000006lQy-1YaB <= <> R=1x U=Debian-exim P=local S=710`,
      `${day} 1xVWLI-0006lQ-1X => user@x.example R=dns T=remote_smtp H=mx [192.0.2.1] C="250 ok"`,
      `${day} 1xVWLI-0006lQ-1X -> other@x.example R=dns T=remote_smtp H=mx [192.0.2.1] C="250 ok"`,
      `${day} 1xVWLI-0006lQ-1X == third@x.example R=dns T=remote_smtp defer (-44)`,
      `${day} H=(a) [192.0.2.1] F=<a@b> temporarily rejected RCPT <c@d>: lookup failed`,
      '',
    ].join('\n');
    expect(await count(eximTraffic, text)).toEqual(passed(2, 2, 1));
  });

  it('Sendmail and OpenSMTPD', async () => {
    const sendmail = [
      'Nov 23 16:00:00 mx sm-mta[5]: 4ANG0a1b000005: from=<a@b.example>, size=100, class=0, nrcpts=1, msgid=<x>, proto=ESMTP, daemon=MTA',
      'Nov 23 16:00:01 mx sm-mta[6]: 4ANG0a1b000005: to=<c@d.example>, delay=00:00:01, mailer=esmtp, dsn=2.0.0, stat=Sent (ok)',
      'Nov 23 16:00:01 mx sm-mta[7]: 4ANG0a1b000006: ruleset=check_rcpt, arg1=<x@y>, relay=[192.0.2.1], reject=451 4.7.1 later',
      '',
    ].join('\n');
    expect(await count(sendmailTraffic, sendmail)).toEqual(passed(1, 1, 1));
    const smtpd = [
      'Nov 23 16:00:00 mx smtpd[5]: 9f1c3b7a smtp message msgid=15867a7e size=502 nrcpt=1 proto=ESMTP',
      'Nov 23 16:00:01 mx smtpd[5]: 0000 mta delivery evpid=15867a7e1d2c from=<a@b> to=<c@d> rcpt=<-> source="192.0.2.1" relay="192.0.2.2" delay=1s result="Ok" stat="250 ok"',
      'Nov 23 16:00:01 mx smtpd[5]: 9f1c3b7a mda delivery evpid=15867a7e1d2d from=<a@b> to=<c@d> rcpt=<c@d> user=c delay=0s result=Ok stat=Delivered',
      'Nov 23 16:00:01 mx smtpd[5]: 9f1c3b7b smtp failed-command command="DATA" result="451 Temporary failure"',
      '',
    ].join('\n');
    expect(await count(opensmtpdTraffic, smtpd)).toEqual(passed(1, 2, 1));
  });
});

it('the journal is read from a cursor, and keeps it where nothing new came', async () => {
  const bin = path.join(dir, 'bin');
  mkdirSync(bin);
  const journal = path.join(bin, 'journalctl');
  const answer = (script: string): void => {
    writeFileSync(journal, `#!/bin/sh\n${script}\n`);
    chmodSync(journal, 0o755);
  };
  const read = reader({ kind: 'journal' }, rules, `${bin}:${process.env.PATH ?? ''}`);
  answer(`printf '%s' '${arrives('OLD1')}'; echo '-- cursor: s=ab;i=1'`);
  expect(await read()).toMatchObject({ source: 'the journal', passed: null });
  answer(
    `case "$*" in *--after-cursor=s=ab\\;i=1*) printf '%s' '${arrives('AAAA1')}${goes('AAAA1')}'; echo '-- cursor: s=ab;i=3';; *) exit 9;; esac`,
  );
  expect(await read()).toMatchObject({ passed: passed(1, 1), mark: '{"cursor":"s=ab;i=3"}' });
  answer('true');
  expect(await read()).toMatchObject({ passed: passed(0, 0), mark: '{"cursor":"s=ab;i=3"}' });
});
