/** A queue id that changes: what is noted before, and where each message is afterwards. */
import { actingWords as words } from '../../../shared/messages/acting.en.ts';
import type { LogLine, Successor } from '../../ports.ts';
import { stateName, stateNumber } from '../queue/table.ts';
import type { Watch } from '../watch.ts';
import type { Item } from './plan.ts';
import { whereTo, type WhereTo } from './successor.ts';
import type { Verification } from './verify.ts';

/** Headers are read where the log has no line of a message any more: a command for each on the server. */
const mostHeaders = 50;
const atOnce = 5000;
/** Syslog's times are whole seconds. */
const wholeSecondMs = 1000;

/** Told by one of the two while the log was being written: the next look has the other one, or settles it. */
const halfTold = new WeakSet<Item>();

const may = (watch: Watch, what: 'log' | 'headers'): boolean =>
  watch.state.detection?.abilities.some((a) => a.id === what && a.granted === 'yes') === true;

/** Notes Message-IDs where they can be known. What fails here keeps nothing from being done. */
export async function noteMessageIds(watch: Watch, items: readonly Item[], headers = mostHeaders): Promise<void> {
  const most = may(watch, 'headers') ? headers : 0;
  try {
    for (let k = 0; k < items.length; k += atOnce) {
      const part = items.slice(k, k + atOnce);
      const known = await watch.use(async (driver, reach, found) =>
        driver.messageIds?.(reach, watch.config, found, part, most),
      );
      for (const item of part) item.messageId = known?.get(item.id) ?? null;
    }
  } catch {
    // Followed by the server's word alone.
  }
}

/** Where each of these is now; null where the log may not be read. */
export async function findSuccessors(
  watch: Watch,
  items: readonly Item[],
  since: number,
  /** New ids of other messages, known already. */
  given: ReadonlySet<string>,
  read?: (lines: Iterable<LogLine>) => void,
): Promise<Map<Item, WhereTo> | null> {
  if (!may(watch, 'log')) return null;
  const rows: Successor[] = [];
  try {
    for (let k = 0; k < items.length; k += atOnce) {
      const found = await watch.use(async (driver, reach, detection) =>
        driver.successors?.(reach, watch.config, detection, items.slice(k, k + atOnce), since - wholeSecondMs),
      );
      if (!found) return null;
      rows.push(...found);
    }
  } catch {
    return null;
  }
  read?.(rows.flatMap((row) => (row.by === 'orig_id' ? [row.line] : [])));
  const byItem = Map.groupBy(rows, (row) => row.of);
  const told = new Set(rows.flatMap((row) => (row.by === 'orig_id' ? [row.of, row.id] : [])));
  const alike = new Map<string, number>();
  for (const { id, messageId } of items)
    if (messageId && !told.has(id)) alike.set(messageId, (alike.get(messageId) ?? 0) + 1);
  const { table } = watch;
  /** In the queue before the command, or what another message became. */
  const other = (id: string): boolean => {
    const slot = table.slot(id);
    return told.has(id) || given.has(id) || (slot !== undefined && ((table.firstSeen[slot] ?? 0) + 1) * 1000 <= since);
  };
  return new Map(
    items.map((item) => [item, whereTo(item, byItem.get(item.id) ?? [], alike.get(item.messageId ?? '') ?? 0, other)]),
  );
}

/** Why the id is known to be this one, in words, with the line. */
export const evidenceOf = (item: Item, to: WhereTo & { kind: 'told' }): string =>
  words.followed[to.by](to.line, item.messageId === '').slice(0, 1000);

/** Decides items of a requeue; the caller listed the server after the command. */
export async function requeueDecision(
  watch: Watch,
  items: readonly Item[],
  about: Verification,
  time: string,
): Promise<(item: Item) => void> {
  const found = await findSuccessors(watch, items, about.since, about.given, about.read);
  return (item) => {
    const set = (kind: Item['kind'], evidence: string): void => {
      item.kind = kind;
      item.evidence = evidence;
    };
    const to = found?.get(item) ?? { kind: 'none' };
    if (to.kind === 'told' && to.by !== 'both' && item.messageId && !about.final && !halfTold.has(item)) {
      halfTold.add(item);
      return;
    }
    if (to.kind === 'told') {
      item.newId = to.id;
      set('requeued', evidenceOf(item, to));
      return;
    }
    const { table } = watch;
    const slot = table.slot(item.id);
    const arrival = slot === undefined ? 0 : (table.arrival[slot] ?? 0);
    const submitted = about.submitted.has(item.id);
    if (slot !== undefined && (item.arrival === 0 || arrival === 0 || arrival === item.arrival)) {
      if (!about.final) return;
      const state = table.state[slot] ?? 0;
      // Postfix shows it under the old id until pickup(8), which looks once a minute, gives it the new one.
      const waits = submitted && state === stateNumber.incoming;
      set(waits ? 'requeued' : 'not_done', words.evidence.state(stateName(state), time));
    } else if (found === null) {
      if (submitted) set('requeued', words.followed.noLog(time));
      else set('unknown', words.evidence.lost);
    } else if (about.final) {
      // Gone under its old id, and the line that tells the new one may come a moment later: only then it is unknown.
      if (to.kind === 'many') set('unknown', words.followed.many(to.count));
      else set('unknown', submitted ? words.followed.notTold(time) : words.evidence.lost);
    }
  };
}
