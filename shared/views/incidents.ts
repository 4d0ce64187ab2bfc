import { z } from 'zod';
import { ReasonClass, Side } from '../model/reason.ts';
import { Spark } from './causes.ts';

export const IncidentRow = z.object({
  id: z.number(),
  state: z.enum(['pending', 'open', 'draining', 'closed', 'frozen']),
  severity: z.enum(['critical', 'warning', 'info']),
  kind: z.string(),
  side: Side.nullable(),
  suspected: z.boolean(),
  class: ReasonClass.nullable(),
  provider: z.string().nullable(),
  title: z.string(),
  servers: z.array(z.string()),
  /** Epoch milliseconds. */
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  peak: z.number(),
  now: z.number(),
  /** "212 now", "cleared", "22 bounced", "expected daily". */
  outcome: z.string(),
  /** "toast 14:15", "quiet hours", "acknowledged", "badge only". */
  told: z.string(),
  cause: z.string().nullable(),
  acknowledgedUntil: z.number().nullable(),
  muted: z.boolean(),
});
export type IncidentRow = z.infer<typeof IncidentRow>;

export const IncidentsView = z.object({
  version: z.number(),
  sentence: z.string(),
  from: z.number(),
  to: z.number(),
  rows: z.array(IncidentRow),
  /** Blind stretches per server, for the hatched bars. */
  blind: z.array(z.object({ server: z.string(), from: z.number(), to: z.number().nullable() })),
});
export type IncidentsView = z.infer<typeof IncidentsView>;

export const IncidentDetail = z.object({
  row: IncidentRow,
  figures: z.array(z.object({ label: z.string(), value: z.string(), note: z.string() })),
  chart: z.object({ spark: Spark, marks: z.array(z.object({ at: z.number(), label: z.string() })) }),
  events: z.array(z.object({ at: z.number(), kind: z.string(), title: z.string(), detail: z.string() })),
  why: z.array(z.object({ label: z.string(), value: z.string() })),
  notes: z.array(z.object({ at: z.number(), by: z.string(), text: z.string() })),
  similar: z.array(z.object({ id: z.number(), text: z.string(), lasted: z.number() })),
  bounces: z.object({ failed: z.number(), delayed: z.number() }),
});
export type IncidentDetail = z.infer<typeof IncidentDetail>;

/** "Why did, or didn't, this fire?" for one series at one time. */
export const FireExplanation = z.object({
  fired: z.boolean(),
  sentence: z.string(),
  tests: z.array(
    z.object({
      name: z.string(),
      measured: z.string(),
      needed: z.string(),
      holds: z.boolean().nullable(),
      words: z.string(),
    }),
  ),
});
export type FireExplanation = z.infer<typeof FireExplanation>;
