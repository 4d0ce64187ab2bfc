import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '../../../shared/error.ts';
import { config, fakeServer, message } from '../monitor/world.ts';
import { rig } from './rig.ts';
import type { Rig } from './rig.ts';

let dir = '';
let it: Rig | null = null;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'queuewatch-watching-'));
});
afterEach(async () => {
  await it?.engine.dispose();
  it = null;
  rmSync(dir, { recursive: true, force: true });
});
const views = async () => (await it?.engine.handle('servers.list', {})) ?? [];
const ssh = { route: { kind: 'ssh', target: 'mx1' } };

test('a slow listing is asked for less often: never more than a tenth of the time', async () => {
  const mx1 = fakeServer([message('A')]);
  mx1.listMs = 60_000;
  it = await rig({ mx1 }, [config('mx1', { pollSeconds: 30 })], dir);
  await it.clock.advance(6_000_000);
  expect(mx1.lists).toBeLessThanOrEqual(11);
  expect(mx1.lists).toBeGreaterThan(7);
});

test('looks of one server never overlap, however often a person asks', async () => {
  const mx1 = fakeServer([message('A')]);
  mx1.listMs = 5000;
  it = await rig({ mx1 }, [config('mx1')], dir);
  for (let k = 0; k < 20; k += 1) await it.engine.handle('monitor.lookNow', { server: 'mx1' });
  await it.clock.advance(11_000);
  expect(mx1.lists).toBeLessThanOrEqual(3);
});

test('a server out of sight is blind with its last figure, backs off, and comes back', async () => {
  const mx1 = fakeServer([message('A'), message('B')]);
  it = await rig({ mx1 }, [config('mx1', ssh)], dir);
  mx1.listError = new AppError('connect_timeout', 'no answer in 10 s');
  await it.clock.advance(120_000);
  const [blind] = await views();
  expect(blind).toMatchObject({ state: 'blind', waiting: 2 });
  expect(blind?.problem?.code).toBe('connect_timeout');
  expect(blind?.problem?.next).not.toBe('');
  const before = mx1.lists;
  await it.clock.advance(3_600_000);
  expect(mx1.lists - before).toBeLessThan(15);
  const causes = await it.engine.handle('causes.list', { scope: { servers: null }, filter: [], group: 'cause' });
  expect(causes.verdict.tone).toBe('blind');
  mx1.listError = null;
  await it.clock.advance(1_200_000);
  expect((await views())[0]).toMatchObject({ problem: null, tries: 0 });
  expect((await it.engine.handle('incidents.list', { scope: { servers: null }, range: '24h' })).blind).toMatchObject([
    { server: 'mx1' },
  ]);
});

test('a refused login is tried twice and then waits for a person, so that the account is not locked', async () => {
  const mx1 = fakeServer();
  mx1.listError = new AppError('auth_failed', 'permission denied');
  it = await rig({ mx1 }, [config('mx1', ssh)], dir);
  await it.clock.advance(86_400_000);
  expect((await views())[0]?.tries).toBe(2);
  mx1.listError = null;
  await it.engine.handle('monitor.lookNow', { server: 'mx1' });
  await it.clock.advance(1000);
  expect((await views())[0]?.problem).toBeNull();
});

test('a changed host key stops at once and shows both fingerprints', async () => {
  const mx1 = fakeServer();
  mx1.listError = new AppError('host_key_changed', 'the host key changed', {
    known: 'SHA256:old',
    offered: 'SHA256:new',
    knownSince: 1,
  });
  it = await rig({ mx1 }, [config('mx1', ssh)], dir);
  await it.clock.advance(3_600_000);
  expect((await views())[0]).toMatchObject({
    tries: 1,
    problem: { code: 'host_key_changed', hostKey: { known: 'SHA256:old', offered: 'SHA256:new' } },
  });
});

test('no right to list is blind, not an empty queue that looks healthy', async () => {
  const mx1 = fakeServer();
  const list = mx1.found.abilities.find((a) => a.id === 'list');
  if (list) list.granted = 'no';
  it = await rig({ mx1 }, [config('mx1')], dir);
  const [view] = await views();
  expect(view).toMatchObject({ state: 'blind', waiting: null, problem: { code: 'list_not_permitted' } });
});

test('all servers gone at the same moment is told once, as our own network', async () => {
  const mx1 = fakeServer([message('A')]);
  const mx2 = fakeServer([message('B')]);
  it = await rig({ mx1, mx2 }, [config('mx1', ssh), config('mx2', { route: { kind: 'ssh', target: 'mx2' } })], dir);
  mx1.listError = mx2.listError = new AppError('network_unreachable', 'no route');
  await it.clock.advance(70_000);
  const { notices } = await it.engine.handle('status.get', {});
  expect(notices.filter((n) => n.id === 'own-network')).toHaveLength(1);
  mx1.listError = mx2.listError = null;
  await it.clock.advance(900_000);
  expect((await it.engine.handle('status.get', {})).notices).toEqual([]);
});

