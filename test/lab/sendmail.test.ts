import { rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAppError } from '../../shared/error.ts';
import { whyNot } from './packages.ts';
import { drive } from './support/drive.ts';
import { must, until } from './support/scratch.ts';
import { sendmailBinary, startSendmail, type LabSendmail } from './support/sendmail.ts';
import { startSink } from './support/sink.ts';
import { hostBlock, labAsker, labServer, labSsh } from './support/ssh.ts';
import { startSshd, type LabAccount, type Sshd } from './support/sshd.ts';
import { journald } from './support/view.ts';

const lacks = whyNot('/usr/sbin/sshd', '/usr/bin/ssh', '/usr/bin/m4', '/usr/bin/sudo', journald, sendmailBinary);
if (lacks !== null) console.warn(`Sendmail lab skipped: ${lacks}`);

const sudoers = '/etc/sudoers.d/queuewatch-lab-sendmail';
/** sendmail -bp cuts at about eighty characters, with -v too. */
const long =
  'Greylisted, please come back later; the reasons and the remedy are told at https://help.greylist.example/451';

describe.skipIf(lacks !== null)('Sendmail over SSH', () => {
  let sshd: Sshd;
  let mta: LabSendmail;
  const open: { dispose(): void }[] = [];
  const as = async (account: LabAccount | 'root', elevate: 'none' | 'sudo' = 'none') => {
    const lab = labSsh(sshd, hostBlock(sshd, 'mx', account), `sm-${open.length}`);
    writeFileSync(lab.knownHostsFile, sshd.knownHost());
    const config = labServer({
      mta: 'sendmail',
      elevate,
      route: { kind: 'ssh', target: 'mx', configFile: lab.configFile },
    });
    const reach = lab.connect(config, labAsker({}));
    open.push(reach);
    return drive(reach, config);
  };
  const settled = (n: number) =>
    until(
      `${n} deferred messages`,
      async () => /Total requests: (\d+)/.exec(await mta.sendmail('-bp', '-Am'))?.[1] === String(n),
      60_000,
    );
  beforeAll(async () => {
    mta = await startSendmail({
      'greylist.example': { rcpt: `451 4.7.1 <%>: ${long}` },
      'mixed.example': {
        rcpt: (a) =>
          a.startsWith('full')
            ? '452 4.2.2 <%>: Mailbox full'
            : a.startsWith('ok')
              ? undefined
              : '450 4.1.1 <%>: later',
      },
    });
    sshd = await startSshd({ inside: mta.inside });
  });
  afterAll(async () => {
    for (const one of open) one.dispose();
    rmSync(sudoers, { force: true });
    await sshd.remove();
    await mta.remove();
  });

  it('lists both queues with the whole reason of each recipient', async () => {
    await mta.send([
      ...Array.from({ length: 12 }, (_, i) => ({ from: `s${i}@lab.example`, to: [`u${i}@greylist.example`] })),
      { from: 'm@lab.example', to: ['full@mixed.example', 'ok@mixed.example', 'b@mixed.example'] },
      { from: '', to: ['r@refused.example'] },
    ]);
    await mta.submit('local@lab.example', 'away@greylist.example');
    await settled(14);
    const server = await as('root');
    expect(server.found).toMatchObject({ mta: 'sendmail' });
    expect(server.found.version).toMatch(/^8\./);
    for (const id of ['list', 'retry_one', 'hold', 'release', 'delete', 'expire', 'headers', 'body', 'log'])
      expect(server.granted(id), id).toBe('yes');
    expect(server.found.abilities.find((a) => a.id === 'requeue')?.note).toBe('Sendmail has no requeue.');
    const { messages, outcome, skipped } = await server.list();
    expect(skipped).toEqual([]);
    expect(outcome).toMatchObject({ complete: true, remarks: [] });
    expect(messages.size).toBe(15);
    const reasons = new Map([...messages.values()].flatMap((m) => m.recipients.map((r) => [r.address, r.reason])));
    expect(reasons.size).toBe(12 + 2 + 1 + 1);
    for (let i = 0; i < 12; i++) {
      const to = `u${i}@greylist.example`;
      expect(reasons.get(to)).toBe(`Deferred: 451 4.7.1 <${to}>: ${long}`);
    }
    expect(reasons.get('full@mixed.example')).toBe('Deferred: 452 4.2.2 <full@mixed.example>: Mailbox full');
    expect(reasons.get('b@mixed.example')).toBe('Deferred: 450 4.1.1 <b@mixed.example>: later');
    expect(reasons.get('r@refused.example')).toMatch(/^Deferred: Connection refused by \[127\.77\.255\.1\]/);
    const submitted = [...messages.values()].find((m) => m.sender === 'local@lab.example');
    expect(submitted).toMatchObject({ queue: 'MSP', state: 'deferred', tries: 1 });
    expect(submitted?.recipients).toEqual([
      { address: 'away@greylist.example', reason: expect.stringContaining('Connection refused') as string },
    ]);
    for (const m of messages.values()) expect(Math.abs(Date.now() / 1000 - (m.arrival ?? 0))).toBeLessThan(300);
  }, 120_000);

  it('retries one, some, a domain, and what the submission queue holds, by the log', async () => {
    const server = await as('root');
    const before = [...(await server.list()).messages.values()];
    const of = (address: string) => before.find((m) => m.recipients.some((r) => r.address === address))?.id ?? '';
    const wrong = '6ANZZZZZ000000';
    const since = Date.now() - 1000;
    const proved = (ids: readonly string[], what: string) =>
      until(
        `${what} of ${ids.length} messages`,
        async () => {
          const lines = (await server.log(ids, since)) ?? [];
          return ids.every((id) => lines.some((l) => l.id === id && l.proves === what));
        },
        60_000,
      );
    const one = of('u0@greylist.example');
    const attempts = async (id: string) => (await server.list()).messages.get(id)?.tries ?? 0;
    // Still refused: the attempt is made, the message stays, and the count of attempts tells it.
    await server.act('retry', [one, wrong]);
    await until('a second attempt', async () => (await attempts(one)) >= 2, 60_000);
    mta.sinks['greylist.example']!.script = {};
    const some = ['u0', 'u1', 'u2'].map((u) => of(`${u}@greylist.example`));
    expect([...(await server.act('retry', some)).submitted].sort()).toEqual([...some].sort());
    await proved(some, 'sent');
    expect([...(await server.list()).messages.keys()].filter((id) => some.includes(id))).toEqual([]);
    // A whole domain, and a message of the submission queue.
    mta.sinks['mixed.example']!.script = {};
    const domain = [of('b@mixed.example')];
    expect((await server.actOnDomain('retry', 'mixed.example')).refused).toBeNull();
    await proved(domain, 'sent');
    const away = of('away@greylist.example');
    const host = await startSink(mta.smarthost, {});
    try {
      await server.act('retry', [away]);
      await until('the submitted letter', () => host.accepted.length === 1, 60_000);
      await until('its end', async () => !(await server.list()).messages.has(away), 60_000);
    } finally {
      await host.stop();
    }
    expect(mta.sinks['greylist.example']!.accepted).toHaveLength(3);
  }, 180_000);

  it('quarantines, releases, deletes and gives up, each seen in the queue; wrong ids are told', async () => {
    const server = await as('root');
    const before = [...(await server.list()).messages.values()];
    const of = (address: string) => before.find((m) => m.recipients.some((r) => r.address === address))?.id ?? '';
    const [a, b, c] = ['u3', 'u4', 'u5'].map((u) => of(`${u}@greylist.example`)) as [string, string, string];
    const wrong = '6ANZZZZZ000000';
    await server.act('hold', [a, b]);
    const held = (await server.list()).messages;
    expect([held.get(a)?.state, held.get(b)?.state, held.get(c)?.state]).toEqual(['held', 'held', 'deferred']);
    expect(held.get(a)?.recipients[0]?.reason).toBe(`Deferred: 451 4.7.1 <u3@greylist.example>: ${long}`);
    // A held message is not retried.
    await server.act('retry', [a]);
    expect((await server.inspect(a, 'headers')).text).toMatch(/^Subject: letter 3$/m);
    expect((await server.inspect(c, 'body')).text).toBe('lab\n\n');
    expect((await server.inspect(wrong, 'headers')).missing).toMatch(/no longer/);
    await server.act('release', [a]);
    expect((await server.list()).messages.get(a)?.state).toBe('deferred');
    const removed = await server.act('delete', [b, c, wrong]);
    expect([...removed.submitted].sort()).toEqual([b, c].sort());
    expect(removed.refused.get(wrong)).toMatch(/no longer/);
    const left = (await server.list()).messages;
    expect([left.has(a), left.has(b), left.has(c)]).toEqual([true, false, false]);
    const since = Date.now() - 1000;
    await server.act('expire', [a]);
    await until('its end', async () => !(await server.list()).messages.has(a), 60_000);
    const log = (await server.log([a], since)) ?? [];
    expect(log.some((l) => /timeout|return|DSN|cannot/i.test(l.text))).toBe(true);
    expect(mta.sinks['greylist.example']!.accepted.map((m) => m.to[0])).not.toContain('u3@greylist.example');
    await expect(server.act('requeue', [a])).rejects.toMatchObject({ code: 'verb_absent' });
  }, 120_000);

  it('says that it needs root, and does everything through its recipe', async () => {
    const bare = await as('qwlab');
    expect(bare.granted('list')).toBe('no');
    const failed = await bare.list().catch((e: unknown) => e);
    expect(isAppError(failed) && failed.code).toBe('rights_missing');

    const before = await as('qwsudo', 'sudo');
    expect(before.granted('hold')).toBe('no');
    writeFileSync(sudoers, `${before.found.recipe?.act ?? ''}\n`, { mode: 0o440 });
    await must('visudo', ['-cf', sudoers]);
    const server = await as('qwsudo', 'sudo');
    for (const id of ['list', 'retry_one', 'hold', 'release', 'delete', 'expire', 'headers', 'body'])
      expect(server.granted(id), id).toBe('yes');
    const { messages, outcome } = await server.list();
    expect(outcome).toMatchObject({ complete: true, remarks: [] });
    const [first] = [...messages.values()].filter((m) => m.sender === 's7@lab.example');
    const id = first?.id ?? '';
    expect(first?.recipients[0]?.reason).toBe(`Deferred: 451 4.7.1 <u7@greylist.example>: ${long}`);
    await server.act('hold', [id]);
    expect((await server.list()).messages.get(id)?.state).toBe('held');
    expect((await server.inspect(id, 'headers')).text).toContain('Subject: letter 7');
    expect([...(await server.act('delete', [id])).submitted]).toEqual([id]);
    expect((await server.list()).messages.has(id)).toBe(false);

    // A whole domain through them: quarantined and released by a match on the recipient, nobody else's mail.
    const heldNow = async () =>
      [...(await server.list()).messages.values()]
        .filter((m) => m.state === 'held')
        .map((m) => m.recipients[0]?.address);
    const ofDomain = [...(await server.list()).messages.values()].filter((m) =>
      m.recipients.some((r) => r.address.endsWith('@greylist.example')),
    ).length;
    expect(server.granted('retry_domain')).toBe('yes');
    expect((await server.actOnDomain('hold', 'greylist.example')).refused).toBeNull();
    const quarantined = await heldNow();
    expect(quarantined.length).toBe(ofDomain);
    expect(quarantined.every((address) => address?.endsWith('@greylist.example'))).toBe(true);
    expect((await server.actOnDomain('release', 'greylist.example')).refused).toBeNull();
    expect(await heldNow()).toEqual([]);

    // Everything, through the same rules: what can be delivered leaves.
    await server.act('retry', [...(await server.list()).messages.keys()]);
    const left = await until(
      'all that can be delivered',
      async () => {
        const queue = [...(await server.list()).messages.values()].filter((m) => m.sender?.startsWith('s'));
        return queue.length === 0 ? [...(await server.list()).messages.values()] : null;
      },
      60_000,
    );
    expect(left.some((m) => m.recipients[0]?.address === 'r@refused.example')).toBe(true);
  }, 120_000);
});

