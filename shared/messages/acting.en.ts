/** What is said about actions: before, while and after. */
import type { OutcomeKind, Verb } from '../model/action.ts';
import { count, plural, span } from './words.en.ts';

/** Of one message as of many: shown before a deletion begins and beside what it means. */
export const deletedForGood = 'What is deleted leaves the queue for good. Nobody is told: no bounce goes out.';

const doing: Readonly<Record<Verb, string>> = {
  retry: 'Retry',
  hold: 'Hold',
  release: 'Release',
  delete: 'Delete',
  expire: 'Expire',
  requeue: 'Requeue',
};

const outcomes: Readonly<Record<OutcomeKind, string>> = {
  waiting: 'to go',
  running: 'running',
  sent: 'sent',
  left_queue: 'left the queue',
  deferred_same: 'deferred again, same reply',
  deferred_new: 'deferred again, new reply',
  in_delivery: 'in delivery',
  bounced: 'bounced',
  held: 'held',
  released: 'released',
  deleted: 'deleted',
  expired: 'expired',
  requeued: 'requeued',
  not_done: 'not done',
  gone_before: 'gone before',
  unknown: 'unknown',
};

export const actingWords = {
  verb: doing,
  outcomes,
  title: (verb: Verb, n: number, servers: readonly string[], paced: boolean, domain: string | null) =>
    `${doing[verb]} ${plural(n, 'message')}${domain === null ? '' : ` for ${domain}`} on ${servers.join(', ')}${paced ? ', paced' : ''}`,
  refused: {
    observe: (name: string) => `${name} is set to “observe”: nothing may be changed there.`,
    retryOnly: (name: string) => `${name} allows retries only.`,
    listing: (name: string) => `${name} is an opened listing, not a server.`,
    blind: (name: string) => `${name} cannot be seen now.`,
    paused: (name: string) => `${name} is paused.`,
    absent: (program: string, verb: Verb) => `${program} cannot do “${doing[verb].toLowerCase()}”.`,
    noRight: (command: string) => `The account has no right to run ${command}.`,
    unknown: (id: string) => `There is no server ${id}.`,
  },
  leftOut: {
    gone: 'left the queue meanwhile',
    held: 'on hold: release them first',
    notHeld: 'not on hold',
    alreadyHeld: 'on hold already',
    active: 'in delivery now',
    badId: 'the queue id is not one of this mail server',
    busy: 'another action works on them',
    refused: 'their server refuses',
  },
  warnings: {
    worse: (title: string, n: number, why: string) => `${plural(n, 'message')} (${title}): ${why}`,
    greylist: (n: number) =>
      `${plural(n, 'message')} greylisted minutes ago: a retry inside the waiting time is refused again and may start it anew.`,
    stale: (name: string) => `${name} could not be listed again; this is from its last listing.`,
    sample: (name: string) => `${name} shows only part of its queue; only that part is acted on.`,
  },
  notes: {
    selfDeferred: 'Messages deferred again by this raise no alert for 10 minutes.',
    requeue:
      'Queue ids change. Each message is followed to its new one by the log: by the server’s word (orig_id) and by Message-ID.',
  },
  copy: {
    noHeaders: 'not read: more messages than a copy reads headers of',
    late: 'not read: it took too long',
  },
  cannotUndo: {
    delete: deletedForGood,
    expire: 'Each sender gets a bounce. That cannot be taken back.',
    requeue: 'Queue ids change and are not given back.',
    retry: null,
    hold: null,
    release: null,
  },
  evidence: {
    listing: (time: string) => `not in the listing of ${time}`,
    stillThere: (time: string) => `still in the listing of ${time}, same reply`,
    newReply: (time: string) => `in the listing of ${time} with another reply`,
    state: (state: string, time: string) => `${state} in the listing of ${time}`,
    before: 'left the queue before it was its turn',
    busy: 'another action works on it',
    lost: 'the connection broke; the listing afterwards does not tell',
    notReached: 'the connection broke before it was handed over',
    undone: 'taken back within the undo window',
    stopped: 'not reached: stopped',
    restarted: 'Queuewatch was restarted before it was its turn',
    notTried: 'still in the queue, and the log has no attempt since',
    notListed: (time: string) => `the listing of ${time} is only part of the queue and does not show it`,
    noProof: 'no log line, and the listing did not change in time',
    marked: (time: string) => `still there in the listing of ${time}, marked: it bounces at its next attempt`,
    otherMessage: 'the queue id belongs to another message now',
  },
  /** How the new queue id is known. */
  followed: {
    both: (line: string) => `told by orig_id and by the same Message-ID: ${line}`,
    orig_id: (line: string, without: boolean) =>
      without ? `told by orig_id; the message has no Message-ID: ${line}` : `told by orig_id: ${line}`,
    message_id: (line: string) => `told by the same Message-ID, and sender, size and time fit: ${line}`,
    many: (n: number) => `gone under its old queue id; ${n} messages carry its Message-ID, so the new one is not known`,
    notTold: (time: string) => `not in the listing of ${time}, and the log does not tell the new queue id`,
    noLog: (time: string) => `not in the listing of ${time}; the log, which tells the new queue id, may not be read`,
    /** Between preview and action. */
    before: (newId: string, why: string) => `not touched: its queue id had changed to ${newId}, ${why}`,
  },
  note: {
    stoppedByHand: 'Stopped by hand.',
    refusals: (n: number, title: string) => `Stopped by itself: ${n} refusals of the same kind in a row (${title}).`,
    probeFailed: 'The probe was deferred again; the rest is untouched.',
    probe: 'One message first; the rest follows when it leaves the queue.',
    destination: 'Waits: another paced retry works on the same destination.',
    slept: 'Paused while this computer slept.',
    restarted: 'Queuewatch was restarted; what was not reached is untouched.',
    restartedHeld: 'Queuewatch was restarted within the undo window: the messages are held, not deleted.',
    undone: 'Taken back; nothing was deleted.',
    lost: 'The connection broke in the middle. What was done is shown; the rest is untouched.',
    failed: (why: string) => `Not done: ${why}`,
    blind: 'Paused: the server cannot be seen.',
  },
  lines: {
    unreadable: (name: string) =>
      `The account may not read the delivery log of ${name}: outcomes come from its listings.`,
  },
  audit: {
    started: 'started',
    summary: (counts: Partial<Record<OutcomeKind, number>>) =>
      Object.entries(counts)
        .filter(([, n]) => n > 0)
        .map(([kind, n]) => `${count(n)} ${outcomes[kind as OutcomeKind]}`)
        .join(', ') || 'nothing',
  },
  selection: {
    ids: (n: number) => plural(n, 'selected message'),
    cause: (title: string, one: boolean) => (one ? `one of cause: ${title}` : `cause: ${title}`),
    filter: (query: string) => (query === '' ? 'all messages' : `filter: ${query}`),
  },
  takes: span,
};
