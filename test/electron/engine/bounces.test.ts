import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readDsn } from '../../../shared/dsn/index.ts';
import { createAlerts } from '../../../shared/alerts/index.ts';
import { AlertSettings } from '../../../shared/model/incident.ts';
import { openArchive } from '../../../electron/store/archive.ts';
import { createJudge } from '../../../electron/engine/judge.ts';
import { bytes, postfixReport, type Group } from '../../shared/dsn/sample.ts';
import { config, fakeClock, fakeServer, type FakeServer } from '../monitor/world.ts';
import { rig, type Rig } from './rig.ts';

const everything = { scope: { servers: null }, filter: {}, from: 0, count: 50 };
const arrival = Date.UTC(2026, 10, 23, 14, 25, 51);
const noMailbox: Group = {
  recipient: 'ghost@example.org',
  action: 'failed',
  status: '5.1.1',
  diagnostic: '550 5.1.1 User unknown',
};

let dir: string;
let it: Rig;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'qw-bounces-'));
});
afterEach(async () => {
  await it.engine.dispose();
  rmSync(dir, { recursive: true, force: true });
});

let uid = 0;
async function receive(options: Parameters<typeof postfixReport>[1], groups: readonly Group[] = [noMailbox]) {
  uid += 1;
  const judge = createJudge();
  const raw = `Message-ID: <notice-${uid}@far.example>\n${postfixReport(groups, options)}`;
  const report = await readDsn(bytes(raw), { classify: (text) => judge.classify(text, 'dsn', []) });
  it.sink.found(
    {
      mailbox: 'm',
      folder: 'INBOX',
      uidValidity: '1',
      uid,
      at: it.clock.now(),
      report,
      raw: { text: raw, truncated: false },
    },
    { uidValidity: '1', lastUid: uid, modseq: null },
  );
}
const rows = async () => (await it.engine.handle('bounces.window', everything)).rows;
const detail = async (id: number) => (await it.engine.handle('bounces.get', { id }))!;
/** The logs are asked some seconds after a report came, and again after looks. */
const searched = () => it.clock.advance(10 * 60_000);

describe('a report about mail that left at once, which no queue ever showed', () => {
  const ours = {
    messageId: '<m1@kestrel.example>',
    id: '4Zq7Qm0yVc',
    at: arrival,
    sender: 'orders@kestrel.example',
    recipients: ['ghost@example.org'],
  };
  const since = Date.UTC(2026, 10, 16);
  const reading = (): FakeServer => ({ ...fakeServer(), taken: { since, messages: [ours] } });
  const forged = { messageId: '<forged@elsewhere.example>', queueId: 'ZZZ', mta: 'mx.far.example' };

  test("is joined by its Message-ID in the server's log", async () => {
    it = await rig({ mx1: reading() }, [config('mx1')], dir);
    await receive({ mta: 'mx.far.example', queueId: 'THEIRS' });
    expect(await rows()).toMatchObject([{ ours: 'unknown', server: null }]);
    await searched();
    const [row] = await rows();
    expect(row).toMatchObject({ ours: 'yes', server: 'mx1', queueId: '4Zq7Qm0yVc' });
    expect((await detail(row!.id)).joined.evidence).toBe('Message-ID');
  });

  test('is not ours when no log knows it, once mail of its sender is known to leave through these servers', async () => {
    it = await rig({ mx1: reading(), mx2: reading() }, [config('mx1'), config('mx2')], dir);
    await receive(forged);
    await searched();
    let [row] = await rows();
    expect(row).toMatchObject({ ours: 'unknown', kind: 'failed' });
    expect((await detail(row!.id)).joined.evidence).toContain('no mail of this sender was seen to leave');
    await receive({ mta: 'mx.far.example', queueId: 'THEIRS' });
    await searched();
    row = (await rows()).find((r) => r.id === row!.id);
    expect(row).toMatchObject({ ours: 'no' });
    const { joined, sentence } = await detail(row!.id);
    expect(joined.evidence).toContain('the logs of all servers');
    expect(sentence).toContain('never sent');
    const counts = (await it.engine.handle('bounces.window', everything)).counts;
    expect(counts).toMatchObject({ failed: 1, notOurs: 1 });
    const dead = await it.engine.handle('bounces.export', { filter: {}, format: 'json', what: 'dead_addresses' });
    expect(JSON.parse(dead.text)).toMatchObject([{ address: 'ghost@example.org', failures: 1 }]);
  });

  test('stays unknown, with the reason, while the log of one server cannot be searched', async () => {
    it = await rig({ mx1: reading(), mx2: fakeServer() }, [config('mx1'), config('mx2')], dir);
    await receive({ mta: 'mx.far.example', queueId: 'THEIRS' });
    await receive(forged);
    await searched();
    const row = (await rows()).find((r) => r.ours !== 'yes');
    expect(row).toMatchObject({ ours: 'unknown' });
    expect((await detail(row!.id)).joined.evidence).toContain('the log of mx2 could not be searched');
  });
});

