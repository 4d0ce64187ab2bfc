/** Words of the Servers screen, the wizards for servers and mailboxes, and the first screen. */
import type { AbilityId, SafetyLevel } from '../model/server.ts';

const plural = (n: number, one: string, many: string): string => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
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

/** Where a secret that is typed now goes; by what this system has. */
export const secretGoes = {
  keychain: 'Goes to the keychain of this computer, never to a file, and is never shown again.',
  weak: 'This system has no keychain: it is kept in a file under a fixed password, as you chose in Settings. Whoever can read your files can read it.',
  memory: 'Kept in memory only and never written down: after a restart it is asked for again.',
  unknown: 'Never shown again.',
};

export const addServerUi = {
  title: 'Add server',
  editTitle: (name: string): string => `Edit ${name}`,
  cancel: 'Cancel',
  back: 'Back',
  next: 'Continue',
  steps: { host: 'Choose a host', key: 'Trust its key', found: 'What was found', rights: 'Rights', alerts: 'Alerts' },
  stepApi: 'Reach it',
  stepsLabel: 'Steps',
  done: 'done',
  host: {
    label: 'Host',
    placeholder: 'alias, user@host or https://…',
    watched: 'watched already',
    none: 'No alias matches. Enter takes what you typed as a host.',
    aliases: (shown: number, all: number, filtered: boolean, note: string): string =>
      `${filtered ? `${shown} of ${all} ${all === 1 ? 'alias' : 'aliases'} in your ssh config match` : `From your ssh config, ${all} ${all === 1 ? 'alias' : 'aliases'}`}. ${note}`.trim(),
    typed: (text: string): string => `Connect to ${text}`,
    typedApi: (text: string): string => `Ask the API at ${text}`,
    complaints: {
      space: 'A host has no spaces. One host at a time.',
      dash: 'A host cannot begin with a dash: an SSH client would take it for an option.',
      control: 'There are invisible control characters in it.',
      url: 'This is no complete address. It should look like https://mail.example:443.',
      plain_http: 'Plain http:// would send the key in the clear. Use https://, or reach it through SSH.',
      credentials:
        'Leave names with passwords out of the address: it is shown on screen. They are asked for and kept in the keychain.',
      port: 'This is no host with a port between 1 and 65535.',
      scheme: 'Only SSH and https:// are spoken here.',
    },
    more: 'How to connect',
    client: 'SSH client',
    clientBuiltin: 'Built in',
    clientOpenssh: 'System OpenSSH',
    clientHint: 'The system’s client brings GSSAPI, FIDO keys, certificates, PKCS#11 and ProxyCommand.',
    auth: 'Login',
    auths: { auto: 'Agent, then keys, then ask', agent: 'SSH agent only', key: 'Key file', password: 'Password' },
    user: 'User',
    userHint: 'Empty: as the SSH configuration says.',
    identity: 'Key file',
    identityHint: 'Path on this computer. Its passphrase is asked for when it is needed.',
    api: 'API login',
    apis: {
      apikey: 'API key',
      basic: 'Name and password',
      bearer: 'Token (Bearer)',
      ticket: 'Name and password for a ticket (Proxmox)',
      none: 'None',
    },
    program: 'Program',
    programAny: 'Find out',
    username: 'Name',
    secret: 'Secret',
    ca: 'Own certificate authority',
    caHint: 'PEM text. Empty: the authorities of the system.',
    pin: 'Pinned certificate',
    pinHint: 'SHA-256 of the server’s certificate. Then only this one is accepted.',
    via: 'Through SSH',
    viaHint: 'An SSH host: the port is then forwarded over it, and http://127.0.0.1 above means that host.',
    viaPlaceholder: 'alias or user@host',
    local: 'this computer',
  },
  key: {
    title: (host: string): string => `First contact with ${host}. Is this its key?`,
    text: 'No key for this host is known yet. Compare the fingerprint with one you read on the server itself, not over this connection.',
    host: 'Host',
    address: 'Address',
    kind: 'Kind',
    onServer: 'On the server:',
    matches: 'It matches, trust it',
    paste: 'Paste a fingerprint to compare',
    pasteLabel: 'Fingerprint from the server',
    differs: 'It differs',
    art: (kind: string): string => `Random art of the ${kind} key`,
    same: 'The same, all 43 characters.',
    notSame: 'Not the same. The groups that differ are marked. Do not trust this key.',
    md5: 'This is an MD5 fingerprint, which cannot be compared with SHA-256. Use the command below.',
    unreadable: 'No SHA-256 fingerprint in this text yet.',
    refusedTitle: 'Stopped: this key is not trusted',
    refusedText:
      'No name, password or command was sent. Somebody may stand between you and the server, or the host was reinstalled. Ask whoever runs it before you try again.',
    tryOther: 'Choose another host',
    tryAgain: 'Try again',
  },
  probe: {
    resolve: 'Find the host',
    connect: 'Connect',
    host_key: 'Check its key',
    login: 'Log in',
    detect: 'Find the mail system',
    rights: 'See what this account may do',
    list: 'First look at the queue',
  },
  probeStates: { waiting: 'waits', running: 'running', ok: 'done', failed: 'failed', asking: 'asks you' },
  secret: {
    title: (server: string): string => `${server} asks`,
    answer: 'Answer',
    save: {
      keychain: 'Keep it in the keychain',
      weak: 'Keep it, under a fixed password only',
      memory: 'Keep it until the end',
      unknown: 'Keep it',
    },
    send: 'Send',
    decline: 'Do not answer',
    whats: {
      password: 'Password',
      passphrase: 'Passphrase of the key',
      one_time_code: 'One-time code',
      answer: 'Answer',
      api_key: 'API key',
    },
  },
  found: {
    title: (program: string, verbs: { see: boolean; retry: boolean; change: boolean }): string =>
      !verbs.see
        ? `${program} found, but this account may not see its queue.`
        : verbs.retry && verbs.change
          ? `${program} found. It can be watched, retried and changed.`
          : verbs.retry
            ? `${program} found. It can watch and retry; it cannot hold or delete.`
            : `${program} found. It can be watched; nothing can be changed.`,
    took: (seconds: string, commands: number): string =>
      `Found in ${seconds} with ${plural(commands, 'read-only command', 'read-only commands')}.`,
    waiting: (waiting: number, deferred: number | null): string =>
      waiting === 0
        ? 'Its queue is empty.'
        : `${plural(waiting, 'message waits', 'messages wait')}${deferred === null ? '.' : `, ${deferred.toLocaleString('en')} of them deferred.`}`,
    showCommands: 'Show the commands',
    hideCommands: 'Hide the commands',
    alsoTitle: 'More on this host',
    alsoText: 'Each is watched as a server of its own.',
    hops: 'Own filters, stores and relays',
    hopsText: 'A refusal by one of these is counted as ours.',
    asking: 'Asking the host …',
    looking: 'Looking, with read-only commands only …',
    nothing: 'No mail system was found there.',
  },
  rights: {
    columns: { ability: 'Ability', command: 'Command', granted: 'Granted', means: 'What that means' },
    recipe: 'Recipe for the missing rights',
    recipeNone: 'Nothing is missing.',
    recipeAbsent: 'For this program there is no narrower recipe than the one in its manual.',
    observe: 'Observe only',
    act: 'Act on messages',
    not: 'Deliberately not asked for: a shell as root, deleting everything at once, editing configuration. You can add this later under Servers.',
    again: 'Test again',
    elevate: 'Missing rights are taken by',
    elevates: { none: 'nothing', sudo: 'sudo -n', doas: 'doas -n' },
    safety: 'Safety level in Queuewatch',
    production: 'Production server',
    productionHint: 'Marked on screen, and it asks for the number where others ask for a click.',
  },
  alerts: {
    name: 'Name on screen',
    group: 'Group',
    groupHint: 'Optional. Servers of a group can be looked at together.',
    poll: 'Look every',
    seconds: 'seconds',
    pollHint:
      'At the soonest. A big queue is looked at less often by itself: never more than a tenth of the time is spent looking.',
    countMail: 'Count mail that comes in and goes out',
    countMailHint:
      'Reads what was added to the mail log, or a counter, at each look: needed to notice that no mail comes in or goes out.',
    what: 'You are told when',
    lines: [
      'our own filter, disk, map or configuration refuses: at once',
      'one provider or one cause defers more than this hour of the week normally has',
      'many unrelated providers fail together',
      'mail waits long at one place',
    ],
    inflow:
      'That no mail comes in or goes out at all is noticed where the mail log may be read or the server keeps a counter; its page says which.',
    learning: 'The first day compares with plain floors, then with what is normal here.',
    settings: 'All of this can be changed under Settings, Alerts.',
    test: 'Send a test notification',
  },
  foot: {
    nothing_sent: 'Nothing has been sent anywhere',
    no_login: 'No login has been tried yet',
    key_refused: 'Stopped before logging in',
    looking: 'Read-only commands only',
    read_only: 'Nothing on the server was changed',
    later: 'Rights can be tested again after you changed them',
    ready: 'Watching starts when you save',
  },
  watch: (n: number): string => (n > 1 ? `Watch these ${n}` : 'Watch it'),
  watchAsIs: 'Watch it as it is',
  save: 'Save changes',
  failedNotSaved: 'It was not saved.',
};

