/**
 * An action on a whole recipient domain: by the mail server's own verb for it where it has one, else on the messages seen.
 * Such a verb acts on what is there when it runs, not on what was previewed; so what it takes is found here as exactly as
 * the server would, shown, and followed, and what came later is counted.
 */
import { domainToASCII } from 'node:url';
import { AppError } from '../../../shared/error.ts';
import { mailDomainOf } from '../../../shared/mailDomain.ts';
import type { MailDomain } from '../../../shared/mailDomain.ts';
import { domainWords as words } from '../../../shared/messages/acting-domain.en.ts';
import { mtaNames } from '../../../shared/messages/mtaNames.en.ts';
import { problemOf } from '../../../shared/messages/problems.en.ts';
import type { Verb } from '../../../shared/model/action.ts';
import type { DomainOffer } from '../../ports.ts';
import { stateName } from '../queue/table.ts';
import { asAppError, targetOf } from '../watch.ts';
import type { Watch } from '../watch.ts';
import { createTaker } from './domainMatch.ts';

/** What one server would do; kept with the run. */
export interface DomainSide {
  /** null: message by message. */
  offer: DomainOffer | null;
  /** Why message by message. */
  why: string | null;
  /** Messages of the preview that are not acted on, though the verb might be thought to take them: they are no latecomers. */
  passed: string[];
}

export interface DomainPlan {
  name: MailDomain;
  sides: Map<string, DomainSide>;
  /** By server: messages without a recipient at the domain itself, and domains they go to. */
  extras: Map<string, { messages: number; domains: Map<string, number> }>;
}

/** The domain as DNS has it; the person may have typed it in their own script (RFC 5890). */
export function domainOfPerson(text: string): MailDomain {
  const typed = text.trim().replace(/^@/, '');
  const plain = /^[ -~]*$/.test(typed);
  // domainToASCII is a host parser: it would read "0x7f.1" or "a%2eb" as something else. Only other scripts go through it.
  const known = mailDomainOf(plain ? typed : /[!-,/:-@[-`{-~\s]/.test(typed) ? '' : domainToASCII(typed));
  if (known === null) throw new AppError('bad_argument', words.bad(text.slice(0, 100)), { domain: text.slice(0, 300) });
  return known;
}

export interface SideOptions {
  verb: Verb;
  domain: MailDomain;
  /** False where the person wants the messages seen, and nothing else. */
  own: boolean;
  paced: boolean;
  /** Epoch ms. */
  now: number;
}

export async function sideOf(watch: Watch, { verb, domain, own, paced, now }: SideOptions): Promise<DomainSide> {
  const side = { offer: null, passed: [] };
  if (!own) return { ...side, why: words.chosen };
  if (paced) return { ...side, why: words.paced };
  try {
    const answer = await watch.use(async (driver, reach, found) =>
      driver.domain
        ? driver.domain.offer(reach, watch.config, found, { verb, domain })
        : { none: words.none(mtaNames[found.mta], verb) },
    );
    return 'none' in answer ? { ...side, why: answer.none } : { ...side, offer: answer, why: null };
  } catch (thrown) {
    const about = { name: watch.config.name, at: now, target: targetOf(watch.config) };
    return { ...side, why: words.notAsked(problemOf(asAppError(thrown), about).title) };
  }
}

/**
 * Messages that came after the preview and are taken by the verb all the same: those of the listing before it runs, and of
 * the next one those that had arrived by then. What came and was gone between two listings is in none.
 */
export function latecomers(
  watch: Watch,
  name: MailDomain,
  { offer, passed }: DomainSide,
  known: (id: string) => boolean,
  /** Epoch seconds at which it was handed over; null before that. */
  at: number | null,
): string[] {
  const { table } = watch;
  if (offer === null) return [];
  const taker = createTaker(table, offer.takes, name);
  const left = new Set(passed);
  const late: string[] = [];
  for (let slot = 0; slot < table.slots; slot += 1) {
    const state = table.state[slot] ?? 0;
    const id = table.id[slot] ?? '';
    const arrival = table.arrival[slot] ?? 0;
    // Afterwards, only one that had arrived by then was there.
    if (state === 0 || (at !== null && (arrival === 0 || arrival > at))) continue;
    if (offer.skips.includes(stateName(state)) || !taker.takes(slot)) continue;
    if (!known(id) && !left.has(id)) late.push(id);
  }
  return late;
}
