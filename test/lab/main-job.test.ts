import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ServerConfig } from '../../shared/model/server.ts';
import type { CauseRow } from '../../shared/views/causes.ts';
import type { Preview } from '../../shared/contract.ts';
import { whyNot } from './packages.ts';
import { mailboxOf, startDovecot, type Dovecot } from './support/dovecot.ts';
import { startLabEngine, type LabEngine } from './support/engine.ts';
import { startPostfix, type LabPostfix } from './support/postfix.ts';
import { run } from './support/scratch.ts';
import { hostBlock, labSsh } from './support/ssh.ts';
import { startSshd, type Sshd } from './support/sshd.ts';

const lacks = whyNot(
  ...['/usr/sbin/sshd', '/usr/sbin/postfix', '/usr/sbin/dovecot', '/usr/lib/dovecot/lmtp', '/usr/bin/sudo'],
);
if (lacks !== null) console.warn(`Main job skipped: ${lacks}`);

const everywhere = { servers: null };
const defers = '451 4.3.0 Mail server temporarily rejected message';

/** One story, in order: each test goes on where the one before ended, as a person would. */
describe.skipIf(lacks !== null)('the main job on real servers', () => {
  let sshd: Sshd;
  let postfix: LabPostfix;
  let dovecot: Dovecot;
  let engine: LabEngine;
  let config: ServerConfig;
  const sudoers = '/etc/sudoers.d/queuewatch-lab-main';

  beforeAll(async () => {
    sshd = await startSshd();
    dovecot = await startDovecot();
    postfix = await startPostfix({
      sinks: {
        'mailhaus.example': { eod: defers },
        'fullbox.example': { rcpt: '452 4.2.2 <%>: mailbox full' },
        'gone.example': { rcpt: '550 5.1.1 <%>: User unknown' },
      },
      zone: { 'servfail.example': 'servfail' },
      settings: {
        virtual_mailbox_domains: 'lab.example',
        virtual_transport: `lmtp:inet:127.0.0.1:${dovecot.lmtpPort}`,
      },
    });
    writeFileSync(
      sudoers,
      ['-h', '-H', '-d', '-r', '-f']
        .map((flag) => `qwsudo ALL=(root) NOPASSWD: /usr/sbin/postsuper -c ${postfix.config} ${flag} -\n`)
        .join(''),
      { mode: 0o440 },
    );
    const ssh = labSsh(sshd, hostBlock(sshd, 'mx1', 'qwsudo'), 'main');
    engine = startLabEngine(mkdtempSync(path.join(os.tmpdir(), 'qw-lab-engine-')));
    config = ServerConfig.parse({
      id: 'mx1',
      name: 'mx1',
      mta: null,
      route: { kind: 'ssh', target: 'mx1', configFile: ssh.configFile },
      instance: postfix.config,
      elevate: 'sudo',
      safety: 'full',
      pollSeconds: 15,
    });
    await engine.ask('settings.setAlerts', {
      ...(await engine.ask('settings.get', {})).alerts,
      notifications: { ...(await engine.ask('settings.get', {})).alerts.notifications, group_wait: 1 },
    });
  }, 120_000);
  afterAll(async () => {
    await engine.stop();
    rmSync(sudoers, { force: true });
    await postfix.remove();
    await dovecot.dispose();
    await sshd.remove();
  });

  const server = async () => (await engine.ask('servers.list', {})).find((s) => s.config.id === 'mx1')!;
  const causes = async () => engine.ask('causes.list', { scope: everywhere, filter: [], group: 'cause' });
  const causeOf = async (code: string): Promise<CauseRow | undefined> =>
    (await causes()).rows.find((row) => row.code === code);
  const look = async () => {
    const before = (await server()).seenAt ?? 0;
    await engine.ask('monitor.lookNow', { server: 'mx1' });
    await engine.until('a look', async () => ((await server()).seenAt ?? 0) > before);
  };
  const idOf = async (text: string): Promise<string> => {
    const window = await engine.ask('messages.window', {
      scope: everywhere,
      filter: [{ field: 'text', value: text }],
      sort: { by: 'age', down: true },
      from: 0,
      count: 1,
    });
    return window.rows[0]!.id;
  };
  const finish = async (preview: Preview, pace: null = null) => {
    expect(preview.problem).toBeNull();
    const { run: id } = await engine.ask('actions.start', {
      token: preview.token,
      pace,
      typedCount: preview.confirm === 'type_count' ? preview.messages : null,
    });
    const find = async () => (await engine.ask('actions.list', {})).find((r) => r.id === id);
    await engine.until(
      'the end of the action',
      async () => ['done', 'stopped', 'failed'].includes((await find())!.state),
      90_000,
    );
    const { rows } = await engine.ask('actions.outcomes', { run: id, from: 0, count: 500 });
    return { run: (await find())!, rows };
  };

  test('a server is added by its SSH alias: its key is asked for, what is there and what is allowed is found', async () => {
    await postfix.send([
      ...Array.from({ length: 40 }, (_, i) => ({ from: 'shop@lab.example', to: [`a${i}@mailhaus.example`] })),
      ...Array.from({ length: 5 }, (_, i) => ({ from: 'hr@lab.example', to: [`b${i}@fullbox.example`] })),
      { from: 'hr@lab.example', to: ['c@servfail.example'] },
    ]);
    await postfix.settled(46);
    const started = await engine.ask('servers.probe', { config });
    await engine.until('the host key question', async () => (await engine.ask('prompts.list', {})).length > 0);
    const [prompt] = await engine.ask('prompts.list', {});
    expect(prompt).toMatchObject({ kind: 'host_key', fingerprint: await sshd.fingerprint() });
    await engine.ask('prompts.answer', { id: prompt!.id, accept: true, text: null, save: true });
    const probe = async () => engine.ask('servers.probeState', { id: started.id });
    await engine.until('the probe', async () => (await probe())!.done);
    const done = (await probe())!;
    expect(done.problem).toBeNull();
    expect(done.detection).toMatchObject({ mta: 'postfix' });
    expect([done.waiting, done.deferred]).toEqual([46, 46]);
    const granted = Object.fromEntries(done.detection!.abilities.map((a) => [a.id, a.granted]));
    expect(granted).toMatchObject({ list: 'yes', retry_one: 'yes', hold: 'yes', log: 'yes', headers: 'no' });
    await engine.ask('servers.save', { config: { ...config, mta: 'postfix' }, secret: null });
  });

  test('what is deferred shows grouped by cause, the 451 in words, equal to the truth', async () => {
    await engine.until('the first look', async () => (await server()).seenAt !== null);
    const view = await causes();
    expect(view.waiting).toBe(46);
    expect(Object.fromEntries(view.rows.map((row) => [row.class, row.messages]))).toEqual({
      remote_temporary: 40,
      mailbox_full: 5,
      dns_temporary: 1,
    });
    const row = (await causeOf('451 4.3.0'))!;
    expect(row).toMatchObject({ side: 'remote', messages: 40 });
    expect(row.reply).toContain(defers);
    const detail = (await engine.ask('causes.get', { id: row.id, scope: everywhere }))!;
    expect(detail.sentence).not.toBe('');
    expect(detail.steps.length).toBeGreaterThan(0);
    expect(detail.speaker).toMatchObject({ kind: 'remote' });
    expect(detail.senders[0]).toMatchObject({ label: 'shop@lab.example', count: 40 });
    // What was there before the first look is no news.
    expect(engine.seen('notification')).toEqual([]);
  });

  test('a jump in deferrals is told once, and names the cause', async () => {
    // Queue times are whole seconds: what arrived in the second of the first look counts as there before.
    const first = (await server()).seenAt!;
    await engine.until('the next second', () => Date.now() > first + 2000);
    await postfix.send(
      Array.from({ length: 60 }, (_, i) => ({ from: 'shop@lab.example', to: [`wave${i}@mailhaus.example`] })),
    );
    await postfix.settled(106);
    await look();
    await engine.until('a notification', () => engine.seen('notification').length > 0, 60_000);
    const [told] = engine.seen('notification');
    expect(told!.title).toContain('mailhaus.example');
    expect(told!.title.length).toBeLessThanOrEqual(44);
    expect(told!.link).toMatch(/^queuewatch:\/\//);
    await look();
    expect(engine.seen('notification').filter((n) => n.kind === 'opened').length).toBe(1);
    expect((await server()).state).toBe('open');
  });

  test('retry of one through a far end that accepts again is "sent", proven from the log', async () => {
    postfix.sinks['mailhaus.example']!.script = {};
    const cause = (await causeOf('451 4.3.0'))!;
    const preview = await engine.ask('actions.preview', {
      verb: 'retry',
      selection: { kind: 'cause', cause: cause.id, one: true },
    });
    expect(preview.messages).toBe(1);
    const { rows } = await finish(preview);
    expect(rows).toMatchObject([{ kind: 'sent' }]);
    expect(rows[0]?.evidence).toContain('status=sent');
    expect(postfix.sinks['mailhaus.example']!.accepted.length).toBe(1);
  });

  test('retry of a cause acts on exactly what the preview counted', async () => {
    const cause = (await causeOf('451 4.3.0'))!;
    const preview = await engine.ask('actions.preview', {
      verb: 'retry',
      selection: { kind: 'cause', cause: cause.id },
    });
    expect(preview).toMatchObject({ messages: 99, recipients: 99, domains: 1 });
    expect(preview.commands.join(' ')).toContain('postqueue');
    const { rows, run: action } = await finish(preview);
    expect(action.counts.sent).toBe(99);
    expect(rows.every((row) => row.kind === 'sent' && row.evidence?.includes('status=sent'))).toBe(true);
    expect(postfix.sinks['mailhaus.example']!.accepted.length).toBe(100);
    await look();
    expect((await causes()).waiting).toBe(6);
  });

  test('retry of a held id and of one that is gone is told as not done', async () => {
    const held = await idOf('b0@fullbox.example');
    const gone = await idOf('b1@fullbox.example');
    const messages = [held, gone, '4jY9By3H3TzK6Jl'].map((id) => ({ server: 'mx1', id }));
    const preview = await engine.ask('actions.preview', { verb: 'retry', selection: { kind: 'ids', messages } });
    // An id that the server does not list is never sent there.
    expect(preview.messages).toBe(2);
    expect(preview.leftOut.reduce((sum, { messages: n }) => sum + n, 0)).toBe(1);
    await run('postsuper', ['-c', postfix.config, '-h', held]);
    await run('postsuper', ['-c', postfix.config, '-d', gone]);
    const { rows } = await finish(preview);
    const byId = Object.fromEntries(rows.map((row) => [row.id, row.kind]));
    expect(byId[held]).toBe('not_done');
    // It left between preview and action: whatever is said, it is not "sent".
    expect(['gone_before', 'not_done', 'left_queue']).toContain(byId[gone]);
  });

  test('hold, release and delete are done as data on standard input, verified, and in the audit list', async () => {
    const id = await idOf('b2@fullbox.example');
    const selection = { kind: 'ids' as const, messages: [{ server: 'mx1', id }] };
    const held = await finish(await engine.ask('actions.preview', { verb: 'hold', selection }));
    expect(held.rows).toMatchObject([{ id, kind: 'held' }]);
    const released = await finish(await engine.ask('actions.preview', { verb: 'release', selection }));
    expect(released.rows).toMatchObject([{ id, kind: 'released' }]);
    const preview = await engine.ask('actions.preview', { verb: 'delete', selection });
    expect(preview.confirm).toBe('type_count');
    await expect(engine.ask('actions.start', { token: preview.token, typedCount: 7 })).rejects.toMatchObject({
      code: 'count_not_confirmed',
    });
    const deleted = await finish(preview);
    expect(deleted.rows).toMatchObject([{ id, kind: 'deleted' }]);
    const { rows } = await engine.ask('audit.list', { from: 0, count: 50 });
    expect(rows.map((row) => row.verb)).toEqual(expect.arrayContaining(['retry', 'hold', 'release', 'delete']));
    expect(rows.every((row) => row.account === 'lab')).toBe(true);
  });

  test('a real bounce delivered to a real mailbox is read within two seconds and joined to its message', async () => {
    await engine.ask('mailboxes.save', {
      config: mailboxOf(dovecot, { recheckSeconds: 15 }),
      secret: dovecot.password,
    });
    await engine.until('the mailbox', async () => (await engine.ask('mailboxes.list', {}))[0]?.state === 'watching');
    await postfix.send([{ from: 'bounces@lab.example', to: ['ghost@gone.example'] }]);
    await engine.until('delivery', () => /to=<bounces@lab\.example>.*status=sent/.test(postfix.log()));
    const delivered = Date.now();
    const window = async () => engine.ask('bounces.window', { scope: everywhere, filter: {}, from: 0, count: 10 });
    await engine.until('the bounce', async () => (await window()).matched > 0, 10_000);
    expect(Date.now() - delivered).toBeLessThan(2000);
    const [row] = (await window()).rows;
    expect(row).toMatchObject({
      kind: 'failed',
      recipient: 'ghost@gone.example',
      class: 'user_unknown',
      side: 'remote',
    });
    const detail = (await engine.ask('bounces.get', { id: row!.id }))!;
    expect(detail.original.queueId).toMatch(/^[0-9A-Za-z]{10,}$/);
    // It left at once, no listing ever showed it: the server's log knows its Message-ID.
    await engine.until('the join', async () => (await window()).rows[0]?.server === 'mx1', 60_000);
    expect((await window()).rows[0]).toMatchObject({ ours: 'yes', queueId: detail.original.queueId });
    const dead = await engine.ask('bounces.export', { filter: {}, format: 'csv', what: 'dead_addresses' });
    expect(dead.text).toContain('ghost@gone.example');
  });

  test('sshd stopped: blind with words, never an empty queue; started: seen again', async () => {
    await look();
    const before = (await server()).waiting;
    await sshd.stop();
    await engine.ask('monitor.lookNow', { server: 'mx1' });
    await engine.until('the problem', async () => (await server()).problem !== null);
    const blind = await server();
    expect(blind.waiting).toBe(before);
    expect(blind.problem).toMatchObject({ code: 'connect_refused' });
    expect(blind.problem?.title).toContain('mx1');
    expect((await causes()).waiting).toBe(before);
    await sshd.start();
    await engine.ask('monitor.lookNow', { server: 'mx1' });
    await engine.until('sight', async () => (await server()).problem === null);
  });

  test('Postfix stopped: said as such, the queue is not called empty', async () => {
    const before = (await server()).waiting;
    await postfix.stop();
    await engine.ask('monitor.lookNow', { server: 'mx1' });
    await engine.until('the problem', async () => (await server()).problem !== null);
    expect((await server()).problem?.code).toBe('mta_down');
    expect((await server()).waiting).toBe(before);
    await postfix.start();
    await engine.ask('monitor.lookNow', { server: 'mx1' });
    await engine.until('sight', async () => (await server()).problem === null);
  });

  test('a changed host key refuses before login, shows both fingerprints, and needs the right one to go on', async () => {
    const known = await sshd.fingerprint();
    await sshd.stop();
    await sshd.changeHostKey();
    await sshd.start();
    await engine.ask('monitor.lookNow', { server: 'mx1' });
    await engine.until('the refusal', async () => (await server()).problem?.code === 'host_key_changed');
    const problem = (await server()).problem!;
    const offered = await sshd.fingerprint();
    expect(JSON.stringify(problem)).toContain(known);
    expect(JSON.stringify(problem)).toContain(offered);
    await expect(engine.ask('servers.forgetHostKey', { id: 'mx1', fingerprint: known })).rejects.toBeDefined();
    await engine.ask('servers.forgetHostKey', { id: 'mx1', fingerprint: offered });
    await engine.ask('monitor.lookNow', { server: 'mx1' });
    await engine.until('sight', async () => (await server()).problem === null);
  });
});
