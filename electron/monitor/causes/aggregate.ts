/**
 * What matches a filter, counted by cause, in slices. While a first listing streams in, messages are only added: what was
 * counted stays counted, and a later question costs what came since the one before.
 */
import type { ToldTime } from '../../../shared/views/causes.ts';
import { expiryOf, nextTryOf } from '../queue/schedule.ts';
import type { Part } from '../queue/select.ts';
import { stateNumber } from '../queue/table.ts';

export interface CauseFigures {
  id: string;
  /** Cells of it by part number. */
  cells: { part: number; cell: number }[];
  messages: number;
  recipients: number;
  /** Recipients by part number. */
  perPart: Map<number, number>;
  oldest: number | null;
  bounces: ToldTime | null;
  nextTry: ToldTime | null;
  /** A recipient with the most common reply, for its exact words. */
  sample: { part: number; text: number; recipient: number } | null;
  /** Some of its texts. */
  texts: { part: number; text: number }[];
}
export interface Aggregate {
  causes: Map<string, CauseFigures>;
  waiting: number;
  recipients: number;
  untold: number;
}

const mostTexts = 30;

/** Group of a recipient: by cause, or by something of the message. */
export type GroupOf = (part: Part, cell: number, slot: number) => string;

/** Figures that can be brought up to date. */
export interface Aggregation {
  /** Counts what was not counted yet; the answer shares its figures with later ones. */
  catchUp(): Generator<void, Aggregate>;
}

/** One pass over everything. */
export function* aggregate(
  parts: readonly Part[],
  groupOf: GroupOf,
  bySlot: boolean,
  now: number,
): Generator<void, Aggregate> {
  return yield* createAggregation(parts, groupOf, bySlot, now).catchUp();
}

/** The most common reply is found on a sample of about so many recipients. */
const sampleSize = 60_000;

interface Sampled {
  cause: number;
  part: number;
  text: number;
  recipient: number;
  count: number;
}

export function createAggregation(parts: readonly Part[], groupOf: GroupOf, bySlot: boolean, now: number): Aggregation {
  const causes = new Map<string, CauseFigures>();
  const list: CauseFigures[] = [];
  const numberOf = new Map<string, number>();
  const stamps: number[] = [];
  const progress = parts.map(({ table }) => ({ next: 0, ofCell: new Int32Array(table.cells.size + 64).fill(-1) }));
  let waiting = 0;
  let recipients = 0;
  let untold = 0;
  let serial = 0;
  let sampled = 0;
  const texts = new Map<string, Sampled>();

  function numberFor(id: string): number {
    let n = numberOf.get(id);
    if (n === undefined) {
      const figures: CauseFigures = {
        id,
        cells: [],
        messages: 0,
        recipients: 0,
        perPart: new Map(),
        oldest: null,
        bounces: null,
        nextTry: null,
        sample: null,
        texts: [],
      };
      n = list.push(figures) - 1;
      numberOf.set(id, n);
      causes.set(id, figures);
      stamps.push(0);
    }
    return n;
  }

  function causeOf(part: Part, number: number, cell: number, slot: number): number {
    if (bySlot) return numberFor(groupOf(part, cell, slot));
    const of = progress[number];
    if (!of) return numberFor(groupOf(part, cell, slot));
    if (cell >= of.ofCell.length) {
      const more = new Int32Array(cell * 2).fill(-1);
      more.set(of.ofCell);
      of.ofCell = more;
    }
    let cause = of.ofCell[cell] ?? -1;
    if (cause < 0) {
      cause = numberFor(groupOf(part, cell, slot));
      of.ofCell[cell] = cause;
      list[cause]?.cells.push({ part: number, cell });
    }
    return cause;
  }

  function sample(cause: number, part: number, text: number, recipient: number, count: number): void {
    const key = `${cause} ${part} ${text}`;
    const known = texts.get(key);
    if (known) known.count += count;
    else texts.set(key, { cause, part, text, recipient, count });
  }

  function* count(part: Part, number: number, from: number, stride: number): Generator<void, number> {
    const { table, predicate, schedule } = part;
    const counts = new Map<number, number>();
    // Those that come in meanwhile are counted too.
    let slot = from;
    for (; slot < table.slots; slot += 1) {
      if ((slot & 1023) === 1023) yield;
      const state = table.state[slot] ?? 0;
      if (state === 0 || (!predicate.all && !predicate.message(slot))) continue;
      waiting += 1;
      serial += 1;
      const begin = table.start[slot] ?? 0;
      const end = begin + (table.count[slot] ?? 0);
      for (let i = begin; i < end; i += 1) {
        if (!predicate.all && !predicate.recipient(i)) continue;
        recipients += 1;
        const cell = table.cell[i] ?? 0;
        if (cell === 0) {
          if (state === stateNumber.deferred) untold += 1;
          continue;
        }
        const cause = causeOf(part, number, cell, slot);
        const figures = list[cause];
        if (!figures) continue;
        figures.recipients += 1;
        counts.set(cause, (counts.get(cause) ?? 0) + 1);
        sampled += 1;
        if (sampled >= stride) {
          sampled = 0;
          sample(cause, number, table.text[i] ?? 0, i, stride);
        } else figures.sample ??= { part: number, text: table.text[i] ?? 0, recipient: i };
        if (stamps[cause] === serial) continue;
        stamps[cause] = serial;
        figures.messages += 1;
        const arrival = table.arrival[slot] ?? 0;
        if (arrival !== 0 && (figures.oldest === null || arrival < figures.oldest)) figures.oldest = arrival;
        const expiry = expiryOf(table, slot, schedule);
        if (expiry !== null && (figures.bounces === null || expiry.at < figures.bounces.at)) figures.bounces = expiry;
        const next = nextTryOf(table, slot, now, schedule);
        if (next !== null && (figures.nextTry === null || next.at < figures.nextTry.at)) figures.nextTry = next;
      }
    }
    for (const [cause, more] of counts) {
      const figures = list[cause];
      figures?.perPart.set(number, (figures.perPart.get(number) ?? 0) + more);
    }
    return slot;
  }

  function commonReplies(): void {
    const best = new Map<number, number>();
    for (const figures of list) figures.texts = [];
    for (const it of texts.values()) {
      const figures = list[it.cause];
      if (figures && figures.texts.length < mostTexts) figures.texts.push({ part: it.part, text: it.text });
      if (figures && it.count > (best.get(it.cause) ?? 0)) {
        best.set(it.cause, it.count);
        figures.sample = { part: it.part, text: it.text, recipient: it.recipient };
      }
    }
  }

  return {
    *catchUp() {
      let all = 0;
      for (const { table } of parts) all += table.recipients;
      const stride = Math.max(1, Math.floor(all / sampleSize));
      for (const [number, part] of parts.entries()) {
        const of = progress[number];
        if (of) of.next = yield* count(part, number, of.next, stride);
      }
      commonReplies();
      return { causes, waiting, recipients, untold };
    },
  };
}
