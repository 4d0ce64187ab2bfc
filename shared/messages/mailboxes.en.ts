/** Words about mailboxes, keyed by the stable code of what went wrong. */

export interface MailboxWords {
  title: string;
  meaning: string;
  next: string;
}

const missing =
  'Bounces that arrive meanwhile are missing from every screen. They are read in order once it works again.';

export const mailboxProblems = {
  imap_refused_login: (name: string): MailboxWords => ({
    title: `${name} refuses our login`,
    meaning: `Tried twice, then stopped, so that the account is not locked. ${missing}`,
    next: 'Enter the password again. Some providers want an app password or OAuth2 here.',
  }),
  imap_no_secret: (name: string): MailboxWords => ({
    title: `No password for ${name}`,
    meaning: `Nothing was sent. ${missing}`,
    next: 'Enter the password.',
  }),
  imap_not_authorized: (name: string): MailboxWords => ({
    title: `${name} is not authorized yet`,
    meaning: `The provider has not allowed Queuewatch to read this mailbox, or took it back. ${missing}`,
    next: 'Authorize it in the browser.',
  }),
  imap_unreachable: (name: string): MailboxWords => ({
    title: `Cannot reach the server of ${name}`,
    meaning: missing,
    next: 'Check host and port, and whether other programs reach it. Trying goes on by itself.',
  }),
  imap_host_unknown: (name: string): MailboxWords => ({
    title: `The server name of ${name} does not resolve`,
    meaning: missing,
    next: 'Check the host name, and the DNS of this computer.',
  }),
  imap_untrusted: (name: string): MailboxWords => ({
    title: `The certificate of ${name} is not trusted`,
    meaning: `Stopped before the login; no password was sent. ${missing}`,
    next: 'If the server uses your own authority, add its certificate (PEM) to the mailbox. There is no way to ignore it.',
  }),
  imap_no_starttls: (name: string): MailboxWords => ({
    title: `The server of ${name} offers no STARTTLS`,
    meaning: `Stopped before the login, because the password would have crossed the network in clear. ${missing}`,
    next: 'Use TLS (port 993), or ask who runs the server.',
  }),
  imap_not_imap: (name: string): MailboxWords => ({
    title: `What answers for ${name} does not speak IMAP`,
    meaning: missing,
    next: 'Check the port: 993 is IMAP with TLS, 143 is IMAP with STARTTLS.',
  }),
  imap_no_folder: (name: string): MailboxWords => ({
    title: `A folder of ${name} cannot be opened`,
    meaning: `It may have been renamed or removed. ${missing}`,
    next: 'Choose the folders again.',
  }),
  imap_lost: (name: string): MailboxWords => ({
    title: `The connection to ${name} was lost`,
    meaning: missing,
    next: 'Nothing to do: it connects again by itself.',
  }),
  imap_failed: (name: string): MailboxWords => ({
    title: `${name} cannot be read`,
    meaning: missing,
    next: 'The exact answer is in the details.',
  }),
} as const;
export type MailboxProblemCode = keyof typeof mailboxProblems;

export const mailboxWords = {
  connecting: 'connecting …',
  connectingAgain: (tries: number) => `connecting again, try ${String(tries)} …`,
  reading: (done: number, total: number) => `reading back, ${String(done)} of ${String(total)}`,
  push: 'push, read only',
  polled: (seconds: number) => `asked every ${String(seconds)} s, read only`,
  paused: 'paused',
  stopped: 'stopped',
  signedIn: (folders: number) => `Signed in. ${String(folders)} folders, read only.`,
} as const;

/** What the browser shows after the authorization; plain text. */
export const oauthPage = {
  done: 'Queuewatch may read the mailbox now. You can close this page.',
  declined: 'The permission was declined. Queuewatch changed nothing. You can close this page.',
  unknown: 'Nothing is here.',
} as const;
