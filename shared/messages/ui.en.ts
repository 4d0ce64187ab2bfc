/** Words of the window's frame and shared parts. Screens have files of their own beside this one (`ui.<screen>.en.ts`). */

export const sideWords = {
  local: 'LOCAL',
  sender: 'SENDER',
  network: 'NETWORK',
  dns: 'DNS',
  tls: 'TLS',
  remote: 'REMOTE',
  suspected: 'LOCAL?',
  unknown: 'NOT TOLD',
} as const;

export const stateWords = {
  calm: 'calm',
  new: 'not asked yet',
  pending: 'pending',
  open: 'open',
  draining: 'draining',
  blind: 'blind',
  paused: 'paused',
  frozen: 'frozen',
  closed: 'closed',
} as const;

export const timeWords = {
  seconds: (n: number) => `${n} s`,
  minutes: (n: number) => `${n} min`,
  hours: (h: number) => `${h} h`,
  hoursMinutes: (h: number, min: string) => `${h} h ${min} min`,
  days: (d: number) => `${d} d`,
  daysHours: (d: number, h: string) => `${d} d ${h} h`,
  est: 'est.',
  notTold: 'not told',
} as const;

export const sparkWords = {
  unseen: 'not seen in this time',
  noNormal: 'too little history to say what is normal',
  normal: (range: string) => `normal ${range}`,
  aboveSince: (time: string) => `, above normal since ${time}`,
  last: (n: string) => `now ${n}`,
  chart: 'Chart',
} as const;

export const shellWords = {
  appName: 'Queuewatch',
  allServers: 'All servers',
  noServers: 'No servers yet',
  scopeOf: (n: number) => `${n} servers`,
  scopeLabel: 'Which servers are shown',
  search: 'Search, jump or run a command',
  notifications: 'Notifications',
  unseen: (n: number) => `Notifications, ${n} new`,
  markSeen: 'Mark all as seen',
  nothingToldYet: 'Nothing was told yet.',
  allowBrowser: 'Show them on the desktop too…',
  minimize: 'Minimise',
  maximize: 'Maximise',
  close: 'Close',
  screens: 'Screens',
  views: 'Views',
  savedViews: 'Saved views',
  main: 'Main content',
  skip: 'Skip to the content',
  demo: 'Demo',
  demoTitle: 'Simulated servers and mailbox; nothing here is real',
  nav: {
    causes: 'Causes',
    messages: 'Messages',
    bounces: 'Bounces',
    incidents: 'Incidents',
    history: 'History',
    servers: 'Servers',
    settings: 'Settings',
  },
  open: (n: number) => `${n} open`,
  frozen: (n: number) => `${n} frozen`,
  lastLook: (age: string, next: string | null) =>
    next === null ? `Last look ${age} ago` : `Last look ${age} ago, next in ${next}`,
  lookingNow: 'Looking now',
  neverLooked: 'Nothing is watched yet',
  inSight: (n: number, all: number) => `${n} of ${all} servers in sight`,
  mutes: (n: number, ends: string | null) =>
    `${n} ${n === 1 ? 'mute' : 'mutes'}${ends === null ? '' : `, ends ${ends}`}`,
  quiet: (from: string, to: string) => `Quiet ${from}–${to}`,
  quietNow: (to: string) => `Quiet until ${to}`,
  watchPaused: 'Watching is paused',
  safety: {
    observe: 'Observe only',
    retry: 'Retry only, with preview',
    full: 'Act with preview',
    mixed: 'Safety differs by server',
  },
  keys: 'keys',
  pauseWatch: 'Pause watching',
  resumeWatch: 'Go on watching',
  lookNow: 'Look now',
  connection: {
    opening: 'Connecting to Queuewatch …',
    lost: 'Queuewatch does not answer. What you see is what it said last; trying again.',
    ended: 'This page is no longer signed in. Open the address that queuewatch serve printed.',
  },
  dismiss: 'Dismiss',
  details: 'Details',
  back: 'Back',
  notFound: 'There is no such screen',
  notFoundText: 'The address may be from another version.',
  toCauses: 'Go to Causes',
  broken: 'This screen failed',
  brokenText: 'Nothing was sent to a server. The other screens still work; the log has the details.',
  tryAgain: 'Try again',
} as const;

export const keyWords = {
  title: 'Keys of this screen',
  everywhere: 'Everywhere',
  here: 'Here',
  then: 'then',
  off: 'Single letters are switched off in Settings, Keyboard.',
  palette: 'Search and commands',
  sheet: 'This list',
  lookNow: 'Look now',
  scopeServer: 'Show one server',
  scopeAll: 'Show all servers',
  screen: (name: string) => `Go to ${name}`,
  back: 'One step back',
  whyFire: 'Why did this (not) fire',
  larger: 'Larger',
  smaller: 'Smaller',
  usualSize: 'Usual size',
} as const;

export const tableWords = {
  columns: 'Columns',
  moveLeft: 'Move left',
  moveRight: 'Move right',
  reset: 'Reset columns',
  wouldMove: (n: number) => `${n} ${n === 1 ? 'row' : 'rows'} would move, press`,
  changed: 'The queue has changed, press',
  apply: 'Apply the waiting sort',
  loading: 'asking …',
  selectAll: 'Select all rows shown',
  selectRow: 'Select this row',
  next: 'Next row',
  previous: 'Previous row',
  sortedUp: 'sorted, smallest first',
  sortedDown: 'sorted, largest first',
  resize: (column: string) => `Width of ${column}`,
} as const;

export const dialogWords = {
  open: 'Open',
  close: 'Close',
  cancel: 'Cancel',
  copy: 'Copy',
  copied: 'Copied',
  save: 'Save',
} as const;

export const requestWords = {
  failed: 'Queuewatch could not answer',
  unknown: 'An unknown error happened',
  asking: (what: string, age: string) => `asked ${what}, ${age} …`,
} as const;
