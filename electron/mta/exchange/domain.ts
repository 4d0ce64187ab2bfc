/**
 * Whole queues, by their next hop: Retry-Queue, Suspend-Queue and Resume-Queue (MicrosoftDocs/office-docs-powershell). With
 * delivery by DNS a queue is a recipient domain (OfficeDocs-Exchange queue-properties.md, NextHopDomain); behind a smart
 * host no queue has the domain's name, and that is said.
 */
import { z } from 'zod';
import { domainWords } from '../../../shared/messages/acting-domain.en.ts';
import type { MailDomain } from '../../../shared/mailDomain.ts';
import type { Verb } from '../../../shared/model/action.ts';
import type { Command, DomainVerbs } from '../../ports.ts';
import { offer } from '../domainVerb.ts';
import { bounded, commandOf } from '../run.ts';
import { domainActScript, domainQueuesScript, powershell } from './scripts.ts';

const Facts = z.object({ may: z.record(z.string(), z.boolean()).default({}) });
export type ExchangeFacts = z.infer<typeof Facts>;

const Queue = z.looseObject({ Identity: z.string().max(1000), Status: z.string() });

/** The cmdlet, and the states of queues it is for. */
const verbs: Readonly<Partial<Record<Verb, { cmdlet: string; states: readonly string[] }>>> = {
  retry: { cmdlet: 'Retry-Queue', states: ['Retry'] },
  hold: { cmdlet: 'Suspend-Queue', states: ['Active', 'Connecting', 'Ready', 'Retry'] },
  release: { cmdlet: 'Resume-Queue', states: ['Suspended'] },
};

const commandFor = (script: string, domain: MailDomain): Command => ({
  argv: powershell(script),
  shell: 'none',
  stdin: `${domain}\r\n`,
  deadlineMs: 5 * 60_000,
  maxBytes: 1024 * 1024,
});

export const exchangeDomain: DomainVerbs = {
  async offer(reach, _config, found, { verb, domain }, signal) {
    const own = verbs[verb];
    if (own === undefined) return { none: domainWords.none('Exchange', verb) };
    if (Facts.parse(found.facts).may[own.cmdlet] !== true) return { none: domainWords.right(own.cmdlet) };
    const result = await commandOf(reach).text(commandFor(domainQueuesScript, domain), signal);
    const queues = result.stdout.split('\n').flatMap((line) => {
      try {
        const queue = Queue.safeParse(JSON.parse(line.trim()));
        return queue.success ? [queue.data] : [];
      } catch {
        return [];
      }
    });
    const names = queues.filter(({ Status }) => own.states.includes(Status)).map(({ Identity }) => Identity);
    if (names.length === 0)
      return { none: queues.length === 0 ? domainWords.exchange.noQueue : domainWords.exchange.otherState(verb) };
    return offer(
      names.map((name) => `${own.cmdlet} -Identity '${name}' -Confirm:$false`),
      { by: 'queue', names },
      {
        skips: verb === 'retry' ? ['held'] : [],
        warnings: verb === 'hold' ? [domainWords.exchange.suspended] : [],
        notes: [domainWords.exchange.queues(names), ...(verb === 'retry' ? [domainWords.exchange.retryOnly] : [])],
      },
    );
  },
  async act(reach, _config, _found, { verb, domain }, signal) {
    const own = verbs[verb];
    if (own === undefined) return { refused: domainWords.none('Exchange', verb), output: '' };
    const script = domainActScript(`${own.cmdlet} -Identity $i -Confirm:$false`, own.states);
    const result = await commandOf(reach).text(commandFor(script, domain), signal);
    const output = bounded(`${result.stdout}${result.stderr}`);
    const done = /^ok \S/m.test(result.stdout);
    return { refused: done ? null : output.trim().slice(0, 500) || domainWords.exchange.noQueue, output };
  },
};
