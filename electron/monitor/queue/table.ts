/**
 * The queue of one server, a column a property: a million messages with 1.4 million recipients stay in a few hundred
 * megabytes and are filtered and counted without touching an object. A message has a slot for as long as it is in the
 * queue; a listing updates the slots in place and frees those it no longer holds.
 */
import { messageStates } from '../../../shared/model/message.ts';
import type { MessageState, QueueMessage } from '../../../shared/model/message.ts';
import type { Reason } from '../../../shared/model/reason.ts';
import type { Cells } from './cells.ts';
import { grown } from './column.ts';
import { noDifference } from './difference.ts';
import type { Difference, GoneMessage } from './difference.ts';
import { domainOf } from './domain.ts';
import { createPool } from './pool.ts';
import type { Pool } from './pool.ts';
import { RecipientTexts } from './recipientTexts.ts';

export const stateNumber: Readonly<Record<MessageState, number>> = Object.fromEntries(
  messageStates.map((s, i) => [s, i + 1]),
) as Record<MessageState, number>;
/** State 0 marks a slot without a message. */
export const stateName = (n: number): MessageState => messageStates[n - 1] ?? 'unknown';
const deferred = stateNumber.deferred;

/** "Not told" in a column of whole numbers. */
export const untold = 0xffff_ffff;
/** Bound on recipients kept of one message; what is beyond is counted. */
const mostRecipients = 100_000;

const freshFlag = 1;

export class QueueTable {
  senders: Pool = createPool();
  readonly domains: Pool = createPool();
  readonly queues: Pool = createPool();
  /** Slots in use lie below this number; some of them are free (state 0). */
  slots = 0;
  messages = 0;
  recipients = 0;
  /** Goes up whenever slots were freed, filled or changed. */
  version = 0;
  /** A first listing streams in: figures still grow. */
  growing = false;

  id: string[] = [];
  state = new Uint8Array(0);
  queue = new Uint16Array(0);
  arrival = new Uint32Array(0);
  size = new Uint32Array(0);
  sender = new Uint32Array(0);
  start = new Uint32Array(0);
  count = new Uint32Array(0);
  /** Recipients named by the MTA; more than `count` where the bound was met. */
  named = new Uint32Array(0);
  nextTry = new Uint32Array(0);
  expires = new Uint32Array(0);
  tries = new Uint32Array(0);
  /** Attempts seen by us, and when the last one was (epoch seconds). */
  seenTries = new Uint16Array(0);
  lastTry = new Uint32Array(0);
  firstSeen = new Uint32Array(0);
  marked = new Uint8Array(0);
  private listing = new Uint32Array(0);

  address: string[] = [];
  domain = new Uint32Array(0);
  private texts: RecipientTexts;
  private flags = new Uint8Array(0);
  private recipientEnd = 0;
  private wasted = 0;

  private slotOf = new Map<string, number>();
  private free: number[] = [];
  private listingNumber = 0;
  private now = 0;
  private difference = noDifference();
  private touched = 0;

  constructor(cells: Cells) {
    this.texts = new RecipientTexts(cells);
  }

  get cells(): Cells {
    return this.texts.cells;
  }

  /** Number of each recipient's template in the cells, 0 for none. */
  get text(): Uint32Array {
    return this.texts.text;
  }

  get cell(): Uint32Array {
    return this.texts.cell;
  }

  slot(id: string): number | undefined {
    return this.slotOf.get(id);
  }

  /** Whether the last listing showed it: one that is cut, or a sample, leaves out messages that are kept here. */
  listed(id: string): boolean {
    const slot = this.slotOf.get(id);
    return slot !== undefined && this.listing[slot] === this.listingNumber;
  }

  /** Starts a listing at a time (epoch seconds). */
  begin(now: number): void {
    this.listingNumber += 1;
    this.now = now;
    this.growing = this.listingNumber === 1;
    this.difference = noDifference();
    this.touched = 0;
  }

  /** Messages read in the running listing. */
  get read(): number {
    return this.touched;
  }

  /** One message of the running listing. A repeated id replaces what came before it. */
  put(message: QueueMessage): void {
    this.touched += 1;
    const known = this.slotOf.get(message.id);
    const arrival = whole(message.arrival);
    // The same id with another arrival is another message: short queue ids are used again.
    if (known !== undefined && (this.arrival[known] === arrival || arrival === 0 || this.arrival[known] === 0)) {
      this.update(known, message, arrival);
      return;
    }
    if (known !== undefined) this.release(known);
    this.insert(message, arrival);
  }

