import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../electron/clock.ts';
import { mox } from '../../../electron/mta/mox/driver.ts';
import { createMoxReader, goSeconds } from '../../../electron/mta/mox/reader.ts';
import { createLocalTransport } from '../../../electron/transport/local.ts';
import { isAppError } from '../../../shared/error.ts';
import { mailDomainOf, type MailDomain } from '../../../shared/mailDomain.ts';
import type { Verb } from '../../../shared/model/action.ts';
import type { QueueMessage } from '../../../shared/model/message.ts';
import { ServerConfig } from '../../../shared/model/server.ts';

const now = Date.parse('2026-11-23T16:00:00Z');
const row = (id: number, rest: string) => `${String(id).padStart(5)} 2026-11-23T15:40:58Z ${rest}`;
const listing = `messages:
${row(7, 'from:a@lab.example to:b@x.example next 7m30s last 2m1s error "451 4.7.1 \\"later\\" zur\\u00fcck"')}
${row(8, 'from: to:c@y.example next -3s last  error ""')}
${row(123456, 'from:ü@bücher.example/"\\u00fc"@xn--bcher-kva.example to:d@z.example next 1h0m0s last 1h0m0s error "dial tcp: error \\" last"')}
`;

function read(text: string, chunk = 9) {
  const messages: QueueMessage[] = [];
  const skips: string[] = [];
  const reader = createMoxReader({ message: (m) => messages.push(m), skipped: (why) => skips.push(why) }, { now });
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += chunk) reader.push(bytes.subarray(at, at + chunk));
  return { messages, skips, ...reader.end() };
}

test('reads mox queue list: one recipient a row, errors unquoted, attempts relative to now', () => {
  const { messages, skips, complete, remarks } = read(listing);
  expect(messages).toEqual([
    {
      id: '7',
      queue: 'queue',
      state: 'deferred',
      arrival: Date.parse('2026-11-23T15:40:58Z') / 1000,
      size: null,
      sender: 'a@lab.example',
      recipients: [{ address: 'b@x.example', reason: '451 4.7.1 "later" zurück' }],
      nextTry: now / 1000 + 450,
    },
    expect.objectContaining({
      id: '8',
      state: 'active',
      sender: '',
      recipients: [{ address: 'c@y.example', reason: null }],
    }),
    expect.objectContaining({
      id: '123456',
      sender: 'ü@bücher.example',
      recipients: [{ address: 'd@z.example', reason: 'dial tcp: error " last' }],
    }),
  ]);
  expect([skips, complete, remarks]).toEqual([[], true, []]);
});

test('an empty queue is one, noise and a cut end cost themselves', () => {
  expect(read('messages:\n(none)\n')).toMatchObject({ messages: [], complete: true });
  expect(read('')).toMatchObject({ complete: false, remarks: [expect.stringMatching(/no listing of mox/)] });
  const noisy = read(`Welcome\n${listing}${row(9, 'from:a@x to:b@y next 3')}`);
  expect([noisy.messages.length, noisy.skips, noisy.complete]).toEqual([
    3,
    ['not a record', 'record that cannot be read'],
    false,
  ]);
});

test.each([
  ['1h2m3s', 3723],
  ['-5s', -5],
  ['0s', 0],
  ['', null],
  ['-', null],
  ['1d', null],
])('%s is %s seconds', (text, seconds) => {
  expect(goSeconds(text)).toBe(seconds);
});

