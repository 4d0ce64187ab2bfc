/** `postqueue -s SITE`: tries all deferred mail for a domain that fast_flush_domains covers (postqueue(1), flush(8)). */
import { domainWords } from '../../../shared/messages/acting-domain.en.ts';
import type { MailDomain } from '../../../shared/mailDomain.ts';
import type { DomainVerbs } from '../../ports.ts';
import { noRight, offer, runForDomain } from '../domainVerb.ts';
import { shown } from '../run.ts';
import { factsOf, type PostfixFacts } from './facts.ts';
import { covers, lookUpOn } from './fastFlush.ts';

const siteWords = (facts: PostfixFacts, domain: MailDomain): [string, ...string[]] => [
  facts.commands.postqueue,
  ...(facts.instance === null ? [] : ['-c', facts.instance]),
  '-s',
  domain,
];

export const postfixDomain: DomainVerbs = {
  async offer(reach, _config, found, { verb, domain }, signal) {
    if (verb !== 'retry') return { none: domainWords.none('Postfix', verb) };
    const facts = factsOf(found);
    const refused = noRight(found, 'retry_domain');
    if (refused !== null) return { none: refused };
    const { fastFlush } = facts;
    if (fastFlush === undefined || fastFlush.domains === '') return { none: domainWords.postfix.noneListed };
    const c = facts.instance === null ? [] : ['-c', facts.instance];
    const postmap = facts.commands.postqueue.replace(/[^/]+$/, 'postmap');
    try {
      if (!(await covers(fastFlush, domain, lookUpOn(reach, [postmap, ...c], signal))))
        return { none: domainWords.postfix.notListed(domain) };
    } catch (error) {
      return { none: domainWords.postfix.notTold(error instanceof Error ? error.message : String(error)) };
    }
    return offer(
      [shown({ argv: siteWords(facts, domain) })],
      { by: 'domain', domain },
      {
        skips: ['held', 'active', 'incoming'],
        notes: [domainWords.postfix.logged],
      },
    );
  },
  // It says nothing when it works, and everything else on standard error with exit code 69.
  act: (reach, _config, found, { domain }, signal) =>
    runForDomain(reach, { argv: siteWords(factsOf(found), domain), deadlineMs: 60_000 }, null, signal),
};
