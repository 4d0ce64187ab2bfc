/** Words of previews, running actions and their outcomes (design, section 8). */
import { deletedForGood } from './acting.en.ts';
import { count, plural } from './words.en.ts';
import type { OutcomeKind, RunState, Verb } from '../model/action.ts';

export const verbWords: Record<Verb, string> = {
  retry: 'Retry',
  hold: 'Hold',
  release: 'Release',
  delete: 'Delete',
  expire: 'Return',
  requeue: 'Requeue',
};

const where = (servers: string): string => (servers === '' ? '' : ` on ${servers}`);

export const previewWords = {
  label: 'Preview',
  asking: 'Finding the messages …',
  failed: 'The preview could not be made',
  failedText: 'Nothing was done.',
  title: (verb: Verb, n: number, servers: string, paced: boolean, domain: string | null): string => {
    const what = `${plural(n, 'message')}${domain === null ? '' : ` for ${domain}`}`;
    switch (verb) {
      case 'retry':
        return `Retry ${what}${where(servers)}${paced ? ', paced' : ''}`;
      case 'hold':
        return `Hold ${what}${where(servers)}`;
      case 'release':
        return `Release ${what}${where(servers)}`;
      case 'delete':
        return `Delete ${what}${where(servers)}?`;
      case 'expire':
        return `Return ${what}${where(servers)} to their senders?`;
      case 'requeue':
        return `Requeue ${what}${where(servers)}`;
    }
  },
  means: {
    retry: 'Each is tried again now; what becomes of it is shown message by message.',
    hold: 'What is held stays in the queue and is not tried until it is released.',
    release: 'What is released is tried again as usual.',
    delete: deletedForGood,
    expire: 'Each sender gets a bounce; the messages leave the queue.',
    requeue: 'Queued anew under a new queue id each; the delivery log and the Message-ID tell which.',
  } satisfies Record<Verb, string>,
  mode: 'How many at once',
  modes: { one: 'One', paced: 'Paced', all: 'All at once' },
  every: '1 message every',
  seconds: 'seconds between two messages',
  s: 's',
  stopAfter: 'stop after',
  stopLabel: 'stop after so many refusals in a row',
  refusals: 'refusals',
  order: 'Order',
  orders: { oldest: 'oldest first', domains: 'one per domain in turn', priority: 'priority senders first' },
  probe: 'One first; go on only when it leaves the queue',
  resume: 'Go on after Queuewatch was restarted',
  exactly: 'Exactly',
  exact: (m: number, r: number, d: number) =>
    `${plural(m, 'message')}, ${plural(r, 'recipient')}, ${plural(d, 'domain')}`,
  servers: 'Servers',
  production: 'production',
  classes: 'Reasons',
  noReason: 'without a reason',
  age: 'Oldest',
  ages: (oldest: string, newest: string) => `${oldest}, newest ${newest}`,
  takes: 'Takes',
  takesText: (span: string, done: string) => `about ${span}, done ${done}`,
  leftOut: 'Left out',
  sample: (n: number, all: number) => `Sample, ${count(n)} of ${count(all)}`,
  commands: 'What runs on the server',
  copy: 'Copy first',
  copySave: 'Save envelopes and headers',
  copyBusy: 'Reading the headers …',
  copyMeans: 'The bodies are not copied.',
  copySaved: (messages: number, headers: number) =>
    headers === messages
      ? `Saved: ${plural(messages, 'message')} with headers.`
      : `Saved: ${plural(messages, 'envelope')}, headers of ${count(headers)}.`,
  canStop: 'Can be paused or stopped at any time',
  undo: (seconds: number) => `Can be undone for ${seconds} s`,
  cancel: 'Cancel',
  keep: 'Keep them',
  typeCount: (n: number) => `Type ${n} to confirm`,
  typeDomain: (domain: string) => `Type ${domain} to confirm`,
  typeDomainWhy: (n: number, domain: string) =>
    `The domain is asked for because this takes ${plural(n, 'message')} for ${domain}, and what comes until then.`,
  typeWhy: 'The number is asked for because this cannot be taken back.',
  holdToConfirm: 'or keep the button pressed for 2 seconds',
  none: 'No message fits any more',
  noneText: 'They left the queue, or their state changed, before the preview. Nothing was done.',
  how: 'How',
  way: 'How the domain is acted on',
  ways: { own: 'The server’s own command', seen: 'Only these messages' },
  idsWay: (server: string) => `${server}: message by message, only these.`,
  startDomain: (verb: Verb, n: number, domain: string): string =>
    `${verbWords[verb]} ${count(n)} for ${domain.length > 32 ? `${domain.slice(0, 31)}…` : domain}`,
  start: (verb: Verb, n: number, paced: boolean): string =>
    paced ? `${verbWords[verb]} ${count(n)}, paced` : `${verbWords[verb]} ${count(n)}`,
  one: (verb: Verb) => `${verbWords[verb]} 1`,
  more: (n: number) => `+${count(n)}`,
  nullSender: 'null sender',
} as const;