export const addMailboxUi = {
  title: 'Add bounce mailbox',
  editTitle: (name: string): string => `Edit ${name}`,
  promise:
    'Read only, proven by the protocol: folders are opened with EXAMINE and mail is read with BODY.PEEK. Nothing is marked, moved or deleted.',
  account: 'Account',
  address: 'Mail address or name',
  addressHint: 'The mailbox your bounces go to: usually the envelope sender’s.',
  host: 'IMAP server',
  port: 'Port',
  security: 'Encryption',
  securities: { tls: 'TLS', starttls: 'STARTTLS', none: 'None' },
  noneWarning: 'Without encryption the password can be read on the way. Only for this computer itself.',
  ca: 'Own certificate authority',
  caHint: 'PEM text. Empty: the authorities of the system.',
  user: 'Login name',
  auth: 'Login by',
  auths: { password: 'Password', oauth2: 'OAuth 2 in the browser' },
  password: 'Password',
  passwordKept: 'A password is kept. Leave empty to keep it.',
  provider: 'Provider',
  providers: { google: 'Google', microsoft: 'Microsoft 365', other: 'Other' },
  clientId: 'Client ID',
  clientIdHint:
    'Of your own registration of a desktop app; with Microsoft, its redirect is http://localhost. Queuewatch ships none.',
  clientSecret: 'Client secret',
  clientSecretHint:
    'Google gives one with the client ID; Microsoft none for desktop apps. Kept as passwords are; empty keeps it.',
  authorizeUrl: 'Authorization address',
  tokenUrl: 'Token address',
  scope: 'Scope',
  signIn: 'Sign in with the browser',
  signedIn: 'The browser was opened. Come back when you have signed in there.',
  copyAddress: 'Open this address in a browser on this computer:',
  test: 'Test connection',
  testing: 'Asking …',
  testOk: 'Works.',
  folders: 'Folders',
  foldersHint: 'Where bounces arrive. Junk, too, if filters sort them there.',
  foldersFirst: 'Test the connection to choose from the list, or write names, one a line.',
  lookBack: 'Read back',
  lookBackDays: 'days on the first run',
  lookBackNow: '0 reads only what arrives from now on.',
  recheck: 'Look again every',
  recheckSeconds: 'seconds',
  recheckHint: 'Besides IDLE, where the server pushes.',
  save: 'Watch this mailbox',
  saveEdit: 'Save changes',
  cancel: 'Cancel',
  remove: 'Stop watching it…',
  removeTitle: (name: string): string => `Stop watching ${name}?`,
  removeText: 'Bounces that were read stay in the history. Nothing in the mailbox changes.',
  removeDo: 'Stop watching it',
  keep: 'Keep it',
  loginAs: (user: string, host: string): string => `${user} at ${host}`,
};

