import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAppError } from '../../shared/error.ts';
import type { MtaKind } from '../../shared/model/message.ts';
import { whyNot } from './packages.ts';
import { drive } from './support/drive.ts';
import { eximBinary, startExim, type LabExim } from './support/exim.ts';
import { startPostfix, type LabPostfix } from './support/postfix.ts';
import { must, run, until } from './support/scratch.ts';
import { hostBlock, labAsker, labServer, labSsh } from './support/ssh.ts';
import { startSshd, type LabAccount, type Sshd } from './support/sshd.ts';

const lacks = whyNot('/usr/sbin/sshd', '/usr/bin/ssh', '/usr/sbin/postfix', '/usr/bin/doas', eximBinary);
if (lacks !== null) console.warn(`Lab of several MTAs skipped: ${lacks}`);

const doasConf = '/etc/doas.conf';
const before = existsSync(doasConf) ? readFileSync(doasConf) : null;

describe.skipIf(lacks !== null)('several MTAs and several instances on one host', () => {
  let sshd: Sshd;
  let one: LabPostfix;
  let two: LabPostfix;
  let exim: LabExim;
  const open: { dispose(): void }[] = [];
  const as = async (
    account: LabAccount | 'root',
    mta: MtaKind,
    instance: string | null,
    elevate: 'none' | 'doas' = 'none',
  ) => {
    const lab = labSsh(sshd, hostBlock(sshd, 'mx', account), `several-${open.length}`);
    writeFileSync(lab.knownHostsFile, sshd.knownHost());
    const config = labServer({
      mta,
      instance,
      elevate,
      route: { kind: 'ssh', target: 'mx', configFile: lab.configFile },
    });
    const reach = lab.connect(config, labAsker({}));
    open.push(reach);
    return drive(reach, config);
  };
  const letters = (who: string, n: number) =>
    Array.from({ length: n }, (_, i) => ({ from: `${who}@lab.example`, to: [`${who}${i}@later.example`] }));
  beforeAll(async () => {
    const later = { 'later.example': { rcpt: '451 4.7.1 <%>: later' } };
    sshd = await startSshd();
    one = await startPostfix({ sinks: later });
    two = await startPostfix({ sinks: later });
    exim = await startExim(later);
    // Named in the first instance's main.cf, as postmulti -e init does it.
    await must('postconf', ['-e', `multi_instance_directories=${one.config} ${two.config}`]);
    await one.send(letters('one', 5));
    await two.send(letters('two', 7));
    await exim.send(letters('exim', 3));
    await one.settled(5);
    await two.settled(7);
    await until('Exim', async () => (await exim.exim('-bp')).match(/@later\.example/g)?.length === 3, 60_000);
  }, 180_000);
  afterAll(async () => {
    for (const way of open) way.dispose();
    if (before === null) rmSync(doasConf, { force: true });
    else writeFileSync(doasConf, before);
    await run('postconf', ['-X', 'multi_instance_directories']);
    await exim.remove();
    await two.remove();
    await one.remove();
    await sshd.remove();
  });

  it('each is read for itself, and the other instances are found', async () => {
    const [a, b, c] = [
      await as('root', 'postfix', one.config),
      await as('root', 'postfix', two.config),
      await as('root', 'exim', null),
    ];
    const senders = async (server: typeof a) => [
      ...new Set([...(await server.list()).messages.values()].map((m) => m.sender)),
    ];
    expect([await senders(a), await senders(b), await senders(c)]).toEqual([
      ['one@lab.example'],
      ['two@lab.example'],
      ['exim@lab.example'],
    ]);
    expect((await a.list()).messages.size).toBe(5);
    expect((await b.list()).messages.size).toBe(7);
    expect((await c.list()).messages.size).toBe(3);
    const main = await as('root', 'postfix', null);
    expect(JSON.stringify(main.found.instances)).toContain(one.config);
    expect(JSON.stringify(main.found.instances)).toContain(two.config);
  });

  it('what is done to one leaves the others alone', async () => {
    const [a, b, c] = [
      await as('root', 'postfix', one.config),
      await as('root', 'postfix', two.config),
      await as('root', 'exim', null),
    ];
    const ids = [...(await a.list()).messages.keys()];
    expect((await a.act('hold', ids)).submitted.size).toBe(5);
    const states = async (server: typeof a) => [
      ...new Set([...(await server.list()).messages.values()].map((m) => m.state)),
    ];
    expect([await states(a), await states(b)]).toEqual([['held'], ['deferred']]);
    expect(await states(c)).not.toContain('frozen');
    // An id of the other instance is not known here.
    const [foreign = ''] = (await b.list()).messages.keys();
    expect([...(await a.act('delete', [foreign])).refused.keys()]).toEqual([foreign]);
    expect((await b.list()).messages.has(foreign)).toBe(true);
    await a.act('release', ids);
    expect(await states(a)).not.toContain('held');
  });

  it('acts through doas by its recipe, and tells what doas does not allow', async () => {
    writeFileSync(doasConf, 'permit nopass root\n', { mode: 0o644 });
    const without = await as('qwlab', 'postfix', one.config, 'doas');
    expect(without.granted('hold')).toBe('no');
    const [id = '', other = ''] = (await without.list()).messages.keys();
    const refused = await without.act('hold', [id]).catch((e: unknown) => e);
    expect(isAppError(refused) && [refused.code, refused.details['why']]).toEqual(['rights_missing', 'denied']);

    writeFileSync(doasConf, `${without.found.recipe?.act ?? ''}\n`, { mode: 0o644 });
    await must('doas', ['-C', doasConf]);
    const server = await as('qwlab', 'postfix', one.config, 'doas');
    for (const verb of ['hold', 'release', 'delete', 'requeue', 'expire'])
      expect(server.granted(verb), verb).toBe('yes');
    expect([...(await server.act('hold', [id])).submitted]).toEqual([id]);
    expect((await server.list()).messages.get(id)?.state).toBe('held');
    expect([...(await server.act('release', [id])).submitted]).toEqual([id]);
    expect([...(await server.act('delete', [other])).submitted]).toEqual([other]);
    expect((await server.list()).messages.has(other)).toBe(false);
    // The other instance is not in the rules.
    const elsewhere = await as('qwlab', 'postfix', two.config, 'doas');
    expect(elsewhere.granted('hold')).toBe('no');
  });
});
