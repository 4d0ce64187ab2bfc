import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAppError } from '../../shared/error.ts';
import type { Reach } from '../../electron/ports.ts';
import { whyNot } from './packages.ts';
import { drive } from './support/drive.ts';
import { startPostfix, type LabPostfix } from './support/postfix.ts';
import { until } from './support/scratch.ts';
import { hostBlock, labAsker, labServer, labSsh } from './support/ssh.ts';
import { startSshd, type LabAccount, type Sshd } from './support/sshd.ts';

const lacks = whyNot('/usr/sbin/sshd', '/usr/bin/ssh', '/usr/sbin/postfix', '/usr/bin/sudo');
if (lacks !== null) console.warn(`Postfix lab skipped: ${lacks}`);

const domains = {
  'bigmail.example': { rcpt: '451 4.3.0 Temporary server error. Please try again later. PRX2' },
  'greylist.example': { rcpt: '451 4.7.1 <%>: Recipient address rejected: Greylisting in effect' },
  'ratelimit.example': { mail: '421 4.7.0 [TSS04] Messages temporarily deferred' },
  'banner.example': { banner: '554 5.7.1 Service unavailable; Client host blocked' },
  'quoted.example': { rcpt: '450 4.7.1 Policy "inbound\\spf" says later' },
  'open.example': {},
} as const;

