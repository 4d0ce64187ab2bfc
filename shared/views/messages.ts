import { z } from 'zod';
import { Filter, Scope } from '../model/filter.ts';
import { MessageState } from '../model/message.ts';
import { ReasonClass, Side } from '../model/reason.ts';
import { ToldTime } from './causes.ts';
import { messageSorts } from './messageSorts.ts';

export const MessageRow = z.object({
  server: z.string(),
  id: z.string(),
  state: MessageState,
  queue: z.string(),
  arrival: z.number().nullable(),
  size: z.number().nullable(),
  sender: z.string().nullable(),
  /** First recipient; `more` counts the others. */
  recipient: z.string().nullable(),
  more: z.number(),
  side: Side.nullable(),
  class: ReasonClass.nullable(),
  /** Short title of the reason, "3 different reasons", or null where the MTA does not say. */
  reason: z.string().nullable(),
  code: z.string().nullable(),
  cause: z.string().nullable(),
  tries: z.number().nullable(),
  nextTry: ToldTime.nullable(),
  expires: ToldTime.nullable(),
});
export type MessageRow = z.infer<typeof MessageRow>;

export const MessageSort = z.object({ by: z.enum(messageSorts), down: z.boolean() });
export type MessageSort = z.infer<typeof MessageSort>;

export const MessagesQuery = z.object({
  scope: Scope,
  filter: Filter,
  sort: MessageSort,
  from: z.number().int().min(0),
  count: z.number().int().min(0).max(500),
});

export const MessagesWindow = z.object({
  version: z.number(),
  /** Messages on the servers in scope. */
  total: z.number(),
  /** Messages that match the filter. */
  matched: z.number(),
  /** True while a listing still streams in: the counts will grow. */
  counting: z.boolean(),
  from: z.number(),
  rows: z.array(MessageRow),
});
export type MessagesWindow = z.infer<typeof MessagesWindow>;

export const MessageDetail = z.object({
  row: MessageRow,
  /** Recipients grouped by reason, largest group first; at most 50 addresses each. */
  groups: z.array(
    z.object({
      side: Side.nullable(),
      class: ReasonClass.nullable(),
      title: z.string(),
      reason: z.string().nullable(),
      code: z.string().nullable(),
      cause: z.string().nullable(),
      recipients: z.array(z.string()),
      count: z.number(),
    }),
  ),
  recipients: z.number(),
  /** What was seen of its attempts, newest first; epoch seconds. */
  attempts: z.array(z.object({ at: z.number(), what: z.string(), detail: z.string().nullable() })),
  retryNote: z.string().nullable(),
  /** Bounces that belong to it. */
  bounces: z.array(
    z.object({ id: z.number(), kind: z.string(), at: z.number(), recipient: z.string(), title: z.string() }),
  ),
  /** What was done to it and by whom. */
  done: z.array(z.object({ at: z.number(), account: z.string(), verb: z.string(), result: z.string() })),
  can: z.object({
    retry: z.boolean(),
    hold: z.boolean(),
    release: z.boolean(),
    delete: z.boolean(),
    expire: z.boolean(),
    requeue: z.boolean(),
    headers: z.boolean(),
    body: z.boolean(),
    log: z.boolean(),
  }),
});
export type MessageDetail = z.infer<typeof MessageDetail>;

/** How a message's queue id changed by what was done here (requeue), oldest first. */
export const MessageMoves = z.object({
  steps: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      /** Epoch milliseconds. */
      at: z.number(),
      /** What proved that the new id is the same message: the log's line. */
      evidence: z.string(),
    }),
  ),
  /** The last of its ids; null where none is known to have changed. */
  now: z.string().nullable(),
  /** Whether that one is in the queue. */
  here: z.boolean(),
});
export type MessageMoves = z.infer<typeof MessageMoves>;

/** Text fetched on demand: headers, the size-limited body, log lines. `missing` says in words why there is none. */
export const Inspection = z.object({
  what: z.enum(['headers', 'body', 'log']),
  text: z.string(),
  truncated: z.boolean(),
  missing: z.string().nullable(),
});
export type Inspection = z.infer<typeof Inspection>;

/** qshape's table: a row per domain, columns by doubling age. */
export const AgeTable = z.object({
  /** Upper bounds of the columns in minutes; the last column is open. */
  bounds: z.array(z.number()),
  rows: z.array(z.object({ domain: z.string(), total: z.number(), counts: z.array(z.number()) })),
  total: z.object({ total: z.number(), counts: z.array(z.number()) }),
});
export type AgeTable = z.infer<typeof AgeTable>;
