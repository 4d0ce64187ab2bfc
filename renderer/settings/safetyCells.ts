import type { Ability, SafetyLevel } from '../../shared/model/server.ts';

export type SafetyCell = 'no' | 'preview' | 'undo' | 'typed' | 'cannot';

/**
 * What happens on a server when a verb is chosen: from its safety level, whether it is a production server, and what
 * its account may do (unknown abilities count as allowed: trying tells).
 */
export function safetyCells(
  level: SafetyLevel,
  production: boolean,
  abilities: readonly Ability[] | null,
): { retry: SafetyCell; hold: SafetyCell; remove: SafetyCell; all: SafetyCell } {
  const may = (...ids: Ability['id'][]): boolean =>
    abilities === null ||
    ids.some((id) => abilities.some((a) => a.id === id && (a.granted === 'yes' || a.granted === 'unknown')));
  const retry = level === 'observe' ? 'no' : may('retry_one', 'retry_domain') ? 'preview' : 'cannot';
  const hold = level !== 'full' ? 'no' : may('hold', 'release') ? 'preview' : 'cannot';
  const remove = level !== 'full' ? 'no' : may('delete') ? 'typed' : 'cannot';
  const all =
    level === 'observe'
      ? 'no'
      : !may('retry_all', 'retry_one')
        ? 'cannot'
        : level === 'full' || production
          ? 'typed'
          : 'preview';
  return { retry, hold, remove, all };
}
