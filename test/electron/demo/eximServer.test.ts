import { expect, test } from 'vitest';
import { createDemoTransport } from '../../../electron/demo/shell.ts';
import { createWorld } from '../../../electron/demo/world.ts';
import { exim } from '../../../electron/mta/exim/driver.ts';
import { mailDomainOf, type MailDomain } from '../../../shared/mailDomain.ts';
import type { QueueMessage } from '../../../shared/model/message.ts';
import { ServerConfig } from '../../../shared/model/server.ts';
import { classify } from '../../../shared/reasons/index.ts';
import { fakeClock } from '../monitor/world.ts';

/** The real driver on the simulated machine: nothing of Exim's is known to the simulation alone. */
async function begin() {
  const clock = fakeClock();
  const world = createWorld(clock.now());
  world.advance(clock.now());
  const server = world.server('relay-eu');
  if (server === undefined) throw new Error('no Exim');
  const command = createDemoTransport(world, 'relay-eu', clock);
  const reach = { command, clock };
  const config = ServerConfig.parse({
    id: 'relay-eu',
    name: 'relay-eu',
    mta: 'exim',
    route: { kind: 'demo', simulation: 'relay-eu' },
  });
  const found = await exim.detect(reach, config);
  if (found === null) throw new Error('not detected');
  const list = async (): Promise<Map<string, QueueMessage>> => {
    const messages = new Map<string, QueueMessage>();
    const skipped: string[] = [];
    const outcome = await exim.list(reach, config, found, {
      message: (message) => void messages.set(message.id, message),
      skipped: (why) => void skipped.push(why),
    });
    expect([outcome.complete, skipped]).toEqual([true, []]);
    return messages;
  };
  return { clock, world, server, reach, config, found, list };
}

test('is found as what it is, with what Exim has and has not', async () => {
  const { found } = await begin();
  expect([found.mta, found.version]).toEqual(['exim', '4.98']);
  const granted = Object.fromEntries(found.abilities.map((a) => [a.id, a.granted]));
  expect(granted).toMatchObject({ list: 'yes', retry_one: 'yes', hold: 'yes', expire: 'yes', log: 'yes' });
  expect(granted['requeue']).toBe('absent');
});

test('lists exactly its queue: ages, states, every reason in Exim words that mean the same', async () => {
  const { server, list, clock } = await begin();
  const messages = await list();
  expect([...messages.keys()].sort()).toEqual([...server.messages.keys()].sort());
  expect(messages.size).toBeGreaterThan(10);
  expect([...messages.values()].filter((m) => m.state === 'frozen')).toHaveLength(3);
  for (const [id, truth] of server.messages) {
    const read = messages.get(id);
    expect(read?.arrival).toBe(Math.floor(truth.arrival / 1000));
    expect(read?.recipients.map((r) => r.address)).toEqual(truth.recipients.map((r) => r.address));
    for (const [index, { reason }] of truth.recipients.entries()) {
      const said = read?.recipients[index]?.reason ?? null;
      if (truth.frozen !== null) expect(said).toContain(truth.frozen);
      else if (reason === null) expect(said).toBeNull();
      else expect([said, classify(said ?? '', {}).class]).toEqual([said, classify(reason, {}).class]);
    }
  }
  expect(clock.now()).toBeGreaterThan(0);
});

test('freezes, thaws, removes and retries; the log proves what was sent', async () => {
  const { server, world, reach, config, found, list, clock } = await begin();
  const [id = ''] = [...server.messages.values()].filter((m) => m.queue === 'deferred').map((m) => m.id);
  const act = (verb: 'hold' | 'release' | 'delete' | 'retry', ids: string[]) =>
    exim.act(reach, config, found, { verb, ids });
  expect((await act('hold', [id])).submitted).toEqual(new Set([id]));
  expect((await list()).get(id)?.state).toBe('frozen');
  expect([...(await act('hold', [id])).refused.keys()]).toEqual([id]);
  await act('release', [id]);
  expect((await list()).get(id)?.state).not.toBe('frozen');
  const gone = id.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
  expect([...(await act('delete', [gone])).refused.keys()]).toEqual([gone]);
  await act('retry', [...server.messages.keys()]);
  await clock.advance(60_000);
  world.advance(clock.now());
  const lines = await exim.log(reach, config, found, [...server.messages.keys(), id], clock.now() - 120_000);
  expect(lines?.length).toBeGreaterThan(0);
  expect(lines?.every((line) => line.proves !== 'other')).toBe(true);
});

test('a whole domain is tried by -Rf', async () => {
  const { server, world, reach, config, found, clock } = await begin();
  const toDomain = (name: string) =>
    [...server.messages.values()].filter((m) => m.recipients.some((r) => r.address.endsWith(`@${name}`)));
  const domain = mailDomainOf('harbour-print.example') as MailDomain;
  const ids = toDomain(domain).map((m) => m.id);
  expect(ids.length).toBeGreaterThan(0);
  const before = clock.now();
  expect(await exim.domain?.act(reach, config, found, { verb: 'retry', domain })).toMatchObject({ refused: null });
  await clock.advance(10_000);
  world.advance(clock.now());
  const tried = await exim.log(reach, config, found, [...server.messages.keys()], before);
  expect([...new Set(tried?.map((line) => line.id))].filter((id) => ids.includes(id)).sort()).toEqual(ids.sort());
});
