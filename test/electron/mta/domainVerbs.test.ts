import { describe, expect, test } from 'vitest';
import { exim } from '../../../electron/mta/exim/driver.ts';
import { exchange } from '../../../electron/mta/exchange/driver.ts';
import { createExchangeReader } from '../../../electron/mta/exchange/reader.ts';
import { haraka } from '../../../electron/mta/haraka/driver.ts';
import { covers, lookUpOn, tableKeys, type LookUp } from '../../../electron/mta/postfix/fastFlush.ts';
import { postfix } from '../../../electron/mta/postfix/driver.ts';
import { sendmail } from '../../../electron/mta/sendmail/driver.ts';
import type { Command, CommandTransport, MtaDriver, Reach } from '../../../electron/ports.ts';
import { mailDomainOf, type MailDomain } from '../../../shared/mailDomain.ts';
import type { QueueMessage } from '../../../shared/model/message.ts';
import { verbs, type Verb } from '../../../shared/model/action.ts';
import { ServerConfig, type Detection } from '../../../shared/model/server.ts';

const domain = mailDomainOf('example.org') as MailDomain;
const configOf = (change: object = {}) =>
  ServerConfig.parse({ id: 'x', name: 'x', mta: null, elevate: 'sudo', route: { kind: 'local' }, ...change });
const foundOf = (facts: Record<string, unknown>, granted: 'yes' | 'no' = 'yes'): Detection => ({
  mta: 'exim',
  version: null,
  system: null,
  abilities: [{ id: 'retry_domain', command: 'the command', granted, note: null }],
  facts,
  recipe: null,
  commands: [],
  ownHops: [],
  instances: [],
  retrySchedule: null,
});

interface Said {
  stdout?: string;
  stderr?: string;
  exitCode?: number;
}
/** A server that answers each command as told, and remembers them. */
function server(answer: (command: Command) => Said = () => ({ stdout: 'handed over\n' })) {
  const ran: Command[] = [];
  const text = (command: Command) => {
    ran.push(command);
    const { stdout = '', stderr = '', exitCode = 0 } = answer(command);
    return Promise.resolve({
      exitCode,
      signal: null,
      stderr,
      stdout,
      stdoutBytes: stdout.length,
      truncated: false as const,
    });
  };
  const command: CommandTransport = {
    text,
    run: (c) => text(c),
    reset: () => undefined,
    log: () => [],
    dispose: () => undefined,
  };
  const reach: Reach = {
    command,
    clock: { now: () => 0, monotonic: () => 0, after: () => () => undefined, random: () => 0 },
  };
  return { reach, ran };
}
const offerOf = (driver: MtaDriver, verb: Verb, found: Detection, at = server(), config = configOf()) =>
  driver.domain!.offer(at.reach, config, found, { verb, domain });
const actOf = (driver: MtaDriver, verb: Verb, found: Detection, at = server(), config = configOf()) =>
  driver.domain!.act(at.reach, config, found, { verb, domain });
/** Verbs that are offered at all. */
const offered = async (driver: MtaDriver, found: Detection) => {
  const out: Verb[] = [];
  for (const verb of verbs) if (!('none' in (await offerOf(driver, verb, found)))) out.push(verb);
  return out;
};