describe('a report of a cause that had an incident', () => {
  /** Leaves an incident of this cause, closed again, in the archive. */
  async function incidentAt(begins: number): Promise<number> {
    const judge = createJudge();
    const { class: cls, side } = judge.classify('550 5.1.1 User unknown', 'dsn', []);
    const reason = { class: cls, side, provider: 'example.org' };
    const alerts = createAlerts(AlertSettings.parse({ timezone: 'UTC' }));
    for (let minute = -180; minute < 240; minute += 1) {
      const t = begins / 1000 + minute * 60;
      const added = [];
      for (let k = 0; k < (minute >= 0 && minute < 6 ? 20 : 0); k += 1) {
        added.push({
          id: `${minute}-${k}`,
          arrival: t - 5,
          sender: 's@a.example',
          recipient: `${k}@example.org`,
          reason,
        });
      }
      alerts.poll(t, 'mx1', { added, removed: [], interval: 60 });
      alerts.tick(t);
    }
    const archive = openArchive({ dataDir: dir, now: () => begins, keepAddresses: () => true });
    const state = alerts.serialise();
    archive.alertState.save(state.head, state.baselines);
    archive.dispose();
    const clock = fakeClock(arrival + 20 * 60_000);
    it = await rig({ mx1: fakeServer() }, [config('mx1')], dir, { clock });
    expect(alerts.incidents()).toMatchObject([{ state: 'closed', key: { provider: 'example.org', class: cls } }]);
    return alerts.incidents()[0]!.id;
  }

  test('belongs to it when the message waited meanwhile', async () => {
    const incident = await incidentAt(arrival - 10 * 60_000);
    await receive({});
    expect(await rows()).toMatchObject([{ incident }]);
  });

  test('does not belong to it when the incident was over days before the message came', async () => {
    await incidentAt(arrival - 3 * 86_400_000);
    await receive({});
    expect(await rows()).toMatchObject([{ incident: null }]);
  });
});

test("stored reports are judged anew when the admin's rules change", async () => {
  it = await rig({ mx1: fakeServer() }, [config('mx1')], dir);
  await receive({}, [
    { recipient: 'a@example.org', action: 'failed', status: '5.7.1', diagnostic: '550 5.7.1 House rule 77' },
  ]);
  await searched();
  const before = (await rows())[0]?.class;
  expect(before).not.toBe('mailbox_full');
  const json = JSON.stringify([{ id: 'house', class: 'mailbox_full', kind: 'phrase', pattern: 'house rule 77' }]);
  expect(await it.during(it.engine.handle('rules.set', { json }))).toMatchObject({ ok: true });
  await it.clock.advance(5000);
  const [row] = await rows();
  expect(row).toMatchObject({ class: 'mailbox_full' });
  expect((await detail(row!.id)).recipients).toMatchObject([{ class: 'mailbox_full' }]);
});
