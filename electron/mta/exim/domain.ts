/**
 * `exim -Rf @domain`: one queue run over all messages with an undelivered recipient whose address contains the text, in
 * whatever case; -Rff would take frozen ones as well (Exim specification, "The Exim command line", -R; queue.c).
 */
import { domainWords } from '../../../shared/messages/acting-domain.en.ts';
import type { MailDomain } from '../../../shared/mailDomain.ts';
import type { Detection, ServerConfig } from '../../../shared/model/server.ts';
import type { DomainVerbs } from '../../ports.ts';
import { containing, inBackground, noRight, offer, runForDomain } from '../domainVerb.ts';
import { base, factsOf, prefix } from './facts.ts';

const wordsOf = (config: ServerConfig, found: Detection, domain: MailDomain): string[] => {
  const facts = factsOf(found);
  return [...prefix(config, facts), ...base(facts), '-Rf', `@${domain}`];
};

export const eximDomain: DomainVerbs = {
  offer(_reach, config, found, { verb, domain }) {
    if (verb !== 'retry') return Promise.resolve({ none: domainWords.none('Exim', verb) });
    const refused = noRight(found, 'retry_domain');
    if (refused !== null) return Promise.resolve({ none: refused });
    return Promise.resolve(
      offer([wordsOf(config, found, domain).join(' ')], containing(domain), {
        skips: ['frozen'],
        notes: [domainWords.extrasText(`@${domain}`), domainWords.exim.frozen, domainWords.exim.whole],
      }),
    );
  },
  act: (reach, config, found, { domain }, signal) =>
    runForDomain(reach, inBackground(wordsOf(config, found, domain)), /^handed over$/m, signal),
};
