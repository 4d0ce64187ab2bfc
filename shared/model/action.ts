import { z } from 'zod';

/** What can be done to messages. Retry paced is `retry` with a pace. */
export const verbs = ['retry', 'hold', 'release', 'delete', 'expire', 'requeue'] as const;
export const Verb = z.enum(verbs);
export type Verb = z.infer<typeof Verb>;

/** What became of one message. `sent` needs a log line or another definite signal; leaving the queue is not enough. */
export const outcomeKinds = [
  'waiting',
  'running',
  'sent',
  'left_queue',
  'deferred_same',
  'deferred_new',
  'in_delivery',
  'bounced',
  'held',
  'released',
  'deleted',
  'expired',
  'requeued',
  'not_done',
  'gone_before',
  'unknown',
] as const;
export const OutcomeKind = z.enum(outcomeKinds);
export type OutcomeKind = z.infer<typeof OutcomeKind>;

export const Outcome = z.object({
  server: z.string(),
  id: z.string(),
  sender: z.string().nullable(),
  recipient: z.string().nullable(),
  kind: OutcomeKind,
  /** Why we say so: the log line, or "not in the listing of 14:31:04". */
  evidence: z.string().nullable(),
  /** Epoch milliseconds. */
  at: z.number().nullable(),
  /** Queue id after a requeue. */
  newId: z.string().nullable(),
});
export type Outcome = z.infer<typeof Outcome>;

export const Pace = z.object({
  /** Milliseconds between two messages. */
  intervalMs: z.number().int().min(200).max(3_600_000),
  /** Stop by itself after that many refusals of the same class in a row. */
  stopAfter: z.number().int().min(1).max(100).default(3),
  order: z.enum(['oldest', 'domains', 'priority']).default('oldest'),
  /** Try one first and go on only when it leaves the queue. */
  probe: z.boolean().default(false),
  /** Go on after a restart of Queuewatch. */
  resume: z.boolean().default(false),
});
export type Pace = z.infer<typeof Pace>;

export const runStates = ['undo_window', 'running', 'paused', 'verifying', 'done', 'stopped', 'failed'] as const;
export const RunState = z.enum(runStates);
export type RunState = z.infer<typeof RunState>;

/** An action in progress or done, as the screen follows it. */
export const ActionRun = z.object({
  id: z.string(),
  verb: Verb,
  pace: Pace.nullable(),
  servers: z.array(z.string()),
  title: z.string(),
  state: RunState,
  /** Why it stopped, failed or waits. */
  note: z.string().nullable(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  total: z.number(),
  counts: z.partialRecord(OutcomeKind, z.number()),
  /** Epoch milliseconds: next message of a paced run, end of the undo window, estimated end. */
  nextAt: z.number().nullable(),
  undoUntil: z.number().nullable(),
  doneAt: z.number().nullable(),
  cause: z.string().nullable(),
  incident: z.number().nullable(),
  /** Of an action on a whole recipient domain. */
  domain: z
    .object({
      name: z.string(),
      /** Servers whose own verb for a domain was used; on the others the messages seen were acted on one by one. */
      own: z.array(z.string()),
      /** Messages that such a verb took as well, come after the preview; null where that cannot be known. */
      later: z.number().nullable(),
    })
    .nullable()
    .default(null),
  /** The last outcomes, newest first, at most 20. */
  recent: z.array(Outcome),
});
export type ActionRun = z.infer<typeof ActionRun>;

/** Delivery-log lines of a run's messages, as they are written. */
export const RunLines = z.object({
  /** Null where no action of this program's life touched the message asked about. */
  run: z.string().nullable(),
  /** What became of the message asked about so far. */
  outcome: Outcome.nullable(),
  rows: z.array(
    z.object({
      /** Grows; ask again with the last one. */
      seq: z.number(),
      /** Epoch milliseconds; null where the line has no readable time. */
      at: z.number().nullable(),
      server: z.string(),
      id: z.string(),
      proves: z.enum(['sent', 'deferred', 'bounced', 'removed', 'arrived', 'other']),
      text: z.string(),
    }),
  ),
  /** Lines left out because there were too many. */
  dropped: z.number(),
  /** Messages handed over so far, and how many of them are followed in the log. */
  messages: z.number(),
  followed: z.number(),
  /** Sentences about servers whose log cannot be read. */
  unreadable: z.array(z.string()),
  /** False when nothing more will come. */
  live: z.boolean(),
});
export type RunLines = z.infer<typeof RunLines>;

export const AuditEntry = z.object({
  seq: z.number(),
  at: z.number(),
  account: z.string(),
  server: z.string(),
  verb: z.string(),
  selection: z.string(),
  /** How many ids; the ids themselves come with the export and with `audit.ids`. */
  count: z.number(),
  result: z.string(),
  run: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