export const firstRunUi = {
  title: 'Which server’s queue shall we watch?',
  text: 'Nothing is installed on it. The account you use decides what Queuewatch can see and do.',
  placeholder: 'ssh alias, user@host, or https://… of an API',
  label: 'Server',
  demo: 'Try the demo',
  demoText:
    'Simulated Postfix and Exim servers and a bounce mailbox. Within two minutes a wave of 451 4.3.0 comes, and clears. No network.',
  demoDo: 'Start demo',
  listing: 'Open a saved listing',
  listingText: 'mailq, postqueue -j, exim -bp … pasted or as a file. Grouped by cause at once.',
  listingDo: 'Choose file',
  listingPaste: 'Paste',
  mailbox: 'Only a bounce mailbox',
  mailboxText: 'IMAP, read only. Failed and delayed reports, joined later when a server is added.',
  mailboxDo: 'Add mailbox',
  works: 'Works with Postfix, Exim, Sendmail, OpenSMTPD, Haraka, KumoMTA, Stalwart and others.',
  all: 'All, with what each can do',
  asking: 'Reading your ssh configuration …',
};

export const openListingUi = {
  title: 'Open a saved listing',
  text: 'The output of mailq, postqueue -p, postqueue -j, exim -bp, smtpctl show queue … It is read on this computer, shown once, and never polled.',
  file: 'Choose a file',
  drop: 'or drop it here, or paste the text below',
  paste: 'Listing',
  pastePlaceholder: 'Paste the output here',
  program: 'Program',
  programAny: 'Find out',
  open: 'Open it',
  opening: (megabytes: string): string => `Reading ${megabytes} …`,
  opened: (messages: number, skipped: number): string =>
    `${plural(messages, 'message', 'messages')} read${skipped === 0 ? '' : `, ${plural(skipped, 'record', 'records')} left out because they could not be read`}.`,
  show: 'Show its causes',
  tooBig: 'This file is larger than 200 MB. Cut it, or add the server itself.',
  pastedName: 'pasted listing',
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
