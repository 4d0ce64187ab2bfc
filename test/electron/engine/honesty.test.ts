import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommandTransport, TransportPeer } from '../../../electron/ports.ts';
import { config, fakeServer, message } from '../monitor/world.ts';
import type { FakeServer } from '../monitor/world.ts';
import { rig } from './rig.ts';
import type { Rig } from './rig.ts';

let dir = '';
let it: Rig | null = null;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'queuewatch-honesty-'));
});
afterEach(async () => {
  await it?.engine.dispose();
  it = null;
  rmSync(dir, { recursive: true, force: true });
});
const server = async () => (await it?.engine.handle('servers.list', {}))?.[0];
const refused = 'connect to mx.harbour-print.example[192.0.2.9]:25: Connection refused';

function add(to: FakeServer, prefix: string, n: number, now: number): void {
  for (let k = 0; k < n; k += 1)
    to.queue.set(
      `${prefix}${k}`,
      message(`${prefix}${k}`, {
        arrival: Math.floor(now / 1000),
        recipients: [{ address: `u${k}@harbour-print.example`, reason: refused }],
      }),
    );
}

test('a server watched for minutes has no normal, so that nothing on it looks unusual', async () => {
  const mx1 = fakeServer([message('OLD')]);
  it = await rig({ mx1 }, [config('mx1', { pollSeconds: 60 })], dir);
  await it.clock.advance(600_000);
  add(mx1, 'N', 12, it.clock.now());
  await it.clock.advance(120_000);
  const view = await server();
  expect(view).toMatchObject({ fresh15: 12, normal: null, state: 'calm', severity: null });
  expect(view?.spark).toMatchObject({ low: [], high: [] });
  const causes = await it.engine.handle('causes.list', { scope: { servers: null }, filter: [], group: 'cause' });
  const row = causes.rows.find((r) => r.class === 'connect_failed');
  expect(row?.spark).toMatchObject({ low: [], high: [] });
  const detail = await it.engine.handle('causes.get', { id: row?.id ?? '', scope: { servers: null } });
  expect(detail?.chart.threshold).not.toMatch(/\d/);
});

test('after hours of watching there is a normal to compare with, and it outlives a restart', async () => {
  const mx1 = fakeServer([message('OLD')]);
  it = await rig({ mx1 }, [config('mx1', { pollSeconds: 120 })], dir);
  await it.clock.advance(3 * 3_600_000);
  expect((await server())?.normal).toEqual({ low: 0, high: 0 });
  await it.engine.dispose();
  it = await rig({ mx1 }, [], dir, { clock: it.clock });
  await it.clock.advance(200_000);
  expect((await server())?.normal).toEqual({ low: 0, high: 0 });
  expect((await server())?.spark.high.length).toBeGreaterThan(0);
});

test('what is told of a wave in the first hour does not claim that zero is normal', async () => {
  const mx1 = fakeServer([message('OLD')]);
  it = await rig({ mx1 }, [config('mx1', { pollSeconds: 60 })], dir);
  const told: string[] = [];
  it.engine.on('notification', (n) => told.push(n.body));
  await it.clock.advance(600_000);
  add(mx1, 'W', 400, it.clock.now());
  await it.clock.advance(300_000);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('no normal known yet');
  const [row] = (await it.engine.handle('incidents.list', { scope: { servers: null }, range: '24h' })).rows;
  const why = (await it.engine.handle('incidents.get', { id: row?.id ?? 0 }))?.why ?? [];
  expect(why.find((w) => w.label === 'compared with')?.value).toContain('no normal known yet');
  expect(why.map((w) => w.label)).not.toContain('busy end of normal');
});

