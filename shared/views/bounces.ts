import { z } from 'zod';
import { Scope } from '../model/filter.ts';
import { Phase, ReasonClass, Side } from '../model/reason.ts';
import { Step } from './causes.ts';

/** Four words for four kinds of report, and mail we never sent. */
export const bounceKinds = ['failed', 'delayed', 'relayed', 'expanded', 'delivered', 'unreadable'] as const;

export const BounceRow = z.object({
  id: z.number(),
  /** Epoch milliseconds of the report's arrival in the mailbox. */
  at: z.number(),
  kind: z.enum(bounceKinds),
  ours: z.enum(['yes', 'no', 'unknown']),
  recipient: z.string().nullable(),
  more: z.number(),
  sender: z.string().nullable(),
  side: Side.nullable(),
  class: ReasonClass.nullable(),
  why: z.string(),
  code: z.string().nullable(),
  /** Queue id as reported or joined. */
  queueId: z.string().nullable(),
  server: z.string().nullable(),
  incident: z.number().nullable(),
  done: z.boolean(),
  mailbox: z.string(),
});
export type BounceRow = z.infer<typeof BounceRow>;

export const BounceFilter = z.object({
  kind: z.enum(['all', 'failed', 'delayed', 'not_ours', 'other']).default('all'),
  text: z.string().max(500).default(''),
  mailbox: z.string().nullable().default(null),
  incident: z.number().nullable().default(null),
  class: ReasonClass.nullable().default(null),
  domain: z.string().max(255).nullable().default(null),
  sender: z.string().max(320).nullable().default(null),
  /** Epoch milliseconds. */
  since: z.number().nullable().default(null),
  undoneOnly: z.boolean().default(false),
});
export type BounceFilter = z.infer<typeof BounceFilter>;

export const BouncesQuery = z.object({
  scope: Scope,
  filter: BounceFilter,
  from: z.number().int().min(0),
  count: z.number().int().min(0).max(500),
});

/** A day of the list, by the clock of the machine that keeps it. */
export const BounceDay = z.object({
  /** "2026-11-23". */
  day: z.string(),
  /** Rows of it, in the order of the list. */
  rows: z.number(),
  failed: z.number(),
  delayed: z.number(),
  notOurs: z.number(),
});
export type BounceDay = z.infer<typeof BounceDay>;

export const BouncesWindow = z.object({
  version: z.number(),
  matched: z.number(),
  counts: z.object({
    all: z.number(),
    failed: z.number(),
    delayed: z.number(),
    notOurs: z.number(),
    other: z.number(),
  }),
  today: z.object({ failed: z.number(), delayed: z.number(), notOurs: z.number() }),
  /** Days of all rows that match, newest first. */
  days: z.array(BounceDay),
  from: z.number(),
  rows: z.array(BounceRow),
});
export type BouncesWindow = z.infer<typeof BouncesWindow>;

export const BounceGroup = z.object({
  label: z.string(),
  failed: z.number(),
  delayed: z.number(),
  notOurs: z.number(),
  last: z.number(),
});
export type BounceGroup = z.infer<typeof BounceGroup>;

export const BounceDetail = z.object({
  row: BounceRow,
  /** "ghost@example.org does not exist there". */
  title: z.string(),
  /** "orders@... was told 14:26. Nobody retries this." */
  sentence: z.string(),
  recipients: z.array(
    z.object({
      address: z.string(),
      original: z.string().nullable(),
      action: z.string().nullable(),
      status: z.string().nullable(),
      reply: z.string().nullable(),
      diagnostic: z.string().nullable(),
      remoteMta: z.string().nullable(),
      side: Side.nullable(),
      class: ReasonClass.nullable(),
      phase: Phase.nullable(),
      why: z.string(),
    }),
  ),
  reportingMta: z.string().nullable(),
  refusedBy: z.string().nullable(),
  reader: z.string(),
  original: z.object({
    messageId: z.string().nullable(),
    queueId: z.string().nullable(),
    envelopeId: z.string().nullable(),
    subject: z.string().nullable(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    /** Epoch milliseconds. */
    date: z.number().nullable(),
  }),
  joined: z.object({
    server: z.string().nullable(),
    queueId: z.string().nullable(),
    /** "queue id and Message-ID, both agree". */
    evidence: z.string(),
    /** Epoch milliseconds of its arrival in the queue, where it was seen there. */
    seenAt: z.number().nullable(),
  }),
  /** Status fields as text, for the monospaced box. */
  fields: z.string(),
  steps: z.array(Step),
  /** Other reports about the same original message or address. */
  related: z.array(z.object({ id: z.number(), at: z.number(), kind: z.string(), text: z.string() })),
  sameAddress: z.number(),
});
export type BounceDetail = z.infer<typeof BounceDetail>;