describe.skipIf(lacks !== null)('a server whose mail log is in the journal only', () => {
  it('is read by journalctl, from the time on that is asked for; without the right to it nothing is claimed', async () => {
    const mta = await startSendmail({ 'greylist.example': { rcpt: '451 4.7.1 <%>: später' } }, { log: 'journal' });
    const sshd = await startSshd({ inside: mta.inside });
    const open: { dispose(): void }[] = [];
    const as = async (account: LabAccount | 'root') => {
      const lab = labSsh(sshd, hostBlock(sshd, 'mx', account), `journal-${account}`);
      writeFileSync(lab.knownHostsFile, sshd.knownHost());
      const config = labServer({ mta: 'sendmail', route: { kind: 'ssh', target: 'mx', configFile: lab.configFile } });
      const reach = lab.connect(config, labAsker({}));
      open.push(reach);
      return drive(reach, config);
    };
    try {
      await mta.send([
        { from: 'a@lab.example', to: ['one@greylist.example'] },
        { from: 'b@lab.example', to: ['two@greylist.example'] },
      ]);
      // journalctl tells nothing before something was logged: detection comes after.
      const server = await until(
        'the first lines',
        async () => {
          const now = await as('root');
          return now.granted('log') === 'yes' ? now : null;
        },
        60_000,
      );
      expect(server.found.facts).toMatchObject({ log: { kind: 'journal' } });
      const ids = [...(await server.list()).messages.keys()];
      const deferred = await until(
        'both deferrals',
        async () => {
          const lines = (await server.log(ids, Date.now() - 3_600_000)) ?? [];
          const those = lines.filter((l) => l.proves === 'deferred');
          return new Set(those.map((l) => l.id)).size === 2 ? those : null;
        },
        60_000,
      );
      for (const line of deferred) {
        expect(Math.abs(Date.now() - (line.at ?? 0))).toBeLessThan(600_000);
        expect(line.recipient).toMatch(/^(one|two)@greylist\.example$/);
      }
      mta.sinks['greylist.example']!.script = {};
      const [first = ''] = ids;
      await server.act('retry', [first]);
      await until(
        'its delivery',
        async () => ((await server.log([first], Date.now() - 3_600_000)) ?? []).some((l) => l.proves === 'sent'),
        60_000,
      );
      // Nothing is older than an hour from now.
      expect(await server.log(ids, Date.now() + 3_600_000)).toEqual([]);
      expect((await as('qwlab')).granted('log')).toBe('no');
    } finally {
      for (const one of open) one.dispose();
      await sshd.remove();
      await mta.remove();
    }
  }, 180_000);
});
