import type { ReasonClass, Side } from '../model/reason.ts';

/**
 * What the queue as a whole says, above single texts: counts of the last minutes in, findings with their evidence in
 * figures out. Pure; times are epoch seconds.
 */

/** One fresh deferral, as far as patterns need it. */
export interface FreshDeferral {
  readonly class: ReasonClass;
  readonly side: Side | null;
  readonly provider: string | null;
  readonly recipientDomain: string;
  readonly senderDomain: string;
  /** The address of ours that the reply names or that the server sends from; null where unknown. */
  readonly ourIp: string | null;
  /** See reasonPattern(). */
  readonly pattern: string;
  /** Whether this message had been deferred before. */
  readonly again: boolean;
}

/** What became of messages that were greylisted some time ago. */
export interface SecondAttempts {
  readonly cleared: number;
  readonly stillDeferred: number;
  /** Greylisted for longer than the receiver said, or than an hour. */
  readonly overdue: number;
}

export type PatternFinding =
  | {
      readonly kind: 'local_suspected';
      readonly fresh: number;
      readonly hit: number;
      readonly share: number;
      readonly providers: number;
      readonly names: readonly string[];
    }
  | {
      readonly kind: 'one_provider';
      readonly provider: string;
      readonly pattern: string;
      readonly count: number;
      readonly senders: number;
      readonly ofSenders: number;
      readonly scope: 'all_senders' | 'one_sender' | 'some_senders';
    }
  | {
      readonly kind: 'our_ips';
      readonly provider: string;
      readonly ip: string | null;
      readonly hit: number;
      readonly of: number;
      readonly scope: 'one_ip' | 'all_ips' | 'some_ips';
    }
  | {
      readonly kind: 'second_attempts';
      readonly tried: number;
      readonly cleared: number;
      readonly works: boolean;
      readonly overdue: number;
    };

export const patternLimits = {
  /** Share of fresh deferrals and number of unrelated providers from which on the fault is suspected to be ours. */
  localShare: 0.6,
  localProviders: 5,
  /** Below this many fresh deferrals a share says nothing. */
  leastFresh: 20,
  leastSame: 5,
  leastAttempts: 5,
  /** Greylisting works when at least this share passes on the second attempt. */
  clearsShare: 0.5,
} as const;

/** Classes that our own network, DNS or address can cause everywhere at once. A full mailbox is never our network. */
const canBeOurs: ReadonlySet<ReasonClass> = new Set<ReasonClass>([
  'connect_failed',
  'connection_dropped',
  'dns_temporary',
  'no_such_domain',
  'tls',
  'reputation',
  'sender_identity',
  'sender_auth',
  'sender_rejected',
  'smtp_auth',
  'local_fault',
  'remote_temporary',
  'unspecified',
]);

/** Unrelated means run by different people: the provider where it is known, else the registered part of the domain. */
function operatorOf(d: FreshDeferral): string {
  return d.provider ?? d.recipientDomain.toLowerCase().split('.').slice(-2).join('.');
}

/** `senders` and `ips`: how many sender domains and addresses of ours sent to the provider at all in this time. */
export interface Sent {
  readonly senders: number;
  readonly ips: number;
}

/**
 * Findings, the most important first. `sentTo` tells what else was sent to a provider in the same time; without it a
 * finding says only what it knows.
 */
export function findPatterns(
  fresh: readonly FreshDeferral[],
  seconds: SecondAttempts | null,
  sentTo: (provider: string) => Sent | null,
): PatternFinding[] {
  const findings: PatternFinding[] = [];

  // 1. The same kind of failure at many unrelated places is ours, whatever the texts say.
  if (fresh.length >= patternLimits.leastFresh) {
    const suspects = fresh.filter((d) => canBeOurs.has(d.class));
    const operators = new Set(suspects.map(operatorOf));
    const share = suspects.length / fresh.length;
    const largest = Math.max(0, ...countBy(suspects, operatorOf).values());
    // One provider with nearly all of them and four strays is that provider's trouble.
    const spread = suspects.length > 0 && largest / suspects.length <= patternLimits.localShare;
    if (share >= patternLimits.localShare && operators.size >= patternLimits.localProviders && spread)
      findings.push({
        kind: 'local_suspected',
        fresh: fresh.length,
        hit: suspects.length,
        share,
        providers: operators.size,
        names: [...operators].sort().slice(0, 10),
      });
  }

  // 2. One provider, one reply: for all our senders, or for one; for all our addresses, or for one.
  const groups = new Map<string, FreshDeferral[]>();
  for (const d of fresh) {
    if (d.provider === null) continue;
    const key = `${d.provider}\u0000${d.pattern}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [d]);
    else group.push(d);
  }
  for (const group of [...groups.values()].sort((a, b) => b.length - a.length)) {
    const [first] = group;
    if (first?.provider == null || group.length < patternLimits.leastSame) continue;
    const sent = sentTo(first.provider);
    const senders = new Set(group.map((d) => d.senderDomain));
    const ofSenders = Math.max(sent?.senders ?? senders.size, senders.size);
    findings.push({
      kind: 'one_provider',
      provider: first.provider,
      pattern: first.pattern,
      count: group.length,
      senders: senders.size,
      ofSenders,
      scope:
        senders.size === ofSenders && ofSenders > 1
          ? 'all_senders'
          : senders.size === 1
            ? 'one_sender'
            : 'some_senders',
    });
    const ips = new Set(group.flatMap((d) => (d.ourIp === null ? [] : [d.ourIp])));
    const of = Math.max(sent?.ips ?? ips.size, ips.size);
    if (ips.size > 0 && of > 1)
      findings.push({
        kind: 'our_ips',
        provider: first.provider,
        ip: ips.size === 1 ? ([...ips][0] ?? null) : null,
        hit: ips.size,
        of,
        scope: ips.size === of ? 'all_ips' : ips.size === 1 ? 'one_ip' : 'some_ips',
      });
  }

  // 3. Does it clear on second attempts? Greylisting that works against one that never lets us in.
  if (seconds !== null) {
    const tried = seconds.cleared + seconds.stillDeferred;
    if (tried >= patternLimits.leastAttempts)
      findings.push({
        kind: 'second_attempts',
        tried,
        cleared: seconds.cleared,
        works: seconds.cleared / tried >= patternLimits.clearsShare,
        overdue: seconds.overdue,
      });
  }
  return findings;
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}
