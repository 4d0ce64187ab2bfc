/** What waits, counted by cell: one pass over a table, in slices. */
import { grown } from './column.ts';
import type { QueueTable } from './table.ts';
import { stateNumber } from './table.ts';

export interface Totals {
  /** By cell number. */
  recipients: Uint32Array;
  messages: Uint32Array;
  waiting: number;
  held: number;
  /** Recipients deferred without a reason the MTA would tell. */
  untold: number;
  /** Oldest arrival, epoch seconds; 0 = unknown. */
  oldest: number;
}

export function* countTotals(table: QueueTable): Generator<void, Totals> {
  const cells = table.cells.size + 64;
  let recipients = new Uint32Array(cells);
  let messages = new Uint32Array(cells);
  let stamp = new Uint32Array(cells);
  let held = 0;
  let untold = 0;
  let oldest = 0;
  let waiting = 0;
  for (let slot = 0; slot < table.slots; slot += 1) {
    if ((slot & 2047) === 2047) yield;
    const state = table.state[slot] ?? 0;
    if (state === 0) continue;
    waiting += 1;
    if (state === stateNumber.held) held += 1;
    const arrival = table.arrival[slot] ?? 0;
    if (arrival !== 0 && (oldest === 0 || arrival < oldest)) oldest = arrival;
    const from = table.start[slot] ?? 0;
    const end = from + (table.count[slot] ?? 0);
    for (let i = from; i < end; i += 1) {
      const cell = table.cell[i] ?? 0;
      if (cell === 0) {
        if (state === stateNumber.deferred) untold += 1;
        continue;
      }
      if (cell >= recipients.length) {
        recipients = grown(recipients, cell + 1);
        messages = grown(messages, cell + 1);
        stamp = grown(stamp, cell + 1);
      }
      recipients[cell] = (recipients[cell] ?? 0) + 1;
      if (stamp[cell] !== slot + 1) {
        stamp[cell] = slot + 1;
        messages[cell] = (messages[cell] ?? 0) + 1;
      }
    }
  }
  return { recipients, messages, waiting, held, untold, oldest };
}
