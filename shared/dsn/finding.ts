import type { BounceSubkind, DsnAction } from '../model/bounce.ts';
import type { Letter } from './letter.ts';

/** One recipient as a reader found it; what it did not find is absent. */
export interface FoundRecipient {
  finalRecipient?: string | null;
  originalRecipient?: string | null;
  failedRecipient?: string | null;
  action: DsnAction;
  status?: string | null;
  smtpReply?: string | null;
  diagnostic?: string | null;
  remoteMta?: string | null;
  lastAttempt?: number | null;
  willRetryUntil?: number | null;
}

/** What one reader makes of a letter. */
export interface Finding {
  /** null: not a bounce, for the reason in `subkind`. */
  readonly bounce: boolean;
  readonly subkind?: BounceSubkind;
  readonly why: string;
  /** A finer name than the reader's own, where one reader knows several systems. */
  readonly reader?: string;
  readonly recipients: FoundRecipient[];
  /** Set where a kind is known though no recipient is. */
  readonly action?: DsnAction | undefined;
  readonly reportingMta?: string | null;
  readonly arrivalDate?: number | null;
  readonly envelopeId?: string | null;
  readonly queueId?: string | null;
  readonly messageId?: string | null;
  readonly subject?: string | null;
  readonly date?: number | null;
  readonly fields?: string | null;
}

/** One format of report. Null: not mine. Readers are pure and look at nothing but the letter. */
export interface Reader {
  readonly name: string;
  read(letter: Letter, maxRecipients: number): Finding | null;
}
