/** What a listing changed against the one before. */
import type { ReasonClass } from '../../../shared/model/reason.ts';

export interface Difference {
  /** Recipient numbers seen deferred for the first time, in pairs slot, recipient. */
  fresh: number[];
  /** The same for those that were deferred under another queue id before: no news. */
  moved: number[];
  /** Ids that left the deferred queue, and ids that left the queue. */
  undeferred: string[];
  gone: GoneMessage[];
  /** Slots of messages that were not there before. */
  arrived: number[];
  /** Slots whose reason changed or that were tried: another attempt was seen. */
  attempted: number[];
}
export interface GoneMessage {
  id: string;
  arrival: number | null;
  sender: string | null;
  recipient: string | null;
  text: string | null;
  firstSeen: number;
  attempts: number;
  /** What it waited for last; null where it had not been deferred. */
  class: ReasonClass | null;
  /** As in a cell; null where the recipient is not known. */
  provider: string | null;
}

export const noDifference = (): Difference => ({
  fresh: [],
  moved: [],
  undeferred: [],
  gone: [],
  arrived: [],
  attempted: [],
});