/** queue.go and ctl.go as a shell script: a file an entry, filters by -ids and -hold, counts in its words. */
const program = `#!/bin/sh
home=\${0%/*}; q=$home/queue
case "$1" in version) echo "v0.0.17 linux/amd64 go1.25"; exit 0;; -config) shift 2;; esac
[ -e "$home/denied" ] && { echo "2026/11/23 dialing control socket: dial unix: connect: permission denied" >&2; exit 1; }
shift; verb=$1; shift; ids=all; hold=; now=; to=
while [ $# -gt 0 ]; do case "$1" in -to) to=$2; shift 2;; -ids) ids=$2; shift 2;; -hold) hold=$2; shift 2;; -n) shift 2;; -now) now=1; shift;; *) last=$1; shift;; esac; done
echo "$verb $ids $hold $now $last" >> "$home/asked"
n=0
case "$verb" in
list) echo messages:
  for f in "$q"/*; do [ -e "$f" ] || continue; [ -n "$hold" ] && [ ! -e "$home/held.\${f##*/}" ] && continue; n=1; cat "$f"; done
  [ $n = 0 ] && echo "(none)"; exit 0;;
dump) [ -e "$q/$last" ] || { echo "no such message" >&2; exit 1; }; printf 'Subject: hi\\r\\n\\r\\nbody\\r\\n'; exit 0;;
esac
if [ -n "$to" ]; then
  for f in $(grep -lF "$to" "$q"/* 2>/dev/null); do n=$((n + 1)); i=\${f##*/}
    case "$verb" in hold) : > "$home/held.$i";; unhold) rm -f "$home/held.$i";; drop|fail) rm -f "$f";; schedule) [ "$now$last" = 10s ] || exit 2;; esac; done
  echo "$n message(s) changed"; exit 0
fi
[ "$ids" = all ] && { echo "the whole queue" >> "$home/asked"; exit 9; }
[ -e "$q/$ids" ] && n=1
case "$verb" in
hold) [ $n = 1 ] && : > "$home/held.$ids"; echo "$n messages changed";;
unhold) rm -f "$home/held.$ids"; echo "$n messages changed";;
schedule) [ "$now$last" = 10s ] || exit 2; echo "$n message(s) rescheduled";;
drop) rm -f "$q/$ids"; echo "$n message(s) dropped";;
fail) rm -f "$q/$ids"; echo "$n message(s) marked as failed";;
esac
`;

