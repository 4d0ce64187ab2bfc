import { expect, test } from 'vitest';
import { createMtaRegistry } from '../../../electron/mta/registry.ts';
import { listedMtas, mtaFacts, type MtaColumn } from '../../../shared/messages/mtas.en.ts';
import { mtaKinds } from '../../../shared/model/message.ts';
import type { AbilityId } from '../../../shared/model/server.ts';
import { reachOf } from './api/server.ts';
import { serverOf, vendors } from './api/vendors.ts';

const registry = createMtaRegistry();

test('no screen offers what does not exist: every MTA has a driver, and a reader where its listings can be opened', () => {
  expect(mtaFacts.map(({ kind }) => kind).sort()).toEqual([...mtaKinds].sort());
  for (const { kind, reach } of mtaFacts) {
    expect(registry.driver(kind).kind).toBe(kind);
    expect(registry.driver(kind).needs).toBe(reach === 'api' ? 'http' : 'command');
  }
  const readable = mtaKinds.filter((kind) => registry.reader(kind) !== null);
  expect(listedMtas.map(({ kind }) => kind).sort()).toEqual(readable.sort());
});

const columns: readonly [MtaColumn, AbilityId][] = [
  ['list', 'list'],
  ['retry', 'retry_one'],
  ['hold', 'hold'],
  ['remove', 'delete'],
  ['bounce', 'expire'],
  ['headers', 'headers'],
  ['log', 'log'],
];

test.each(vendors.map((v) => [v.name, v] as const))(
  '%s: the table of all mail systems says what its driver does',
  async (_name, vendor) => {
    const { can } = mtaFacts.find(({ kind }) => kind === vendor.kind)!;
    const found = await registry
      .driver(vendor.kind)
      .detect(reachOf(serverOf(vendor).http, vendor.secret), vendor.config);
    for (const [column, id] of columns) {
      const { granted, note } = found!.abilities.find((a) => a.id === id)!;
      if (can[column] === 'yes') expect([id, granted]).not.toEqual([id, 'absent']);
      if (can[column] === 'no') expect([id, granted]).toEqual([id, 'absent']);
      if (granted === 'absent') expect(note).not.toBeNull();
    }
  },
);