  private insert(message: QueueMessage, arrival: number): void {
    const slot = this.free.pop() ?? this.slots++;
    if (slot >= this.state.length) this.growSlots(this.slots);
    this.id[slot] = message.id;
    this.slotOf.set(message.id, slot);
    this.arrival[slot] = arrival;
    this.firstSeen[slot] = this.now;
    this.seenTries[slot] = 0;
    this.lastTry[slot] = 0;
    this.count[slot] = 0;
    this.start[slot] = this.recipientEnd;
    this.state[slot] = 0;
    this.messages += 1;
    this.difference.arrived.push(slot);
    this.scalars(slot, message);
    this.putRecipients(slot, message, false);
  }

  private update(slot: number, message: QueueMessage, arrival: number): void {
    const again = this.listing[slot] === this.listingNumber;
    const before = this.state[slot];
    const triesBefore = this.tries[slot] ?? untold;
    if (arrival !== 0) this.arrival[slot] = arrival;
    this.scalars(slot, message);
    const changed = this.putRecipients(slot, message, !again);
    const tries = this.tries[slot] ?? untold;
    const counted = triesBefore !== untold && tries !== untold && tries > triesBefore;
    const tried = changed || counted || (before === stateNumber.active && this.state[slot] === deferred);
    if (!again && tried) {
      this.seenTries[slot] = Math.min(65_535, (this.seenTries[slot] ?? 0) + 1);
      this.lastTry[slot] = this.now;
      this.difference.attempted.push(slot);
    }
    const now = this.state[slot];
    if (before === deferred && (now === stateNumber.held || now === stateNumber.frozen)) {
      this.difference.undeferred.push(message.id);
    }
  }

  private scalars(slot: number, message: QueueMessage): void {
    this.listing[slot] = this.listingNumber;
    this.state[slot] = stateNumber[message.state];
    this.queue[slot] = this.queues.size < 65_000 ? this.queues.put(message.queue) : this.queues.find(message.queue);
    this.size[slot] = message.size === null ? untold : Math.min(untold - 1, Math.max(0, Math.round(message.size)));
    this.sender[slot] =
      message.sender === null ? 0 : this.senders.put(message.sender === '' ? nullSender : message.sender);
    this.nextTry[slot] = whole(message.nextTry ?? null);
    this.expires[slot] = whole(message.expires ?? null);
    this.tries[slot] =
      message.tries === undefined ? untold : Math.max(0, Math.min(untold - 1, Math.round(message.tries)));
    this.marked[slot] = message.forcedExpire === true ? 1 : 0;
  }

  /** True when a reason that was there changed. */
  private putRecipients(slot: number, message: QueueMessage, compare: boolean): boolean {
    const list = message.recipients;
    const wanted = Math.min(list.length, mostRecipients);
    const had = this.count[slot] ?? 0;
    let start = this.start[slot] ?? 0;
    let carried: Map<string, { text: number; fresh: number }> | null = null;
    if (wanted > had) {
      // It grew (a first listing, or a bound was lifted): a new place, what is known comes along.
      if (had > 0) carried = this.carry(start, had);
      this.drop(slot);
      start = this.recipientEnd;
      this.recipientEnd += wanted;
      this.growRecipients(this.recipientEnd);
      this.start[slot] = start;
      for (let i = start; i < start + wanted; i += 1) {
        this.address[i] = '';
        this.texts.clear(i);
        this.flags[i] = 0;
        this.domain[i] = 0;
      }
    } else if (wanted < had) {
      carried = this.carry(start, had);
      for (let i = start + wanted; i < start + had; i += 1) this.clear(i);
      this.wasted += had - wanted;
    }
    this.recipients += wanted - had;
    this.count[slot] = wanted;
    this.named[slot] = list.length;
    let changed = false;
    // A message that is tried just now keeps its reason: it was deferred before.
    const waits = this.state[slot] !== stateNumber.held && this.state[slot] !== stateNumber.frozen;
    for (let k = 0; k < wanted; k += 1) {
      const recipient = list[k];
      if (recipient === undefined) break;
      const i = start + k;
      const same = this.address[i] === recipient.address;
      if (!same) {
        // In another order than before: what is known is found by address. Entries before k are as they were.
        if (carried === null && had > 0) carried = this.carry(start, had);
        const earlier = carried?.get(recipient.address);
        this.address[i] = recipient.address;
        this.domain[i] = this.domains.put(domainOf(recipient.address));
        this.flags[i] = earlier?.fresh ?? 0;
        this.texts.take(i, earlier?.text ?? 0);
      }
      if (recipient.reason === null || recipient.reason === '') this.texts.clear(i);
      else {
        const domain = this.domains.text(this.domain[i] ?? 0);
        const other = this.texts.put(i, recipient.reason, recipient.address, domain);
        if (compare && same && other) changed = true;
        if (((this.flags[i] ?? 0) & freshFlag) === 0) {
          this.flags[i] = (this.flags[i] ?? 0) | freshFlag;
          if (waits) this.difference.fresh.push(slot, i);
        }
      }
    }
    return changed;
  }

