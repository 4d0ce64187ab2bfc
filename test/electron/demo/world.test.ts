import { expect, test } from 'vitest';
import { createWorld, type World } from '../../../electron/demo/world.ts';
import { readDsn } from '../../../shared/dsn/index.ts';

const start = 1_790_000_000_000;
const MINUTE = 60_000;

function begun(): World {
  const world = createWorld(start);
  world.advance(start);
  return world;
}
const deferred = (world: World, text: string) =>
  world.servers
    .flatMap((s) => [...s.messages.values()])
    .filter((m) => m.recipients.some((r) => r.reason?.includes(text))).length;

test('the same seed gives the same demo, however the time is cut', () => {
  const one = begun();
  const other = begun();
  one.advance(start + 3 * MINUTE);
  for (let t = 0; t <= 180; t += 7) other.advance(start + t * 1000);
  other.advance(start + 3 * MINUTE);
  expect([...other.servers[1]!.messages.keys()].length).toBeGreaterThan(0);
  expect(begun().servers.map((s) => [...s.messages.keys()])).toEqual(
    begun().servers.map((s) => [...s.messages.keys()]),
  );
}, 60_000);

test('a wave of 451 4.3.0 comes within two minutes of the start, and clears', () => {
  const world = begun();
  expect(deferred(world, '451 4.3.0')).toBe(0);
  world.advance(start + 2 * MINUTE);
  expect(deferred(world, '451 4.3.0')).toBeGreaterThan(30);
  world.advance(start + 20 * MINUTE);
  expect(deferred(world, '451 4.3.0')).toBe(0);
});

test('the filter of one server dies and is started again', () => {
  const world = begun();
  world.advance(start + 9 * MINUTE);
  expect(deferred(world, '10024: Connection refused')).toBeGreaterThan(10);
  world.advance(start + 150 * MINUTE);
  expect(deferred(world, '10024: Connection refused')).toBe(0);
});

test('what is held stays, what is released is tried, what is deleted is gone', () => {
  const world = begun();
  const [id] = [...world.servers[0]!.messages.values()].filter((m) => m.queue === 'deferred').map((m) => m.id);
  expect(world.setHeld('mx1', id!, true)).toBe(true);
  expect(world.setHeld('mx1', id!, true)).toBe(false);
  world.advance(start + 180 * MINUTE);
  expect(world.servers[0]!.messages.get(id!)?.queue).toBe('hold');
  expect(world.setHeld('mx1', id!, false)).toBe(true);
  expect(world.remove('mx1', id!)).toBe(true);
  expect(world.remove('mx1', id!)).toBe(false);
  expect(world.remove('mx1', 'nothing')).toBe(false);
});

test('the reports in the mailbox are read as what they are', async () => {
  const world = begun();
  const kinds = new Set<string>();
  for (const { eml } of world.mailbox.slice(-200)) {
    const report = await readDsn(new TextEncoder().encode(eml));
    expect(report.recipients.length).toBeGreaterThan(0);
    expect(report.original.queueId).not.toBeNull();
    kinds.add(report.kind);
  }
  expect([...kinds].sort()).toEqual(['delayed', 'failed']);
});
