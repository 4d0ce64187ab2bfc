/**
 * Messages we had requeued and that come back under another queue id, with the arrival they had (Postfix keeps it): the
 * deferral they are seen with next is not fresh, and they have not left. Known by arrival and recipient, because the new id
 * is told by the log only after a listing may have shown it.
 */
import type { Difference, GoneMessage } from './queue/difference.ts';
import type { QueueTable } from './queue/table.ts';

/** pickup(8) looks once a minute, and an attempt behind a long active queue takes its time. */
const keptMs = 3_600_000;
const mostKept = 500_000;

export interface Requeues {
  /** Before the command: these ids are about to change. */
  note(table: QueueTable, ids: readonly string[], now: number): void;
  /** Takes what came back out of `fresh` into `moved`. */
  sort(table: QueueTable, difference: Difference, now: number): void;
  /** Without what only changed its id. */
  left(gone: readonly GoneMessage[], now: number): readonly GoneMessage[];
}

export function createRequeues(): Requeues {
  const waiting = new Map<string, { n: number; until: number }>();
  const ids = new Map<string, number>();
  const keyOf = (arrival: number, address: string): string => `${arrival} ${address}`;

  function forget(now: number): void {
    for (const [key, { until }] of waiting) if (until < now) waiting.delete(key);
    for (const [id, until] of ids) if (until < now) ids.delete(id);
  }

  return {
    note(table, list, now) {
      forget(now);
      const until = now + keptMs;
      for (const id of list) {
        const slot = table.slot(id);
        const arrival = slot === undefined ? 0 : (table.arrival[slot] ?? 0);
        if (slot === undefined || arrival === 0 || waiting.size >= mostKept) continue;
        ids.set(id, until);
        const from = table.start[slot] ?? 0;
        for (let i = from; i < from + (table.count[slot] ?? 0); i += 1) {
          const key = keyOf(arrival, table.address[i] ?? '');
          waiting.set(key, { n: (waiting.get(key)?.n ?? 0) + 1, until });
        }
      }
    },
    sort(table, difference, now) {
      if (waiting.size === 0) return;
      const { fresh } = difference;
      const kept: number[] = [];
      for (let k = 0; k + 1 < fresh.length; k += 2) {
        const [slot = 0, i = 0] = [fresh[k], fresh[k + 1]];
        const key = keyOf(table.arrival[slot] ?? 0, table.address[i] ?? '');
        const known = ids.has(table.id[slot] ?? '') ? undefined : waiting.get(key);
        if (known === undefined || known.until < now) kept.push(slot, i);
        else {
          difference.moved.push(slot, i);
          known.n -= 1;
          if (known.n === 0) waiting.delete(key);
        }
      }
      difference.fresh = kept;
    },
    left: (gone, now) => (ids.size === 0 ? gone : gone.filter((it) => (ids.get(it.id) ?? 0) < now)),
  };
}
