/** What the verbs for a whole domain of several MTAs have in common. */
import { domainWords } from '../../shared/messages/acting-domain.en.ts';
import type { MailDomain } from '../../shared/mailDomain.ts';
import type { AbilityId, Detection } from '../../shared/model/server.ts';
import type { Command, DomainOffer, Reach } from '../ports.ts';
import { bounded, checkElevation, commandOf } from './run.ts';

/** The server knows the whole of the domain's queue, and nothing is particular about it. */
export const offer = (
  commands: readonly string[],
  takes: DomainOffer['takes'],
  more: Partial<DomainOffer> = {},
): DomainOffer => ({ commands, takes, skips: [], warnings: [], notes: [], counted: null, ...more });

/** For verbs that take any address that contains a text. */
export const containing = (domain: MailDomain): DomainOffer['takes'] => ({ by: 'address', text: `@${domain}` });

/** Why the account may not; null when it may, or when that cannot be told without trying. */
export function noRight(found: Detection, id: AbilityId): string | null {
  const ability = found.abilities.find((a) => a.id === id);
  return ability?.granted === 'no' ? domainWords.right(ability.command) : null;
}

const refusing = /permission denied|password is required|not allowed|may not run|doas: /i;

/** One command; its own refusal is an answer, that of sudo or doas an error. */
export async function runForDomain(
  reach: Reach,
  command: Command,
  /** What it says when it took the domain; where it says nothing, its exit code has to do. */
  took: RegExp | null,
  signal?: AbortSignal,
): Promise<{ refused: string | null; output: string }> {
  const result = await commandOf(reach).text(command, signal);
  checkElevation(result, result.stdout);
  const output = bounded(`${result.stdout}${result.stderr}`);
  const done = result.exitCode === 0 && (took === null ? !refusing.test(output) : took.test(result.stdout));
  const ended = `${command.argv[0]} ended with ${String(result.exitCode)}`;
  return { refused: done ? null : output.trim().slice(0, 500) || ended, output };
}

/**
 * A run that delivers may take minutes for a dead host: it goes on in the background, whatever becomes of the connection.
 * The domain is one word of the command's own.
 */
export const inBackground = (words: readonly string[]): Command => ({
  argv: ['sh', '-c', 'nohup "$@" >/dev/null 2>&1 </dev/null & echo handed over', 'sh', ...words],
  deadlineMs: 60_000,
});