describe.skipIf(lacks !== null)('Postfix over SSH', () => {
  let sshd: Sshd;
  let postfix: LabPostfix;
  const sudoers = '/etc/sudoers.d/queuewatch-lab';
  const open: { dispose(): void }[] = [];

  const as = async (account: LabAccount | 'root', elevate: 'none' | 'sudo' = 'none') => {
    const lab = labSsh(sshd, hostBlock(sshd, 'mx', account), `pf-${open.length}`);
    writeFileSync(lab.knownHostsFile, sshd.knownHost());
    const config = labServer({
      mta: 'postfix',
      elevate,
      instance: postfix.config,
      route: { kind: 'ssh', target: 'mx', configFile: lab.configFile },
    });
    const reach: Reach & { dispose(): void } = lab.connect(config, labAsker({}));
    open.push(reach);
    return { ...(await drive(reach, config)), reach, config };
  };
  const clear = async () => {
    await postfix.postqueue('-j');
    const { run } = await import('./support/scratch.ts');
    await run('postsuper', ['-c', postfix.config, '-d', 'ALL']);
  };

  beforeAll(async () => {
    sshd = await startSshd();
    postfix = await startPostfix({
      sinks: domains,
      zone: {
        'servfail.example': 'servfail',
        'refused.example': { mx: ['mx.refused.example'] },
        'mx.refused.example': { a: ['127.77.255.1'] },
      },
    });
  }, 120_000);
  afterAll(async () => {
    for (const one of open) one.dispose();
    rmSync(sudoers, { force: true });
    await postfix.remove();
    await sshd.remove();
  });

  it('reads 1,200 deferred messages with counts per queue and domain equal to the truth', async () => {
    const names = [...Object.keys(domains).slice(0, 5), 'servfail.example', 'refused.example'];
    const letters = Array.from({ length: 1200 }, (_, i) => ({
      from: i % 50 === 0 ? '' : `sender${i % 7}@lab.example`,
      to:
        i % 10 === 0
          ? [`a${i}@${names[i % 7] ?? ''}`, `b${i}@${names[(i + 1) % 7] ?? ''}`]
          : [`a${i}@${names[i % 7] ?? ''}`],
    }));
    const truth = new Map<string, number>();
    for (const letter of letters)
      for (const to of letter.to) truth.set(to.split('@')[1] ?? '', (truth.get(to.split('@')[1] ?? '') ?? 0) + 1);
    await postfix.send(letters);
    await postfix.settled(1200);
    const server = await as('qwlab');
    const { messages, skipped, outcome } = await server.list();
    expect(outcome).toMatchObject({ complete: true, remarks: [] });
    expect(skipped).toEqual([]);
    expect(messages.size).toBe(1200);
    const counts = new Map<string, number>();
    for (const m of messages.values()) {
      expect(m).toMatchObject({ queue: 'deferred', state: 'deferred' });
      for (const r of m.recipients) {
        const domain = r.address.split('@')[1] ?? '';
        counts.set(domain, (counts.get(domain) ?? 0) + 1);
        expect(r.reason, JSON.stringify(m)).toEqual(expect.any(String));
        if (domain === 'bigmail.example') expect(r.reason).toContain('451 4.3.0 Temporary server error');
        if (domain === 'quoted.example') expect(r.reason).toContain('Policy "inbound\\spf" says later');
        if (domain === 'refused.example') expect(r.reason).toContain('Connection refused');
      }
    }
    expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(truth));
    expect([...messages.values()].filter((m) => m.sender === '').length).toBe(24);
  });

  it('says what an ordinary account may do, and gives the recipe for the rest', async () => {
    const server = await as('qwlab');
    expect(server.found).toMatchObject({
      mta: 'postfix',

      retrySchedule: { minimum: 3600 },
    });
    expect(server.found.version).toMatch(/^3\./);
    for (const id of ['list', 'retry_one', 'retry_all', 'log']) expect(server.granted(id), id).toBe('yes');
    for (const id of ['hold', 'release', 'delete', 'requeue', 'headers', 'body'])
      expect(server.granted(id), id).toBe('no');
    expect(server.found.recipe?.act).toContain(
      `qwlab ALL=(root) NOPASSWD: /usr/sbin/postsuper -c ${postfix.config} -h -`,
    );
    expect(server.found.recipe?.act).not.toMatch(/[^\\]\*/);
    const [id = ''] = (await server.list()).messages.keys();
    expect((await server.inspect(id, 'headers')).missing).toMatch(/Permission denied/);
    expect(await server.inspect(id, 'headers')).toMatchObject({
      text: '',
    });
    await expect(server.act('hold', [id])).rejects.toThrow(/superuser/);
  });

  it('acts through the recipe and nothing else through sudo', async () => {
    const before = await as('qwsudo', 'sudo');
    expect(before.granted('hold')).toBe('no');
    const refused = await before.act('hold', ['4jY9By3H3TzK6Jl']).catch((e: unknown) => e);
    expect(isAppError(refused) && [refused.code, refused.details['why']]).toEqual([
      'rights_missing',
      'password_needed',
    ]);
    writeFileSync(sudoers, before.found.recipe?.act ?? '', { mode: 0o440 });
    chmodSync(sudoers, 0o440);
    const server = await as('qwsudo', 'sudo');
    for (const id of ['hold', 'release', 'delete', 'requeue', 'expire']) expect(server.granted(id), id).toBe('yes');
    const ids = [...(await server.list()).messages.keys()].slice(0, 50);
    const [a = '', b = ''] = ids;

    const held = await server.act('hold', [...ids, '4jY97p0QFNzZZZZ']);
    expect(held.submitted.size).toBe(50);
    expect([...held.refused.keys()]).toEqual(['4jY97p0QFNzZZZZ']);
    let now = (await server.list()).messages;
    expect(ids.every((id) => now.get(id)?.state === 'held')).toBe(true);
    // Held already: nothing to do, and it is said.
    expect([...(await server.act('hold', [a])).refused.keys()]).toEqual([a]);

    await server.act('release', ids);
    now = (await server.list()).messages;
    expect(now.get(a)?.state).not.toBe('held');

    const deleted = await server.act('delete', [a, b]);
    expect([...deleted.submitted]).toEqual([a, b]);
    now = (await server.list()).messages;
    expect(now.has(a) || now.has(b)).toBe(false);
    // Headers by the rule with a fixed form; the body is not in the recipe.
    const [c = ''] = ids.slice(2);
    if (server.granted('headers') === 'yes') {
      expect((await server.inspect(c, 'headers')).text).toMatch(/^Subject: letter/m);
    }
    await expect(server.inspect(c, 'body')).rejects.toThrow(/sudo/);
  });

  it('holds 5,000 ids in one command, never one process a message', async () => {
    await clear();
    await postfix.reload({ defer_transports: 'smtp' });
    await Promise.all(
      [0, 1, 2, 3].map((k) =>
        postfix.send(
          Array.from({ length: 1250 }, (_, i) => ({ from: 's@lab.example', to: [`u${k}.${i}@open.example`] })),
        ),
      ),
    );
    await postfix.settled(5000);
    const server = await as('root');
    const ids = [...(await server.list()).messages.keys()];
    expect(ids).toHaveLength(5000);
    const { run } = await import('./support/scratch.ts');
    const plain: number[] = [];
    const ours: number[] = [];
    const trip: number[] = [];
    for (let round = 0; round < 3; round++) {
      let at = performance.now();
      await run('postsuper', ['-c', postfix.config, '-h', '-'], { input: `${ids.join('\n')}\n` });
      plain.push(performance.now() - at);
      await run('postsuper', ['-c', postfix.config, '-H', '-'], { input: `${ids.join('\n')}\n` });
      at = performance.now();
      await server.reach.command?.text({ argv: ['true'], deadlineMs: 20_000 });
      trip.push(performance.now() - at);
      at = performance.now();
      const held = await server.act('hold', ids);
      ours.push(performance.now() - at);
      expect(held.submitted.size).toBe(5000);
      expect(held.refused.size).toBe(0);
      await server.act('release', ids);
    }
    console.info(
      `5,000 holds: postsuper ${plain.map(Math.round).join(' ')} ms, through the driver ${ours.map(Math.round).join(' ')} ms, bare round trip ${trip.map(Math.round).join(' ')} ms`,
    );
    // The bare round trip over SSH (login shell's start files included) is not postsuper's.
    // The figures are printed; the test only notices one process a message.
    expect(Math.min(...ours)).toBeLessThan(Math.min(...plain) * 8 + Math.min(...trip) + 2000);
    await postfix.reload({ defer_transports: '' });
    await clear();
  }, 120_000);

  it('proves a retry by the log: sent, deferred again, unknown and held ids', async () => {
    await clear();
    postfix.sinks['greylist.example']!.script = { rcpt: '451 4.7.1 wait' };
    await postfix.send([
      { from: 'a@lab.example', to: ['one@greylist.example'] },
      { from: 'a@lab.example', to: ['two@greylist.example'] },
      { from: 'a@lab.example', to: ['three@bigmail.example'] },
    ]);
    await postfix.settled(3);
    const server = await as('root');
    const list = [...(await server.list()).messages.values()];
    const id = (address: string) => list.find((m) => m.recipients[0]?.address === address)?.id ?? '';
    const [one, two, three] = [id('one@greylist.example'), id('two@greylist.example'), id('three@bigmail.example')];
    await server.act('hold', [two]);
    postfix.sinks['greylist.example']!.script = {};
    // The log's times are whole seconds: what happened before must lie in a second of its own.
    const before = Math.floor(Date.now() / 1000);
    await until('the next second', () => Math.floor(Date.now() / 1000) > before);
    const since = Date.now();
    const report = await server.act('retry', [one, two, three, '4jY97p0QFNzZZZZ']);
    // postqueue -i says nothing about unknown and held messages: what became of them is for the listing to tell.
    expect(report.submitted.size).toBe(4);
    await until('the delivery', () => postfix.sinks['greylist.example']!.accepted.length === 1);
    await until(
      'the second refusal',
      async () => (await server.log([three], since))?.some((l) => l.proves === 'deferred') ?? false,
    );
    const log = (await server.log([one, two, three], since)) ?? [];
    expect(log.filter((l) => l.id === one && l.proves !== 'other').map((l) => l.proves)).toEqual(['sent', 'removed']);
    expect(log.filter((l) => l.id === two && l.proves === 'sent')).toEqual([]);
    const now = (await server.list()).messages;
    expect([...now.keys()].sort()).toEqual([two, three].sort());
    expect(now.get(two)?.state).toBe('held');
  });

  it('follows a requeue to its new id and expires with notice', async () => {
    await clear();
    await postfix.send([
      { from: 'a@lab.example', to: ['r@bigmail.example'] },
      { from: 'bounces@bigmail.example', to: ['x@bigmail.example'] },
    ]);
    await postfix.settled(2);
    const server = await as('root');
    const list = [...(await server.list()).messages.values()];
    const requeue = list.find((m) => m.sender === 'a@lab.example')?.id ?? '';
    const expire = list.find((m) => m.sender !== 'a@lab.example')?.id ?? '';
    const since = Date.now();
    expect([...(await server.act('requeue', [requeue])).submitted]).toEqual([requeue]);
    const { run } = await import('./support/scratch.ts');
    await run('sh', ['-c', `printf 'W' > ${postfix.spool}/public/pickup`]);
    const renamed = await until(
      'the new id',
      async () => (await server.log([requeue], since))?.find((l) => l.newId !== null) ?? null,
      70_000,
    );
    expect(renamed.newId).toMatch(/^[0-9A-Za-z]{10,}$/);
    await until('the requeued message', async () => (await server.list()).messages.has(renamed.newId ?? ''));
    const report = await server.act('expire', [expire]);
    expect([...report.submitted]).toEqual([expire]);
    const proof = await until(
      'the bounce',
      async () => (await server.log([expire], since))?.find((l) => l.proves === 'bounced') ?? null,
    );
    expect(proof.text).toMatch(/status=(force-expired|expired|bounced)/);
  }, 120_000);

  it('checks own hops, disk and resolver', async () => {
    await postfix.reload({
      content_filter: `smtp:[${sshd.host}]:${sshd.port}`,
      smtpd_milters: 'inet:127.0.0.1:1, unix:/no/such/socket',
    });
    const server = await as('qwlab');
    expect(server.found.ownHops).toEqual(
      expect.arrayContaining([
        { address: `${sshd.host}:${sshd.port}`, what: 'content filter' },
        { address: '127.0.0.1:1', what: 'milter' },
        { address: '/no/such/socket', what: 'milter' },
      ]),
    );
    const checks = (await server.checks()) ?? [];
    const state = (id: string) => checks.find((c) => c.id === id)?.state;
    expect(state(`port:${sshd.host}:${sshd.port}`)).toBe('ok');
    expect(state('port:127.0.0.1:1')).toBe('bad');
    expect(state('disk')).toBe('ok');
    await postfix.reload({ content_filter: '', smtpd_milters: '' });
  });

  it('tells a stopped Postfix from an empty queue', async () => {
    const user = await as('qwlab');
    const root = await as('root');
    await postfix.stop();
    const down = await user.list().catch((e: unknown) => e);
    expect(isAppError(down) && down.code).toBe('mta_down');
    // Root still reads the queue directly; that is said.
    expect((await root.list()).outcome.remarks).toEqual(['The mail system is down; the queue was read directly.']);
    const retry = await user.act('retry', [...Array.from({ length: 100 }, (_, i) => `4jY97p0QFNzZZ${i + 100}`)]);
    expect(retry.submitted.size).toBe(0);
    // Each of the lanes stops at its first refusal: a stopped Postfix is not asked a hundred times.
    expect(retry.refused.size).toBeGreaterThan(0);
    expect(retry.refused.size).toBeLessThanOrEqual(4);
    await postfix.start();
    expect((await user.list()).outcome.complete).toBe(true);
  });
});
