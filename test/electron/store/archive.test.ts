import { mkdtempSync, readdirSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openArchive } from '../../../electron/store/archive.ts';
import { openDatabase } from '../../../electron/store/database.ts';
import { openSettings } from '../../../electron/store/settings.ts';
import type { Archive } from '../../../electron/monitor/archive.ts';
import type { FoundReport } from '../../../electron/ports.ts';
import { BounceFilter } from '../../../shared/views/bounces.ts';
import { config } from '../monitor/world.ts';

let dir = '';
let archive: Archive | null = null;
const now = Date.UTC(2026, 10, 23, 14);
const t = now / 1000;
const open = () => (archive = openArchive({ dataDir: dir, now: () => now, keepAddresses: () => true }));
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'queuewatch-store-'));
});
afterEach(() => {
  archive?.dispose();
  archive = null;
  rmSync(dir, { recursive: true, force: true });
});

const lane = { class: 'mailbox_full' as const, provider: 'gmail', side: 'remote' as const };
const found = (
  uid: number,
  change: Partial<FoundReport> = {},
  messageId: string | null = `<n${uid}@x>`,
): FoundReport => ({
  mailbox: 'bounces',
  folder: 'INBOX',
  uidValidity: '7',
  uid,
  at: now,
  raw: { text: `raw ${uid}`, truncated: false },
  report: {
    kind: 'failed',
    subkind: null,
    reader: { name: 'rfc3464', why: '' },
    reportingMta: 'mx1.example',
    arrivalDate: t,
    notice: { messageId, from: null, to: [], subject: null, date: t, inReplyTo: [] },
    original: {
      messageId: '<o@x>',
      messageIdAlt: [],
      envelopeId: null,
      verp: null,
      verpRecipient: null,
      queueId: 'A1',
      subject: null,
      date: null,
      from: 'a@example.org',
      to: [],
    },
    recipients: [],
    recipientCount: 0,
    fields: null,
    text: null,
    unreadable: null,
    limits: [],
  },
  ...change,
});
const link = { server: null, queueId: null, incident: null, ours: 'unknown' as const, evidence: '', seenAt: null };
const position = { uidValidity: '7', lastUid: 9, modseq: '99999999999999999999' };

test('what was stored is there after a restart', () => {
  open();
  archive?.series.add(t - (t % 300), 'mx1', { waiting: 5, fresh: 2 }, [{ ...lane, fresh: 2, waiting: 5 }]);
  archive?.series.add(t - (t % 300), 'mx1', { waiting: 4, fresh: 1 }, [{ ...lane, fresh: 1, waiting: 4 }]);
  archive?.dispose();
  open();
  expect(archive?.series.read({ servers: ['mx1'], from: 0, to: t + 1 })).toMatchObject([
    { fresh: 3, waiting: 4, provider: 'gmail' },
  ]);
});

test('the audit list cannot be changed or emptied, not even by SQL', () => {
  open();
  archive?.audit.append({
    at: now,
    account: 'me',
    server: 'mx1',
    verb: 'delete',
    selection: 's',
    count: 1,
    result: 'started',
    run: null,
    ids: ['A1'],
  });
  archive?.clear();
  archive?.retain({ days: 1, maxMegabytes: 50 }, t + 400 * 86_400);
  archive?.dispose();
  const db = new DatabaseSync(join(dir, 'history.sqlite'));
  expect(() => db.exec("UPDATE audit SET account = 'x'")).toThrow(/append-only/);
  expect(() => db.exec('DELETE FROM audit')).toThrow(/append-only/);
  db.close();
  open();
  expect(archive?.audit.ofMessage('mx1', 'A1')).toHaveLength(1);
});

test('one bounce is stored once: the same UID again, and the same report in a recreated mailbox', () => {
  open();
  expect(archive?.bounces.put(found(1), link, position)).toBeTypeOf('number');
  expect(archive?.bounces.put(found(1), link, position)).toBeNull();
  expect(
    archive?.bounces.put(found(4, { uidValidity: '8' }, '<n1@x>'), link, { ...position, uidValidity: '8', lastUid: 4 }),
  ).toBeNull();
  expect(archive?.bounces.list(BounceFilter.parse({}), { from: 0, count: 10 }).matched).toBe(1);
  // The position moved all the same, and a number beyond 2^53 survives.
  expect(archive?.bounces.position('bounces', 'INBOX')).toEqual({
    uidValidity: '8',
    lastUid: 4,
    modseq: '99999999999999999999',
  });
});

