/** The messages screen: windows of rows over queues that are never sent whole. */
import type { z } from 'zod';
import type { Filter, Scope } from '../../shared/model/filter.ts';
import type {
  AgeTable,
  MessageDetail,
  MessageMoves,
  MessageRow,
  MessageSort,
  MessagesQuery,
  MessagesWindow,
} from '../../shared/views/messages.ts';
import { causeWords, detailWords } from '../../shared/messages/engine.en.ts';
import type { Clock } from '../ports.ts';
import type { Archive, Move } from './archive.ts';
import { codeText } from './causes/causes.ts';
import type { Fleet } from './fleet.ts';
import type { Judge } from './judge.ts';
import { triesOf } from './queue/predicate.ts';
import { expiryOf, nextTryOf } from './queue/schedule.ts';
import { matching, sorted } from './queue/select.ts';
import type { Part, Selected } from './queue/select.ts';
import { stateName, stateNumber, untold } from './queue/table.ts';
import type { Slices } from './slices.ts';
import { registrableDomain } from '../../shared/registrableDomain.ts';
import { domainOf } from './queue/domain.ts';

export interface Messages {
  window(query: z.output<typeof MessagesQuery>): Promise<MessagesWindow>;
  get(server: string, id: string): MessageDetail | null;
  /** How its queue id changed by what was done here, and under which one it is in the queue. */
  moves(server: string, id: string): MessageMoves;
  ages(scope: Scope, filter: Filter, by: 'recipient' | 'sender'): Promise<AgeTable>;
  /** Everything that matches, in slices; for exports and actions. */
  select(scope: Scope, filter: Filter): Promise<Selected>;
  row(part: Part, slot: number): MessageRow;
  count(scope: Scope, filter: Filter): Promise<number>;
}

export interface MessagesDeps {
  clock: Clock;
  fleet: Fleet;
  judge: Judge;
  archive: Archive;
  slices: Slices;
  bouncesOf: (server: string, id: string) => MessageDetail['bounces'];
}

const mostCached = 12;
const ageBounds = [5, 10, 20, 40, 80, 160, 320, 640, 1280];

