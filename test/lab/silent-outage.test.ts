import { renameSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../electron/clock.ts';
import type { Passed } from '../../electron/ports.ts';
import { createLocalTransport } from '../../electron/transport/local.ts';
import { createAlerts } from '../../shared/alerts/index.ts';
import { AlertSettings } from '../../shared/model/incident.ts';
import { whyNot } from './packages.ts';
import { drive } from './support/drive.ts';
import { startPostfix, type LabPostfix } from './support/postfix.ts';
import { until } from './support/scratch.ts';
import { labServer } from './support/ssh.ts';

const lacks = whyNot('/usr/sbin/postfix');
if (lacks !== null) console.warn(`silent outage lab skipped: ${lacks}`);

describe.skipIf(lacks !== null)('a Postfix that accepts mail and delivers none, or accepts none', () => {
  let postfix: LabPostfix;
  let server: Awaited<ReturnType<typeof drive>>;
  let mark: string | null = null;
  const command = createLocalTransport({ clock: systemClock, elevate: 'none' });
  const reach = { command, clock: systemClock };

  beforeAll(async () => {
    postfix = await startPostfix({ sinks: { 'open.example': {} } });
    server = await drive(reach, labServer({ mta: 'postfix', instance: postfix.config, route: { kind: 'local' } }));
  }, 120_000);
  afterAll(async () => {
    command.dispose();
    await postfix.remove();
  });

  const count = async (): Promise<Passed | null> => {
    const config = labServer({ mta: 'postfix', instance: postfix.config, route: { kind: 'local' } });
    const reading = await server.driver.traffic?.(reach, config, server.found, mark);
    if (!reading || 'missing' in reading) throw new Error(reading?.missing ?? 'no way to count');
    mark = reading.mark;
    return reading.passed;
  };
  const letters = (n: number) =>
    Array.from({ length: n }, (_, i) => ({ from: 's@lab.example', to: [`u${i}@open.example`] }));
  const qmgr = (): number => Number(/\/qmgr\[(\d+)\]/.exec(postfix.log().slice(-200_000))?.[1]);
  const logged = (what: RegExp, n: number): Promise<unknown> =>
    until(`${n} lines ${what}`, () => (postfix.log().match(what) ?? []).length >= n, 60_000);

  it('is counted exactly over a rotation of its log, and noticed in both directions', async () => {
    expect(await count()).toBeNull();
    await postfix.send(letters(20));
    await logged(/ status=sent /g, 20);
    expect(await count()).toEqual({ accepted: 20, sent: 20, refused: 0 });

    await postfix.send(letters(5));
    await logged(/ status=sent /g, 25);
    const file = (server.found.facts['log'] as { files: string[] }).files[0] ?? '';
    renameSync(file, `${file}.1`);
    await postfix.reload({});
    await postfix.send(letters(3));
    await logged(/ status=sent /g, 3);
    expect(await count()).toEqual({ accepted: 8, sent: 8, refused: 0 });

    // Eight days of a server like this on the engine's own clock; then its clock runs a minute a reading.
    const alerts = createAlerts(AlertSettings.parse({ timezone: 'UTC' }));
    let t = 1_780_272_000;
    const look = (passed: Passed | null) =>
      alerts.poll((t += 60), 'mx1', {
        added: [],
        removed: [],
        interval: 60,
        accepted: passed?.accepted ?? undefined,
        sent: passed?.sent ?? undefined,
        refused: passed?.refused ?? undefined,
      });
    for (let i = 0; i < 8 * 1440; i++) look({ accepted: 2, sent: 2, refused: 0 });
    const open = () => alerts.incidents().filter((i) => i.state !== 'closed');
    expect(open()).toEqual([]);

    // The queue manager stands still: mail comes in and stays in "incoming".
    const pid = qmgr();
    process.kill(pid, 'SIGSTOP');
    try {
      for (let i = 0; i < 17; i++) {
        await postfix.send(letters(2));
        expect(look(await count())).toEqual(i < 14 ? [] : expect.any(Array));
      }
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    expect(open()).toMatchObject([{ kind: 'silent_outage', severity: 'critical', why: { silence: 'out' } }]);
    await logged(/ status=sent /g, 3 + 34);
    for (let i = 0; i < 16; i++) look(i === 0 ? await count() : { accepted: 2, sent: 2, refused: 0 });
    expect(open()).toEqual([]);

    // A dead milter: every connection is turned away with 451 4.7.1, and the queue looks healthy.
    await postfix.reload({ smtpd_milters: 'inet:127.0.0.1:1', milter_default_action: 'tempfail' });
    const turnedAway = () =>
      postfix.send(letters(1)).then(
        () => false,
        () => true,
      );
    await until('the milter to be asked', turnedAway, 60_000);
    look(await count());
    let refused = 0;
    for (let i = 0; i < 17; i++) {
      expect(await turnedAway()).toBe(true);
      const passed = await count();
      refused += passed?.refused ?? 0;
      look(passed);
    }
    expect(refused).toBeGreaterThanOrEqual(15);
    expect(open()).toMatchObject([{ kind: 'silent_outage', severity: 'critical', why: { silence: 'in' } }]);
  }, 150_000);
});
