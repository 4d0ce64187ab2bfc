/**
 * Who is deferred on one server, and who was: the memory that tells fresh from returned. One row a recipient in flat
 * columns (about 40 bytes), because a queue may hold a million of them.
 *
 * A message that left the deferred queue is remembered for a day: it is most often only being tried again, and comes
 * back with the same id and arrival (rivals section 4.2). The same id with another arrival is another message, because
 * short Postfix queue ids are used again.
 */

/** How long a message that left is remembered, in seconds. No delivery attempt lasts that long. */
export const rememberGone = 86_400;

/** FNV-1a over UTF-16 units, two lanes; 64 bits together are enough to tell a million ids apart. */
export function hash(text: string, seed: number): number {
  let h = seed >>> 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return (h ^ (h >>> 13)) >>> 0;
}

const seedA = 0x811c9dc5;
const seedB = 0x9747b28c;

export class Ledger {
  private size = 0;
  private live = 0;
  private free = -1;
  private capacity = 1024;
  private idA = new Uint32Array(this.capacity);
  private idB = new Uint32Array(this.capacity);
  private who = new Uint32Array(this.capacity);
  private arrival = new Uint32Array(this.capacity);
  private seen = new Uint32Array(this.capacity);
  /** 0 while it is in the deferred queue. */
  private gone = new Uint32Array(this.capacity);
  private pairOf = new Uint16Array(this.capacity);
  /** Counts up each time a row is given to another recipient, so that an old reference to it is known as stale. */
  private use = new Uint16Array(this.capacity);
  private next = new Int32Array(this.capacity);
  private buckets = new Int32Array(2048).fill(-1);

  /** Recipients in the deferred queue now. */
  get present(): number {
    return this.live;
  }

  /**
   * A recipient is in the deferred queue at `t`. Returns its row, whether it is new (a returning one keeps its first
   * sight), and the pair it waited under until now when it never left the queue.
   */
  add(
    id: string,
    arrival: number,
    recipient: string,
    pair: number,
    t: number,
  ): { row: number; fresh: boolean; left: number | null } {
    const a = hash(id, seedA);
    const b = hash(id, seedB);
    const who = hash(recipient, seedA);
    const slot = a & (this.buckets.length - 1);
    let row = this.buckets[slot] ?? -1;
    let found = -1;
    let reused = false;
    while (row >= 0) {
      if (this.idA[row] === a && this.idB[row] === b) {
        if (this.arrival[row] !== arrival) reused = true;
        else if (this.who[row] === who) found = row;
      }
      row = this.next[row] ?? -1;
    }
    if (reused) this.forget(slot, a, b, arrival);
    if (found >= 0) {
      const left = this.gone[found] === 0 ? (this.pairOf[found] ?? 0) : null;
      if (left === null) {
        this.gone[found] = 0;
        this.live++;
      }
      this.pairOf[found] = pair;
      return { row: found, fresh: false, left };
    }
    return { row: this.insert(a, b, who, arrival, pair, t), fresh: true, left: null };
  }

  /** A message left the deferred queue: calls `each` for every recipient of it that was there. */
  remove(id: string, t: number, each: (row: number) => void): void {
    const a = hash(id, seedA);
    const b = hash(id, seedB);
    let row = this.buckets[a & (this.buckets.length - 1)] ?? -1;
    while (row >= 0) {
      if (this.idA[row] === a && this.idB[row] === b && this.gone[row] === 0) {
        this.gone[row] = t;
        this.live--;
        each(row);
      }
      row = this.next[row] ?? -1;
    }
  }

  pair(row: number): number {
    return this.pairOf[row] ?? 0;
  }

  firstSeen(row: number): number {
    return this.seen[row] ?? 0;
  }

  /** Whether the row is in the deferred queue and still the one that `ticket` was drawn for. */
  waits(row: number, ticket: number): boolean {
    return this.use[row] === ticket && this.gone[row] === 0 && this.seen[row] !== 0;
  }

