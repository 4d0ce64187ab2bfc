import type { Ability, AbilityId, Detection, SafetyLevel } from '../../shared/model/server.ts';
import { abilityWords } from '../../shared/messages/servers-ui.en.ts';

export interface AbilityRow {
  ids: AbilityId[];
  /** "Hold, release, delete". */
  title: string;
  /** The words all commands of the row begin with. */
  command: string;
  granted: Ability['granted'];
  note: string | null;
}

/** Abilities that are told in one line when they have the same answer. */
const families: readonly (readonly AbilityId[])[] = [
  ['list'],
  ['retry_one', 'retry_domain', 'retry_all'],
  ['hold', 'release', 'delete', 'expire', 'requeue'],
  ['headers', 'body'],
  ['log'],
];

/** The rights table: one line for what belongs together and has the same answer. */
export function abilityRows(abilities: readonly Ability[]): AbilityRow[] {
  const rows: AbilityRow[] = [];
  for (const family of families) {
    for (const id of family) {
      const ability = abilities.find((a) => a.id === id);
      if (ability === undefined) continue;
      const tool = firstWords(ability.command);
      const row = rows.find(
        (r) =>
          r.ids.some((i) => family.includes(i)) &&
          r.granted === ability.granted &&
          r.note === ability.note &&
          firstWords(r.command) === tool,
      );
      if (row === undefined) {
        rows.push({ ids: [id], title: '', command: ability.command, granted: ability.granted, note: ability.note });
      } else {
        row.ids.push(id);
        row.command = commonWords(row.command, ability.command);
      }
    }
  }
  return rows.map((row) => ({ ...row, title: abilityWords.title(row.ids) }));
}

/** The program a command runs, past sudo and doas with their flags. */
function firstWords(command: string): string {
  return (
    command
      .replace(/^(?:(?:sudo|doas)\s+(?:-\S+\s+(?:(?<=-u\s+)\S+\s+)?)*)/u, '')
      .split(/\s+/u)[0]
      ?.replace(/^.*\//u, '') ?? ''
  );
}

function commonWords(a: string, b: string): string {
  const left = a.split(/\s+/u);
  const right = b.split(/\s+/u);
  let n = 0;
  while (n < left.length && left[n] === right[n]) n += 1;
  return n === 0 ? a : left.slice(0, n).join(' ');
}

const may = (abilities: readonly Ability[], id: AbilityId): boolean =>
  abilities.some((a) => a.id === id && a.granted === 'yes');

/** Whether this server can at least be watched; without it "0 messages" would be a lie. */
export const canList = (found: Pick<Detection, 'abilities'>): boolean => may(found.abilities, 'list');

/** What an account may do, short: which of seeing, retrying and changing. */
export function reachOf(abilities: readonly Ability[]): { see: boolean; retry: boolean; change: boolean } {
  return {
    see: may(abilities, 'list'),
    retry: may(abilities, 'retry_one') || may(abilities, 'retry_domain') || may(abilities, 'retry_all'),
    change: may(abilities, 'hold') || may(abilities, 'delete'),
  };
}

/** True when something is missing that a recipe could give (not what the MTA simply has not). */
export const somethingMissing = (abilities: readonly Ability[]): boolean => abilities.some((a) => a.granted === 'no');

/** The safety level the wizard suggests: never more than the account can use, and never "full" by itself. */
export function suggestedSafety(abilities: readonly Ability[], production: boolean): SafetyLevel {
  const { retry } = reachOf(abilities);
  return retry && !production ? 'retry' : 'observe';
}
