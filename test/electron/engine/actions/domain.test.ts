import { describe, expect, test } from 'vitest';
import type { DomainOffer } from '../../../../electron/ports.ts';
import { AppError } from '../../../../shared/error.ts';
import type { Pace, Verb } from '../../../../shared/model/action.ts';
import { config, fakeServer, mailboxFull, message, rateLimit } from '../../monitor/world.ts';
import type { FakeServer } from '../../monitor/world.ts';
import type { Rig } from '../rig.ts';
import { code, engines, finished } from './acting.ts';

const begin = engines();

const to = (id: string, ...addresses: string[]) =>
  message(id, { recipients: addresses.map((address) => ({ address, reason: mailboxFull })) });
const whole = (domain = 'example.org', own = true) => ({
  kind: 'domain' as const,
  scope: { servers: null },
  domain,
  own,
});
const ownVerb =
  (change: Partial<DomainOffer> = {}): FakeServer['domain'] =>
  (_reach, _config, _found, { domain }) =>
    Promise.resolve({
      commands: [`mta -R @${domain}`],
      takes: { by: 'address', text: `@${domain}` },
      skips: ['frozen'],
      warnings: [],
      notes: ['all recipients'],
      counted: null,
      ...change,
    });
/** Two for the domain, neighbours that contain it, a frozen one, and strangers. */
function neighbours(): FakeServer {
  const server = fakeServer([
    to('A0', 'u@example.org'),
    to('A1', 'x@other.example', 'V@Example.ORG'),
    to('N0', 'u@example.org.uk'),
    to('N1', 'u@example.org.uk', 'w@example.organic'),
    { ...to('F0', 'u@example.org'), state: 'frozen' },
    to('S0', 'u@notexample.org'),
    to('S1', 'example.org@elsewhere.example'),
  ]);
  server.domain = ownVerb();
  return server;
}
const previewed = (r: Rig, verb: Verb, selection: object = whole(), pace: Pace | null = null) =>
  r.during(r.engine.handle('actions.preview', { verb, selection: selection as never, pace }));
const begun = async (r: Rig, shown: Awaited<ReturnType<typeof previewed>>, more: object = {}) =>
  (
    await r.engine.handle('actions.start', {
      token: shown.token,
      typedCount: shown.messages,
      typedDomain: shown.domain?.name ?? null,
      ...more,
    })
  ).run;
const idsOf = async (r: Rig, run: string) =>
  (await r.engine.handle('actions.outcomes', { run, from: 0, count: 100 })).rows.map((row) => row.id).sort();

test('the preview finds exactly what a match by substring takes, names what is not for the domain, and fixes all of it', async () => {
  const mx1 = neighbours();
  const it = await begin({ mx1 }, [config('mx1', { safety: 'retry' })]);
  const shown = await previewed(it, 'retry');
  expect(shown.messages).toBe(4);
  expect(shown.domain).toEqual({
    name: 'example.org',
    servers: [
      {
        server: 'mx1',
        name: 'mx1',
        own: true,
        command: 'mta -R @example.org',
        why: null,
        extras: 2,
        extraDomains: [
          { domain: 'example.org.uk', messages: 2 },
          { domain: 'example.organic', messages: 1 },
        ],
        counted: null,
      },
    ],
  });
  expect(shown.commands).toEqual(['mta -R @example.org']);
  expect(shown.leftOut).toEqual([{ why: expect.stringContaining('frozen') as string, messages: 1 }]);
  expect(shown.warnings.join('\n')).toMatch(
    /acts on all messages for example\.org at that moment, also ones that come after/,
  );
  expect(shown.warnings.join('\n')).toMatch(
    /2 messages not for this domain: 2 to example\.org\.uk, 1 to example\.organic/,
  );
  const run = await begun(it, shown);
  await finished(it, run);
  expect(mx1.domainActs).toEqual([{ verb: 'retry', domain: 'example.org' }]);
  expect(mx1.acts).toEqual([]);
  expect(await idsOf(it, run)).toEqual(['A0', 'A1', 'N0', 'N1']);
});