  private carry(start: number, had: number): Map<string, { text: number; fresh: number }> {
    const known = new Map<string, { text: number; fresh: number }>();
    for (let i = start; i < start + had; i += 1)
      known.set(this.address[i] ?? '', { text: this.text[i] ?? 0, fresh: this.flags[i] ?? 0 });
    return known;
  }

  private clear(i: number): void {
    this.address[i] = '';
    this.texts.clear(i);
    this.flags[i] = 0;
  }

  private drop(slot: number): void {
    const had = this.count[slot] ?? 0;
    const start = this.start[slot] ?? 0;
    for (let i = start; i < start + had; i += 1) this.clear(i);
    this.wasted += had;
  }

  private release(slot: number): void {
    const id = this.id[slot] ?? '';
    this.drop(slot);
    this.recipients -= this.count[slot] ?? 0;
    this.count[slot] = 0;
    this.state[slot] = 0;
    this.slotOf.delete(id);
    this.id[slot] = '';
    this.free.push(slot);
    this.messages -= 1;
  }

  /**
   * Ends the listing. `complete` false: it was cut or is a sample, so nothing is concluded about messages it did not
   * hold. The answer is what changed against the listing before.
   */
  *end(complete: boolean): Generator<void, Difference> {
    const out = this.difference;
    if (complete) {
      for (let slot = 0; slot < this.slots; slot += 1) {
        if ((slot & 4095) === 4095) yield;
        if (this.state[slot] === 0 || this.listing[slot] === this.listingNumber) continue;
        out.gone.push(this.goneMessage(slot));
        out.undeferred.push(this.id[slot] ?? '');
        this.release(slot);
      }
    }
    this.growing = false;
    this.version += 1;
    this.difference = noDifference();
    return out;
  }

  /** Frees messages of which another source says that they are gone. */
  remove(id: string): void {
    const slot = this.slotOf.get(id);
    if (slot === undefined) return;
    this.release(slot);
    this.version += 1;
  }

  private goneMessage(slot: number): GoneMessage {
    const start = this.start[slot] ?? 0;
    const count = this.count[slot] ?? 0;
    const cell = count > 0 ? (this.cell[start] ?? 0) : 0;
    return {
      id: this.id[slot] ?? '',
      arrival: this.arrival[slot] || null,
      sender: this.senderText(slot),
      recipient: count > 0 ? (this.address[start] ?? null) : null,
      text: count > 0 ? this.reasonText(start) : null,
      firstSeen: this.firstSeen[slot] ?? 0,
      attempts: this.seenTries[slot] ?? 0,
      class: cell === 0 ? null : this.cells.get(cell).class,
      provider:
        cell !== 0
          ? this.cells.get(cell).provider
          : count > 0
            ? this.cells.providerOf(this.domains.text(this.domain[start] ?? 0))
            : null,
    };
  }

  /**
   * Gives back what gone messages left behind: places of recipients, and senders and texts nobody uses any more. To be
   * run between listings, when the difference was worked off.
   */
  *tidy(freshCells: () => Cells): Generator<void, void> {
    if ((this.wasted > 50_000 && this.wasted > this.recipientEnd * 0.4) || this.texts.wasteful) yield* this.compact();
    if (this.senders.size > 50_000 && this.senders.size > this.messages * 2) this.repoolSenders();
    if (this.cells.texts.size > 50_000 && this.cells.texts.size > this.recipients * 2)
      yield* this.rejudge(freshCells());
  }

  private repoolSenders(): void {
    const pool = createPool();
    const moved = new Map<number, number>();
    for (let slot = 0; slot < this.slots; slot += 1) {
      const old = this.sender[slot] ?? 0;
      if (old === 0 || this.state[slot] === 0) continue;
      let now = moved.get(old);
      if (now === undefined) {
        now = pool.put(this.senders.text(old));
        moved.set(old, now);
      }
      this.sender[slot] = now;
    }
    this.senders = pool;
    this.version += 1;
  }

