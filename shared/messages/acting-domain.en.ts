/** What is said about acting on a whole recipient domain. */
import type { Verb } from '../model/action.ts';
import { actingWords } from './acting.en.ts';
import { clockTime, count, plural, some } from './words.en.ts';

const list = (domains: readonly { domain: string; messages: number }[]): string =>
  domains.map(({ domain, messages }) => `${count(messages)} to ${domain === '' ? 'no domain' : domain}`).join(', ');

export const domainWords = {
  bad: (text: string) =>
    `“${text}” is not a domain as DNS has them: two labels or more of letters, digits and hyphens, such as example.org.`,
  // --- why message by message
  chosen: 'As asked for.',
  paced: 'A paced retry hands over one message after the other.',
  none: (program: string, verb: Verb) =>
    `${program} has no “${actingWords.verb[verb].toLowerCase()}” for a whole domain.`,
  busy: (n: number) =>
    `Another action works on ${plural(n, 'message')} that the server’s own command would take as well.`,
  notAsked: (title: string) => `The server could not be asked for its own command: ${title}`,
  right: (command: string) => `The account has no right to run ${command}.`,
  // --- preview
  later: (name: string, domain: string) =>
    `${name}: acts on all messages for ${domain} at that moment, also ones that come after this preview.`,
  extras: (name: string, n: number, domains: readonly { domain: string; messages: number }[], others: number) =>
    `${name}: also takes ${plural(n, 'message')} not for this domain: ${list(domains)}${others > 0 ? ` and ${plural(others, 'more domain')}` : ''}.`,
  extrasText: (text: string) =>
    `The command takes every message with a waiting recipient whose address contains “${text}”.`,
  counted: (name: string, n: number, shown: number) =>
    `${name} itself counts ${plural(n, 'message')} for it; ${count(shown)} of them are shown and followed.`,
  skipped: (state: string) => `${state}: its own command passes them over`,
  busyAtStart: 'another action works on some of them, and the server’s own command would take those as well',
  selection: (domain: string, commands: readonly string[], byIds: readonly string[]) =>
    `whole domain ${domain}${commands.length > 0 ? `: ${commands.join('; ')}` : ''}${byIds.length > 0 ? `; message by message on ${some(byIds, 5)}` : ''}`,
  alsoTook: (n: number) => `Also affected: ${count(n)}, came after the preview.`,
  // --- particular to a mail server
  exim: {
    frozen: 'Frozen messages are passed over; exim -Rff would take them.',
    whole:
      'It is one queue run in the background, one message after the other; all waiting recipients of a message are tried, ' +
      'not only those of this domain, whatever their retry times.',
  },
  sendmail: {
    whole: 'All waiting recipients of a message are taken, not only those of this domain.',
    both: 'Both queues: that of the daemon and that of local submission.',
  },
  postfix: {
    notListed: (domain: string) =>
      `Postfix knows “postqueue -s” only for domains in fast_flush_domains, and ${domain} is not in it.`,
    noneListed: 'fast_flush_domains is empty: Postfix knows no “postqueue -s” for any domain.',
    notTold: (what: string) => `Whether fast_flush_domains holds the domain cannot be told: ${what}`,
    logged: 'Only messages that were deferred since the domain is in fast_flush_domains are in its list.',
  },
  haraka: {
    delivering:
      'Haraka takes up each file of the domain, also one whose delivery is running: that one may go out twice.',
  },
  mox: { international: 'mox matches internationalised domains in their own script only.' },
  stalwart: {
    through: 'A message counts as well when it is the recipient that is through already who is at this domain.',
    later: 'Stalwart works it off in the background.',
  },
  exchange: {
    queues: (names: readonly string[]) => `Queues whose next hop is this domain: ${some(names, 5)}.`,
    noQueue: 'No queue of this server has this domain as its next hop: mail for it goes by another host.',
    otherState: (verb: Verb) => `No queue of this domain is in a state for “${actingWords.verb[verb].toLowerCase()}”.`,
    retryOnly: 'Only queues in the state “Retry”; a suspended one stays.',
    suspended: 'The queues stay suspended, also for new mail, until they are released.',
  },
  kumomta: {
    holds: (until: number) => `Holds until ${clockTime(until, true)}, new mail as well, and then ends by itself.`,
    bounces: (duration: string) => `It stays active for ${duration} and takes new mail for this domain as well.`,
    noRecord: 'KumoMTA writes an AdminBounce record into its log. It sends no bounce to anyone.',
    noNotice: 'KumoMTA sends no bounces: what it calls one is a delete.',
    held: 'Suspended queues stay suspended.',
    lifts: (reason: string, left: string) => `Ends the suspension “${reason}”, which would end by itself in ${left}.`,
    nothingHeld: 'No suspension names this domain.',
    reason: (verb: Verb, domain: string) => `Queuewatch: ${actingWords.verb[verb].toLowerCase()} all mail to ${domain}`,
  },
} as const;
