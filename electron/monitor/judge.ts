/** What the heart asks of the reasons engine; texts go in, words for people come out. */
import type { TextOrigin, Reason, ReasonClass, Side } from '../../shared/model/reason.ts';
import type { FreshDeferral, SecondAttempts, Sent } from '../../shared/reasons/index.ts';
import type { Step } from '../../shared/views/causes.ts';
import type { z } from 'zod';

export interface CauseFacts {
  class: ReasonClass;
  side: Side | null;
  /** Provider key or recipient domain; null where the cause has many. */
  provider: string | null;
  /** Number of recipient domains it touches. */
  domains: number;
  /** Our sending addresses that its replies name; left out where they were not looked for. */
  ourIps?: readonly string[];
  /** The most common reply and what it was read as. */
  reply: string | null;
  reason: Reason | null;
}

export interface Advice {
  /** A few words for the table: "Wait, ask after 4 h". */
  short: string;
  explanation: string;
  steps: z.infer<typeof Step>[];
  timeScale: string | null;
  /** Why an ordinary retry now does harm; null where it does not. */
  retryMakesWorse: string | null;
}

export interface Judge {
  /** Never throws; `ownHops` are hosts of our own filters, stores and relays. */
  classify(text: string, origin: TextOrigin, ownHops: readonly string[]): Reason;
  /** Provider key of a recipient domain; null where nobody known runs it. */
  providerOfDomain(domain: string): string | null;
  providerName(key: string): string;
  /** "Microsoft 365 distrusts 203.0.113.25". */
  title(facts: CauseFacts): string;
  /** "IP reputation", for a table cell. */
  shortTitle(of: ReasonClass): string;
  advice(facts: CauseFacts): Advice;
  /** Source and words behind a rule id. */
  rule(id: string): { source: string | null; text: string };
  /** What the queue as a whole says about a cause beyond single texts. */
  patterns(of: PatternsOf): { title: string; text: string }[];
  /** The admin's own rules, as JSON text. */
  rules(): string;
  /** Problems in words; then nothing was taken, unless `usable` asks for those rules that can be used. */
  setRules(json: string, usable?: 'usable'): string[];
  /** For the test box: `json` null means the rules in force. */
  test(
    json: string | null,
    text: string,
    origin: TextOrigin,
  ): { reason: Reason; rule: string; ruleSource: string | null };
  /** Changes when the rules change, so that texts are judged again. */
  version(): number;
}

export interface PatternsOf {
  side: Side | null;
  suspected: boolean;
  provider: string | null;
  /** `fresh`: of the last 15 minutes, over all causes. `waiting`: all that wait with this cause. */
  basis: 'fresh' | 'waiting';
  deferrals: readonly FreshDeferral[];
  /** Of a cause that is greylisting; null for others. */
  seconds: SecondAttempts | null;
  /** Who else sent to the provider of the cause, as far as seen. */
  sent: Sent | null;
}
