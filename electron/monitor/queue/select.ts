/** Which messages match, in the order asked for: positions kept for each question until the queue changes. */
import { Filter } from '../../../shared/model/filter.ts';
import type { MessageSort } from '../../../shared/views/messages.ts';
import { orderBy, orderByText } from './order.ts';
import { triesOf } from './predicate.ts';
import type { Predicate } from './predicate.ts';
import { expiryOf } from './schedule.ts';
import type { RetrySchedule } from './schedule.ts';
import { untold } from './table.ts';
import type { QueueTable } from './table.ts';

/** Part of a selection: one server's table. */
export interface Part {
  server: string;
  name: string;
  table: QueueTable;
  schedule: RetrySchedule | null;
  predicate: Predicate;
}

/** Matching messages over several servers: `part[i]`, `slot[i]`. */
export interface Selected {
  parts: readonly Part[];
  part: Uint16Array;
  slot: Uint32Array;
}

export function* matching(parts: readonly Part[]): Generator<void, Selected> {
  let size = 0;
  for (const { table } of parts) size += table.messages + 4096;
  let slots = new Uint32Array(size);
  let numbers = new Uint16Array(size);
  let n = 0;
  for (const [number, { table, predicate }] of parts.entries()) {
    for (let slot = 0; slot < table.slots; slot += 1) {
      if ((slot & 1023) === 1023) yield;
      if (table.state[slot] === 0 || (!predicate.all && !predicate.message(slot))) continue;
      if (n === slots.length) {
        // Messages came in meanwhile.
        const more = new Uint32Array(n * 2);
        more.set(slots);
        slots = more;
        const moreNumbers = new Uint16Array(n * 2);
        moreNumbers.set(numbers);
        numbers = moreNumbers;
      }
      slots[n] = slot;
      numbers[n] = number;
      n += 1;
    }
  }
  return { parts, part: numbers.subarray(0, n), slot: slots.subarray(0, n) };
}

/** Positions in `selected`, sorted; `down` puts the largest (for age: the oldest) first. */
export function* sorted(
  selected: Selected,
  sort: MessageSort,
  title: (part: Part, slot: number) => string,
): Generator<void, Uint32Array> {
  const n = selected.slot.length;
  const at = (i: number): { part: Part; slot: number } | null => {
    const part = selected.parts[selected.part[i] ?? 0];
    return part ? { part, slot: selected.slot[i] ?? 0 } : null;
  };
  const byNumber = function* (key: (part: Part, slot: number) => number): Generator<void, Uint32Array> {
    const keys = new Uint32Array(n);
    for (let i = 0; i < n; i += 1) {
      if ((i & 8191) === 8191) yield;
      const it = at(i);
      keys[i] = it ? key(it.part, it.slot) : 0;
    }
    return yield* orderBy(keys);
  };
  const byText = (text: (part: Part, slot: number) => string): Generator<void, Uint32Array> =>
    orderByText(n, (i) => {
      const it = at(i);
      return it ? text(it.part, it.slot) : '';
    });

  let order: Uint32Array;
  switch (sort.by) {
    case 'age':
      // Unknown arrival sorts as youngest.
      order = yield* byNumber(({ table }, slot) => untold - (table.arrival[slot] || untold));
      break;
    case 'size':
      order = yield* byNumber(({ table }, slot) => (table.size[slot] === untold ? 0 : (table.size[slot] ?? 0) + 1));
      break;
    case 'tries':
      order = yield* byNumber(({ table }, slot) => (triesOf(table, slot) ?? -1) + 1);
      break;
    case 'expires':
      order = yield* byNumber(({ table, schedule }, slot) => expiryOf(table, slot, schedule)?.at ?? untold);
      break;
    case 'state':
      order = yield* byNumber(({ table }, slot) => table.state[slot] ?? 0);
      break;
    case 'server':
      order = yield* byText(({ name }) => name);
      break;
    case 'sender':
      order = yield* byText(({ table }, slot) => table.senderText(slot)?.toLowerCase() ?? '');
      break;
    case 'recipient':
      order = yield* byText(({ table }, slot) => (table.address[table.start[slot] ?? 0] ?? '').toLowerCase());
      break;
    case 'reason':
      order = yield* byText(title);
      break;
    case 'id':
      order = yield* byText(({ table }, slot) => table.id[slot] ?? '');
      break;
  }
  if (sort.down) order.reverse();
  return order;
}

export const filterKey = (filter: Filter): string => JSON.stringify(Filter.parse(filter));
