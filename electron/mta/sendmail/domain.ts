/**
 * `sendmail -qR@domain`: a run over the messages with a recipient that contains the text, in whatever case; with -Q it
 * quarantines them, and with -qQ it takes those that are (sendmail(8), -q and -Q; queue.c, gatherq). Both queues, as for ids.
 */
import { commandWords } from '../../../shared/messages/command-mtas.en.ts';
import { domainWords } from '../../../shared/messages/acting-domain.en.ts';
import type { ServerConfig } from '../../../shared/model/server.ts';
import type { Command, DomainRequest, DomainVerbs } from '../../ports.ts';
import { containing, noRight, offer, runForDomain } from '../domainVerb.ts';
import { factsOf, isRun, prefix, queues, runArguments, type Facts, type Runs } from './facts.ts';

/** Words: the text to look for, then the command. Runs that deliver go on in the background. */
const background =
  'd=$1; shift; { for q in -Am -Ac; do nohup "$@" "$q" "-qR$d"; done; } >/dev/null 2>&1 </dev/null & echo handed over';
const foreground = 'd=$1; shift; rc=0; for q in -Am -Ac; do "$@" "$q" "-qR$d" </dev/null 2>&1 || rc=$?; done; exit $rc';

const words = (config: ServerConfig, facts: Facts, verb: Runs): string[] => [
  ...prefix(config, facts),
  facts.program,
  ...runArguments[verb],
];

/** One command for both queues. */
export function domainCommand(config: ServerConfig, facts: Facts, verb: Runs, { domain }: DomainRequest): Command {
  const delivers = verb === 'retry' || verb === 'expire';
  return {
    argv: ['sh', '-c', delivers ? background : foreground, 'sh', `@${domain}`, ...words(config, facts, verb)],
    deadlineMs: delivers ? 60_000 : 10 * 60_000,
  };
}

export const sendmailDomain: DomainVerbs = {
  offer(_reach, config, found, { verb, domain }) {
    if (!isRun(verb)) return Promise.resolve({ none: domainWords.none('Sendmail', verb) });
    const refused = noRight(found, verb === 'retry' ? 'retry_domain' : verb);
    if (refused !== null) return Promise.resolve({ none: refused });
    const facts = factsOf(found);
    return Promise.resolve(
      offer(
        queues.map((queue) => [...words(config, facts, verb), queue, `-qR@${domain}`].join(' ')),
        containing(domain),
        {
          // What is quarantined lies in files that such a run does not open.
          skips: verb === 'release' ? [] : ['held'],
          notes: [
            domainWords.extrasText(`@${domain}`),
            domainWords.sendmail.whole,
            domainWords.sendmail.both,
            ...(verb === 'retry' ? [commandWords.sendmail.background] : []),
          ],
        },
      ),
    );
  },
  act(reach, config, found, request, signal) {
    const { verb } = request;
    if (!isRun(verb)) return Promise.resolve({ refused: domainWords.none('Sendmail', verb), output: '' });
    const delivers = verb === 'retry' || verb === 'expire';
    return runForDomain(
      reach,
      domainCommand(config, factsOf(found), verb, request),
      delivers ? /^handed over$/m : null,
      signal,
    );
  },
};