test('the change against 15 minutes ago is there as soon as 15 minutes were seen, also after a restart', async () => {
  const mx1 = fakeServer([message('OLD')]);
  it = await rig({ mx1 }, [config('mx1', { pollSeconds: 60 })], dir);
  const change = async () =>
    (await it?.engine.handle('causes.list', { scope: { servers: null }, filter: [], group: 'cause' }))?.rows[0]
      ?.change15;
  await it.clock.advance(300_000);
  expect(await change()).toBeNull();
  await it.clock.advance(660_000);
  expect(await change()).toBe(0);
  await it.engine.dispose();
  it = await rig({ mx1 }, [], dir, { clock: it.clock });
  await it.clock.advance(5000);
  expect(await change()).toBe(0);
});

test('the server page says which key answered and how the login went', async () => {
  const peer: TransportPeer = {
    login: 'ssh agent, ED25519',
    hostKey: { type: 'ssh-ed25519', fingerprint: 'SHA256:abc', since: 1 },
  };
  let known = false;
  const command: CommandTransport = {
    run: () => Promise.reject(new Error('not used')),
    text: () => Promise.reject(new Error('not used')),
    reset: () => undefined,
    log: () => [],
    peer: () => (known ? peer : null),
    dispose: () => undefined,
  };
  const mx1 = fakeServer([message('A')]);
  it = await rig({ mx1 }, [config('mx1', { route: { kind: 'ssh', target: 'mx1' } })], dir, { command });
  expect(await server()).toMatchObject({ login: null, hostKey: null });
  known = true;
  await it.clock.advance(120_000);
  expect(await server()).toMatchObject({ login: 'ssh agent, ED25519', hostKey: { fingerprint: 'SHA256:abc' } });
});

test('a server whose arrivals nobody tells says plainly that a silent outage is not watched', async () => {
  const mx1 = fakeServer([message('A')]);
  it = await rig({ mx1 }, [config('mx1')], dir);
  expect(await server()).toMatchObject({
    inflowWatched: false,
    inflow: 'not watched: this account may not read a mail log',
  });
});

test('where the log may be read arrivals are counted, it says by what, and the switch turns it off', async () => {
  const mx1 = fakeServer([message('A')]);
  mx1.perMinute = 3;
  it = await rig({ mx1 }, [config('mx1')], dir);
  await it.clock.advance(180_000);
  expect(await server()).toMatchObject({ inflowWatched: true, inflow: 'watched by log /var/log/mail.log' });
  // The log is gone while the queue is still seen: soon it is not watched any more, and no alarm came of it.
  mx1.perMinute = null;
  await it.clock.advance(900_000);
  const blind = await server();
  expect(blind?.inflowWatched).toBe(false);
  expect(blind?.inflow).toMatch(/^not watched: /);
  mx1.perMinute = 3;
  await it.engine.handle('servers.save', { config: config('mx1', { countMail: false }) });
  await it.clock.advance(180_000);
  expect(await server()).toMatchObject({
    inflowWatched: false,
    inflow: 'not watched: counting mail is switched off for this server',
  });
});

test('one refusal of our own makes the next look come sooner, so that the third is told within seconds', async () => {
  const mx1 = fakeServer([message('A')]);
  it = await rig({ mx1 }, [config('mx1', { pollSeconds: 60 })], dir);
  await it.clock.advance(130_000);
  const text = 'connect to 127.0.0.1[127.0.0.1]:10024: Connection refused';
  const refuse = (id: string): void => {
    const arrival = Math.floor((it?.clock.now() ?? 0) / 1000) - 1;
    mx1.queue.set(id, message(id, { arrival, recipients: [{ address: `${id}@a.example`, reason: text }] }));
  };
  refuse('F1');
  const before = mx1.lists;
  while (mx1.lists === before) await it.clock.advance(5000);
  refuse('F2');
  refuse('F3');
  await it.clock.advance(20_000);
  const { rows } = await it.engine.handle('incidents.list', { scope: { servers: null }, range: '24h' });
  expect(rows.map((row) => row.kind)).toEqual(['our own fault']);
  // Told: looking goes on at its usual pace.
  const told = mx1.lists;
  await it.clock.advance(50_000);
  expect(mx1.lists - told).toBeLessThanOrEqual(1);
});
