import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAppError } from '../../shared/error.ts';
import { whyNot } from './packages.ts';
import { actingOn } from './support/acting.ts';
import { drive } from './support/drive.ts';
import { startLabEngine, type LabEngine } from './support/engine.ts';
import { harakaProgram, startHaraka, type LabHaraka } from './support/haraka.ts';
import { until } from './support/scratch.ts';
import { hostBlock, labAsker, labServer, labSsh } from './support/ssh.ts';
import { startSshd, type LabAccount, type Sshd } from './support/sshd.ts';

const lacks = whyNot('/usr/sbin/sshd', '/usr/bin/ssh', harakaProgram);
if (lacks !== null) console.warn(`Haraka lab skipped: ${lacks}`);

describe.skipIf(lacks !== null)('Haraka over SSH', () => {
  let sshd: Sshd;
  let haraka: LabHaraka;
  let engine: LabEngine | null = null;
  const open: { dispose(): void }[] = [];
  const as = async (account: LabAccount | 'root') => {
    const lab = labSsh(sshd, hostBlock(sshd, 'mx', account), `haraka-${open.length}`);
    writeFileSync(lab.knownHostsFile, sshd.knownHost());
    const route = { kind: 'ssh' as const, target: 'mx', configFile: lab.configFile };
    const config = labServer({ mta: 'haraka', route, instance: haraka.config });
    const reach = lab.connect(config, labAsker({}));
    open.push(reach);
    return drive(reach, config);
  };
  type Server = Awaited<ReturnType<typeof as>>;
  /** Id and reason by recipient. */
  const waiting = async (server: Server) => {
    const { messages } = await server.list();
    return new Map([...messages.values()].flatMap((m) => m.recipients.map((r) => [r.address, { m, why: r.reason }])));
  };

  beforeAll(async () => {
    sshd = await startSshd();
    haraka = await startHaraka({
      sinks: {
        'greylist.example': { rcpt: '451 4.7.1 <%>: Greylisted, see http://postgrey.example/' },
        'mixed.example': { rcpt: (a) => (a.startsWith('full') ? '452 4.2.2 Mailbox full' : undefined) },
        'bigmail.example': { eod: '451 4.3.0 Mail server temporarily rejected message' },
        'banner.example': { banner: '421 4.7.0 Too many connections from your IP' },
        'later.example': { rcpt: '451 4.7.1 Greylisted' },
        'utf8.example': { mail: '451 4.3.0 Zurückgestellt' },
      },
      zone: { 'refused.example': { mx: ['mx.refused.example'] }, 'mx.refused.example': { a: ['127.77.255.1'] } },
    });
  }, 120_000);
  afterAll(async () => {
    for (const one of open) one.dispose();
    await engine?.stop();
    await haraka.remove();
    await sshd.remove();
  });

  it('lists with the reasons that only its log holds, and knows a message again when it was tried again', async () => {
    await haraka.send([
      ...Array.from({ length: 8 }, (_, i) => ({ from: 'a@lab.example', to: [`u${i}@greylist.example`] })),
      { from: 'a@lab.example', to: ['full1@mixed.example', 'ok@mixed.example', 'g@greylist.example'] },
      { from: 'b@lab.example', to: ['x@bigmail.example'] },
      { from: 'b@lab.example', to: ['x@banner.example'] },
      { from: '', to: ['x@utf8.example'] },
      { from: 'b@lab.example', to: ['x@refused.example'] },
    ]);
    const server = await as('root');
    expect(server.found).toMatchObject({ mta: 'haraka', version: '3.3.4' });
    expect(server.found.facts).toMatchObject({ queue: haraka.queue, status: true, port: haraka.port });
    const reasons = await until(
      '14 deferred recipients',
      async () => {
        const all = await waiting(server);
        return all.size === 14 && [...all.values()].every(({ m }) => m.state === 'deferred') ? all : null;
      },
      60_000,
    );
    const why = (address: string) => reasons.get(address)?.why;
    for (let i = 0; i < 8; i++)
      expect(why(`u${i}@greylist.example`)).toBe(
        `451 4.7.1 <u${i}@greylist.example>: Greylisted, see http://postgrey.example/`,
      );
    expect(why('g@greylist.example')).toContain('451 4.7.1 <g@greylist.example>');
    expect(why('full1@mixed.example')).toBe('452 4.2.2 Mailbox full');
    expect(reasons.has('ok@mixed.example')).toBe(false);
    expect(why('x@bigmail.example')).toBe('Upstream error: 451 4.3.0 Mail server temporarily rejected message');
    expect(why('x@banner.example')).toContain('421 4.7.0 Too many connections from your IP');
    expect(why('x@utf8.example')).toContain('451 4.3.0 Zurückgestellt');
    expect(why('x@refused.example')).toMatch(/^Tried all MXs: connect ECONNREFUSED 127\.77\.255\.1:25$/);

    // What the queue's own listing tells is the same.
    const { outcome, skipped } = await server.list();
    expect([outcome.complete, outcome.remarks, skipped]).toEqual([true, [], []]);
    expect(haraka.files().length).toBe((await server.list()).messages.size);
    const one = reasons.get('u0@greylist.example')!.m;
    expect(one).toMatchObject({ sender: 'a@lab.example', tries: 1 });
    expect(reasons.get('x@utf8.example')?.m.sender).toBe('');
    expect(Math.abs(one.nextTry! - one.arrival! - 3600)).toBeLessThan(120);

    // The file gets another name at each attempt; it is the same message.
    const name = haraka.files().find((file) => file.startsWith(one.id.split('_')[0]!));
    haraka.sinks['greylist.example']!.script = { rcpt: '450 4.2.0 <%>: still greylisted' };
    expect([...(await server.act('retry', [one.id])).submitted]).toEqual([one.id]);
    const again = await until('the second attempt', async () => {
      const now = (await server.list()).messages.get(one.id);
      return now?.tries === 2 ? now : null;
    });
    expect(again.recipients[0]?.reason).toBe('450 4.2.0 <u0@greylist.example>: still greylisted');
    expect(haraka.files()).not.toContain(name);
  }, 180_000);

  it('retries and deletes with a verified outcome; wrong ids are told; what it has not is said', async () => {
    const server = await as('root');
    const before = await waiting(server);
    const id = (address: string) => before.get(address)!.m.id;
    const wrong = '1700000000000_ZZZZZZ';
    const since = Date.now();
    haraka.sinks['bigmail.example']!.script = {};
    const tried = await server.act('retry', [id('x@bigmail.example'), wrong]);
    // The plugin says "OK" to any name.
    expect([[...tried.submitted], [...tried.refused]]).toEqual([
      [id('x@bigmail.example')],
      [[wrong, 'not in the queue']],
    ]);
    await until('the delivery', async () => !(await server.list()).messages.has(id('x@bigmail.example')));
    expect(haraka.sinks['bigmail.example']!.accepted.map(({ to }) => to)).toEqual([['x@bigmail.example']]);
    const lines = await server.log([id('x@bigmail.example')], since);
    expect(lines?.filter((l) => l.proves === 'sent').map((l) => l.id)).toEqual([id('x@bigmail.example')]);
    expect(server.granted('log')).toBe('yes');

    // A whole domain, by the running server itself: it needs no plugin, and touches no other domain.
    expect(await server.actOnDomain('retry', 'greylist.example')).toMatchObject({ refused: null });
    await until(
      'another attempt at each',
      async () => {
        const now = [...(await waiting(server))].filter(([address]) => address.endsWith('@greylist.example'));
        return now.every(([address, { m }]) => (m.tries ?? 0) > (before.get(address)?.m.tries ?? 0));
      },
      60_000,
    );
    expect((await waiting(server)).get('x@utf8.example')?.m.tries).toBe(before.get('x@utf8.example')?.m.tries);

    const accepted = haraka.sinks['greylist.example']!.accepted.length;
    const gone = id('u1@greylist.example');
    const removed = await server.act('delete', [gone, wrong]);
    expect([[...removed.submitted], [...removed.refused.keys()]]).toEqual([[gone], [wrong]]);
    expect((await server.list()).messages.has(gone)).toBe(false);
    expect((await server.act('delete', [gone])).refused.get(gone)).toBe('not in the queue');
    expect(haraka.sinks['greylist.example']!.accepted.length).toBe(accepted);

    expect((await server.inspect(id('u2@greylist.example'), 'headers')).text).toMatch(/^Subject: letter \d+$/m);
    expect((await server.inspect(id('u2@greylist.example'), 'body')).text.trim()).toBe('lab');
    expect((await server.inspect(gone, 'headers')).missing).toMatch(/no longer/);

    for (const verb of ['hold', 'release', 'expire', 'requeue'] as const) {
      const ability = server.found.abilities.find((a) => a.id === verb);
      expect(ability).toMatchObject({ granted: 'absent', note: expect.stringMatching(/^Haraka has no /) as string });
      await expect(server.act(verb, [id('u2@greylist.example')])).rejects.toMatchObject({ code: 'verb_absent' });
    }
    expect((await server.list()).messages.has(id('u2@greylist.example'))).toBe(true);
  }, 180_000);

  it('acting as the window does it: each outcome is proven by the log or the next listing', async () => {
    const later = haraka.sinks['later.example']!;
    const from = (sender: string, n: number) =>
      haraka.send(
        Array.from({ length: n }, (_, i) => ({ from: sender, to: [`${sender[0] ?? ''}${i}@later.example`] })),
      );
    await from('again@lab.example', 5);
    await from('drop@lab.example', 3);
    const ssh = labSsh(sshd, hostBlock(sshd, 'mx', 'root'), 'haraka-engine');
    writeFileSync(ssh.knownHostsFile, sshd.knownHost());
    engine = startLabEngine(mkdtempSync(path.join(os.tmpdir(), 'qw-lab-haraka-')));
    const config = labServer({
      id: 'hk',
      name: 'hk',
      mta: 'haraka',
      instance: haraka.config,
      route: { kind: 'ssh', target: 'mx', configFile: ssh.configFile },
      safety: 'full',
      pollSeconds: 3600,
    });
    await engine.ask('servers.save', { config, secret: null });
    const on = actingOn(engine, 'hk');
    await engine.until('the first look', async () => (await on.seenAt()) > 0);
    const deferred = async (sender: string) => (await on.preview('retry', on.from(sender))).messages;
    await engine.until('all deferred', async () => {
      await on.look();
      return (await deferred('again@lab.example')) === 5 && (await deferred('drop@lab.example')) === 3;
    });

    // Refused again in the same words: the file has another name, and it is still the same message.
    const [same, gone] = await Promise.all([
      on.act('retry', on.from('again@lab.example')),
      on.act('delete', on.from('drop@lab.example')),
    ]);
    on.proven(same.rows, 'deferred_same', /Temp failing|tried|listing/);
    later.script = {};
    const sent = await on.act('retry', on.from('again@lab.example'));
    on.proven(sent.rows, 'sent', /delivered file=/);
    expect(later.accepted.filter((mail) => mail.from === 'again@lab.example').length).toBe(5);
    on.proven(gone.rows, 'deleted', /listing/);
    expect(later.accepted.filter((mail) => mail.from === 'drop@lab.example')).toEqual([]);
    expect(haraka.files().length).toBe((await (await as('root')).list()).messages.size);
  }, 180_000);

  it('an account without rights is told so, and nothing is taken for an empty queue', async () => {
    const server = await as('qwlab');
    expect(server.granted('list')).toBe('no');
    expect(server.granted('retry_one')).toBe('no');
    expect(server.found.recipe?.observe).toContain('setfacl -R -m u:qwlab:rX');
    const files = haraka.files().length;
    for (const failed of [
      await server.list().catch((e: unknown) => e),
      await server.act('delete', ['1700000000000_ZZZZZZ']).catch((e: unknown) => e),
      await server.inspect('1700000000000_ZZZZZZ', 'headers').catch((e: unknown) => e),
    ])
      expect(isAppError(failed) && failed.code).toBe('rights_missing');
    expect(haraka.files().length).toBe(files);
  });

  it('after a restart the queue is the same; without the plugin "status" it only looks, and says what is missing', async () => {
    const server = await as('root');
    const before = await waiting(server);
    await haraka.stop();
    // Down: the queue is still read, and nothing is claimed to be done.
    const down = await waiting(server);
    expect([...down.keys()].sort()).toEqual([...before.keys()].sort());
    const some = [...before.values()][0]!.m.id;
    expect([...(await server.act('retry', [some])).submitted]).toEqual([]);
    const plugins = path.join(haraka.config, 'config/plugins');
    writeFileSync(plugins, readFileSync(plugins, 'utf8').replace('status\n', ''));
    await haraka.start();
    const watching = await as('root');
    const after = await waiting(watching);
    expect([...after].map(([address, { m, why }]) => [address, m.id, why]).sort()).toEqual(
      [...before].map(([address, { m, why }]) => [address, m.id, why]).sort(),
    );
    const ability = watching.found.abilities.find((a) => a.id === 'delete');
    expect(ability).toMatchObject({ granted: 'absent', note: 'needs the plugin "status" in config/plugins' });
    await expect(watching.act('delete', [some])).rejects.toMatchObject({ code: 'verb_absent' });
  }, 120_000);
});
