import { z } from 'zod';
import { Filter, Scope } from '../model/filter.ts';
import { ReasonClass, Side, Phase, Speaker, ClearsItself } from '../model/reason.ts';

/** A small series with its normal band, oldest first; null where nothing was seen (never drawn as zero). */
export const Spark = z.object({
  /** Epoch seconds of the first value. */
  from: z.number(),
  /** Seconds between values. */
  step: z.number(),
  values: z.array(z.number().nullable()),
  /** Normal range per value; empty while there is not enough history. */
  low: z.array(z.number()),
  high: z.array(z.number()),
});
export type Spark = z.infer<typeof Spark>;

export const IncidentTag = z.object({
  id: z.number(),
  state: z.enum(['pending', 'open', 'draining', 'closed', 'frozen']),
  severity: z.enum(['critical', 'warning', 'info']),
});

/** A time with its honesty: `known` was told by the server, `est` is our estimate. */
export const ToldTime = z.object({ at: z.number(), how: z.enum(['known', 'est']) });
export type ToldTime = z.infer<typeof ToldTime>;

export const CauseRow = z.object({
  /** Stable over polls: survives sorting and new data. */
  id: z.string(),
  side: Side.nullable(),
  /** Our side is suspected from the pattern, not from the text ("LOCAL?"). */
  suspected: z.boolean(),
  class: ReasonClass,
  provider: z.string().nullable(),
  title: z.string(),
  /** The most common reply, exactly as it was said. */
  reply: z.string().nullable(),
  /** "451 4.3.0" as far as told. */
  code: z.string().nullable(),
  advice: z.string(),
  servers: z.array(z.string()),
  messages: z.number(),
  recipients: z.number(),
  /** Waiting messages now against 15 minutes ago; null when that was not seen. */
  change15: z.number().nullable(),
  /** Fresh deferrals in the last 15 minutes; null when not seen. */
  fresh15: z.number().nullable(),
  spark: Spark,
  /** Epoch seconds. */
  oldest: z.number().nullable(),
  bounces: ToldTime.nullable(),
  nextTry: ToldTime.nullable(),
  incident: IncidentTag.nullable(),
  retryMakesWorse: z.string().nullable(),
  muted: z.boolean(),
});
export type CauseRow = z.infer<typeof CauseRow>;

export const CausesQuery = z.object({
  scope: Scope,
  filter: Filter,
  group: z.enum(['cause', 'provider', 'sender']),
});

/** The one sentence that answers the screen's question. */
export const Verdict = z.object({
  tone: z.enum(['calm', 'warning', 'critical', 'blind', 'empty', 'pending']),
  title: z.string(),
  detail: z.string(),
});
export type Verdict = z.infer<typeof Verdict>;

export const CausesView = z.object({
  version: z.number(),
  verdict: Verdict,
  /** Local first, then by change. */
  rows: z.array(CauseRow),
  /** Greylisting that clears, folded into one line; null when there is none. */
  selfClearing: z
    .object({
      messages: z.number(),
      domains: z.number(),
      servers: z.number(),
      text: z.string(),
      rows: z.array(CauseRow),
    })
    .nullable(),
  waiting: z.number(),
  /** Recipients deferred without a reason the MTA would tell. */
  untold: z.number(),
});
export type CausesView = z.infer<typeof CausesView>;

export const CountBar = z.object({ label: z.string(), count: z.number(), filter: Filter.nullable() });

export const Step = z.object({
  text: z.string(),
  source: z.string(),
  url: z.string().nullable(),
  done: z.string().nullable(),
});

/** A check of our own side that was run on the server, or says why it was not. */
export const LocalCheck = z.object({
  id: z.string(),
  label: z.string(),
  state: z.enum(['ok', 'bad', 'not_checked']),
  text: z.string(),
});

export const CauseDetail = z.object({
  version: z.number(),
  row: CauseRow,
  /** First sentence of the page, plain words. */
  sentence: z.string(),
  explanation: z.string(),
  timeScale: z.string().nullable(),
  clearsItself: ClearsItself.nullable(),
  phase: Phase.nullable(),
  speaker: Speaker.nullable(),
  speakerText: z.string(),
  variants: z.array(
    z.object({ text: z.string(), pattern: z.string(), code: z.string().nullable(), count: z.number() }),
  ),
  /** Why we say so: rule id, its source, confidence, in words. */
  decidedBy: z.object({ rule: z.string(), source: z.string().nullable(), confidence: z.string(), text: z.string() }),
  /** What the queue as a whole says, each with its figures. */
  patterns: z.array(z.object({ title: z.string(), text: z.string() })),
  chart: z.object({
    spark: Spark,
    marks: z.array(z.object({ at: z.number(), label: z.string() })),
    threshold: z.string(),
  }),
  senders: z.array(CountBar),
  domains: z.array(CountBar),
  sourceIps: z.array(CountBar),
  steps: z.array(Step),
  checks: z.object({ server: z.string(), at: z.number().nullable(), rows: z.array(LocalCheck) }).nullable(),
  longest: z.array(
    z.object({
      server: z.string(),
      id: z.string(),
      sender: z.string(),
      recipient: z.string(),
      arrival: z.number().nullable(),
      tries: z.number().nullable(),
    }),
  ),
  /** The last incident like this, with what was done then. */
  before: z.object({ incident: z.number(), text: z.string() }).nullable(),
  runs: z.array(z.string()),
});
export type CauseDetail = z.infer<typeof CauseDetail>;
