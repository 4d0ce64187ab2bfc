/**
 * `haraka --qunstick DOMAIN`: tells the running server to take up every file of its queue whose domain is this one
 * (bin/haraka, outbound/queue.js flush_queue). It answers on this host's SMTP port, and needs no plugin.
 */
import { domainWords } from '../../../shared/messages/acting-domain.en.ts';
import { commandWords } from '../../../shared/messages/command-mtas.en.ts';
import type { MailDomain } from '../../../shared/mailDomain.ts';
import type { ServerConfig } from '../../../shared/model/server.ts';
import type { DomainVerbs } from '../../ports.ts';
import { noRight, offer, runForDomain } from '../domainVerb.ts';

/** Where `haraka -c` looks when nothing else was said. */
export const usualFolder = '/etc/haraka';

const qunstick = (config: ServerConfig, domain: MailDomain): [string, ...string[]] => [
  'haraka',
  '-c',
  config.instance ?? usualFolder,
  '--qunstick',
  domain,
];

export const harakaDomain: DomainVerbs = {
  offer(_reach, config, found, { verb, domain }) {
    if (verb !== 'retry') return Promise.resolve({ none: domainWords.none('Haraka', verb) });
    const refused = noRight(found, 'retry_domain');
    if (refused !== null) return Promise.resolve({ none: refused });
    return Promise.resolve(
      offer(
        [qunstick(config, domain).join(' ')],
        { by: 'domain', domain },
        {
          warnings: [domainWords.haraka.delivering],
          notes: [commandWords.haraka.qunstick],
        },
      ),
    );
  },
  act: (reach, config, _found, { domain }, signal) =>
    runForDomain(
      reach,
      { argv: qunstick(config, domain), deadlineMs: 30_000 },
      // Its exit code is 0 also for "501 Missing internalcmd_key" (connection.js, cmd_internalcmd).
      /^250 /m,
      signal,
    ),
};