  private *compact(): Generator<void, void> {
    const used = this.recipients;
    const address: string[] = new Array<string>(used);
    const domain = new Uint32Array(used);
    const texts = this.texts.another(used);
    const flags = new Uint8Array(used);
    const start = new Uint32Array(this.start.length);
    let end = 0;
    for (let slot = 0; slot < this.slots; slot += 1) {
      if ((slot & 4095) === 4095) yield;
      const from = this.start[slot] ?? 0;
      const count = this.count[slot] ?? 0;
      start[slot] = end;
      this.texts.copyTo(texts, end, from, count);
      for (let i = from; i < from + count; i += 1, end += 1) {
        address[end] = this.address[i] ?? '';
        domain[end] = this.domain[i] ?? 0;
        flags[end] = this.flags[i] ?? 0;
      }
    }
    // All at once: between two slices a query must not see half of it.
    this.start = start;
    this.address = address;
    this.domain = domain;
    this.texts = texts;
    this.flags = flags;
    this.recipientEnd = end;
    this.wasted = 0;
    this.version += 1;
  }

  /** Judges all texts again: rules or own hops changed. To be run between listings. */
  *rejudge(cells: Cells): Generator<void, void> {
    if (cells.waitsAlike !== this.cells.waitsAlike) {
      yield* this.cutAgain(cells);
      return;
    }
    const moved = new Map<number, number>();
    const texts = new Uint32Array(this.text.length);
    const judged = new Uint32Array(this.cell.length);
    for (let i = 0; i < this.recipientEnd; i += 1) {
      if ((i & 4095) === 4095) yield;
      const text = this.text[i] ?? 0;
      if (text === 0) continue;
      let now = moved.get(text);
      if (now === undefined) {
        now = cells.texts.put(this.cells.texts.text(text));
        moved.set(text, now);
      }
      texts[i] = now;
      judged[i] = cells.cell(now, this.domains.text(this.domain[i] ?? 0));
    }
    this.texts.judged(cells, texts, judged);
    this.version += 1;
  }

  /** The same where other parts of the texts are cut out than before. */
  private *cutAgain(cells: Cells): Generator<void, void> {
    const texts = new RecipientTexts(cells);
    texts.grow(this.recipientEnd);
    for (let i = 0; i < this.recipientEnd; i += 1) {
      if ((i & 1023) === 1023) yield;
      const address = this.address[i] ?? '';
      const words = this.texts.words(i, address);
      if (words !== null) texts.put(i, words, address, this.domains.text(this.domain[i] ?? 0));
    }
    texts.grow(this.domain.length);
    this.texts = texts;
    this.version += 1;
  }

  /** Envelope sender; "" is the null sender, null was not told. */
  senderText(slot: number): string | null {
    const number = this.sender[slot] ?? 0;
    if (number === 0) return null;
    const text = this.senders.text(number);
    return text === nullSender ? '' : text;
  }

  reasonText(recipient: number): string | null {
    return this.texts.words(recipient, this.address[recipient] ?? '');
  }

  reasonOf(recipient: number): Reason | null {
    return this.texts.reason(recipient, this.address[recipient] ?? '');
  }

  /** What was cut out of a recipient's text; '' for nothing. */
  holesOf(recipient: number): string {
    return this.texts.holesOf(recipient);
  }

  /** Changes with every listing, and every few thousand messages while a first one streams in. */
  get stamp(): string {
    return this.growing ? `${this.version}+${Math.floor(this.touched / 4096)}` : `${this.version}`;
  }

  private growSlots(length: number): void {
    this.state = grown(this.state, length);
    const size = this.state.length;
    this.queue = grown(this.queue, size);
    this.arrival = grown(this.arrival, size);
    this.size = grown(this.size, size);
    this.sender = grown(this.sender, size);
    this.start = grown(this.start, size);
    this.count = grown(this.count, size);
    this.named = grown(this.named, size);
    this.nextTry = grown(this.nextTry, size);
    this.expires = grown(this.expires, size);
    this.tries = grown(this.tries, size);
    this.seenTries = grown(this.seenTries, size);
    this.lastTry = grown(this.lastTry, size);
    this.firstSeen = grown(this.firstSeen, size);
    this.marked = grown(this.marked, size);
    this.listing = grown(this.listing, size);
  }

  private growRecipients(length: number): void {
    this.domain = grown(this.domain, length);
    const size = this.domain.length;
    this.texts.grow(size);
    this.flags = grown(this.flags, size);
  }
}

/** Stands for the null sender in the pool, where '' is "none". */
const nullSender = '<>';
const whole = (n: number | null): number =>
  n === null || !Number.isFinite(n) || n < 0 ? 0 : Math.min(untold - 1, Math.round(n));