test('pausing stops all looks and survives a restart', async () => {
  const mx1 = fakeServer([message('A')]);
  it = await rig({ mx1 }, [config('mx1')], dir);
  await it.engine.handle('monitor.pause', { paused: true });
  const before = mx1.lists;
  await it.clock.advance(3_600_000);
  expect(mx1.lists).toBe(before);
  await it.engine.dispose();
  it = await rig({ mx1 }, [], dir, { clock: it.clock });
  await it.clock.advance(600_000);
  expect(mx1.lists).toBe(before);
  expect((await it.engine.handle('status.get', {})).tray).toBe('paused');
});

test('sixty servers do not log in all at once', async () => {
  const servers = Object.fromEntries(
    Array.from({ length: 60 }, (_, k) => {
      const server = fakeServer([message(`A${k}`)]);
      server.listMs = 2000;
      return [`s${k}`, server] as const;
    }),
  );
  it = await rig(
    servers,
    Object.keys(servers).map((id) => config(id)),
    dir,
  );
  await it.clock.advance(1000);
  expect(Object.values(servers).reduce((n, s) => n + s.lists, 0)).toBeLessThanOrEqual(16);
  await it.clock.advance(60_000);
  expect((await views()).every((v) => v.seenAt !== null)).toBe(true);
});

test('a wave of fresh deferrals raises one notification, and its cause can be opened', async () => {
  const mx1 = fakeServer([message('OLD')]);
  it = await rig({ mx1 }, [config('mx1', { pollSeconds: 60 })], dir);
  const told: string[] = [];
  it.engine.on('notification', (n) => told.push(n.title));
  await it.clock.advance(600_000);
  for (let k = 0; k < 40; k += 1) {
    mx1.queue.set(
      `W${k}`,
      message(`W${k}`, {
        arrival: Math.floor(it.clock.now() / 1000),
        recipients: [
          {
            address: `u${k}@customer${k}.example`,
            reason: 'connect to 127.0.0.1[127.0.0.1]:10024: Connection refused',
          },
        ],
      }),
    );
  }
  await it.clock.advance(300_000);
  expect(told).toHaveLength(1);
  const { rows, verdict } = await it.engine.handle('causes.list', {
    scope: { servers: null },
    filter: [],
    group: 'cause',
  });
  expect(rows[0]).toMatchObject({ side: 'local', messages: 40, change15: 40 });
  expect(rows[0]?.incident?.severity).toBe('critical');
  expect(verdict.title).toMatch(/^It is us/);
  const id = rows[0]?.incident?.id ?? 0;
  expect((await it.engine.handle('incidents.get', { id }))?.row.cause).toBe(rows[0]?.id);
  const md = await it.engine.handle('incidents.export', { id, format: 'markdown', addresses: false });
  expect(md.text).not.toContain('u1@customer1.example');
  await it.engine.dispose();
  it = await rig({ mx1 }, [], dir, { clock: it.clock });
  it.engine.on('notification', (n) => told.push(n.title));
  await it.clock.advance(300_000);
  expect(told).toHaveLength(1);
});

test('a target that is down is tried again, then said on screen; alerts never wait for it', async () => {
  const mx1 = fakeServer([message('OLD')]);
  let calls = 0;
  const fetch: typeof globalThis.fetch = () => {
    calls += 1;
    return Promise.resolve(new Response('no', { status: 503 }));
  };
  it = await rig({ mx1 }, [config('mx1')], dir, { fetch });
  const { alerts } = await it.engine.handle('settings.get', {});
  await it.engine.handle('settings.setAlerts', {
    ...alerts,
    targets: [{ kind: 'webhook', name: 'pager', url: 'https://hook.example/x' }],
  });
  await it.clock.advance(600_000);
  for (let k = 0; k < 40; k += 1)
    mx1.queue.set(
      `W${k}`,
      message(`W${k}`, {
        arrival: Math.floor(it.clock.now() / 1000),
        recipients: [
          { address: `u${k}@c${k}.example`, reason: 'connect to 127.0.0.1[127.0.0.1]:10024: Connection refused' },
        ],
      }),
    );
  await it.clock.advance(700_000);
  expect(calls).toBe(4);
  expect((await it.engine.handle('status.get', {})).notices.map((n) => n.id)).toContain('target-pager');
});
