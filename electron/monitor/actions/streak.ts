/** Refusals in a row: a paced retry ends at the first few of the same class, or when its probe is refused. */
import type { OutcomeKind, Pace } from '../../../shared/model/action.ts';
import type { ReasonClass } from '../../../shared/model/reason.ts';

export interface Streak {
  /** The first message is still on its way, and nothing else is sent before it is through. */
  probing(): boolean;
  /** A message is settled: whether the run has to end, and why. */
  settled(kind: OutcomeKind, cls: ReasonClass | null): 'go_on' | 'probe_failed' | 'refusals';
  /** Refusals of the same class so far. */
  count(): number;
}

const refusedKinds = new Set<OutcomeKind>(['deferred_same', 'deferred_new', 'bounced']);
const wentKinds = new Set<OutcomeKind>(['sent', 'left_queue']);

export function createStreak(rule: Pick<Pace, 'stopAfter' | 'probe'>): Streak {
  let probing = rule.probe;
  let count = 0;
  let last: ReasonClass | null = null;
  return {
    probing: () => probing,
    count: () => count,
    settled(kind, cls) {
      if (wentKinds.has(kind)) {
        count = 0;
        last = null;
        probing = false;
        return 'go_on';
      }
      // Gone before, not done, unknown: says nothing about the other side.
      if (!refusedKinds.has(kind)) return 'go_on';
      if (probing) return 'probe_failed';
      count = cls === last ? count + 1 : 1;
      last = cls;
      return count >= rule.stopAfter ? 'refusals' : 'go_on';
    },
  };
}