  ticket(row: number): number {
    return this.use[row] ?? 0;
  }

  /** Recipients in the queue, by pair, that were first seen at or before `t`. */
  countOlder(t: number, counts: Map<number, number>): void {
    for (let row = 0; row < this.size; row++) {
      const seen = this.seen[row] ?? 0;
      if (seen === 0 || seen > t || this.gone[row] !== 0) continue;
      const pair = this.pairOf[row] ?? 0;
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
  }

  /** Forgets what left more than a day ago. Cost is one pass; call it now and then. */
  sweep(t: number): void {
    for (let slot = 0; slot < this.buckets.length; slot++) {
      let row = this.buckets[slot] ?? -1;
      let before = -1;
      while (row >= 0) {
        const after = this.next[row] ?? -1;
        const gone = this.gone[row] ?? 0;
        if (gone !== 0 && gone < t - rememberGone) this.release(slot, row, before);
        else before = row;
        row = after;
      }
    }
  }

  private forget(slot: number, a: number, b: number, arrival: number): void {
    let row = this.buckets[slot] ?? -1;
    let before = -1;
    while (row >= 0) {
      const after = this.next[row] ?? -1;
      // Only what left: two messages with one id at the same time do not exist, but a listing may be torn.
      if (this.idA[row] === a && this.idB[row] === b && this.arrival[row] !== arrival && this.gone[row] !== 0)
        this.release(slot, row, before);
      else before = row;
      row = after;
    }
  }

  private release(slot: number, row: number, before: number): void {
    const after = this.next[row] ?? -1;
    if (before < 0) this.buckets[slot] = after;
    else this.next[before] = after;
    this.seen[row] = 0;
    this.use[row] = ((this.use[row] ?? 0) + 1) & 0xffff;
    this.next[row] = this.free;
    this.free = row;
  }

  private insert(a: number, b: number, who: number, arrival: number, pair: number, t: number): number {
    let row = this.free;
    if (row >= 0) this.free = this.next[row] ?? -1;
    else {
      if (this.size === this.capacity) this.grow();
      row = this.size++;
    }
    this.idA[row] = a;
    this.idB[row] = b;
    this.who[row] = who;
    this.arrival[row] = arrival;
    this.seen[row] = t;
    this.gone[row] = 0;
    this.pairOf[row] = pair;
    const slot = a & (this.buckets.length - 1);
    this.next[row] = this.buckets[slot] ?? -1;
    this.buckets[slot] = row;
    this.live++;
    return row;
  }

  /** Makes room for `n` more at once: growing step by step sorts everything in anew each time. */
  reserve(n: number): void {
    const wanted = Math.min(this.size + n, 16_000_000);
    if (wanted > this.capacity) this.grow(2 ** Math.ceil(Math.log2(wanted)));
  }

  private grow(capacity = this.capacity * 2): void {
    this.capacity = capacity;
    const wider = (from: Uint32Array): Uint32Array<ArrayBuffer> => {
      const to = new Uint32Array(this.capacity);
      to.set(from);
      return to;
    };
    this.idA = wider(this.idA);
    this.idB = wider(this.idB);
    this.who = wider(this.who);
    this.arrival = wider(this.arrival);
    this.seen = wider(this.seen);
    this.gone = wider(this.gone);
    const pairs = new Uint16Array(this.capacity);
    pairs.set(this.pairOf);
    this.pairOf = pairs;
    const uses = new Uint16Array(this.capacity);
    uses.set(this.use);
    this.use = uses;
    const nexts = new Int32Array(this.capacity);
    nexts.set(this.next);
    this.next = nexts;
    const buckets = new Int32Array(this.capacity * 2).fill(-1);
    for (let row = this.size - 1; row >= 0; row--) {
      if (this.seen[row] === 0) continue;
      const slot = (this.idA[row] ?? 0) & (buckets.length - 1);
      this.next[row] = buckets[slot] ?? -1;
      buckets[slot] = row;
    }
    this.buckets = buckets;
  }
}
