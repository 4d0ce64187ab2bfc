import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { requests, requestNames } from '../../../shared/contract.ts';
import type { EngineRequestName } from '../../../shared/contract.ts';
import { isAppError } from '../../../shared/error.ts';
import { config, fakeServer, message } from '../monitor/world.ts';
import { rig } from './rig.ts';
import type { Rig } from './rig.ts';

const dir = mkdtempSync(join(tmpdir(), 'queuewatch-contract-'));
let it: Rig | null = null;
afterEach(async () => {
  await it?.engine.dispose();
  rmSync(dir, { recursive: true, force: true });
});

const all = { servers: null };
/** A right question for every request, so that each is seen to answer with the shape the contract says. */
const questions: { [K in EngineRequestName]?: unknown } = {
  'notifications.seen': { id: null },
  'monitor.lookNow': { server: null },
  'monitor.pause': { paused: false },
  'notice.dismiss': { id: 'x' },
  'causes.list': { scope: all, filter: [], group: 'cause' },
  'causes.get': { id: '*/mailbox_full/*', scope: all },
  'causes.check': { server: 'mx1' },
  'messages.window': { scope: all, filter: [], sort: { by: 'age', down: true }, from: 0, count: 10 },
  'messages.get': { server: 'mx1', id: 'A1' },
  'messages.moves': { server: 'mx1', id: 'A1' },
  'messages.inspect': { server: 'mx1', id: 'A1', what: 'headers' },
  'messages.ages': { scope: all, filter: [], by: 'recipient' },
  'messages.export': { scope: all, filter: [], format: 'csv' },
  'actions.preview': { verb: 'retry', selection: { kind: 'filter', scope: all, filter: [] } },
  'audit.list': { from: 0, count: 10 },
  'audit.export': { format: 'csv' },
  'bounces.window': { scope: all, filter: {}, from: 0, count: 10 },
  'bounces.groups': { scope: all, filter: {}, by: 'domain' },
  'bounces.get': { id: 1 },
  'bounces.done': { id: 1, done: true },
  'bounces.export': { filter: {}, format: 'csv', what: 'dead_addresses' },
  'incidents.list': { scope: all, range: '7d' },
  'incidents.get': { id: 1 },
  'mutes.add': { cause: '*/mailbox_full/*', incident: null, server: null, provider: null, class: null, until: null },
  'mutes.end': { id: '0' },
  'alerts.series': { server: 'mx1' },
  'alerts.explain': { server: 'mx1', series: '|', at: Date.UTC(2026, 10, 23, 14) },
  'alerts.testTarget': { index: 3 },
  'history.view': { servers: null, range: '7d', by: 'side' },
  'history.queueAt': { scope: all, at: 1_795_000_000 },
  'history.export': { servers: null, range: '24h', by: 'side', format: 'json' },
  'servers.candidates': { text: 'mx' },
  'servers.probeState': { id: 'x' },
  'servers.cancelProbe': { id: 'x' },
  'actions.lines': { run: null, after: 0, message: { server: 'mx1', id: 'none' } },
  'servers.log': { id: 'mx1' },
  'servers.hop': { id: 'mx1', hop: '10.0.0.9', ours: false },
  'servers.openListing': { fileName: 'q.txt', mta: null, text: 'nothing like a listing' },
  'prompts.answer': { id: 'x', accept: false, text: null, save: false },
  'mailboxes.remove': { id: 'none' },
  'mailboxes.check': { id: 'none' },
  'mailboxes.cancelRead': { id: 'none' },
  'mailboxes.authorize': { id: 'none' },
  'rules.set': { json: '[]' },
  'rules.test': { json: null, text: 'host x[192.0.2.1] said: 452 4.2.2 mailbox full', mta: 'postfix' },
};
/** These need something that does not exist here; they must say so by a stable code, not break. */
const refusedByCode: Partial<Record<EngineRequestName, [unknown, string]>> = {
  'actions.start': [{ token: 'x' }, 'preview_expired'],
  'actions.copy': [{ token: 'x' }, 'preview_expired'],
  'actions.control': [{ run: 'x', what: 'stop' }, 'no_such_run'],
  'actions.outcomes': [{ run: 'x', from: 0, count: 1 }, 'no_such_run'],
  'bounces.raw': [{ id: 99 }, 'no_such_bounce'],
  'incidents.acknowledge': [{ id: 99, untilMs: null, note: '' }, 'no_such_incident'],
  'incidents.note': [{ id: 99, text: 'x' }, 'no_such_incident'],
  'incidents.expected': [{ id: 99 }, 'no_such_incident'],
  'incidents.export': [{ id: 99, format: 'json', addresses: false }, 'no_such_incident'],
  'servers.test': [{ id: 'nowhere' }, 'no_such_server'],
  'servers.forgetHostKey': [{ id: 'nowhere', fingerprint: 'x' }, 'no_such_server'],
};

test('every engine request has a handler, and its answer fits the contract', async () => {
  it = await rig({ mx1: fakeServer([message('A1'), message('A2')]) }, [config('mx1')], dir);
  const mine = requestNames.filter((name): name is EngineRequestName => requests[name].host === 'engine');
  expect(mine.length).toBeGreaterThan(60);
  for (const name of mine) {
    const refused = refusedByCode[name];
    if (refused) {
      const error = await it.engine.handle(name, refused[0] as never).catch((e: unknown) => e);
      expect(isAppError(error) && error.code, name).toBe(refused[1]);
      continue;
    }
    if (
      [
        'settings.setApp',
        'settings.setAlerts',
        'alerts.dryRun',
        'servers.probe',
        'servers.save',
        'mailboxes.test',
        'mailboxes.save',
        'history.clear',
        'servers.remove',
      ].includes(name)
    )
      continue;
    const asked = it.engine.handle(name, questions[name] ?? {});
    await (name === 'actions.preview' ? it.during(asked) : asked);
  }
  const { app, alerts } = await it.engine.handle('settings.get', {});
  await it.engine.handle('settings.setApp', app);
  await it.engine.handle('settings.setAlerts', alerts);
  await it.engine.handle('alerts.dryRun', { settings: alerts, days: 7 });
  const probe = await it.engine.handle('servers.probe', { config: config('mx1') });
  await it.clock.advance(100);
  expect((await it.engine.handle('servers.probeState', { id: probe.id }))?.waiting).toBe(2);
  await it.engine.handle('history.clear', {});
  await it.engine.handle('servers.remove', { id: 'mx1' });
  expect(await it.engine.handle('servers.list', {})).toEqual([]);
  expect(it.errors).toEqual([]);
}, 60_000);

test('a wrong shape is refused before anything runs', async () => {
  it = await rig({ mx1: fakeServer() }, [config('mx1')], dir);
  const wrong: [EngineRequestName, unknown][] = [
    ['causes.list', {}],
    ['messages.window', { scope: all, filter: [], sort: { by: 'age', down: true }, from: -1, count: 10 }],
    ['messages.window', { scope: all, filter: [], sort: { by: 'age', down: true }, from: 0, count: 1_000_000 }],
    ['servers.save', { config: { id: '../x' } }],
    ['actions.preview', { verb: 'format_disk', selection: { kind: 'ids', messages: [{ server: 'mx1', id: 'A' }] } }],
    ['rules.set', null],
  ];
  for (const [name, input] of wrong) {
    const error = await it.engine.handle(name, input as never).catch((e: unknown) => e);
    expect(isAppError(error) && error.code, name).toBe('bad_input');
  }
});
