import type { Pace } from '../../../shared/model/action.ts';
import type { Item } from './plan.ts';

const byAge = (a: Item, b: Item): number => (a.arrival || Infinity) - (b.arrival || Infinity) || (a.id < b.id ? -1 : 1);

/** Order of a paced run: oldest first; one of each destination in turn; or priority senders first. */
export function ordered(items: readonly Item[], order: Pace['order'], priority: readonly string[]): Item[] {
  const oldest = [...items].sort(byAge);
  if (order === 'oldest') return oldest;
  if (order === 'priority') {
    const wanted = priority.map((p) => p.toLowerCase());
    const is = (item: Item): boolean => {
      const sender = item.sender?.toLowerCase() ?? '';
      return wanted.some((p) => (p.startsWith('@') ? sender.endsWith(p) : sender === p));
    };
    return [...oldest.filter(is), ...oldest.filter((item) => !is(item))];
  }
  const lanes = new Map<string, Item[]>();
  for (const item of oldest) {
    const lane = lanes.get(item.destination);
    if (lane) lane.push(item);
    else lanes.set(item.destination, [item]);
  }
  const out: Item[] = [];
  for (let round = 0; out.length < oldest.length; round += 1) {
    for (const lane of lanes.values()) {
      const item = lane[round];
      if (item) out.push(item);
    }
  }
  return out;
}
