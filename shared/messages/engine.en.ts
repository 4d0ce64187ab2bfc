/** Sentences the engine says about queues, causes and servers. */
import { titleInSentence } from './causeTitles.en.ts';
import { clockTime, count, plural, some, span } from './words.en.ts';

export const verdictWords = {
  noServers: { title: 'No server yet', detail: 'Add a server, open a saved listing, or start the demo.' },
  pending: (names: readonly string[]) => ({
    title: `Asking ${some(names)} for the first time`,
    detail: 'The first causes show while the listing still comes in.',
  }),
  allBlind: (n: number) => ({
    title: n === 1 ? 'The server cannot be seen' : `None of ${n} servers can be seen`,
    detail: 'What is shown is older. What is not seen is never called calm.',
  }),
  us: (title: string, server: string) => `It is us: ${titleInSentence(title)} on ${server}`,
  usSuspected: 'It looks like us: many unrelated providers fail at once',
  waitForIt: (messages: number, change: number | null) =>
    `${plural(messages, 'message waits', 'messages wait')} for it${change !== null && change > 0 ? `, ${count(change)} of them since 15 minutes` : ''}.`,
  others: (n: number) => (n === 0 ? '' : ` ${plural(n, 'other cause needs', 'other causes need')} a look.`),
  waitInAll: (n: number) => ` ${count(n)} wait in all.`,
  notUs: (title: string) => title,
  trouble: (n: number) =>
    n === 1
      ? 'Nothing is wrong on our side; one cause needs a look'
      : `Nothing is wrong on our side; ${n} causes need a look`,
  calm: 'Nothing is wrong on our side, and nothing is unusual',
  calmDetail: (waiting: number, servers: number) =>
    `${waiting === 1 ? '1 message waits' : `${count(waiting)} messages wait`} on ${plural(servers, 'server')}.`,
  nextBounce: (n: number, title: string, left: number) =>
    ` Next to bounce: ${title}, in ${span(left)} (${plural(n, 'message')}).`,
  emptyTitle: 'Nothing waits',
  emptyDetail: (servers: number) =>
    `The ${servers === 1 ? 'queue is' : `queues of ${servers} servers are`} empty, and we may look.`,
  partlyBlind: (blind: readonly string[]) => ` ${some(blind)} cannot be seen.`,
  nothingMatches: { title: 'Nothing matches', detail: 'No message in the queue fits the filter.' },
};

export const causeWords = {
  clears: (messages: number, domains: number, servers: number) =>
    `${plural(messages, 'greylisted message')} at ${plural(domains, 'domain')} on ${plural(servers, 'server')}; second tries usually pass`,
  sentence: (messages: number, title: string, servers: readonly string[]) =>
    `${plural(messages, 'message waits', 'messages wait')} on ${some(servers, 3)}: ${titleInSentence(title)}.`,
  speaker: {
    us: 'Our own mail server said it; nobody else was asked.',
    own_hop: (host: string) => `${host} said it: a filter, store or relay of ours.`,
    remote: (host: string) => `${host} said it.`,
    unknown: 'The text does not tell who said it.',
  },
  threshold: (low: number, high: number) => `normal ${count(low)}–${count(high)} in 15 minutes at this hour`,
  noThreshold: 'not enough history yet to say what is normal',
  confidence: { high: 'sure', medium: 'fairly sure', low: 'a guess' },
  differentReasons: (n: number) => `${n} different reasons`,
  inDelivery: 'in delivery now',
  retryNote: (minimum: number, maximum: number) => `gap grows from ${span(minimum)} up to ${span(maximum)}`,
  bySender: (sender: string) => (sender === '' ? 'null sender' : sender),
  before: (days: string, lasted: number) => `Last seen ${days}, ${span(lasted)}.`,
};

export const serverWords = {
  state: {
    new: 'not looked yet',
    asked: 'asked for the first time',
    calm: 'calm',
    pending: 'pending',
    open: 'open',
    draining: 'draining',
    paused: 'paused',
    blind: (seconds: number | null) => (seconds === null ? 'blind' : `blind ${span(seconds)}`),
  },
  route: {
    ssh: (target: string) => `ssh ${target}`,
    local: 'this computer',
    demo: 'simulated',
    listing: (file: string) => `listing ${file}`,
    via: (url: string, target: string) => `${url} via ssh ${target}`,
  },
  rights: { act: 'See and act', see: 'See only', none: 'Cannot see', unknown: 'not known yet', retry: 'See and retry' },
  skipped: (n: number) => `${plural(n, 'record')} could not be read`,
  incomplete: 'The listing was cut; what it did not hold is not concluded to be gone.',
};

export const noticeWords = {
  settingsBroken: (aside: string | null) => ({
    title: 'The settings file could not be read in full',
    text: `What was broken is at its default now.${aside === null ? '' : ` The old file was kept: ${aside}`}`,
  }),
  settingsNotWritten: {
    title: 'Settings could not be saved',
    text: 'They hold until Queuewatch ends. Is the disk full, or the folder read-only?',
  },
  history: {
    cannot_open: {
      title: 'History cannot be kept',
      text: 'Its file cannot be opened. Everything works; nothing is remembered over a restart.',
    },
    corrupt: (aside: string | null) => ({
      title: 'The history file was damaged',
      text: `A new one was begun.${aside === null ? '' : ` The damaged file was kept: ${aside}`}`,
    }),
    full: {
      title: 'The disk is full',
      text: 'History is not written meanwhile. Watching, alerts and actions go on; the audit list has a gap.',
    },
    readonly: { title: 'History cannot be written', text: 'Its file or folder is read-only. Everything else works.' },
    write_failed: {
      title: 'History could not be written',
      text: 'It is tried again. Watching, alerts and actions go on.',
    },
  },
  ownNetwork: (n: number) => ({
    title: 'All servers vanished at the same moment',
    text: `${plural(n, 'server')} at once: probably this computer’s own network. Told once instead of ${count(n)} times.`,
  }),
  target: (name: string) => ({ title: `${name} did not take a notification`, text: 'It was tried four times.' }),
  workerStopped: { title: 'The monitor stopped and was started again', text: 'What happened in between is not seen.' },
  weakSecrets: {
    title: 'Passwords are kept for this session only',
    text: 'This system has no keychain that protects them.',
  },
};

export const detailWords = {
  arrived: 'arrived',
  firstSeen: 'first seen',
  deferredAgain: 'deferred again',
  left: 'left the queue',
  clock: clockTime,
};