describe('against its command line, as its source has it', () => {
  let home = '';
  const config = () =>
    ServerConfig.parse({
      id: 'm',
      name: 'm',
      mta: 'mox',
      route: { kind: 'local' },
      instance: path.join(home, 'config/mox.conf'),
    });
  const transport = createLocalTransport({ clock: systemClock, elevate: 'none' });
  const reach = { command: transport, clock: systemClock };
  beforeAll(() => {
    home = mkdtempSync(path.join(os.tmpdir(), 'qw-mox-'));
    mkdirSync(path.join(home, 'queue'));
    writeFileSync(path.join(home, 'mox'), program);
    chmodSync(path.join(home, 'mox'), 0o755);
    for (const id of [7, 8, 9])
      writeFileSync(
        path.join(home, 'queue', String(id)),
        `${row(id, `from:a@lab.example to:r${String(id)}@x.example next 7m30s last 2m1s error "451 4.7.1 later"`)}\n`,
      );
  });
  afterAll(() => {
    transport.dispose();
    rmSync(home, { recursive: true, force: true });
  });
  const list = async () => {
    const found = await mox.detect(reach, config());
    const messages = new Map<string, QueueMessage>();
    const outcome = await mox.list(reach, config(), found!, {
      message: (m) => messages.set(m.id, m),
      skipped: (why) => expect(why).toBe('nothing'),
    });
    return { found: found!, messages, outcome };
  };

  test('found beside its configuration, listed, acted on id by id; an unknown id is told; never the whole queue', async () => {
    const { found, messages, outcome } = await list();
    expect(found).toMatchObject({ mta: 'mox', version: '0.0.17' });
    expect([[...messages.keys()], outcome.complete]).toEqual([['7', '8', '9'], true]);
    const act = (verb: Parameters<typeof mox.act>[3]['verb'], ids: string[]) =>
      mox.act(reach, config(), found, { verb, ids });
    expect(await act('hold', ['7', '99'])).toMatchObject({
      submitted: new Set(['7']),
      refused: new Map([['99', '0 messages changed']]),
    });
    expect((await list()).messages.get('7')?.state).toBe('held');
    expect([...(await act('release', ['7'])).submitted]).toEqual(['7']);
    expect((await list()).messages.get('7')?.state).toBe('deferred');
    expect([...(await act('retry', ['7', '8'])).submitted]).toEqual(['7', '8']);
    expect([...(await act('delete', ['8'])).submitted]).toEqual(['8']);
    expect([...(await act('expire', ['9'])).submitted]).toEqual(['9']);
    expect([...(await list()).messages.keys()]).toEqual(['7']);
    await expect(act('requeue', ['7'])).rejects.toMatchObject({ code: 'verb_absent' });
    expect(found.abilities.find((a) => a.id === 'requeue')).toMatchObject({
      granted: 'absent',
      note: 'mox has no requeue.',
    });
    expect((await mox.inspect(reach, config(), found, '7', 'headers')).text).toBe('Subject: hi');
    expect((await mox.inspect(reach, config(), found, '8', 'headers')).missing).toBe('no such message');
    const asked = readFileSync(path.join(home, 'asked'), 'utf8');
    expect(asked).not.toContain('the whole queue');
    expect(readdirSync(path.join(home, 'queue'))).toEqual(['7']);
  });

  test('a whole domain by its filter -to, which takes every recipient that contains the text', async () => {
    const entry = (id: number, recipient: string) =>
      writeFileSync(
        path.join(home, 'queue', String(id)),
        `${row(id, `from:a@example.org to:${recipient} next 7m30s last 2m1s error "451 4.7.1 later"`)}\n`,
      );
    entry(20, 'u@dom.example');
    entry(21, 'u@dom.example.org');
    entry(22, 'u@other.example');
    const { found } = await list();
    const domain = mailDomainOf('dom.example') as MailDomain;
    const request = (verb: Verb) => ({ verb, domain });
    const act = (verb: Verb) => mox.domain!.act(reach, config(), found, request(verb));
    expect(await mox.domain!.offer(reach, config(), found, request('retry'))).toMatchObject({
      commands: [expect.stringMatching(/queue schedule -now -to @dom\.example 0s$/) as string],
      takes: { by: 'address', text: '@dom.example' },
      skips: ['held'],
    });
    expect((await act('retry')).refused).toBeNull();
    expect((await act('hold')).refused).toBeNull();
    const held = (await list()).messages;
    expect(['20', '21', '22'].map((id) => held.get(id)?.state)).toEqual(['held', 'held', 'deferred']);
    expect((await act('release')).refused).toBeNull();
    expect((await act('delete')).refused).toBeNull();
    expect((await list()).messages.has('22')).toBe(true);
    expect((await list()).messages.has('21')).toBe(false);
    expect((await act('expire')).refused).toBe('0 message(s) changed');
    expect((await act('requeue')).refused).toMatch(/mox has no/);
    const international = mailDomainOf('xn--bcher-kva.example') as MailDomain;
    expect(await mox.domain!.offer(reach, config(), found, { verb: 'hold', domain: international })).toHaveProperty(
      'none',
    );
    expect(readFileSync(path.join(home, 'asked'), 'utf8')).not.toContain('the whole queue');
    rmSync(path.join(home, 'queue', '22'));
  });

  test.each(['', '0', '-1', '7,8', 'all', '7 8', '7\n8', '$(id)', '--ids'])('the id %j is never passed on', (id) => {
    expect(mox.validId(id)).toBe(false);
  });

  test('an account that may not use its socket is told so', async () => {
    writeFileSync(path.join(home, 'denied'), '');
    const found = await mox.detect(reach, config());
    expect(found?.abilities.find((a) => a.id === 'list')).toMatchObject({ granted: 'no' });
    for (const failed of [
      await mox
        .list(reach, config(), found!, { message: () => undefined, skipped: () => undefined })
        .catch((e: unknown) => e),
      await mox.act(reach, config(), found!, { verb: 'delete', ids: ['7'] }).catch((e: unknown) => e),
    ])
      expect(isAppError(failed) && failed.code).toBe('rights_missing');
    rmSync(path.join(home, 'denied'));
  });
});