export const domainUi = {
  all: (domain: string) => `All mail to ${domain}`,
  menu: (domain: string) => `Actions for all mail to ${domain}`,
  key: (domain: string) => `Retry all mail to ${domain}`,
  verbs: {
    retry: 'Retry…',
    hold: 'Hold…',
    release: 'Release…',
    delete: 'Delete…',
    expire: 'Return to senders…',
    requeue: 'Requeue…',
  } satisfies Record<Verb, string>,
  later: (n: number | null) =>
    n === null
      ? 'How many messages came after the preview and were affected as well cannot be known here.'
      : `Also affected: ${count(n)}, came after the preview.`,
} as const;

export const outcomeWords: Record<OutcomeKind, string> = {
  waiting: 'to go',
  running: 'asked',
  sent: 'sent',
  left_queue: 'left queue',
  deferred_same: 'deferred',
  deferred_new: 'new reply',
  in_delivery: 'in delivery',
  bounced: 'bounced',
  held: 'held',
  released: 'released',
  deleted: 'deleted',
  expired: 'returned',
  requeued: 'requeued',
  not_done: 'not done',
  gone_before: 'gone before',
  unknown: 'unknown',
};

/** Behind a count: "4 left the queue". */
export const outcomeSums: Record<OutcomeKind, string> = {
  ...outcomeWords,
  left_queue: 'left the queue',
  deferred_same: 'deferred again',
  deferred_new: 'deferred, new reply',
  gone_before: 'gone before',
};

export const runStateWords: Record<RunState, string> = {
  undo_window: 'can be undone',
  running: 'running',
  paused: 'paused',
  verifying: 'looking what became of them',
  done: 'done',
  stopped: 'stopped',
  failed: 'failed',
};

export const runWords = {
  title: (verb: Verb, paced: boolean, state: string) => `${paced ? 'Paced retry' : verbWords[verb]}, ${state}`,
  next: (age: string) => `next in ${age}`,
  pace: (n: number, interval: string, stop: number) =>
    `${plural(n, 'message')}, 1 every ${interval}, stop after ${plural(stop, 'refusal')} in a row.`,
  plain: (n: number) => `${plural(n, 'message')}.`,
  doneAbout: (time: string) => `Done about ${time}`,
  took: (span: string) => `Took ${span}`,
  pause: 'Pause',
  resume: 'Go on',
  stop: 'Stop',
  undo: 'Undo',
  undoBar: (title: string, seconds: number) => `${title}: starts in ${seconds} s`,
  open: 'Show what became of them',
  leftNote: '“Left the queue” is what the queue shows. “Sent” needs a line in the delivery log.',
  finished: (title: string, sums: string) => `${title}: ${sums}`,
  runs: 'Actions',
  runsHead: 'What was done, and what became of it',
  none: 'Nothing was done since Queuewatch started.',
  outcomes: 'Outcomes',
  evidence: 'Evidence',
  columns: {
    kind: 'Outcome',
    id: 'Queue ID',
    sender: 'Sender',
    recipient: 'Recipient',
    server: 'Server',
    at: 'Time',
    evidence: 'Evidence',
  },
  newId: (id: string) => `now ${id}`,
  lines: {
    show: 'Show the log lines',
    hide: 'Hide the log lines',
    label: 'Log lines, newest first',
    reading: 'Reading the log …',
    waiting: 'No line of these messages yet.',
    none: 'The log has no line of these messages since the action began.',
    followed: (n: number, all: number) => `The log is searched for the last ${count(n)} of ${count(all)} messages.`,
    dropped: (n: number) => `${plural(n, 'earlier line')} left out.`,
  },
} as const;