describe('Exim', () => {
  const facts = {
    program: '/usr/sbin/exim4',
    instance: null,
    spool: '/var/spool/exim4',
    mainLog: null,
    logReadable: false,
    msglog: 'off',
    admin: true,
    zone: 0,
  };
  test('retry is one run over every address that contains the text; frozen ones are passed over', async () => {
    const at = server();
    expect(await offered(exim, foundOf(facts))).toEqual(['retry']);
    expect(await offerOf(exim, 'retry', foundOf(facts), at)).toMatchObject({
      commands: ['/usr/sbin/exim4 -Rf @example.org'],
      takes: { by: 'address', text: '@example.org' },
      skips: ['frozen'],
    });
    expect(at.ran).toEqual([]);
    expect(await actOf(exim, 'retry', foundOf(facts), at)).toMatchObject({ refused: null });
    // The domain is a word of its own: no shell reads it.
    expect(at.ran[0]?.argv.slice(3)).toEqual(['sh', '/usr/sbin/exim4', '-Rf', '@example.org']);
    expect(at.ran[0]?.argv.slice(0, 3).join(' ')).not.toContain('example');
  });
  test('without the right it is not offered; an account that needs sudo gets it in front', async () => {
    expect(await offerOf(exim, 'retry', foundOf(facts, 'no'))).toEqual({
      none: expect.stringContaining('the command') as string,
    });
    const at = server();
    await actOf(exim, 'retry', foundOf({ ...facts, admin: false, instance: '/etc/two.conf' }), at);
    expect(at.ran[0]?.argv.slice(4)).toEqual([
      'sudo',
      '-n',
      '/usr/sbin/exim4',
      '-C',
      '/etc/two.conf',
      '-Rf',
      '@example.org',
    ]);
  });
});

describe('Sendmail', () => {
  const facts = {
    program: '/usr/sbin/sendmail-mta',
    isRoot: false,
    spools: ['/var/spool/mqueue'],
    grep: '/bin/grep',
    rm: '/bin/rm',
    zone: 0,
    log: { kind: 'none' },
  };
  test('all its runs by recipient, in both queues; it has no delete and no requeue of its own', async () => {
    expect(await offered(sendmail, foundOf(facts))).toEqual(['retry', 'hold', 'release', 'expire']);
    expect(await offerOf(sendmail, 'retry', foundOf(facts))).toMatchObject({
      commands: [
        'sudo -n /usr/sbin/sendmail-mta -Am -qR@example.org',
        'sudo -n /usr/sbin/sendmail-mta -Ac -qR@example.org',
      ],
      takes: { by: 'address', text: '@example.org' },
      skips: ['held'],
    });
    expect(await offerOf(sendmail, 'hold', foundOf(facts))).toMatchObject({
      commands: [expect.stringContaining(' -QQueuewatch -Am -qR@example.org') as string, expect.anything() as string],
    });
    expect(await offerOf(sendmail, 'release', foundOf(facts))).toMatchObject({ skips: [] });
    expect(await offerOf(sendmail, 'delete', foundOf(facts))).toMatchObject({
      none: expect.stringContaining('Sendmail') as string,
    });
  });
  test('a run that delivers goes on in the background; what quarantine is refused with is told', async () => {
    const at = server();
    expect(await actOf(sendmail, 'retry', foundOf(facts), at)).toMatchObject({ refused: null });
    expect(at.ran[0]?.argv[2]).toMatch(/nohup .* & echo handed over$/);
    expect(at.ran[0]?.argv.slice(3)).toEqual(['sh', '@example.org', 'sudo', '-n', '/usr/sbin/sendmail-mta']);
    const no = server(() => ({ stdout: 'You do not have permission to process the queue: not allowed', exitCode: 77 }));
    expect((await actOf(sendmail, 'hold', foundOf(facts), no)).refused).toMatch(/not allowed/);
    expect(no.ran[0]?.argv[2]).not.toContain('nohup');
  });
});

