import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandTransport } from '../../electron/ports.ts';
import { isAppError } from '../../shared/error.ts';
import { whyNot } from './packages.ts';
import { drive } from './support/drive.ts';
import { eximBinary, startExim, type LabExim } from './support/exim.ts';
import { run, until } from './support/scratch.ts';
import { hostBlock, labAsker, labServer, labSsh } from './support/ssh.ts';
import { startSshd, type LabAccount, type Sshd } from './support/sshd.ts';

const lacks = whyNot('/usr/sbin/sshd', '/usr/bin/ssh', eximBinary);
if (lacks !== null) console.warn(`Exim lab skipped: ${lacks}`);

describe.skipIf(lacks !== null)('Exim over SSH', () => {
  let sshd: Sshd;
  let exim: LabExim;
  const open: { dispose(): void }[] = [];
  const as = async (account: LabAccount | 'root') => {
    const lab = labSsh(sshd, hostBlock(sshd, 'mx', account), `exim-${open.length}`);
    writeFileSync(lab.knownHostsFile, sshd.knownHost());
    const config = labServer({ mta: 'exim', route: { kind: 'ssh', target: 'mx', configFile: lab.configFile } });
    const reach = lab.connect(config, labAsker({}));
    open.push(reach);
    // Counts what runs on the server.
    let commands = 0;
    const transport = reach.command!;
    const counted: CommandTransport = {
      ...transport,
      run: (...args) => {
        commands++;
        return transport.run(...args);
      },
      text: (...args) => {
        commands++;
        return transport.text(...args);
      },
    };
    const server = await drive({ ...reach, command: counted }, config);
    return {
      ...server,
      commandsOf: async (run: () => Promise<unknown>): Promise<number> => {
        commands = 0;
        await run();
        return commands;
      },
    };
  };
  beforeAll(async () => {
    sshd = await startSshd();
    exim = await startExim({
      'greylist.example': { rcpt: '451 4.7.1 <%>: Greylisted' },
      'fullbox.example': { rcpt: (a) => (a.startsWith('full') ? '452 4.2.2 Mailbox full' : undefined) },
      'utf8.example': { rcpt: '451 4.3.0 Zurückgestellt' },
      'refuses.example': { rcpt: '550 5.1.1 <%>: no such person' },
    });
    await run('usermod', ['-aG', 'Debian-exim', 'qwsudo']);
  }, 120_000);
  afterAll(async () => {
    for (const one of open) one.dispose();
    await exim.remove();
    await sshd.remove();
  });

  it('lists messages with the reason of each recipient, in three remote commands', async () => {
    const letters = [
      ...Array.from({ length: 20 }, (_, i) => ({ from: `s${i}@lab.example`, to: [`u${i}@greylist.example`] })),
      { from: 'a@lab.example', to: ['full1@fullbox.example', 'ok@fullbox.example', 'g@greylist.example'] },
      { from: '', to: ['n@utf8.example'] },
      ...Array.from({ length: 3 }, (_, i) => ({ from: 'r@lab.example', to: [`r${i}@refused.example`] })),
    ];
    await exim.send(letters);
    await until(
      '25 deferred messages',
      async () =>
        (await exim.exim('-bpc')).trim() === '25' &&
        (await run('pgrep', ['-c', '-f', 'exim4 -Mc'])).stdout.trim() === '0',
      60_000,
    );
    const server = await as('qwsudo');
    expect(server.found.version).toMatch(/^4\./);
    for (const id of ['list', 'retry_one', 'hold', 'delete', 'headers']) expect(server.granted(id), id).toBe('yes');
    expect(server.found.abilities.find((a) => a.id === 'requeue')).toMatchObject({
      granted: 'absent',
      note: 'Exim has no requeue.',
    });
    const { messages, outcome, skipped } = await server.list();
    expect(skipped).toEqual([]);
    expect(outcome).toMatchObject({ complete: true, remarks: [] });
    expect(messages.size).toBe(25);
    expect(await server.commandsOf(() => server.list())).toBeLessThanOrEqual(3);
    const reasons = new Map(
      [...messages.values()].flatMap((m) => m.recipients.map((r) => [r.address, r.reason ?? ''])),
    );
    expect(reasons.size).toBe(20 + 2 + 1 + 3);
    expect(reasons.get('u7@greylist.example')).toContain('451 4.7.1 <u7@greylist.example>: Greylisted');
    expect(reasons.get('full1@fullbox.example')).toContain('452 4.2.2 Mailbox full');
    expect(reasons.has('ok@fullbox.example')).toBe(false);
    expect(reasons.get('n@utf8.example')).toContain('451 4.3.0 Zurückgestellt');
    // The second and third message to a dead host only "wait"; the cause is found all the same.
    for (let i = 0; i < 3; i++) expect(reasons.get(`r${i}@refused.example`)).toContain('Connection refused');
  });

  it('hides nothing from an account without rights: it says so', async () => {
    const server = await as('qwlab');
    expect(server.granted('list')).toBe('no');
    expect(server.found.recipe?.observe).toContain('usermod -aG Debian-exim qwlab');
    const failed = await server.list().catch((e: unknown) => e);
    expect(isAppError(failed) && failed.code).toBe('rights_missing');
  });

  it('freezes, thaws, delivers, deletes and bounces, each verified; wrong ids are told', async () => {
    const server = await as('qwsudo');
    const list = [...(await server.list()).messages.values()];
    const of = (address: string) => list.find((m) => m.recipients.some((r) => r.address === address))?.id ?? '';
    const [a, b, c, d] = [
      of('u1@greylist.example'),
      of('u2@greylist.example'),
      of('u3@greylist.example'),
      of('u4@greylist.example'),
    ];
    const wrong = '1xVWLI-000ZZZ-1a';

    const held = await server.act('hold', [a, b, wrong]);
    expect([...held.submitted].sort()).toEqual([a, b].sort());
    expect([...held.refused.keys()]).toEqual([wrong]);
    expect((await server.list()).messages.get(a)?.state).toBe('frozen');
    expect((await server.act('hold', [a])).refused.get(a)).toMatch(/already frozen/);
    expect([...(await server.act('release', [a])).submitted]).toEqual([a]);
    expect((await server.act('release', [a])).refused.get(a)).toMatch(/not frozen/);

    expect((await server.act('delete', [c, wrong])).refused.get(wrong)).toMatch(/did not exist/);
    expect((await server.list()).messages.has(c)).toBe(false);

    exim.sinks['greylist.example']!.script = {};
    const since = Date.now() - 1000;
    await server.act('retry', [a, d, wrong]);
    await until('both deliveries', () => exim.sinks['greylist.example']!.accepted.length >= 2);
    const log = await until('the log lines', async () => {
      const lines = (await server.log([a, d], since)) ?? [];
      return lines.filter((l) => l.proves === 'removed').length === 2 ? lines : null;
    });
    expect(new Set(log.filter((l) => l.proves === 'sent').map((l) => l.id))).toEqual(new Set([a, d]));
    const now = (await server.list()).messages;
    expect(now.has(a) || now.has(d)).toBe(false);
    expect(now.get(b)?.state).toBe('frozen');

    await server.act('expire', [b]);
    await until('the end of the message', async () => !(await server.list()).messages.has(b));
    expect((await server.log([b], since))?.some((l) => /cancelled/.test(l.text))).toBe(true);
  });

  it('shows headers and body', async () => {
    const server = await as('qwsudo');
    // The bounces that the tests before made are in the queue as well, and have other headers.
    const [id = ''] = [...(await server.list()).messages.values()].filter((m) => m.sender !== '').map((m) => m.id);
    expect((await server.inspect(id, 'headers')).text).toMatch(/^Subject: letter \d+$/m);
    expect((await server.inspect(id, 'body')).text.trim()).toBe('lab');
    expect((await server.inspect('1xVWLI-000ZZZ-1a', 'headers')).missing).toMatch(/no longer/);
  });

  it('shows why a message is frozen, and the cause from the retry database when no message has it any more', async () => {
    await exim.send([{ from: '', to: ['nobody@refuses.example'] }]);
    const server = await as('qwsudo');
    const find = async (address: string) =>
      [...(await server.list()).messages.values()].filter((m) => m.recipients.some((r) => r.address === address));
    // A bounce that is refused for good has nowhere to go: Exim freezes it by itself.
    const frozen = await until(
      'the frozen bounce',
      async () => (await find('nobody@refuses.example')).find((m) => m.state === 'frozen') ?? null,
      60_000,
    );
    expect(frozen).toMatchObject({
      sender: '',
      recipients: [{ address: 'nobody@refuses.example', reason: expect.stringMatching(/^Frozen/) as string }],
    });

    const waiting = [...(await server.list()).messages.values()].filter((m) =>
      m.recipients.some((r) => r.address.endsWith('@refused.example')),
    );
    await exim.send([{ from: 'late@lab.example', to: ['late@refused.example'] }]);
    await server.act(
      'delete',
      waiting.map((m) => m.id),
    );
    const late = await until(
      'the late message',
      async () => (await find('late@refused.example')).find((m) => m.recipients[0]?.reason != null) ?? null,
      60_000,
    );
    expect(late.recipients[0]?.reason).toMatch(/retry time not reached[^]*: .*Connection refused/);
  }, 120_000);

  it('reads thousands of messages with reasons in at most three commands, never one process a message', async () => {
    const [id = ''] = /\w{6}-(?:\w{6}-\w{2}|\w{11}-\w{4})\b/.exec(await exim.exim('-bp')) ?? [];
    const ids = new Set(exim.copies(id, 3000));
    const server = await as('root');
    /** Processes started on this machine since it was (proc(5), /proc/stat). */
    const started = () => Number(/^processes (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? '0');
    const before = started();
    let read = 0;
    const commands = await server.commandsOf(async () => {
      const { messages, outcome } = await server.list();
      expect(outcome.complete).toBe(true);
      read = messages.size;
      const copies = [...messages.values()].filter((m) => ids.has(m.id));
      expect(copies).toHaveLength(3000);
      expect(copies.filter((m) => m.recipients.some((r) => r.reason === null))).toEqual([]);
    });
    expect(read).toBeGreaterThanOrEqual(3000);
    expect(commands).toBeLessThanOrEqual(3);
    // Others on the machine start processes too, but not thousands in this moment.
    expect(started() - before).toBeLessThan(1500);
  }, 120_000);
});
