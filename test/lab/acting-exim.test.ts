import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNot } from './packages.ts';
import type { actingOn } from './support/acting.ts';
import { startActingExim } from './support/actingExim.ts';
import type { LabEngine } from './support/engine.ts';
import { eximBinary, startExim, type LabExim } from './support/exim.ts';
import { run, until } from './support/scratch.ts';
import { all, bulk, onSizes, sizes } from './support/sizes.ts';
import { startSshd, type Sshd } from './support/sshd.ts';

const lacks = whyNot('/usr/sbin/sshd', eximBinary);
if (lacks !== null) console.warn(`Acting on Exim skipped: ${lacks}`);

describe.skipIf(lacks !== null)('each verb on one, 50 and 5,000 messages of a real Exim', () => {
  let sshd: Sshd;
  let exim: LabExim;
  let engine: LabEngine;
  let on: ReturnType<typeof actingOn>;
  let first = '';
  const { sender, each } = onSizes(() => on, 'home.example');
  const options = { commands: 'ids on standard input of xargs' };

  beforeAll(async () => {
    sshd = await startSshd();
    exim = await startExim(
      { 'greylist.example': { rcpt: '451 4.7.1 <%>: Greylisted' }, 'home.example': {} },
      undefined,
      // A connection for each of thousands shows nothing that fifty do not show.
      [sender(bulk)],
    );
    await run('usermod', ['-aG', 'Debian-exim', 'qwsudo']);
    await exim.send([{ from: 'a@home.example', to: ['u@greylist.example'] }]);
    first = await until('a deferred message', async () => {
      const logged = (await exim.exim('-bp')).match(/\S{6}-\S{6}-\S{2}/)?.[0] ?? null;
      return logged !== null && (await exim.exim('-Mvl', logged)).includes('Greylisted') ? logged : null;
    });
    ({ engine, on } = await startActingExim(sshd, 'full'));
  }, 300_000);
  afterAll(async () => {
    await engine.stop();
    await exim.remove();
    await sshd.remove();
  });

  const count = async () => Number((await exim.exim('-bpc')).trim());
  const queued = async (list: readonly number[]) => {
    for (const n of list) exim.copies(first, n, sender(n));
    await on.look();
  };

  test('freeze and thaw, then delete: each is in that state, or gone, by the next listing', async () => {
    await queued(sizes);
    await each('hold', (rows) => on.proven(rows, 'held', /^frozen in the listing of /), options);
    expect((await exim.exim('-bpr')).match(/\*\*\* frozen \*\*\*/g)?.length).toBe(all);
    await each('release', (rows) => on.proven(rows, 'released', /^deferred in the listing of /), options);
    expect(await exim.exim('-bpr')).not.toContain('frozen');
    await each('delete', (rows) => on.proven(rows, 'deleted', /removed by |not in the listing of /), options);
    expect(await count()).toBe(1);
    expect(exim.sinks['home.example']!.accepted).toEqual([]);
  }, 300_000);

  test('retry into the same refusal: deferred again, by its line in the log', async () => {
    await queued(sizes);
    await each('retry', (rows) => on.proven(rows, 'deferred_same', /451 4\.7\.1.*Greylisted/), {
      ...options,
      list: [1, 50],
    });
  }, 120_000);

  test('expire: each is given up by its line in the log, and its sender is told', async () => {
    const ids: string[] = [];
    await each(
      'expire',
      (rows) => {
        on.proven(rows, 'expired', /cancelled by|\*\* /);
        ids.push(...rows.map((row) => row.id));
      },
      options,
    );
    const told = () => exim.sinks['home.example']!.accepted;
    const dropped = () => exim.log().match(new RegExp(`=> :blackhole: <${sender(bulk)}>`, 'g'))?.length ?? 0;
    await until('the notices', () => told().length >= 51 && dropped() >= bulk, 120_000);
    for (const n of [1, 50]) expect(told().filter((mail) => mail.to.includes(sender(n))).length).toBe(n);
    expect(told().every((mail) => mail.from === '')).toBe(true);
    expect(dropped()).toBe(bulk);
    // A notice for each of them: "<= <> R=ID".
    const notices = [...exim.log().matchAll(/ <= <> R=(\S+) /g)].map((m) => m[1]);
    expect(notices.sort()).toEqual(ids.sort());
  }, 300_000);

  test('a whole domain, retried: each is sent, by its line in the log, and the far end has it once', async () => {
    exim.sinks['greylist.example']!.script = {};
    await queued(sizes);
    await each(
      'retry',
      (rows, n) => {
        on.proven(rows, 'sent', n === bulk ? /=> :blackhole: <u@greylist\.example> / : /=> u@greylist\.example /);
        const got = exim.sinks['greylist.example']!.accepted.filter((m) => m.from === sender(n)).length;
        expect(got).toBe(n === bulk ? 0 : n);
        const delivered = new Set([...exim.log().matchAll(/ (\S+) => \S+ /g)].map((m) => m[1]));
        const ids = rows.map((row) => row.id);
        expect(ids.filter((id) => !delivered.has(id))).toEqual([]);
      },
      { ...options, query: (n) => `to:@greylist.example from:${sender(n)}` },
    );
  }, 300_000);
});
