import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMtaRegistry } from '../../../electron/mta/registry.ts';
import type { Command, CommandTransport, MtaDriver, Reach } from '../../../electron/ports.ts';
import { remoteText } from '../../../electron/transport/quote.ts';
import { isAppError } from '../../../shared/error.ts';
import { mailDomainOf, type MailDomain } from '../../../shared/mailDomain.ts';
import type { Verb } from '../../../shared/model/action.ts';
import type { Detection } from '../../../shared/model/server.ts';
import { ServerConfig } from '../../../shared/model/server.ts';

/** Ids as an attacker or an accident would write them. Each would create the file `owned` if a shell read it as text. */
const hostile = [
  '$(touch owned)',
  '`touch owned`',
  ';touch owned;',
  "'; touch owned; '",
  '"; touch owned; "',
  '| touch owned',
  '&& touch owned',
  'a\ntouch owned',
  'a\r\ntouch owned\r\n',
  '-d',
  '--help',
  'ALL',
  '-',
  '../../etc/passwd',
  '*',
  '!!',
  '\\',
  '%s%n',
  '',
  ' ',
];

const drivers = createMtaRegistry().drivers({ kind: 'local' });
const verbs: Verb[] = ['retry', 'hold', 'release', 'delete', 'expire', 'requeue'];
const config = ServerConfig.parse({ id: 'x', name: 'x', mta: null, elevate: 'sudo', route: { kind: 'local' } });

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'qw-hostile-'));
  mkdirSync(path.join(dir, 'spool'));
  // Every program of every MTA, and sudo: says what it got on standard input, and does nothing.
  writeFileSync(path.join(dir, 'mta'), '#!/bin/sh\ncat >/dev/null\nexit 0\n');
  writeFileSync(path.join(dir, 'sudo'), '#!/bin/sh\ncat >/dev/null\nexit 0\n');
  for (const name of ['mta', 'sudo']) chmodSync(path.join(dir, name), 0o755);
  writeFileSync(path.join(dir, 'mail.log'), 'nothing\n');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Facts that satisfy every driver's own schema: each takes what it knows. */
const found = (mta: MtaDriver['kind']): Detection => {
  const program = path.join(dir, 'mta');
  const log = path.join(dir, 'mail.log');
  const programs = {
    postqueue: program,
    postsuper: program,
    postcat: program,
    program,
    smtpctl: program,
    node: program,
    qread: program,
    mailq: program,
    courier: program,
    cancelmsg: program,
    grep: program,
    rm: program,
    mox: program,
    conf: path.join(dir, 'spool'),
  };
  const facts: Record<string, unknown> = {
    ...programs,
    commands: programs,
    instance: null,
    json: true,
    nullSender: 'MAILER-DAEMON',
    owner: 'postfix',
    isRoot: false,
    isOwner: false,
    queueDirectory: path.join(dir, 'spool'),
    fastFlush: { domains: `${path.join(dir, 'mail.log')}, hash:${path.join(dir, 'spool')}`, parents: true },
    zone: 0,
    log: mta === 'qmail' ? log : mta === 'haraka' ? [log] : { kind: 'files', files: [log] },
    spool: path.join(dir, 'spool'),
    spools: [path.join(dir, 'spool')],
    mainLog: log,
    logReadable: true,
    msglog: 'readable',
    admin: false,
    queue: path.join(dir, 'spool'),
    status: true,
    port: 1,
    state: path.join(dir, 'spool'),
  };
  return {
    mta,
    version: '1',
    system: null,
    abilities: [],
    facts,
    recipe: null,
    commands: [],
    ownHops: [],
    instances: [],
    retrySchedule: null,
  };
};

/** Every command a driver builds for these ids, as if nothing had checked them before. */
async function built(driver: MtaDriver, ids: readonly string[]): Promise<Command[]> {
  const commands: Command[] = [];
  const nothing = { exitCode: 0, signal: null, stderr: '', stdoutBytes: 0, truncated: false as const };
  const command: CommandTransport = {
    run: (c) => {
      commands.push(c);
      return Promise.resolve(nothing);
    },
    text: (c) => {
      commands.push(c);
      return Promise.resolve({ ...nothing, stdout: '' });
    },
    reset: () => undefined,
    log: () => [],
    dispose: () => undefined,
  };
  const clock = { now: () => 0, monotonic: () => 0, after: () => () => undefined, random: () => 0 };
  const reach: Reach = { command, clock };
  const about = found(driver.kind);
  const tried = async (run: Promise<unknown>) => {
    try {
      await run;
    } catch (error) {
      // Refusing is as good as quoting.
      if (!isAppError(error)) throw error;
    }
  };
  for (const verb of verbs) await tried(driver.act(reach, config, about, { verb, ids }));
  for (const id of ids) {
    await tried(driver.inspect(reach, config, about, id, 'headers'));
    await tried(driver.inspect(reach, config, about, id, 'body'));
  }
  await tried(driver.log(reach, config, about, ids, 0));
  if (driver.domain) {
    for (const verb of verbs) {
      for (const id of ids) {
        // As if nothing had checked it: what makes a MailDomain refuses all of these.
        const request = { verb, domain: id as MailDomain };
        await tried(driver.domain.offer(reach, config, about, request));
        await tried(driver.domain.act(reach, config, about, request));
      }
    }
  }
  return commands;
}

/** One of each program: sh is dash on one system and bash on another. */
const shells = [
  ...new Map(
    ['sh', 'bash', 'dash', 'zsh', 'csh', 'fish']
      .flatMap((name) => ['/bin/', '/usr/bin/'].map((d) => d + name).find((p) => existsSync(p)) ?? [])
      .map((shell) => [realpathSync(shell), shell]),
  ).values(),
];

describe.each(drivers.map((driver) => [driver.kind, driver] as const))('%s', (_kind, driver) => {
  it('refuses every such id', () => {
    expect(hostile.filter((id) => driver.validId(id))).toEqual([]);
  });

  it('no such text is a domain', () => {
    expect(hostile.filter((text) => mailDomainOf(text) !== null)).toEqual([]);
  });

  it('passes them literally all the same: real shells run nothing of them', async () => {
    const commands = await built(driver, hostile);
    const texts = new Set<string>();
    for (const command of commands) {
      if (command.shell === 'none') {
        // Without a POSIX shell only plain words go out at all.
        for (const word of command.argv) expect(word).toMatch(/^[A-Za-z0-9_./:=@,+%\\-]+$/);
        continue;
      }
      for (const elevate of ['none', 'sudo'] as const) {
        const text = remoteText(command, { elevate, marker: null });
        if (texts.has(text)) continue;
        texts.add(text);
        for (const shell of shells) {
          spawnSync(shell, ['-c', text], {
            cwd: dir,
            input: command.stdin ?? '',
            env: { PATH: `${dir}:/usr/bin:/bin`, HOME: dir },
            timeout: 20_000,
          });
        }
      }
    }
    expect(readdirSync(dir)).not.toContain('owned');
    expect(readdirSync(path.join(dir, 'spool'))).toEqual([]);
  }, 120_000);
});

it('covers every driver that works by command, in shells that are there', () => {
  expect(drivers.map((d) => d.kind)).toEqual(
    expect.arrayContaining(['postfix', 'exim', 'opensmtpd', 'sendmail', 'haraka', 'qmail', 'courier', 'exchange']),
  );
  expect(shells.length).toBeGreaterThanOrEqual(2);
});
