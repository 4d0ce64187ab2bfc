/** Words of the Servers screen: servers, their safety, what accounts may, all mail systems. */
import type { AbilityId, SafetyLevel } from '../model/server.ts';
import { plural } from './words.en.ts';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const abilityTitles: Record<AbilityId, string> = {
  list: 'list the queue',
  retry_one: 'retry one',
  retry_domain: 'retry a domain',
  retry_all: 'retry all',
  hold: 'hold',
  release: 'release',
  delete: 'delete',
  expire: 'expire',
  requeue: 'requeue',
  headers: 'headers and envelope',
  body: 'body',
  log: 'delivery log',
};

export const abilityWords = {
  title: (ids: readonly AbilityId[]): string => {
    const family = ids.join(' ');
    if (family === 'retry_one retry_domain retry_all') return 'Retry one, a domain, all';
    if (family === 'retry_one retry_domain') return 'Retry one or a domain';
    if (family === 'retry_one retry_all') return 'Retry one, paced or all';
    if (family === 'retry_one') return 'Retry one or paced';
    if (family === 'headers body') return 'Headers, envelope, body';
    return capital(ids.map((id) => abilityTitles[id]).join(', '));
  },
  granted: { yes: 'yes', no: 'no', absent: 'has none', unknown: 'not known' },
};

export const safetyWords: Record<SafetyLevel, { name: string; text: string; short: string }> = {
  observe: { name: 'Observe', short: 'observe', text: 'nothing can be changed; the verbs are not shown' },
  retry: { name: 'Retry', short: 'retry', text: 'retry only, each with count and sample first' },
  full: { name: 'Full', short: 'full', text: 'every change with a preview; delete and retry all ask for the number' },
};

/** In the order of the screen; here so that the window needs no schema library for a list of three. */
export const safetyLevels = Object.keys(safetyWords) as SafetyLevel[];

export const serversUi = {
  title: 'Servers',
  summary: (inSight: number, all: number, mayChange: number): string =>
    all === 0
      ? 'Nothing is watched yet'
      : `${inSight === all ? `all ${all}` : `${inSight} of ${all}`} in sight, ${mayChange === 0 ? 'none may change mail' : `${mayChange} may change mail`}`,
  pollAll: 'Look at all now',
  add: 'Add server',
  columns: {
    name: 'Name',
    program: 'Program and route',
    state: 'State',
    waiting: 'Waiting',
    seen: 'Seen',
    rights: 'Rights',
    safety: 'Safety',
  },
  foot: 'A look is one short command on a connection that stays open. A server that answers “0 messages” without the right to look is shown as blind, not as calm.',
  back: 'Close the server',
  asking: 'Asking …',
  ago: (age: string): string => `${age} ago`,
  none: 'No server is watched yet.',
  noneText: 'An SSH alias that already works is enough. Nothing is installed on the server.',
  programs: 'All mail systems, with what each can do',
  openListing: 'Open a saved listing',
  never: 'not seen yet',
  notTold: 'not told',
  reading: (n: number): string => `${n.toLocaleString('en')} read so far`,
  asked: 'asked, no answer yet',
  production: 'production',
  group: 'Group',
  detail: {
    account: 'What this account may do',
    ability: 'Ability',
    command: 'Command',
    granted: 'Granted',
    meaning: 'Meaning',
    noDetection: 'Not known before the first contact.',
    safety: 'Safety level',
    safetyNote: 'also limits palette, keys and tray',
    hops: 'Own hops',
    hopFound: 'found in its configuration',
    hopConfirmed: 'you confirmed',
    hopAsk: 'seen in replies, ours?',
    yes: 'Yes',
    no: 'No',
    addHop: 'Add',
    hopField: 'Host, address or host:port',
    hopNone: 'None known.',
    hopNote: 'A refusal by one of these is LOCAL: ours to fix.',
    removeHop: (hop: string): string => `${hop} is not ours`,
    connection: 'Connection',
    route: 'Route',
    login: 'Login',
    hostKey: 'Host key',
    since: 'Trusted since',
    instance: 'Instance',
    poll: 'Look',
    pollText: (seconds: number, took: string | null): string =>
      `every ${seconds} s at the soonest${took === null ? '' : `; the last took ${took}`}`,
    schedule: (min: string, max: string, life: string): string =>
      `its own retries after ${min} to ${max}, gives up after ${life}`,
    scheduleLabel: 'Schedule',
    inflow: 'Silence',
    system: 'System',
    remarks: 'About the last look',
    skipped: (n: number): string =>
      `${plural(n, 'record', 'records')} could not be read and ${n === 1 ? 'was' : 'were'} left out`,
    incomplete: 'The listing was cut or is a sample: nothing is concluded from what is not in it.',
    recipe: 'Recipe for the missing rights',
    commands: 'Commands that were run to find this out',
  },
  test: 'Test',
  edit: 'Edit',
  more: 'More',
  lookNow: 'Look now',
  pause: 'Pause this server',
  resume: 'Watch again',
  log: 'Show the connection log',
  logEmpty: 'Nothing has been logged yet.',
  remove: 'Remove…',
  removeTitle: (name: string): string => `Remove ${name}?`,
  removeText:
    'Queuewatch stops watching it and forgets its login. Its history stays as long as the settings say. Nothing on the server changes.',
  removeDo: (name: string): string => `Remove ${name}`,
  keep: 'Keep it',
  panelLabel: (name: string): string => `Server ${name}`,
  copy: 'Copy',
  copied: 'Copied',
  copyCommand: 'Copy command',
  exact: 'Exact text',
  triesNext: (tries: number, next: string | null): string =>
    `${plural(tries, 'try', 'tries')}${next === null ? '' : `, next ${next}`}`,
  keyChanged: {
    known: 'Known',
    now: 'Now',
    since: (when: string): string => `since ${when}`,
    stay: 'Keep blocked',
    compare: 'Compare fingerprint…',
    title: (host: string): string => `Compare the new key of ${host}`,
    text: 'Read the fingerprint on the server itself, on its console or over another way in, and paste it here. Only a fingerprint that is exactly the offered one is trusted; there is no way to connect without comparing.',
    trust: 'It matches: trust the new key',
  },
  testing: 'Testing',
  testDone: 'Everything that was tried works.',
};

export const mtasUi = {
  title: 'All mail systems, with what each can do',
  text: 'What each one’s interface gives. What it has not cannot be added from outside; the screen says so where it matters. What your account may use is shown per server.',
  words: { yes: 'yes', part: 'partly', no: 'none' },
  columns: {
    name: 'Program',
    list: 'List',
    reason: 'Reason',
    perRecipient: 'Per recipient',
    retry: 'Retry one',
    retryDomain: 'Retry domain',
    flush: 'Retry all',
    hold: 'Hold',
    remove: 'Delete',
    bounce: 'Bounce now',
    headers: 'Headers',
    log: 'Delivery log',
  },
  back: 'Back',
  by: (reach: 'command' | 'api'): string =>
    reach === 'command' ? 'By command, over SSH or on this computer.' : 'By its HTTP API.',
};