describe('Postfix', () => {
  const facts = (fastFlush?: { domains: string; parents: boolean }) => ({
    commands: { postqueue: '/usr/sbin/postqueue', postsuper: '/usr/sbin/postsuper', postcat: '/usr/sbin/postcat' },
    instance: '/etc/postfix-out',
    json: true,
    nullSender: '',
    owner: 'postfix',
    isRoot: false,
    isOwner: false,
    queueDirectory: '/var/spool/postfix',
    zone: 0,
    log: { kind: 'none' },
    ...(fastFlush ? { fastFlush } : {}),
  });
  test('postqueue -s is offered only for a domain in fast_flush_domains, and it is said why not', async () => {
    const why = async (fastFlush?: { domains: string; parents: boolean }, at = server()) => {
      const said = await offerOf(postfix, 'retry', foundOf(facts(fastFlush)), at);
      return 'none' in said ? said.none : said.commands.join();
    };
    expect(await why({ domains: 'other.example, example.org', parents: true })).toBe(
      '/usr/sbin/postqueue -c /etc/postfix-out -s example.org',
    );
    expect(await why({ domains: 'other.example', parents: true })).toMatch(/example\.org is not in it/);
    expect(await why({ domains: '', parents: true })).toMatch(/is empty/);
    expect(await why()).toMatch(/is empty/);
    const broken = server(() => ({ stderr: 'postmap: fatal: open database /x.db: Permission denied', exitCode: 1 }));
    expect(await why({ domains: 'hash:/x', parents: true }, broken)).toMatch(/cannot be told: .*Permission denied/);
    expect(broken.ran[0]).toMatchObject({
      argv: ['/usr/sbin/postmap', '-c', '/etc/postfix-out', '-q', '-', 'hash:/x'],
      stdin: 'example.org\norg\n',
    });
    for (const verb of ['hold', 'release', 'delete', 'expire', 'requeue'] as const)
      expect(await offerOf(postfix, verb, foundOf(facts({ domains: 'example.org', parents: true })))).toHaveProperty(
        'none',
      );
  });
  test('it takes exactly the domain, and its refusal is told though only the exit code is wrong', async () => {
    const found = foundOf(facts({ domains: 'example.org', parents: true }));
    expect(await offerOf(postfix, 'retry', found)).toMatchObject({
      takes: { by: 'domain', domain: 'example.org' },
      skips: ['held', 'active', 'incoming'],
    });
    const said = 'postqueue: fatal: Flush service is not configured for destination "example.org"';
    const no = server(() => ({ stderr: said, exitCode: 69 }));
    expect(await actOf(postfix, 'retry', found, no)).toEqual({ refused: said, output: said });
    expect(
      (
        await actOf(
          postfix,
          'retry',
          found,
          server(() => ({})),
        )
      ).refused,
    ).toBeNull();
  });

  const none: LookUp = {
    file: () => Promise.reject(new Error('no file')),
    table: () => Promise.reject(new Error('no table')),
  };
  test.each([
    ['example.org', true, true],
    ['EXAMPLE.org', true, true],
    ['org', true, true],
    ['org', false, false],
    ['.org', false, true],
    ['.org', true, false],
    ['xample.org', true, false],
    ['!example.org example.org', true, false],
    ['example.org !example.org', true, true],
    ['sub.example.org', true, false],
    ['', true, false],
    [' , ', true, false],
  ])('the patterns %j with parents %s: %s', async (domains, parents, expected) => {
    expect(await covers({ domains, parents }, domain, none)).toBe(expected);
  });
  test('files and tables are looked into; one that cannot be read is no "no"', async () => {
    const looked: string[] = [];
    const lookUp: LookUp = {
      file: (path) => {
        looked.push(path);
        return Promise.resolve('# example.org\nother.example\n!example.org\n');
      },
      table: (name, keys) => {
        looked.push(`${name} ${keys.join()}`);
        return Promise.resolve(true);
      },
    };
    expect(await covers({ domains: '/etc/list hash:/y', parents: false }, domain, lookUp)).toBe(false);
    expect(await covers({ domains: '!hash:/y', parents: false }, domain, lookUp)).toBe(false);
    expect(looked).toEqual(['/etc/list', 'hash:/y example.org,.org']);
    await expect(covers({ domains: '/etc/list', parents: false }, domain, none)).rejects.toThrow('no file');
    expect(tableKeys('a.b.example', true)).toEqual(['a.b.example', 'b.example', 'example']);
    const nested: LookUp = { ...lookUp, file: () => Promise.resolve('hash:/deep') };
    await expect(covers({ domains: '/etc/list', parents: false }, domain, nested)).rejects.toThrow('hash:/deep');
    const quiet = server(() => ({ exitCode: 1 }));
    expect(await lookUpOn(quiet.reach, ['postmap']).table('hash:/y', ['a'])).toBe(false);
  });
});

