import { z } from 'zod';
import { ReasonClass, Side } from '../model/reason.ts';
import { Spark } from './causes.ts';

export const historyRanges = ['24h', '7d', '30d', '90d', '1y'] as const;
export const HistoryQuery = z.object({
  servers: z.array(z.string()).nullable(),
  range: z.enum(historyRanges),
  by: z.enum(['side', 'server', 'provider']),
});

export const HistoryLane = z.object({
  key: z.string(),
  label: z.string(),
  side: Side.nullable(),
  spark: Spark,
  peak: z.number(),
  peakUnit: z.string(),
});
export type HistoryLane = z.infer<typeof HistoryLane>;

export const HistoryChange = z.object({
  key: z.string(),
  side: Side.nullable(),
  class: ReasonClass.nullable(),
  provider: z.string().nullable(),
  title: z.string(),
  servers: z.array(z.string()),
  count: z.number(),
  /** Count divided by that of the range before (3.12 is +212 %); null = new. */
  change: z.number().nullable(),
  spark: Spark,
  pattern: z.string(),
  incident: z.number().nullable(),
});
export type HistoryChange = z.infer<typeof HistoryChange>;
export type HistoryQuery = z.infer<typeof HistoryQuery>;

export const HistoryView = z.object({
  sentence: z.string(),
  /** Epoch seconds. */
  from: z.number(),
  to: z.number(),
  lanes: z.array(HistoryLane),
  changes: z.array(HistoryChange),
  /** Bytes on disk and since when anything is kept. */
  kept: z.object({ bytes: z.number(), since: z.number().nullable() }),
});
export type HistoryView = z.infer<typeof HistoryView>;

/** What was in the queue at a past time, by cause; as coarse as it was stored. */
export const QueueAt = z.object({
  at: z.number(),
  rows: z.array(
    z.object({
      server: z.string(),
      class: ReasonClass.nullable(),
      side: Side.nullable(),
      provider: z.string().nullable(),
      title: z.string(),
      messages: z.number(),
    }),
  ),
  note: z.string().nullable(),
});
export type QueueAt = z.infer<typeof QueueAt>;
