import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNot } from './packages.ts';
import { startActingPostfix, type ActingPostfix } from './support/actingPostfix.ts';
import { drive } from './support/drive.ts';
import { must } from './support/scratch.ts';
import { all, bulk, onSizes, sizes } from './support/sizes.ts';

const lacks = whyNot('/usr/sbin/sshd', '/usr/bin/ssh', '/usr/sbin/postfix', '/usr/bin/sudo');
if (lacks !== null) console.warn(`Acting on Postfix skipped: ${lacks}`);

/** In the order in which one load of messages serves most verbs. */
describe.skipIf(lacks !== null)('each verb on one, 50 and 5,000 messages of a real Postfix', () => {
  let lab: ActingPostfix;
  let on: ActingPostfix['on'];
  const { sender, each } = onSizes(() => on, 'lab.example');

  beforeAll(async () => {
    lab = await startActingPostfix({
      sinks: { 'takes.example': {}, 'lab.example': {} },
      // Notices to the many are taken by discard(8), with their line in the log, and need no other retry.
      settings: { transport_maps: `inline:{ { ${sender(bulk)} = discard:taken } }` },
    });
    on = lab.on;
    await Promise.all(sizes.map((n) => lab.inject(sender(n), n, 'takes.example')));
    await lab.postfix.settled(all);
    await on.look();
  }, 300_000);
  afterAll(() => lab.remove());

  const inQueue = async (name: string) => (await lab.truth()).filter((m) => m.queue_name === name).length;

  test('hold and release: each is in that queue afterwards', async () => {
    await each('hold', (rows) => on.proven(rows, 'held', /^held in the listing of /));
    expect(await inQueue('hold')).toBe(all);
    await each('release', (rows) => on.proven(rows, 'released', /^deferred in the listing of /));
    expect(await inQueue('deferred')).toBe(all);
  }, 300_000);

  test('5,000 holds take about as long as one postsuper -h - over the same kind of connection', async () => {
    const reach = lab.connect();
    const server = await drive(reach, lab.config);
    const ids = await lab.idsFrom(sender(bulk));
    const input = `${ids.join('\n')}\n`;
    const thaw = () => must('postsuper', ['-c', lab.postfix.config, '-H', '-'], { input });
    const master = await lab.master();
    const plain: number[] = [];
    const ours: number[] = [];
    try {
      for (let round = 0; round < 3; round += 1) {
        let at = performance.now();
        await must('ssh', [...master.args, `sudo -n postsuper -c ${lab.postfix.config} -h -`], { input });
        plain.push(performance.now() - at);
        await thaw();
        at = performance.now();
        const { submitted } = await server.act('hold', ids);
        ours.push(performance.now() - at);
        expect(submitted.size).toBe(bulk);
        await thaw();
      }
    } finally {
      await master.stop();
      reach.dispose();
    }
    const [best, own] = [Math.min(...plain), Math.min(...ours)];
    console.info(
      `5,000 holds: ssh HOST postsuper -h - ${plain.map(Math.round).join(' ')} ms, ours ${ours.map(Math.round).join(' ')} ms, ` +
        `ratio ${(own / best).toFixed(2)}`,
    );
    // Printed above; the test only notices one process a message, which is fifty times as slow.
    expect(own).toBeLessThan(best * 8 + 2000);
  }, 300_000);

  test('requeue: each is followed to its new queue id', async () => {
    const before = new Set((await lab.truth()).map((m) => m.queue_id));
    const told = new Map<number, (string | null)[]>();
    await on.look();
    await each('requeue', (rows, n) => {
      on.proven(rows, 'requeued', /^told by orig_id and by the same Message-ID: /);
      told.set(
        n,
        rows.map((row) => row.newId),
      );
    });
    await lab.postfix.settled(all);
    for (const n of sizes) {
      const after = new Set(await lab.idsFrom(sender(n)));
      expect([...after].filter((id) => before.has(id))).toEqual([]);
      expect(new Set(told.get(n))).toEqual(after);
    }
    await on.look();
  }, 300_000);

  test('retry: each is sent, by its line in the log, and the far end has it once', async () => {
    await lab.postfix.reload({ defer_transports: '' });
    const taken = lab.postfix.sinks['takes.example']!.accepted;
    await each('retry', (rows, n) => {
      on.proven(rows, 'sent', /status=sent/);
      const got = taken.filter((mail) => mail.from === sender(n)).flatMap((mail) => mail.to);
      expect([got.length, new Set(got).size]).toEqual([n, n]);
    });
    expect(await lab.truth()).toEqual([]);
  }, 300_000);

  test('expire: each bounces at once, and its sender is told', async () => {
    await lab.postfix.reload({ defer_transports: 'smtp' });
    await Promise.all(sizes.map((n) => lab.inject(sender(n), n, 'takes.example')));
    await lab.postfix.settled(all);
    await on.look();
    const ids: string[] = [];
    await each('expire', async (rows, n) => {
      on.proven(rows, 'expired', /status=(force-expired|expired|bounced)/);
      expect(await lab.idsFrom(sender(n))).toEqual([]);
      ids.push(...rows.map((row) => row.id));
    });
    // The notices are messages of their own, from the null sender; a whole domain of them is retried.
    await lab.postfix.settled(51);
    const noticed = [...lab.postfix.log().matchAll(/: (\w+): sender non-delivery notification: \w+$/gm)].map(
      (m) => m[1],
    );
    expect(noticed.sort()).toEqual(ids.sort());
    const dropped = lab.postfix
      .log()
      .match(new RegExp(`to=<${sender(bulk)}>, relay=none, .* status=sent \\(taken\\)`, 'g'));
    expect(dropped?.length).toBe(bulk);
    await lab.postfix.reload({ defer_transports: '' });
    await on.look();
    on.proven((await on.act('retry', on.matching('to:@lab.example'))).rows, 'sent', /status=sent/);
    const told = lab.postfix.sinks['lab.example']!.accepted;
    for (const n of [1, 50]) expect(told.filter((mail) => mail.to.includes(sender(n))).length).toBe(n);
    expect(await lab.truth()).toEqual([]);
  }, 300_000);

  test('delete: each is held first, then removed; none is delivered', async () => {
    const before = lab.postfix.sinks['takes.example']!.accepted.length;
    await lab.postfix.reload({ defer_transports: 'smtp' });
    await Promise.all(sizes.map((n) => lab.inject(sender(n), n, 'takes.example')));
    await lab.postfix.settled(all);
    await on.look();
    await each('delete', (rows) => on.proven(rows, 'deleted', /removed|not in the listing of /));
    expect(await lab.truth()).toEqual([]);
    expect(lab.postfix.sinks['takes.example']!.accepted.length).toBe(before);
  }, 300_000);
});
