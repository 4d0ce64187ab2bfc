import { AppError } from '../../shared/error.ts';
import { commandWords } from '../../shared/messages/command-mtas.en.ts';
import type { Ability, AbilityId } from '../../shared/model/server.ts';
import type { Verb } from '../../shared/model/action.ts';
import type { CommandResult, ListOutcome } from '../ports.ts';

export const ability = (
  id: AbilityId,
  command: string,
  granted: Ability['granted'],
  note: string | null = null,
): Ability => ({
  id,
  command,
  granted,
  note,
});

/** What an MTA has not is said, not hidden. */
export const absent = (id: AbilityId, note: string): Ability => ({ id, command: '', granted: 'absent', note });

export const noVerb = (label: string, verb: Verb): Promise<never> =>
  Promise.reject(new AppError('verb_absent', commandWords.absent(label, verb), { verb }));

/** A listing as far as it came. */
export function listOutcome(
  result: CommandResult,
  read: { remarks: string[]; complete: boolean },
  more: string[] = [],
): ListOutcome {
  const remarks = [...read.remarks, ...more];
  if (result.truncated === 'deadline') remarks.push(commandWords.cut);
  if (result.truncated === 'connection') remarks.push(commandWords.lost);
  return {
    complete: read.complete && result.exitCode === 0 && result.truncated === false,
    remarks,
    bytes: result.stdoutBytes,
  };
}

/** Throws when a listing brought nothing and the program failed. */
export function checkListing(result: CommandResult, program: string): void {
  if (result.exitCode === 0 || result.exitCode === null || result.stdoutBytes > 0) return;
  const text = result.stderr.trim().slice(0, 500);
  const details = { text, exitCode: result.exitCode };
  if (/permission denied|need root|must be root|not permitted|privileges/i.test(text)) {
    throw new AppError('rights_missing', text, { ...details, why: 'list' });
  }
  if (result.exitCode === 127) throw new AppError('command_missing', text, details);
  throw new AppError(
    'command_failed',
    text === '' ? `${program} ended with ${String(result.exitCode)}` : text,
    details,
  );
}