test('two reports without a Message-ID are told apart by what they say', () => {
  open();
  expect(archive?.bounces.put(found(1, {}, null), link, position)).not.toBeNull();
  expect(archive?.bounces.put(found(2, {}, null), link, position)).not.toBeNull();
});

test('sums for a chart fall together by step, in every interval and not only the first of an hour', () => {
  open();
  const begin = 1_790_000_000 - (1_790_000_000 % 3600);
  for (let k = 0; k < 24; k += 1) {
    archive?.series.add(begin + k * 300, 'mx1', { waiting: 1, fresh: 2 }, [{ ...lane, fresh: 2, waiting: 1 }]);
  }
  const query = { servers: null, from: begin, to: begin + 7200, by: 'server' as const };
  expect(archive?.series.sums({ ...query, step: 3600 })).toEqual([
    { key: 'mx1', at: begin, fresh: 24 },
    { key: 'mx1', at: begin + 3600, fresh: 24 },
  ]);
});

test('a damaged history file is put aside, a new one is begun, and it is said', () => {
  writeFileSync(join(dir, 'history.sqlite'), 'this is no database, it only looks long enough '.repeat(100));
  open();
  expect(archive?.problem().kind).toBe('corrupt');
  expect(readdirSync(dir).some((f) => f.includes('broken'))).toBe(true);
  archive?.series.add(0, 'mx1', { waiting: 1, fresh: 1 }, []);
  expect(archive?.series.since()).toBe(0);
});

test('a file damaged while it is in use costs the history, not the app', () => {
  open();
  for (let k = 0; k < 300; k += 1)
    archive?.series.add(k * 300, 'mx1', { waiting: 1, fresh: 1 }, [
      { ...lane, provider: `p${k}`, fresh: 1, waiting: 1 },
    ]);
  archive?.dispose();
  const file = join(dir, 'history.sqlite');
  const db = new DatabaseSync(file);
  const pages = Number(db.prepare('PRAGMA page_count').get()?.page_count);
  db.close();
  const damaged = Buffer.alloc(4096 * (pages - 2), 0xaa);
  const handle = new DatabaseSync(file);
  handle.close();
  const { openSync, writeSync, closeSync } = process.getBuiltinModule('node:fs');
  const fd = openSync(file, 'r+');
  writeSync(fd, damaged, 0, damaged.length, 4096 * 2);
  closeSync(fd);
  open();
  expect(() => archive?.series.read({ servers: null, from: 0, to: 1e9 })).not.toThrow();
  archive?.series.add(0, 'mx1', { waiting: 1, fresh: 1 }, [{ ...lane, fresh: 1, waiting: 1 }]);
  expect(archive?.problem().kind).toBe('corrupt');
});

test('a full disk is told, costs nothing else, and is forgotten once there is room', () => {
  let clock = now;
  const db = openDatabase({ path: join(dir, 'full.sqlite'), now: () => clock });
  db.exec('PRAGMA max_page_count = 60');
  const told: string[] = [];
  db.onProblem((p) => told.push(p.kind));
  const fill = () =>
    db.write((sql) => {
      for (let k = 0; k < 2000; k += 1)
        sql.run('INSERT INTO text (text) VALUES (?)', `${clock}-${k}-${'x'.repeat(500)}`);
      return true;
    }, false);
  expect(fill()).toBe(false);
  expect(told).toEqual(['full']);
  expect(db.read((sql) => Number(sql.get('SELECT count(*) AS n FROM text')?.n), -1)).toBe(0);
  db.exec('PRAGMA max_page_count = 100000');
  // Not tried again at every poll.
  expect(fill()).toBe(false);
  clock += 31_000;
  expect(fill()).toBe(true);
  expect(db.problem().kind).toBe('none');
  db.dispose();
});

