import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAppError } from '../../shared/error.ts';
import { whyNot } from './packages.ts';
import { drive } from './support/drive.ts';
import { smtpdBinary, startOpensmtpd, type LabOpensmtpd } from './support/opensmtpd.ts';
import { until } from './support/scratch.ts';
import { hostBlock, labAsker, labServer, labSsh } from './support/ssh.ts';
import { startSshd, type LabAccount, type Sshd } from './support/sshd.ts';

const lacks = whyNot('/usr/sbin/sshd', '/usr/bin/ssh', smtpdBinary);
if (lacks !== null) console.warn(`OpenSMTPD lab skipped: ${lacks}`);

describe.skipIf(lacks !== null)('OpenSMTPD over SSH', () => {
  let sshd: Sshd;
  let smtpd: LabOpensmtpd;
  const open: { dispose(): void }[] = [];
  const as = async (account: LabAccount | 'root') => {
    const lab = labSsh(sshd, hostBlock(sshd, 'mx', account), `smtpd-${open.length}`);
    writeFileSync(lab.knownHostsFile, sshd.knownHost());
    const config = labServer({ mta: 'opensmtpd', route: { kind: 'ssh', target: 'mx', configFile: lab.configFile } });
    const reach = lab.connect(config, labAsker({}));
    open.push(reach);
    return drive(reach, config);
  };
  beforeAll(async () => {
    smtpd = await startOpensmtpd({
      'greylist.example': { rcpt: '451 4.7.1 <%>: Greylisted' },
      'utf8.example': { rcpt: '451 4.3.0 Zurückgestellt | später' },
    });
    sshd = await startSshd({ inside: smtpd.inside });
  }, 120_000);
  afterAll(async () => {
    for (const one of open) one.dispose();
    await sshd.remove();
    await smtpd.remove();
  });

  it('lists with the reason of each recipient, and acts with a verified outcome', async () => {
    await smtpd.send([
      ...Array.from({ length: 10 }, (_, i) => ({ from: 'a@lab.example', to: [`u${i}@greylist.example`] })),
      { from: 'a@lab.example', to: ['x@greylist.example', 'y@utf8.example'] },
    ]);
    const server = await as('root');
    expect(server.found).toMatchObject({ mta: 'opensmtpd' });
    expect(server.found.version).toMatch(/^\d/);
    const first = await until(
      'all deferred',
      async () => {
        const { messages } = await server.list();
        const all = [...messages.values()];
        return all.length === 11 && all.every((m) => m.recipients.every((r) => r.reason !== null)) ? messages : null;
      },
      60_000,
    );
    const reasons = new Map([...first.values()].flatMap((m) => m.recipients.map((r) => [r.address, r.reason])));
    expect(reasons.get('u3@greylist.example')).toContain('451 4.7.1 <u3@greylist.example>: Greylisted');
    expect(reasons.get('y@utf8.example')).toContain('451 4.3.0 Zurückgestellt | später');

    const ids = [...first.values()].filter((m) => m.recipients.length === 1).map((m) => m.id);
    const [a = '', b = '', c = ''] = ids;
    const held = await server.act('hold', [a, 'ffffffff']);
    expect([...held.submitted]).toEqual([a]);
    expect(held.refused.get('ffffffff')).toMatch(/^0 envelope/);
    expect((await server.list()).messages.get(a)?.state).toBe('held');
    expect([...(await server.act('release', [a])).submitted]).toEqual([a]);
    expect((await server.list()).messages.get(a)?.state).not.toBe('held');
    expect([...(await server.act('delete', [b])).submitted]).toEqual([b]);
    expect((await server.list()).messages.has(b)).toBe(false);
    smtpd.sinks['greylist.example']!.script = {};
    expect([...(await server.act('retry', [c])).submitted]).toEqual([c]);
    await until('the delivery', async () => !(await server.list()).messages.has(c), 60_000);
    expect(smtpd.sinks['greylist.example']!.accepted.length).toBeGreaterThan(0);
    expect((await server.inspect(a, 'headers')).text).toMatch(/^Subject: letter/m);
    // What became of it is proven by the log; the one that still waits was deferred.
    expect(server.granted('log')).toBe('yes');
    const since = Date.now() - 3_600_000;
    const log = await until(
      'the log lines',
      async () => {
        const lines = (await server.log([a, b, c], since)) ?? [];
        return lines.some((l) => l.id === c && l.proves === 'sent') ? lines : null;
      },
      60_000,
    );
    expect(log.some((l) => l.id === a && l.proves === 'deferred' && l.recipient?.endsWith('@greylist.example'))).toBe(
      true,
    );
    expect(log.filter((l) => l.id === b && l.proves === 'sent')).toEqual([]);
    expect(log.filter((l) => l.proves === 'arrived').map((l) => l.id)).toEqual(expect.arrayContaining([a, b, c]));
  }, 180_000);

  it('says that it needs root', async () => {
    const server = await as('qwlab');
    expect(server.granted('list')).toBe('no');
    const failed = await server.list().catch((e: unknown) => e);
    expect(isAppError(failed) && failed.code).toBe('rights_missing');
  });
});