test('each message seen is followed to an outcome of its own; an exit code is none', async () => {
  const mx1 = neighbours();
  mx1.onDomain = () => {
    mx1.queue.delete('A0');
    mx1.queue.set('N0', { ...to('N0'), recipients: [{ address: 'u@example.org.uk', reason: rateLimit }] });
    return null;
  };
  mx1.log = [];
  const it = await begin({ mx1 }, [config('mx1')]);
  const now = it.clock.now() + 3000;
  mx1.log.push({ at: now, id: 'A0', recipient: null, proves: 'sent', newId: null, text: 'A0 => u@example.org' });
  const done = await finished(it, await begun(it, await previewed(it, 'retry')));
  expect(done.counts).toEqual({ sent: 1, deferred_new: 1, unknown: 2 });
  expect(done.title).toBe('Retry 4 messages for example.org on mx1');
});

test('messages that come after the preview are taken as well, and counted', async () => {
  const mx1 = neighbours();
  mx1.log = [];
  const it = await begin({ mx1 }, [config('mx1')]);
  const shown = await previewed(it, 'retry');
  await it.clock.advance(20_000);
  const arrival = Math.floor(it.clock.now() / 1000);
  // One that the listing before the command shows, one that comes just before it runs, one long after it, one of another domain.
  mx1.queue.set('B0', { ...to('B0', 'new@example.org'), arrival });
  mx1.queue.set('B9', { ...to('B9', 'new@other.example'), arrival });
  mx1.onDomain = () => {
    mx1.queue.set('B1', { ...to('B1', 'new@example.org'), arrival });
    mx1.queue.set('B2', { ...to('B2', 'new@example.org'), arrival: arrival + 3600 });
    return null;
  };
  const run = await begun(it, shown);
  const done = await finished(it, run);
  expect(done.domain).toEqual({ name: 'example.org', own: ['mx1'], later: 2 });
  expect(await idsOf(it, run)).toEqual(['A0', 'A1', 'N0', 'N1']);
  const { rows } = await it.engine.handle('audit.list', { from: 0, count: 10 });
  expect(rows.map((row) => row.selection)).toEqual([
    'whole domain example.org: mta -R @example.org',
    'whole domain example.org: mta -R @example.org',
  ]);
  expect(rows.map((row) => row.result).join('\n')).toContain('Also affected: 2, came after the preview.');
});

describe('where there is no such verb, or it is not wanted', () => {
  test('only messages at exactly the domain are acted on, one by one, and the preview says which of the two it is', async () => {
    const mx1 = neighbours();
    mx1.domain = null;
    const it = await begin({ mx1 }, [config('mx1')]);
    const shown = await previewed(it, 'hold');
    expect(shown.domain?.servers).toEqual([
      expect.objectContaining({ own: false, why: 'Postfix has none.', command: null, extras: 0 }),
    ]);
    expect(shown.warnings.join()).not.toContain('come after');
    mx1.queue.set('B0', to('B0', 'new@example.org'));
    const run = await begun(it, shown);
    expect((await finished(it, run)).counts).toEqual({ held: 2 });
    expect(mx1.acts).toEqual([{ verb: 'hold', ids: ['A0', 'A1'] }]);
    expect(mx1.domainActs).toEqual([]);
    expect((await it.run(run)).domain).toEqual({ name: 'example.org', own: [], later: null });
  });

  test('asked for by the person, or because a retry is paced', async () => {
    const mx1 = neighbours();
    const it = await begin({ mx1 }, [config('mx1')]);
    const chosen = await previewed(it, 'retry', whole('example.org', false));
    expect([chosen.messages, chosen.domain?.servers[0]?.own]).toEqual([3, false]);
    const pace = { intervalMs: 1000, stopAfter: 3, order: 'oldest' as const, probe: false, resume: false };
    const paced = await previewed(it, 'retry', whole(), pace);
    expect(paced.domain?.servers[0]).toMatchObject({ own: false, why: expect.stringContaining('paced') as string });
    // The other way round nothing is started: the command cannot be paced.
    const atOnce = await previewed(it, 'retry');
    expect(await code(begun(it, atOnce, { pace }))).toBe('bad_argument');
    expect(mx1.domainActs).toEqual([]);
  });

  test('a server that cannot be asked is acted on message by message, and says why', async () => {
    const mx1 = neighbours();
    mx1.domain = () => Promise.reject(new AppError('connect_timeout', 'no answer'));
    const it = await begin({ mx1 }, [config('mx1')]);
    const shown = await previewed(it, 'retry');
    expect(shown.domain?.servers[0]).toMatchObject({ own: false });
    expect(shown.domain?.servers[0]?.why).toMatch(/could not be asked for its own command/);
  });

  test('messages of another action could not be left out, so it goes by ids; between preview and start nothing is done', async () => {
    const mx1 = neighbours();
    const it = await begin({ mx1 }, [config('mx1')]);
    const early = await previewed(it, 'retry');
    const other = await it.during(
      it.engine.handle('actions.preview', {
        verb: 'hold',
        selection: { kind: 'ids', messages: [{ server: 'mx1', id: 'A0' }] },
      }),
    );
    mx1.onAct = () => new Promise(() => undefined);
    await begun(it, other);
    const late = await previewed(it, 'retry');
    expect(late.domain?.servers[0]).toMatchObject({ own: false, why: expect.stringContaining('1 message') as string });
    const done = await finished(it, await begun(it, early));
    expect(done.counts).toEqual({ not_done: 4 });
    expect(mx1.domainActs).toEqual([]);
  });
});

