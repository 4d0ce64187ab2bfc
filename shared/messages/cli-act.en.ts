/** Words of `queuewatch act`. */
import { actingWords } from './acting.en.ts';
import { domainWords } from './acting-domain.en.ts';
import { count, plural, span } from './words.en.ts';
import type { OutcomeKind, Verb } from '../model/action.ts';

export const actWords = {
  help: `queuewatch act --server NAME --verb VERB (--id ID... | --filter QUERY | --domain NAME) [options]

Acts on messages of a configured server as the app does: the queue is listed, the messages found are shown and counted,
only those are acted on, each is followed to its outcome, and the audit list of the settings folder says who did what.
The server's safety level (observe, retry, full) holds here too.

  --server NAME    name or id of a server in the settings
  --verb VERB      retry, hold, release, delete, expire (each sender gets a bounce), requeue (queue ids change)
  --id ID          a queue id; may be given several times; "-" reads ids from standard input, a line each
  --filter QUERY   what matches, as in the app: from:shop@example.org to:example.com class:greylist age:>2h code:4.7.1
  --domain NAME    all mail to a recipient domain, by the mail server's own command for it where it has one (exim -Rf,
                   postqueue -s for fast_flush_domains, sendmail -qR, mox queue ... -to, haraka --qunstick ...), else the
                   messages found, one by one; the preview says which of the two it is. Such a command acts on what is
                   there when it runs: messages that came after the preview are counted at the end. To act on exactly
                   what was shown: --filter to:@NAME
  --paced RATE     retry one after the other: 30/min, 1/s, 200/h; never two at once to the same place
  --stop-after N   a paced retry stops by itself after N refusals of the same kind in a row (default 3)
  --order ORDER    of a paced retry: oldest (default), domains (one of each in turn), priority (priority senders first)
  --probe          a paced retry tries one first and goes on only when it leaves the queue
  --yes            do not ask; needed where nobody sits at the terminal
  --data DIR       where the settings are (default: those of queuewatch serve); it must not be in use by the app
  --secrets FILE   passwords and keys, as for queuewatch serve; nobody is asked for them

Standard error shows the preview before anything is done: counts by server and class, a sample, what will be run,
warnings. Standard output gets a JSON object a message at the end: {"server", "id", "sender", "recipient", "outcome",
"evidence", "at" (epoch seconds), "new_id"}. Ctrl-C stops: what was not handed over stays untouched, and a delete is
taken back within its first 10 seconds.

Exit codes: 0 every message reached the outcome, 1 some did or the server could not be acted on, 2 usage,
3 none did (nothing matched, nothing was confirmed, or all stayed as they were).
`,
  needs: (option: string): string => `queuewatch act: ${option} is needed. Try queuewatch act --help.`,
  idsOrFilter: 'queuewatch act: one of --id, --filter and --domain. Try queuewatch act --help.',
  domainPaced: 'queuewatch act: a whole domain at once cannot be paced; --paced goes with --filter to:@NAME.',
  badDomain: (text: string): string => `queuewatch act: ${text} Nothing was done.`,
  unknownVerb: (verb: string, known: readonly string[]): string =>
    `queuewatch act: unknown verb "${verb}"; known: ${known.join(', ')}.`,
  badRate: (text: string): string =>
    `queuewatch act: --paced takes messages per second, minute or hour (1/s, 30/min, 200/h; at most 5/s), not "${text}".`,
  badStopAfter: (text: string): string => `queuewatch act: --stop-after takes a number from 1 to 100, not "${text}".`,
  badOrder: (text: string): string => `queuewatch act: --order takes oldest, domains or priority, not "${text}".`,
  pacedRetryOnly: 'queuewatch act: only a retry can be paced.',
  onlyPaced: (option: string): string => `queuewatch act: ${option} goes with --paced.`,
  badArguments: (text: string): string => `queuewatch act: ${text} Try queuewatch act --help.`,
  badFilter: (text: string): string => `queuewatch act: ${text}`,
  noIds: 'queuewatch act: standard input named no queue id.',
  noServer: (name: string, dir: string, known: string): string =>
    `queuewatch act: no server "${name}" in ${dir}${known === '' ? '' : `; there are: ${known}`}.`,
  folderInUse: (text: string): string =>
    `queuewatch act: ${text} Queuewatch is running on these settings: act there, or stop it first.`,
  failed: (code: string, text: string): string => `queuewatch act: ${code}: ${text}`,
  unknownKey: (host: string, fingerprint: string): string =>
    `The host key of ${host} (${fingerprint}) is not known. Connect once with ssh or in the app, and compare it.`,
  noSecret: (text: string): string =>
    `The server asks “${text}” and no secret is at hand. Put it into the file of --secrets, or use a key of the SSH agent.`,
  problem: (title: string, next: string, detail: string | null): string =>
    [title, next, detail ?? ''].filter((part) => part !== '').join('\n  '),

  // --- preview
  title: (verb: Verb, messages: number, recipients: number, domains: number): string =>
    `${actingWords.verb[verb]}: ${plural(messages, 'message')}, ${plural(recipients, 'recipient')}, ${plural(domains, 'domain')}`,
  server: (name: string, messages: number, production: boolean): string =>
    `  ${name}${production ? ' (production)' : ''}: ${count(messages)}`,
  refused: (why: string): string => `  refused: ${why}`,
  class: (title: string, messages: number): string =>
    `  ${title === '' ? 'no reason given' : title}: ${count(messages)}`,
  age: (oldest: number, newest: number): string => `  oldest ${span(oldest)}, newest ${span(newest)}`,
  leftOut: (why: string, messages: number): string => `  left out, ${why}: ${count(messages)}`,
  sample: (id: string, sender: string | null, recipient: string | null, more: number): string =>
    `    ${id}  ${sender === '' ? '<>' : (sender ?? '?')} -> ${recipient ?? '?'}${more > 0 ? ` and ${count(more)} more` : ''}`,
  more: (messages: number): string => `    and ${plural(messages, 'more message')}`,
  command: (text: string): string => `  runs: ${text}`,
  warning: (text: string): string => `  note: ${text}`,
  cannotUndo: (text: string): string => `  ${text}`,
  suggested: (perMinute: number, domain: string | null): string =>
    `  better paced: ${domain === null ? '' : `--filter to:@${domain} `}--paced ${String(perMinute)}/min`,
  takes: (seconds: number): string => `  takes ${span(seconds)} or more`,
  nothing: 'Nothing to act on.',
  typeCount: (verb: Verb, messages: number): string =>
    `Type ${String(messages)} to ${actingWords.verb[verb].toLowerCase()} ${plural(messages, 'message')}: `,
  typeDomain: (verb: Verb, messages: number, domain: string): string =>
    `Type ${domain} to ${actingWords.verb[verb].toLowerCase()} ${plural(messages, 'message')} for ${domain}: `,
  domainWay: (domain: string, name: string, why: string | null): string =>
    why === null
      ? `  whole domain ${domain}, by the own command of ${name}`
      : `  whole domain ${domain}, message by message on ${name}: only those found. ${why}`,
  later: (messages: number | null): string =>
    messages === null
      ? 'How many messages came after the preview and were affected as well cannot be known here.'
      : domainWords.alsoTook(messages),
  goOn: 'Go on? [y/N] ',
  notConfirmed: 'Not confirmed; nothing was done.',
  needsYes: 'queuewatch act: nobody is at the terminal to confirm this; give --yes. Nothing was done.',

  // --- while it runs
  undo: (seconds: number): string => `Held; deleting begins in ${span(seconds)}. Ctrl-C takes it back.`,
  progress: (parts: readonly string[]): string => parts.join(', '),
  part: (kind: OutcomeKind, messages: number): string => `${count(messages)} ${actingWords.outcomes[kind]}`,
  stopping: 'Stopping; what was handed over is followed to its outcome.',
  leftOutUnknown: 'left out; standard error says why',
  summary: (state: 'done' | 'stopped' | 'failed', parts: readonly string[]): string =>
    `${{ done: 'Done', stopped: 'Stopped', failed: 'Not done' }[state]}: ${parts.join(', ') || 'nothing'}.`,
} as const;
