/** Words of the hosts around the engine: links, tray, menu, notifications, the web host's own lines. */
import { count } from './words.en.ts';

export const link = {
  notAnAddress: 'This is not an address.',
  scheme: (scheme: string) => `Addresses of the kind "${scheme}" are not opened.`,
  credentials: 'The address carries a user name or password.',
  noHost: 'The address names no host.',
};

export const serve = {
  usage: `Usage: queuewatch serve [--host 127.0.0.1] [--port 0] [--demo] [--data DIR] [--no-open] [--secrets FILE]

The monitor with its window in a browser, without Electron. Prints the address as the first line.

  --host ADDRESS   address to listen on; loopback unless told otherwise
  --port N         port to listen on; 0 takes a free one
  --demo           run on the built-in simulated servers
  --data DIR       folder for history and settings
  --no-open        do not open a browser
  --secrets FILE   JSON object of secrets; refused unless only its owner may read it
`,
  at: (url: string) => `Queuewatch is at ${url}`,
  beyondLoopback:
    'Warning: listening beyond this machine without encryption. Whoever reads the traffic gets the token; an SSH tunnel ' +
    'to 127.0.0.1 is the safe way.',
  alsoAt: (url: string) => `Also at ${url}`,
  badPort: (text: string) => `--port ${text}: not a port number`,
  oldNode: (version: string) =>
    `queuewatch serve needs Node 24 or newer (node:sqlite); this is ${version}. Install it, or run npm ci in the checkout.`,
  noPages: (folder: string) => `The window is not built (${folder} is missing). Run npm run build.`,
  stopping: 'Stopping.',
  notOnWeb: 'The browser has its own window buttons.',
  opensItself: 'The browser opens links itself.',
};

export const tray = {
  starting: 'Queuewatch: starting',
  open: 'Open Queuewatch',
  lookNow: 'Look now',
  count: (title: string, n: number) => `${title}: ${count(n)}`,
  server: (name: string, waiting: number) => `${name}: ${count(waiting)} waiting`,
  serverState: (name: string, state: string) => `${name}: ${state}`,
  serverUnseen: (name: string) => `${name}: not looked at yet`,
  moreServers: (n: number) => `${count(n)} more servers`,
  retry: 'Retry',
  retryCause: (title: string, n: number) => `${title}: ${count(n)}…`,
  nothingToRetry: 'Nothing waits',
  mute: 'Mute everything for 1 h',
  unmute: (until: string) => `Unmute (muted until ${until})`,
  unmuteOnly: 'Unmute',
  pause: 'Pause watching',
  resume: 'Go on watching',
  quit: 'Quit',
  quitNote: 'Quit (stops watching)',
};

export const notification = {
  open: 'Open',
  mute: 'Mute 1 h',
  stillHereTitle: 'Queuewatch goes on watching',
  stillHereBody: 'Its icon stays in the tray. Quit from there, or change this in Settings.',
};

export const menu = {
  file: 'File',
  edit: 'Edit',
  view: 'View',
  window: 'Window',
};

export const openLink = {
  question: (host: string) => `Open ${host} in the browser?`,
  mail: (address: string) => `Write a mail to ${address}?`,
  always: (host: string) => `Do not ask again for ${host}`,
  open: 'Open',
  cancel: 'Cancel',
  declined: 'Not opened.',
};

export const desktop = {
  cannotStart: 'Queuewatch cannot start',
  updateReady: (version: string) => `Version ${version} is ready`,
  updateReadyBody: 'It is installed when Queuewatch is quit.',
  autostartComment: 'Watches mail queues',
};
