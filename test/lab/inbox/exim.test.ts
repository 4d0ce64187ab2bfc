import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ServerConfig } from '../../../shared/model/server.ts';
import { whyNot } from '../packages.ts';
import { dovecotMissing, mailboxOf, startDovecot, type Dovecot } from '../support/dovecot.ts';
import { startLabEngine, type LabEngine } from '../support/engine.ts';
import { eximBinary, startExim, type LabExim } from '../support/exim.ts';
import { run } from '../support/scratch.ts';
import { hostBlock, labSsh } from '../support/ssh.ts';
import { startSshd, type Sshd } from '../support/sshd.ts';

const lacks = dovecotMissing() ?? whyNot('/usr/sbin/sshd', eximBinary);
if (lacks !== null) console.warn(`Exim's reports skipped: ${lacks}`);

const patient = 60_000;

describe.skipIf(lacks !== null)('reports of a real Exim, delivered to a real mailbox', () => {
  let sshd: Sshd;
  let exim: LabExim;
  let dovecot: Dovecot;
  let engine: LabEngine;

  beforeAll(async () => {
    sshd = await startSshd();
    dovecot = await startDovecot();
    exim = await startExim(
      {
        'gone.example': { rcpt: '550 5.1.1 <%>: User unknown' },
        'greylist.example': { rcpt: '451 4.7.1 <%>: Greylisted' },
      },
      { lmtpPort: dovecot.lmtpPort, delayWarning: '1s' },
    );
    await run('usermod', ['-aG', 'Debian-exim', 'qwsudo']);
    const ssh = labSsh(sshd, hostBlock(sshd, 'mx', 'qwsudo'), 'exim-reports');
    writeFileSync(ssh.knownHostsFile, sshd.knownHost());
    engine = startLabEngine(mkdtempSync(path.join(os.tmpdir(), 'qw-lab-engine-')));
    await engine.ask('servers.save', {
      config: ServerConfig.parse({
        id: 'mx',
        name: 'mx',
        mta: 'exim',
        route: { kind: 'ssh', target: 'mx', configFile: ssh.configFile },
        pollSeconds: 15,
      }),
      secret: null,
    });
    await engine.ask('mailboxes.save', {
      config: mailboxOf(dovecot, { recheckSeconds: 15 }),
      secret: dovecot.password,
    });
    await engine.until('the mailbox', async () => (await engine.ask('mailboxes.list', {}))[0]?.state === 'watching');
    await engine.until('sight', async () => (await engine.ask('servers.list', {}))[0]?.seenAt != null);
  }, 120_000);
  afterAll(async () => {
    await engine.stop();
    await exim.remove();
    await dovecot.dispose();
    await sshd.remove();
  });

  const everything = { scope: { servers: null }, filter: {}, from: 0, count: 50 };
  const rowOf = async (recipient: string) =>
    (await engine.ask('bounces.window', everything)).rows.find((row) => row.recipient === recipient);
  const queueIdOf = async (address: string) =>
    new RegExp(`(\\S+) <bounces@lab\\.example>[^]*?${address.replace('.', '\\.')}`).exec(await exim.exim('-bp'))?.[1];

  test('failed: read, joined to the message its log knows, shown', async () => {
    await exim.send([{ from: 'bounces@lab.example', to: ['ghost@gone.example'] }]);
    await engine.until('the report', async () => (await rowOf('ghost@gone.example')) !== undefined, patient);
    // It left at once: no listing ever showed it.
    await engine.until('the join', async () => (await rowOf('ghost@gone.example'))?.server === 'mx', patient);
    const row = (await rowOf('ghost@gone.example'))!;
    expect(row).toMatchObject({
      kind: 'failed',
      ours: 'yes',
      class: 'user_unknown',
      side: 'remote',
      code: '550 5.1.1',
    });
    const detail = (await engine.ask('bounces.get', { id: row.id }))!;
    expect(detail.joined).toMatchObject({ server: 'mx', evidence: expect.stringContaining('Message-ID') as string });
    expect(detail.title).toContain('ghost@gone.example');
    expect((await engine.ask('bounces.raw', { id: row.id })).text).toContain('X-Failed-Recipients: ghost@gone.example');
  });

  test('delayed: read, joined to the entry that waits in the queue, and never a dead address', async () => {
    await exim.send([{ from: 'bounces@lab.example', to: ['slow@greylist.example'] }]);
    await engine.until('the queue', async () => (await queueIdOf('slow@greylist.example')) !== undefined, patient);
    // The warning is written at an attempt made when the message has waited long enough.
    await engine.until(
      'the warning',
      async () => {
        await exim.exim('-qff');
        return (await rowOf('slow@greylist.example')) !== undefined;
      },
      patient,
    );
    await engine.ask('monitor.lookNow', { server: 'mx' });
    await engine.until('the join', async () => (await rowOf('slow@greylist.example'))?.server === 'mx', patient);
    const row = (await rowOf('slow@greylist.example'))!;
    expect(row).toMatchObject({ kind: 'delayed', ours: 'yes', queueId: await queueIdOf('slow@greylist.example') });
    expect(row.class).toBe('greylist');
    const dead = await engine.ask('bounces.export', { filter: {}, format: 'json', what: 'dead_addresses' });
    expect((JSON.parse(dead.text) as { address: string }[]).map((a) => a.address)).toEqual(['ghost@gone.example']);
  });
});
