import { expect, it } from 'vitest';
import { abilityRows, reachOf, suggestedSafety } from '../../../renderer/servers/abilityRows.ts';
import type { Ability } from '../../../shared/model/server.ts';
import { mtaColumns, mtaFacts } from '../../../shared/messages/mtas.en.ts';
import { mtaKinds } from '../../../shared/model/message.ts';

const ability = (
  id: Ability['id'],
  command: string,
  granted: Ability['granted'],
  note: string | null = null,
): Ability => ({ id, command, granted, note });

it('tells in one line what has the same answer, and never joins a granted with a refused one', () => {
  const rows = abilityRows([
    ability('list', 'postqueue -j', 'yes'),
    ability('retry_one', 'postqueue -i ID', 'yes'),
    ability('retry_all', 'postqueue -f', 'yes', 'asks twice'),
    ability('hold', 'sudo -n postsuper -h -', 'no'),
    ability('release', 'sudo -n postsuper -H -', 'no'),
    ability('delete', 'sudo -n postsuper -d -', 'yes'),
    ability('headers', 'sudo -n -u postfix postcat -qh ID', 'no'),
    ability('log', 'journalctl -u postfix', 'no'),
  ]);
  expect(rows.map((r) => [r.title, r.command, r.granted])).toEqual([
    ['List the queue', 'postqueue -j', 'yes'],
    ['Retry one or paced', 'postqueue -i ID', 'yes'],
    ['Retry all', 'postqueue -f', 'yes'],
    ['Hold, release', 'sudo -n postsuper', 'no'],
    ['Delete', 'sudo -n postsuper -d -', 'yes'],
    ['Headers and envelope', 'sudo -n -u postfix postcat -qh ID', 'no'],
    ['Delivery log', 'journalctl -u postfix', 'no'],
  ]);
});

it('counts an unknown right as none when it says what a server can do', () => {
  expect(reachOf([ability('list', 'x', 'yes'), ability('retry_one', 'x', 'unknown')])).toEqual({
    see: true,
    retry: false,
    change: false,
  });
  expect(suggestedSafety([ability('list', 'x', 'yes'), ability('retry_one', 'x', 'yes')], true)).toBe('observe');
});

it('has a row with every column for every mail system it reads', () => {
  expect(mtaFacts.map((f) => f.kind).sort()).toEqual([...mtaKinds].sort());
  for (const facts of mtaFacts) expect(Object.keys(facts.can)).toEqual([...mtaColumns]);
});