describe('Haraka', () => {
  const found = foundOf({ node: 'node', queue: '/q', status: false, port: 25, log: [] });
  test('--qunstick needs no plugin; "501" with exit code 0 is a refusal', async () => {
    expect(await offered(haraka, found)).toEqual(['retry']);
    expect(await offerOf(haraka, 'retry', found)).toMatchObject({
      commands: ['haraka -c /etc/haraka --qunstick example.org'],
      takes: { by: 'domain', domain: 'example.org' },
    });
    const ok = server(() => ({ stdout: '250 Command sent for execution. Check Haraka logs for results.\n' }));
    expect((await actOf(haraka, 'retry', found, ok, configOf({ instance: '/srv/haraka' }))).refused).toBeNull();
    expect(ok.ran[0]?.argv).toEqual(['haraka', '-c', '/srv/haraka', '--qunstick', 'example.org']);
    const no = server(() => ({ stdout: '501 Missing internalcmd_key - check config\n' }));
    expect((await actOf(haraka, 'retry', found, no)).refused).toMatch(/internalcmd_key/);
  });
});

describe('Exchange', () => {
  const found = foundOf({ may: { 'Retry-Queue': true, 'Suspend-Queue': true, 'Resume-Queue': true } });
  const queue = (name: string, Status: string) =>
    `${JSON.stringify({ Identity: `EX1\\${name}`, Status, MessageCount: 3 })}\n`;
  const script = (command: Command | undefined) =>
    Buffer.from(command?.argv.at(-1) ?? '', 'base64').toString('utf16le');
  test('acts on the queues whose next hop is the domain, in the states that the verb is for', async () => {
    const at = server(() => ({ stdout: `banner\n${queue('7', 'Retry')}${queue('8', 'Suspended')}` }));
    expect(await offerOf(exchange, 'retry', found, at)).toMatchObject({
      commands: ["Retry-Queue -Identity 'EX1\\7' -Confirm:$false"],
      takes: { by: 'queue', names: ['EX1\\7'] },
      skips: ['held'],
    });
    expect(await offerOf(exchange, 'release', found, at)).toMatchObject({ takes: { by: 'queue', names: ['EX1\\8'] } });
    expect(at.ran.every((c) => c.stdin === 'example.org\r\n' && !script(c).includes('example.org'))).toBe(true);
    expect(await offerOf(exchange, 'delete', found, at)).toHaveProperty('none');
    expect(await offerOf(exchange, 'retry', foundOf({}), at)).toHaveProperty('none');
    // Behind a smart host no queue is named after the domain.
    expect(
      await offerOf(
        exchange,
        'retry',
        found,
        server(() => ({})),
      ),
    ).toMatchObject({ none: expect.stringMatching(/another host/) as string });
  });
  test('looks the queues up again by the domain it is handed, which it checks itself', async () => {
    const at = server(() => ({ stdout: 'ok EX1\\7\n' }));
    expect((await actOf(exchange, 'hold', found, at)).refused).toBeNull();
    expect(script(at.ran[0])).toMatch(
      /notmatch '\^\[a-z0-9-\]\+\(\\\.\[a-z0-9-\]\+\)\+\$'.*throw.*NextHopDomain -eq \$d.*Suspend-Queue -Identity \$i -Confirm:\$false/,
    );
    const no = server(() => ({ stdout: 'no EX1\\7 access denied\n' }));
    expect((await actOf(exchange, 'hold', found, no)).refused).toMatch(/access denied/);
  });
  test('messages in a suspended queue are held', () => {
    const messages: QueueMessage[] = [];
    const reader = createExchangeReader({ message: (m) => messages.push(m), skipped: () => undefined });
    const line = (o: object) => reader.push(new TextEncoder().encode(`${JSON.stringify(o)}\n`));
    line({ kind: 'queue', Identity: 'EX1\\7', Status: 'Suspended' });
    line({ kind: 'message', Identity: 'EX1\\7\\1', Queue: 'EX1\\7', Status: 'Ready' });
    line({ kind: 'message', Identity: 'EX1\\9\\2', Queue: 'EX1\\9', Status: 'Ready' });
    expect(messages.map((m) => m.state)).toEqual(['held', 'incoming']);
  });
});
