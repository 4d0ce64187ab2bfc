/** One pass over what matches a filter, counted by cause, in slices. */
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

export function* aggregate(
  parts: readonly Part[],
  groupOf: GroupOf,
  bySlot: boolean,
  now: number,
): Generator<void, Aggregate> {
  const causes = new Map<string, CauseFigures>();
  const list: CauseFigures[] = [];
  const numberOf = new Map<string, number>();
  const stamps: number[] = [];
  let waiting = 0;
  let recipients = 0;
  let untold = 0;
  let serial = 0;
  let all = 0;
  for (const { table } of parts) all += table.recipients;
  // The most common reply is found on a sample where there are very many.
  const stride = Math.max(1, Math.floor(all / 60_000));
  let sampled = 0;
  const texts = new Map<string, { cause: number; part: number; text: number; recipient: number; count: number }>();

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

  for (const [number, part] of parts.entries()) {
    const { table, predicate, schedule } = part;
    let ofCell = new Int32Array(table.cells.size + 64).fill(-1);
    const counts = new Map<number, number>();
    for (let slot = 0; slot < table.slots; slot += 1) {
      if ((slot & 1023) === 1023) yield;
      const state = table.state[slot] ?? 0;
      if (state === 0 || (!predicate.all && !predicate.message(slot))) continue;
      waiting += 1;
      serial += 1;
      const from = table.start[slot] ?? 0;
      const end = from + (table.count[slot] ?? 0);
      for (let i = from; i < end; i += 1) {
        if (!predicate.all && !predicate.recipient(i)) continue;
        recipients += 1;
        const cell = table.cell[i] ?? 0;
        if (cell === 0) {
          if (state === stateNumber.deferred) untold += 1;
          continue;
        }
        let cause: number;
        if (bySlot) cause = numberFor(groupOf(part, cell, slot));
        else {
          if (cell >= ofCell.length) {
            const more = new Int32Array(cell * 2).fill(-1);
            more.set(ofCell);
            ofCell = more;
          }
          cause = ofCell[cell] ?? -1;
          if (cause < 0) {
            cause = numberFor(groupOf(part, cell, slot));
            ofCell[cell] = cause;
            list[cause]?.cells.push({ part: number, cell });
          }
        }
        const figures = list[cause];
        if (!figures) continue;
        figures.recipients += 1;
        counts.set(cause, (counts.get(cause) ?? 0) + 1);
        sampled += 1;
        if (sampled >= stride) {
          sampled = 0;
          const key = `${cause} ${number} ${table.text[i] ?? 0}`;
          const known = texts.get(key);
          if (known) known.count += 1;
          else texts.set(key, { cause, part: number, text: table.text[i] ?? 0, recipient: i, count: 1 });
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
    for (const [cause, count] of counts) list[cause]?.perPart.set(number, count);
  }
  const best = new Map<number, number>();
  for (const it of texts.values()) {
    const figures = list[it.cause];
    if (figures && figures.texts.length < mostTexts) figures.texts.push({ part: it.part, text: it.text });
    if (figures && it.count > (best.get(it.cause) ?? 0)) {
      best.set(it.cause, it.count);
      figures.sample = { part: it.part, text: it.text, recipient: it.recipient };
    }
  }
  return { causes, waiting, recipients, untold };
}
