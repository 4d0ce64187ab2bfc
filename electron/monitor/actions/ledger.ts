/** What became of each message of a run so far: kept in memory, written down row by row, counted. */
import type { Outcome, OutcomeKind } from '../../../shared/model/action.ts';
import type { Clock } from '../../ports.ts';
import type { Archive, Move } from '../archive.ts';
import type { Item } from './plan.ts';
import { unresolved } from './verify.ts';

export type Counts = Partial<Record<OutcomeKind, number>>;

export const outcomeOf = (item: Item): Outcome => ({
  server: item.server,
  id: item.id,
  sender: item.sender,
  recipient: item.recipient,
  kind: item.kind,
  evidence: item.evidence,
  at: item.at,
  newId: item.newId,
});

export function countKinds(items: readonly Item[]): Counts {
  const out: Counts = {};
  for (const item of items) out[item.kind] = (out[item.kind] ?? 0) + 1;
  return out;
}

export interface Ledger {
  readonly items: readonly Item[];
  readonly servers: readonly string[];
  of(server: string): Item[];
  /** Whether that message is not settled yet. */
  works(server: string, id: string): boolean;
  /** By the queue id it had or by the one it has now. */
  find: (server: string, id: string) => Item | null;
  /** New queue ids, where they changed. */
  newIds(server: string): ReadonlySet<string>;
  /** The last ones that changed, newest first. */
  recent(): Outcome[];
  mark(list: readonly Item[], kind: OutcomeKind, evidence: string | null): void;
  /** Writes down what was changed on the items themselves. */
  settled(changed: readonly Item[]): void;
  /** Writes all of them down, at the start. */
  open(): void;
}

const mostRecent = 20;

export function createLedger(
  run: string,
  items: readonly Item[],
  deps: { clock: Clock; archive: Archive; changed: () => void },
): Ledger {
  const indexOf = new Map(items.map((item, index) => [item, index]));
  const byId = new Map(items.map((item) => [`${item.server}\n${item.id}`, item]));
  const servers = [...new Set(items.map((item) => item.server))];
  const latest: Item[] = [];
  const renamed = new Set<Item>();

  function put(list: readonly Item[]): void {
    deps.archive.runs.outcomes.put(
      run,
      list.map((item) => ({ index: indexOf.get(item) ?? 0, json: JSON.stringify(outcomeOf(item)) })),
    );
  }
  /** Pages and the history of acts follow the message to its new id. */
  function follow(list: readonly Item[]): void {
    const moves: (Move & { server: string })[] = [];
    for (const item of list) {
      if (item.newId === null || renamed.has(item)) continue;
      renamed.add(item);
      byId.set(`${item.server}\n${item.newId}`, item);
      const { server, id, newId, at, evidence } = item;
      moves.push({ server, id, newId, at: at ?? deps.clock.now(), evidence: evidence ?? '' });
    }
    if (moves.length > 0) deps.archive.moves.put(moves);
  }
  function settled(changed: readonly Item[]): void {
    if (changed.length === 0) return;
    follow(changed);
    for (const item of changed.slice(-mostRecent)) {
      const at = latest.indexOf(item);
      if (at >= 0) latest.splice(at, 1);
      latest.push(item);
    }
    if (latest.length > mostRecent) latest.splice(0, latest.length - mostRecent);
    put(changed);
    deps.changed();
  }

  return {
    items,
    servers,
    of: (server) => items.filter((item) => item.server === server),
    works(server, id) {
      const item = byId.get(`${server}\n${id}`);
      return item !== undefined && (unresolved(item.kind) || item.kind === 'unknown');
    },
    find: (server, id) => byId.get(`${server}\n${id}`) ?? null,
    newIds: (server) => new Set([...renamed].flatMap((it) => (it.server === server ? (it.newId ?? []) : []))),
    recent: () => [...latest].reverse().map(outcomeOf),
    mark(list, kind, evidence) {
      for (const item of list) {
        item.kind = kind;
        item.evidence = evidence;
        item.at = deps.clock.now();
      }
      settled(list);
    },
    settled,
    open: () => put(items),
  };
}