describe('safety', () => {
  test.each([
    ['observe', []],
    ['retry', ['retry']],
    ['full', ['retry', 'hold', 'release', 'delete', 'expire']],
  ] as const)('at the level “%s” the engine lets through: %j', async (safety, allowed) => {
    const mx1 = neighbours();
    mx1.queue.set('H0', { ...to('H0', 'h@example.org'), state: 'held' });
    const it = await begin({ mx1 }, [config('mx1', { safety })]);
    for (const verb of ['retry', 'hold', 'release', 'delete', 'expire'] as const) {
      const shown = await previewed(it, verb);
      expect([verb, shown.messages > 0]).toEqual([verb, (allowed as readonly string[]).includes(verb)]);
      if (shown.messages === 0) expect(await code(begun(it, shown))).toBe('empty_selection');
    }
    expect(mx1.domainActs).toEqual([]);
  });

  test('rights withdrawn between preview and start stop it', async () => {
    const mx1 = neighbours();
    const it = await begin({ mx1 }, [config('mx1')]);
    const shown = await previewed(it, 'retry');
    await it.engine.handle('servers.save', { config: config('mx1', { safety: 'observe' }) });
    expect((await finished(it, await begun(it, shown))).counts).toEqual({ not_done: 4 });
    expect(mx1.domainActs).toEqual([]);
  });

  test('what cannot be undone wants the domain and the count', async () => {
    const mx1 = neighbours();
    const it = await begin({ mx1 }, [config('mx1')]);
    for (const verb of ['delete', 'expire'] as const) {
      const shown = await previewed(it, verb);
      expect(shown.confirm).toBe('type_domain');
      for (const [more, expected] of [
        [{ typedDomain: null }, 'domain_not_confirmed'],
        [{ typedDomain: 'example.com' }, 'domain_not_confirmed'],
        [{ typedCount: 3 }, 'count_not_confirmed'],
        [{ typedCount: null }, 'count_not_confirmed'],
      ] as const)
        expect(await code(begun(it, shown, more))).toBe(expected);
    }
    expect(mx1.domainActs).toEqual([]);
  });

  test('a delete waits for an undo with the messages held, and takes nothing when it is taken back', async () => {
    const mx1 = neighbours();
    const it = await begin({ mx1 }, [config('mx1')]);
    const run = await begun(it, await previewed(it, 'delete'));
    await it.clock.advance(3000);
    expect(mx1.queue.get('A0')?.state).toBe('held');
    await it.engine.handle('actions.control', { run, what: 'undo' });
    expect((await finished(it, run)).state).toBe('stopped');
    expect([mx1.queue.get('A0')?.state, mx1.domainActs]).toEqual(['deferred', []]);
    mx1.onDomain = () => {
      for (const id of ['A0', 'A1', 'N0', 'N1']) mx1.queue.delete(id);
      return null;
    };
    const done = await finished(it, await begun(it, await previewed(it, 'delete')));
    expect(done.counts).toEqual({ deleted: 4 });
    expect(mx1.domainActs).toEqual([{ verb: 'delete', domain: 'example.org' }]);
  });

  test.each([
    '',
    ' ',
    '@',
    '*',
    'com',
    '-R.example',
    '--all',
    'example.org -Rff',
    "a'b.example",
    '$(id).example',
    'a..b',
    '192.0.2.1',
    '[192.0.2.1]',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(130)}example`,
    'exa\nmple.org',
    'exam\u0000ple.org',
    'пример',
  ])('the domain %j is refused before anything is asked', async (domain) => {
    const mx1 = neighbours();
    let offers = 0;
    mx1.domain = () => {
      offers += 1;
      return Promise.resolve({ none: '' });
    };
    const it = await begin({ mx1 }, [config('mx1')]);
    expect(await code(previewed(it, 'delete', whole(domain)))).toBe('bad_argument');
    expect(offers).toBe(0);
  });

  test('a domain of another script, or with an @ in front, is the one that DNS knows', async () => {
    const mx1 = fakeServer([to('A0', 'u@xn--bcher-kva.example')]);
    mx1.domain = ownVerb();
    const it = await begin({ mx1 }, [config('mx1')]);
    for (const typed of ['bücher.example', '@BÜCHER.example', 'xn--bcher-kva.example.']) {
      const shown = await previewed(it, 'retry', whole(typed));
      expect([shown.domain?.name, shown.messages]).toEqual(['xn--bcher-kva.example', 1]);
    }
  });

  test('what the tool refuses is not done, in its own words', async () => {
    const mx1 = neighbours();
    mx1.onDomain = () => 'Flush service is not configured for destination "example.org"';
    const it = await begin({ mx1 }, [config('mx1')]);
    const done = await finished(it, await begun(it, await previewed(it, 'retry')));
    expect([done.state, done.counts]).toEqual(['failed', { not_done: 4 }]);
    expect(done.recent[0]?.evidence).toMatch(/Flush service is not configured/);
  });

  test('when nothing of what was seen is left, the command is not run for what came since', async () => {
    const mx1 = neighbours();
    const it = await begin({ mx1 }, [config('mx1')]);
    const shown = await previewed(it, 'retry');
    for (const id of ['A0', 'A1', 'N0', 'N1']) mx1.queue.delete(id);
    mx1.queue.set('B0', to('B0', 'new@example.org'));
    await it.clock.advance(5000);
    expect((await finished(it, await begun(it, shown))).counts).toEqual({ gone_before: 4 });
    expect(mx1.domainActs).toEqual([]);
  });
});

test('a listing that is a sample proves no message gone: the server is asked for each, and what came later is not known', async () => {
  const mx1 = neighbours();
  mx1.complete = false;
  mx1.domain = ownVerb({ counted: 5000, takes: { by: 'domain', domain: 'example.org' } });
  mx1.found.abilities = mx1.found.abilities.map((a) => (a.id === 'hold' ? { ...a, granted: 'absent' } : a));
  const it = await begin({ mx1 }, [config('mx1')]);
  const shown = await previewed(it, 'delete');
  expect(shown.warnings.join()).toContain('mx1 itself counts 5,000 messages for it; 2 of them are shown');
  mx1.onDomain = () => {
    mx1.queue.clear();
    mx1.present = new Set(['A1']);
    return null;
  };
  const run = await begun(it, shown);
  const done = await finished(it, run);
  expect(done.counts).toEqual({ deleted: 1, unknown: 1 });
  expect(done.domain?.later).toBeNull();
});