export function createMessages({ clock, fleet, judge, archive, slices, bouncesOf }: MessagesDeps): Messages {
  const now = (): number => Math.floor(clock.now() / 1000);
  const cache = new Map<
    string,
    { stamp: string; at: number; selected: Promise<Selected>; orders: Map<string, Promise<Uint32Array>> }
  >();
  const timed = (filter: Filter): boolean => filter.some((term) => term.field === 'age' || term.field === 'expires');

  function lookUp(scope: Scope, filter: Filter) {
    const key = JSON.stringify([scope.servers, filter]);
    const stamp = fleet.stamp(scope);
    const known = cache.get(key);
    // While a first listing streams in, an answer is good for two seconds: it is partial in any case, and says so.
    const partial =
      known !== undefined && clock.monotonic() - known.at < 2000 && fleet.watches(scope).some((w) => w.table.growing);
    if (known && (partial || (known.stamp === stamp && (!timed(filter) || clock.monotonic() - known.at < 15_000)))) {
      cache.delete(key);
      cache.set(key, known);
      return known;
    }
    const selected = slices.run(matching(fleet.parts(scope, filter)));
    const entry = { stamp, at: clock.monotonic(), selected, orders: new Map<string, Promise<Uint32Array>>() };
    cache.set(key, entry);
    selected.catch(() => cache.delete(key));
    const [oldest] = cache.keys();
    if (cache.size > mostCached && oldest !== undefined) cache.delete(oldest);
    return entry;
  }

  function order(entry: ReturnType<typeof lookUp>, selected: Selected, sort: MessageSort): Promise<Uint32Array> {
    const key = `${sort.by} ${sort.down}`;
    let known = entry.orders.get(key);
    if (!known) {
      known = slices.run(sorted(selected, sort, (part, slot) => reasonTitle(part, slot).title ?? ''));
      entry.orders.set(key, known);
      known.catch(() => entry.orders.delete(key));
    }
    return known;
  }

  /** One reason, or how many different ones. */
  function reasonTitle(
    part: Part,
    slot: number,
  ): { title: string | null; cell: number; text: number; recipient: number } {
    const { table } = part;
    const from = table.start[slot] ?? 0;
    const end = from + (table.count[slot] ?? 0);
    let first = -1;
    let cell = 0;
    let classes: Set<string> | null = null;
    for (let i = from; i < end && i < from + 1000; i += 1) {
      const it = table.cell[i] ?? 0;
      if (it === 0) continue;
      if (first < 0) [first, cell] = [i, it];
      else if (it !== cell) {
        const a = table.cells.get(cell).class;
        const b = table.cells.get(it).class;
        if (a !== b) {
          classes ??= new Set([a]);
          classes.add(b);
        }
      }
    }
    if (classes) return { title: causeWords.differentReasons(classes.size), cell: 0, text: 0, recipient: first };
    if (first >= 0)
      return {
        title: judge.shortTitle(table.cells.get(cell).class),
        cell,
        text: table.text[first] ?? 0,
        recipient: first,
      };
    if (table.state[slot] === stateNumber.active)
      return { title: causeWords.inDelivery, cell: 0, text: 0, recipient: -1 };
    return { title: null, cell: 0, text: 0, recipient: -1 };
  }

  function row(part: Part, slot: number): MessageRow {
    const { table, schedule } = part;
    const reason = reasonTitle(part, slot);
    const cell = reason.cell === 0 ? null : table.cells.get(reason.cell);
    const judged = reason.text === 0 ? null : table.cells.reason(reason.text);
    const n = table.count[slot] ?? 0;
    const size = table.size[slot] ?? untold;
    return {
      server: part.server,
      id: table.id[slot] ?? '',
      state: stateName(table.state[slot] ?? 0),
      queue: table.queues.text(table.queue[slot] ?? 0),
      arrival: table.arrival[slot] || null,
      size: size === untold ? null : size,
      sender: table.senderText(slot),
      recipient: n > 0 ? (table.address[table.start[slot] ?? 0] ?? null) : null,
      more: Math.max(0, (table.named[slot] ?? 0) - 1),
      side: cell?.side ?? null,
      class: cell?.class ?? null,
      reason: reason.title,
      code: judged === null ? null : codeText(judged.reply, judged.enhanced),
      cause: cell === null ? null : fleet.grouping.causeOf(part.server, cell),
      tries: triesOf(table, slot),
      nextTry: nextTryOf(table, slot, now(), schedule),
      expires: expiryOf(table, slot, schedule),
    };
  }

  const movesOf = (server: string, id: string, since: number): Move[] =>
    archive.moves.of(server, id).filter((move) => move.at >= since * 1000);

  /** The queue ids it had, newest first, and until when (epoch seconds); an old id may belong to another message now. */
  function namesOf(server: string, id: string, arrival: number): { id: string; until: number }[] {
    const names = [{ id, until: Infinity }];
    for (const move of movesOf(server, id, arrival).reverse())
      if (move.newId === names.at(-1)?.id) names.push({ id: move.id, until: move.at / 1000 });
    return names;
  }

  return {
    row,
    moves(server, id) {
      const table = fleet.get(server)?.table;
      const slot = table?.slot(id);
      const since = table && slot !== undefined ? (table.arrival[slot] ?? 0) : 0;
      const steps = movesOf(server, id, since).map(({ id: from, newId: to, at, evidence }) => ({
        from,
        to,
        at,
        evidence,
      }));
      const last = steps.at(-1)?.to ?? null;
      return { steps, now: last, here: last !== null && table?.slot(last) !== undefined };
    },
    async window(query) {
      const entry = lookUp(query.scope, query.filter);
      const selected = await entry.selected;
      const positions = await order(entry, selected, query.sort);
      const rows: MessageRow[] = [];
      const end = Math.min(positions.length, query.from + query.count);
      for (let k = query.from; k < end; k += 1) {
        const at = positions[k] ?? 0;
        const part = selected.parts[selected.part[at] ?? 0];
        const slot = selected.slot[at] ?? 0;
        // A slot may have been freed since: a listing ended between two windows.
        if (part && part.table.state[slot] !== 0) rows.push(row(part, slot));
      }
      const watches = fleet.watches(query.scope);
      return {
        version: fleet.version(),
        total: watches.reduce((n, w) => n + w.table.messages, 0),
        matched: selected.slot.length,
        counting: watches.some((w) => w.table.growing),
        from: query.from,
        rows,
      };
    },
    async select(scope, filter) {
      return slices.run(matching(fleet.parts(scope, filter)));
    },
    async count(scope, filter) {
      return (await lookUp(scope, filter).selected).slot.length;
    },
    get(server, id) {
      const [part] = fleet.parts({ servers: [server] }, []);
      const watch = fleet.get(server);
      const slot = part?.table.slot(id);
      if (!part || !watch || slot === undefined) return null;
      const { table } = part;
      const groups = new Map<number, MessageDetail['groups'][number]>();
      const from = table.start[slot] ?? 0;
      const end = from + (table.count[slot] ?? 0);
      for (let i = from; i < end; i += 1) {
        const text = table.text[i] ?? 0;
        const cellNumber = table.cell[i] ?? 0;
        const key = cellNumber * 1_000_003 + text;
        let group = groups.get(key);
        if (!group) {
          const cell = cellNumber === 0 ? null : table.cells.get(cellNumber);
          const reason = text === 0 ? null : table.cells.reason(text);
          group = {
            side: cell?.side ?? null,
            class: cell?.class ?? null,
            title: cell === null ? '' : judge.shortTitle(cell.class),
            reason: table.reasonText(i),
            code: reason === null ? null : codeText(reason.reply, reason.enhanced),
            cause: cell === null ? null : fleet.grouping.causeOf(server, cell),
            recipients: [],
            count: 0,
          };
          groups.set(key, group);
        }
        group.count += 1;
        if (group.recipients.length < 50) group.recipients.push(table.address[i] ?? '');
      }
      const arrival = table.arrival[slot] ?? 0;
      const names = namesOf(server, id, arrival);
      const attempts: MessageDetail['attempts'] = names
        .flatMap((name) =>
          archive.lives.attemptsOf(server, name.id).filter((a) => a.at >= arrival && a.at <= name.until),
        )
        .map((a) => ({ at: a.at, what: detailWords.deferredAgain, detail: a.text }));
      const firstSeen = table.firstSeen[slot] ?? 0;
      if (arrival !== 0) attempts.push({ at: arrival, what: detailWords.arrived, detail: null });
      else attempts.push({ at: firstSeen, what: detailWords.firstSeen, detail: null });
      const schedule = watch.state.detection?.retrySchedule ?? null;
      const safety = watch.config.safety;
      const may = (level: 'retry' | 'full'): boolean =>
        watch.config.route.kind !== 'listing' && (safety === 'full' || (level === 'retry' && safety === 'retry'));
      const granted = (what: string): boolean =>
        watch.state.detection?.abilities.some(
          (a) => a.id === what && (a.granted === 'yes' || a.granted === 'unknown'),
        ) === true;
      const kept = table.state[slot] === stateNumber.held;
      const held = kept || table.state[slot] === stateNumber.frozen;
      return {
        row: row(part, slot),
        groups: [...groups.values()].sort((a, b) => b.count - a.count).slice(0, 200),
        recipients: table.named[slot] ?? 0,
        attempts,
        retryNote: schedule === null ? null : causeWords.retryNote(schedule.minimum, schedule.maximum),
        bounces: bouncesOf(server, id),
        done: names
          .flatMap((name) =>
            archive.audit
              .ofMessage(server, name.id)
              .filter((entry) => entry.at >= arrival * 1000 && entry.at <= name.until * 1000),
          )
          .map((entry) => ({ at: entry.at, account: entry.account, verb: entry.verb, result: entry.result })),
        can: {
          // A retry thaws what Exim froze; what Postfix holds is not tried.
          retry: may('retry') && granted('retry_one') && !kept,
          hold: may('full') && granted('hold') && !held,
          release: may('full') && granted('release') && held,
          delete: may('full') && granted('delete'),
          expire: may('full') && granted('expire'),
          requeue: may('full') && granted('requeue'),
          headers: granted('headers'),
          body: granted('body'),
          log: granted('log'),
        },
      };
    },
    async ages(scope, filter, by) {
      const selected = await lookUp(scope, filter).selected;
      const at = now();
      return slices.run(
        (function* () {
          const rows = new Map<string, number[]>();
          const total = new Array<number>(ageBounds.length + 1).fill(0);
          for (let k = 0; k < selected.slot.length; k += 1) {
            if ((k & 1023) === 1023) yield;
            const part = selected.parts[selected.part[k] ?? 0];
            if (!part) continue;
            const { table } = part;
            const slot = selected.slot[k] ?? 0;
            if (table.state[slot] === 0) continue;
            const arrival = table.arrival[slot] ?? 0;
            const minutes = arrival === 0 ? 0 : (at - arrival) / 60;
            let column = ageBounds.findIndex((bound) => minutes < bound);
            if (column < 0) column = ageBounds.length;
            const put = (domain: string): void => {
              const counts = rows.get(domain);
              if (counts) counts[column] = (counts[column] ?? 0) + 1;
              else {
                const fresh = new Array<number>(ageBounds.length + 1).fill(0);
                fresh[column] = 1;
                rows.set(domain, fresh);
              }
              total[column] = (total[column] ?? 0) + 1;
            };
            if (by === 'sender') {
              put(registrableDomain(domainOf(table.senderText(slot) ?? '')) || '<>');
              continue;
            }
            const from = table.start[slot] ?? 0;
            const end = from + (table.count[slot] ?? 0);
            for (let i = from; i < end; i += 1)
              if (part.predicate.all || part.predicate.recipient(i)) put(table.domains.text(table.domain[i] ?? 0));
          }
          const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
          return {
            bounds: ageBounds,
            rows: [...rows]
              .map(([domain, counts]) => ({ domain, total: sum(counts), counts }))
              .sort((a, b) => b.total - a.total)
              .slice(0, 500),
            total: { total: sum(total), counts: total },
          };
        })(),
      );
    },
  };
}
