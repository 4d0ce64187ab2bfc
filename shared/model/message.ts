import { z } from 'zod';

/**
 * MTAs Queuewatch reads; each has a driver. By command: postfix to exchange, and mox. By HTTP API: mailcow to chasquid.
 */
export const mtaKinds = [
  'postfix',
  'exim',
  'sendmail',
  'opensmtpd',
  'haraka',
  'qmail',
  'courier',
  'exchange',
  'mailcow',
  'pmg',
  'stalwart',
  'kumomta',
  'zonemta',
  'chasquid',
  'mox',
] as const;
export const MtaKind = z.enum(mtaKinds);
export type MtaKind = z.infer<typeof MtaKind>;

/** State of a message in its queue, in the words of the screen. The MTA's own queue name stays in `queue`. */
export const messageStates = ['deferred', 'active', 'incoming', 'held', 'frozen', 'bouncing', 'unknown'] as const;
export const MessageState = z.enum(messageStates);
export type MessageState = z.infer<typeof MessageState>;

/** One recipient that still waits. */
export interface QueueRecipient {
  address: string;
  /** Reason as the MTA wrote it, or null where none is known (never tried, or the MTA does not say). */
  reason: string | null;
  /** The address before rewriting, where the MTA tells it (Postfix 3.11 and later). */
  original?: string;
}

/** One message of a listing, as read from an MTA. Unknown is null. */
export interface QueueMessage {
  id: string;
  /** The MTA's own queue name ("deferred", "hold", "MSP" ...). */
  queue: string;
  state: MessageState;
  /** Epoch seconds. */
  arrival: number | null;
  /** Bytes of header and body. */
  size: number | null;
  /** Envelope sender; "" is the null sender; null is not told. */
  sender: string | null;
  recipients: QueueRecipient[];
  /** Epoch seconds of the next attempt where the MTA tells it. */
  nextTry?: number;
  /** Epoch seconds at which the MTA gives up, where it tells it. */
  expires?: number;
  /** Attempts so far, where the MTA tells it. */
  tries?: number;
  /** Marked to bounce at the next attempt (Postfix 3.5 and later). */
  forcedExpire?: boolean;
}
