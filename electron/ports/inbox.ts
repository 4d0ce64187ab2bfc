/** The mailbox of reports. */
import type { DsnReport } from '../../shared/model/bounce.ts';
import type { MailboxConfig, MailboxView } from '../../shared/views/mailboxes.ts';

/** Where we were in a folder (RFC 9051 section 2.3.1.1); kept over restarts. Texts, because both may exceed 2^53. */
export interface InboxPosition {
  uidValidity: string;
  /** Everything up to this UID was looked at. */
  lastUid: number;
  /** Highest MODSEQ seen, where the server has CONDSTORE. */
  modseq: string | null;
}

/** A message of a mailbox that is a bounce or a report, or could not be read. */
export interface FoundReport {
  mailbox: string;
  folder: string;
  uidValidity: string;
  uid: number;
  /** Epoch milliseconds, INTERNALDATE. */
  at: number;
  report: DsnReport;
  /** Beginning of the raw source for "Raw", bounded. */
  raw: { text: string; truncated: boolean };
}

/** What the inbox needs from the heart. */
export interface InboxSink {
  position(mailbox: string, folder: string): InboxPosition | null;
  /** Stores the report and moves the position in one transaction; true when it was not known before. */
  found(report: FoundReport, position: InboxPosition): boolean;
  /** Nothing of interest up to there. */
  advance(mailbox: string, folder: string, position: InboxPosition): void;
  /** The mailbox was recreated (another UIDVALIDITY): positions are void, reports stay. */
  recreated(mailbox: string, folder: string, position: InboxPosition): void;
  state(mailbox: string, state: Omit<MailboxView, 'config' | 'bounces'>): void;
  secret(mailbox: MailboxConfig, refused: boolean): Promise<string | null>;
  saveSecret(mailbox: MailboxConfig, secret: string): Promise<void>;
  /** Of the OAuth2 registration; null where the provider gave none. */
  clientSecret(mailbox: MailboxConfig): Promise<string | null>;
}

export interface Inbox {
  /** Adds, changes or (when paused) stops a mailbox. */
  set(config: MailboxConfig): void;
  remove(mailbox: string): void;
  /** Looks now. */
  check(mailbox: string): void;
  cancelRead(mailbox: string): void;
  /** Drops all connections and comes back with jitter: resume from sleep. */
  reset(): void;
  test(
    config: MailboxConfig,
    secret: string | null,
  ): Promise<{ ok: boolean; text: string; folders: string[]; problem: MailboxView['problem'] }>;
  /** Starts the OAuth2 authorization: the address to open in the system browser. */
  authorize(mailbox: string): Promise<{ url: string | null; problem: MailboxView['problem'] }>;
  dispose(): Promise<void>;
}