test('retention keeps what is young and drops what is old', () => {
  open();
  archive?.series.add(t - 200 * 86_400, 'mx1', { waiting: 1, fresh: 1 }, [{ ...lane, fresh: 1, waiting: 1 }]);
  archive?.series.add(t - 300, 'mx1', { waiting: 1, fresh: 1 }, [{ ...lane, fresh: 1, waiting: 1 }]);
  archive?.retain({ days: 90, maxMegabytes: 1000 }, t);
  expect(archive?.series.since()).toBe(t - 300);
});

test('addresses are not kept where the admin does not want them', () => {
  archive = openArchive({ dataDir: dir, now: () => now, keepAddresses: () => false });
  archive.lives.arrived('mx1', [
    {
      id: 'A',
      arrival: t,
      firstSeen: t,
      sender: 's@x.example',
      recipient: 'r@x.example',
      more: 0,
      reason: null,
      attempts: 0,
    },
  ]);
  expect(archive.lives.find('mx1', 'A')).toMatchObject([{ sender: null, recipient: null }]);
});

test('a broken settings file is kept as a copy, whole parts of it are still used, and it is said', () => {
  writeFileSync(join(dir, 'settings.json'), '{ "servers": [');
  const broken = openSettings({ dataDir: dir, now: () => now });
  expect(broken.broken?.aside).toContain('broken');
  expect(broken.servers()).toEqual([]);
  broken.setServers([config('mx1')]);
  expect(
    openSettings({ dataDir: dir, now: () => now })
      .servers()
      .map((s) => s.id),
  ).toEqual(['mx1']);

  writeFileSync(
    join(dir, 'settings.json'),
    JSON.stringify({ version: 1, servers: [config('mx1'), { id: 'NO GOOD' }], app: { history: { days: -3 } } }),
  );
  const partly = openSettings({ dataDir: dir, now: () => now });
  expect(partly.servers().map((s) => s.id)).toEqual(['mx1']);
  expect(partly.app().history.days).toBe(90);
  expect(partly.broken?.detail).toMatch(/servers\[1\]/);
});

test('settings of before there was a version are brought to this one, and nothing of them is lost', () => {
  const file = join(dir, 'settings.json');
  writeFileSync(file, JSON.stringify({ servers: [config('mx1')] }));
  const old = openSettings({ dataDir: dir, now: () => now });
  expect(old.broken).toBeNull();
  old.setRules('[]');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ version: 1, servers: [{ id: 'mx1' }] });
});

test('queue ids that changed are followed both ways, end with a circle, and cannot be rewritten', () => {
  const file = join(dir, 'history.sqlite');
  const first = open();
  const move = (id: string, newId: string, at: number) => ({
    server: 'mx1',
    id,
    newId,
    at,
    evidence: `${id} ${newId}`,
  });
  first.moves.put([move('A', 'B', 1000), move('B', 'C', 2000), { ...move('A', 'X', 1500), server: 'mx2' }]);
  // A is given to another message and requeued again, later.
  first.moves.put([move('A', 'D', 9000)]);
  const steps = (id: string) => first.moves.of('mx1', id).map((m) => `${m.id}>${m.newId}`);
  expect([steps('C'), steps('B'), steps('D'), steps('A'), steps('X')]).toEqual([
    ['A>B', 'B>C'],
    ['A>B', 'B>C'],
    ['A>D'],
    ['A>D'],
    [],
  ]);
  first.moves.put([move('P', 'Q', 5000), move('Q', 'P', 5000)]);
  expect(steps('P').length).toBeLessThanOrEqual(20);
  first.retain({ days: 1, maxMegabytes: 1 }, t + 400 * 86_400);
  first.clear();
  expect(steps('C')).toEqual(['A>B', 'B>C']);
  first.dispose();
  archive = null;
  const raw = new DatabaseSync(file);
  expect(() => raw.exec('DELETE FROM moved')).toThrow(/append-only/);
  expect(() => raw.exec("UPDATE moved SET new_id = 'Z'")).toThrow(/append-only/);
  raw.close();
});
