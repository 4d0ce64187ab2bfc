/**
 * `mox queue schedule|hold|unhold|drop|fail -to @domain`: every entry whose recipient contains the text (mjl-/mox
 * queue/queue.go, Filter.apply). No filter at all means the whole queue: the words are built from a checked domain only.
 */
import { domainWords } from '../../../shared/messages/acting-domain.en.ts';
import type { Verb } from '../../../shared/model/action.ts';
import type { ServerConfig } from '../../../shared/model/server.ts';
import type { DomainRequest, DomainVerbs } from '../../ports.ts';
import { containing, noRight, offer, runForDomain } from '../domainVerb.ts';
import { factsOf, verbs, type Facts } from './facts.ts';

function queueWords({ mox, conf }: Facts, command: string, { verb, domain }: DomainRequest): [string, ...string[]] {
  const filter = ['-to', `@${domain}`];
  return [mox, '-config', conf, 'queue', command, ...(verb === 'retry' ? ['-now', ...filter, '0s'] : filter)];
}

const idOf = (verb: Verb) => (verb === 'retry' ? 'retry_domain' : verb);
const elevated = (config: ServerConfig, facts: Facts): boolean => !facts.isRoot && config.elevate !== 'none';

export const moxDomain: DomainVerbs = {
  offer(_reach, config, found, request) {
    const command = verbs[request.verb];
    if (command === undefined) return Promise.resolve({ none: domainWords.none('mox', request.verb) });
    // Recipients are compared as people read them.
    if (/(^|\.)xn--/.test(request.domain)) return Promise.resolve({ none: domainWords.mox.international });
    const refused = noRight(found, idOf(request.verb));
    if (refused !== null) return Promise.resolve({ none: refused });
    const facts = factsOf(found);
    const sudo = elevated(config, facts) ? `${config.elevate} -n ` : '';
    return Promise.resolve(
      offer([`${sudo}${queueWords(facts, command, request).join(' ')}`], containing(request.domain), {
        // A new time does not release what is on hold.
        skips: request.verb === 'retry' ? ['held'] : [],
        notes: [domainWords.extrasText(`@${request.domain}`)],
      }),
    );
  },
  act(reach, config, found, request, signal) {
    const command = verbs[request.verb];
    if (command === undefined) return Promise.resolve({ refused: domainWords.none('mox', request.verb), output: '' });
    const facts = factsOf(found);
    return runForDomain(
      reach,
      { argv: queueWords(facts, command, request), elevated: elevated(config, facts), deadlineMs: 5 * 60_000 },
      // "12 messages changed", "12 message(s) rescheduled".
      /(?:^| )[1-9]\d* message/m,
      signal,
    );
  },
};
