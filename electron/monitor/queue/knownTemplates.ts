/**
 * Templates met before, found by the bytes of a text: of a million replies nearly all are of a template that is known
 * by then, and for them this stands in for cutting the text and looking its template up. Every byte is compared, so what
 * is found is what cutting would give. Whatever is in doubt is not found here.
 */
import { grown } from './column.ts';
import type { Pool } from './pool.ts';
import { machine, ownAddress } from './textBytes.ts';
import type { TextBytes } from './textBytes.ts';

/** Bytes by which texts are told apart before they are compared. */
const beginning = 96;
/** Where a text names no "host NAME[ADDRESS]", its templates are found by so many. */
const shortBeginning = 24;
/** What follows "]": " said: 450 4.2.0". */
const behindBracket = 17;

const leastSlots = 1024;
const mostSlots = 1 << 17;
const ways = 4;

const heads = 1 << 13;
const mostAlike = 24;
const mostPatterns = 20_000;
const mostLiteral = 8 << 20;
/** Behind the last literal byte, so that eight can be read at once. */
const spare = 8;
const noMore = -1;

/** A template with parts that differ. */
interface Pattern {
  readonly number: number;
  readonly key: number;
  /** Where its literal bytes begin among all. */
  readonly from: number;
  /** Length of what is literal and kind of the part behind it, in turn; ends with {@link noMore}. */
  readonly parts: readonly number[];
  /** An address stands in it that could be the recipient's. */
  readonly names: boolean;
  next: Pattern | null;
}

const mixed = (h: number, value: number): number => {
  const m = Math.imul(h ^ value, 0x2c1b3c6d);
  return m ^ (m >>> 15);
};

export class KnownTemplates {
  // Texts without parts that differ: by the hash of a text, the number of its template.
  private tags = new Int32Array(leastSlots);
  private numbers = new Uint32Array(leastSlots);
  private used = 0;
  private patterns: (Pattern | null)[] = new Array<null>(heads).fill(null);
  private patternCount = 0;
  private literal = new Uint8Array(4096);
  private literalView = new DataView(this.literal.buffer);
  private literalEnd = 0;
  private readonly texts: Pool;
  // Of the text asked for last.
  private whole = 0;
  private start = 0;
  private startEnd = 0;

  constructor(texts: Pool) {
    this.texts = texts;
  }

  /** Number of the template of the text taken, with its parts left in `bytes`; 0 where it is not known here. */
  find(bytes: TextBytes, address: string): number {
    if (!bytes.plain) return 0;
    this.look(bytes);
    // Elsewhere in a text an address with one "@" is found by it.
    const at = address.indexOf('@');
    if (address !== '' && (at < 0 || address.includes('@', at + 1))) return 0;
    const mask = this.tags.length - 1;
    for (let way = 0; way < ways; way += 1) {
      const slot = (this.whole + way) & mask;
      if (this.tags[slot] !== this.whole) continue;
      const number = this.numbers[slot] ?? 0;
      if (number === 0 || this.texts.text(number) !== bytes.text) continue;
      bytes.count = 0;
      return number;
    }
    const slot = this.start & (heads - 1);
    let before: Pattern | null = null;
    for (let it = this.patterns[slot] ?? null; it !== null; before = it, it = it.next) {
      if (it.key !== this.start || !this.follows(it, bytes, address)) continue;
      if (before !== null) {
        before.next = it.next;
        it.next = this.patterns[slot] ?? null;
        this.patterns[slot] = it;
      }
      return it.number;
    }
    return 0;
  }

  /** Remembers the template of the text that was asked for last and cut since. */
  learn(bytes: TextBytes, number: number): void {
    if (!bytes.plain) return;
    const names = this.literalHas(bytes, 64);
    if (bytes.count === 0 && !names && this.keep(number)) return;
    if (this.standsAlone(bytes)) this.add(bytes, number, names);
  }

  /** Two hashes: of the whole text, as far as texts differ; and of the beginning that texts of one template share. */
  private look({ view, length }: TextBytes): void {
    const last = Math.min(length, beginning) - 4;
    let h = 0x811c9dc5;
    let start = 0;
    let bracket = -1;
    for (let at = 0; at <= last; at += 4) {
      const four = view.getInt32(at, true);
      if (bracket < 0) {
        // The high bit of each byte that is "]", and perhaps of some behind it.
        const other = four ^ 0x5d5d5d5d;
        const hits = (other - 0x01010101) & ~other & 0x80808080;
        if (hits !== 0) {
          bracket = at + ((31 - Math.clz32(hits & -hits)) >> 3);
          start = h;
        } else if (at === shortBeginning) start = h;
      }
      h = mixed(h, four);
    }
    if (bracket >= 0 && bracket + behindBracket <= length) {
      this.startEnd = bracket + behindBracket;
      for (let at = bracket + 1; at < this.startEnd; at += 4) start = mixed(start, view.getInt32(at, true));
    } else this.startEnd = bracket >= 0 ? bracket + 1 : shortBeginning;
    this.start = start;
    h = mixed(h, length);
    if (length >= 8) h = mixed(mixed(h, view.getInt32(length - 8, true)), view.getInt32(length - 4, true));
    else for (let at = 0; at < length; at += 1) h = mixed(h, view.getUint8(at));
    this.whole = h;
  }

  /** False where another text has the same hash. */
  private keep(number: number): boolean {
    if (this.used * 2 >= this.tags.length && this.tags.length < mostSlots) this.widen();
    const mask = this.tags.length - 1;
    let slot = (this.whole + ((this.whole >>> 20) & (ways - 1))) & mask;
    for (let way = 0; way < ways; way += 1) {
      const place = (this.whole + way) & mask;
      if (this.numbers[place] === 0) {
        slot = place;
        this.used += 1;
        break;
      }
      if (this.tags[place] === this.whole) return false;
    }
    this.tags[slot] = this.whole;
    this.numbers[slot] = number;
    return true;
  }

  private widen(): void {
    const { tags, numbers } = this;
    this.tags = new Int32Array(tags.length * 2);
    this.numbers = new Uint32Array(tags.length * 2);
    this.used = 0;
    const { whole } = this;
    for (let slot = 0; slot < tags.length; slot += 1) {
      if (numbers[slot] === 0) continue;
      this.whole = tags[slot] ?? 0;
      this.keep(numbers[slot] ?? 0);
    }
    this.whole = whole;
  }

  /** Whether a byte stands outside of the parts. */
  private literalHas({ bytes, length, count, starts, ends }: TextBytes, byte: number): boolean {
    let at = 0;
    for (let part = 0; part <= count; part += 1) {
      const stop = part === count ? length : (starts[part] ?? 0);
      for (; at < stop; at += 1) if (bytes[at] === byte) return true;
      at = part === count ? length : (ends[part] ?? 0);
    }
    return false;
  }

  /**
   * Whether the parts are found again wherever the same literal bytes stand between others: none begins in what shows a text,
   * and before each stands something that ends whatever else could have begun earlier.
   */
  private standsAlone({ bytes, count, starts, ends, kinds }: TextBytes): boolean {
    let before = 0;
    for (let part = 0; part < count; part += 1) {
      const start = starts[part] ?? 0;
      if (start < this.startEnd || start - before < (kinds[part] === machine ? 2 : 1)) return false;
      if (kinds[part] !== ownAddress && goesOn[bytes[start - 1] ?? 0] === 1) return false;
      before = ends[part] ?? 0;
    }
    return true;
  }

  private add(bytes: TextBytes, number: number, names: boolean): void {
    const { length, count, starts, ends, kinds } = bytes;
    if (this.patternCount >= mostPatterns || this.literalEnd + length > mostLiteral) {
      this.patterns.fill(null);
      this.patternCount = 0;
      this.literalEnd = 0;
    }
    if (this.literal.length < this.literalEnd + length + spare) {
      this.literal = grown(this.literal, this.literalEnd + length + spare);
      this.literalView = new DataView(this.literal.buffer);
    }
    const from = this.literalEnd;
    const parts: number[] = [];
    let at = 0;
    for (let part = 0; part <= count; part += 1) {
      const stop = part === count ? length : (starts[part] ?? 0);
      this.literal.set(bytes.bytes.subarray(at, stop), this.literalEnd);
      this.literalEnd += stop - at;
      parts.push(stop - at, part === count ? noMore : (kinds[part] ?? 0));
      at = part === count ? stop : (ends[part] ?? 0);
    }
    const slot = this.start & (heads - 1);
    const pattern: Pattern = { number, key: this.start, from, parts, names, next: this.patterns[slot] ?? null };
    this.patterns[slot] = pattern;
    this.patternCount += 1;
    let alike = 1;
    for (let it: Pattern | null = pattern; it !== null; it = it.next) {
      if (alike === mostAlike) {
        it.next = null;
        break;
      }
      alike += 1;
    }
  }

  private follows({ from, parts, names }: Pattern, bytes: TextBytes, address: string): boolean {
    const { length, starts, ends, kinds } = bytes;
    let here = 0;
    let there = from;
    let count = 0;
    for (let k = 0; k < parts.length; k += 2) {
      const size = parts[k] ?? 0;
      if (here + size > length || !this.same(bytes.view, here, there, size)) return false;
      here += size;
      there += size;
      const kind = parts[k + 1] ?? noMore;
      if (kind === noMore) break;
      starts[count] = here;
      if (kind === ownAddress) {
        if (address === '' || !bytes.has(address, here)) return false;
        here += address.length;
      } else {
        if (bytes.partAt(here) !== kind) return false;
        here = bytes.end;
      }
      ends[count] = here;
      kinds[count] = kind;
      count += 1;
    }
    bytes.count = count;
    return here === length && (!names || this.nowhereElse(bytes, address));
  }

  private nowhereElse({ text, count, starts, ends, kinds }: TextBytes, address: string): boolean {
    if (address === '') return true;
    let found = text.indexOf(address);
    for (let part = 0; part < count; part += 1) {
      if (kinds[part] !== ownAddress) continue;
      if (found !== starts[part]) return false;
      found = text.indexOf(address, ends[part]);
    }
    return found < 0;
  }

  /** Eight bytes at a time as numbers: of ASCII none is a NaN or a zero, which alone would not compare as their bytes do. */
  private same(view: DataView, from: number, start: number, size: number): boolean {
    const { literalView } = this;
    let at = 0;
    for (; at + 8 <= size; at += 8)
      if (view.getFloat64(from + at, true) !== literalView.getFloat64(start + at, true)) return false;
    if (at + 4 <= size) {
      if (view.getInt32(from + at, true) !== literalView.getInt32(start + at, true)) return false;
      at += 4;
    }
    for (; at < size; at += 1) if (view.getUint8(from + at) !== literalView.getUint8(start + at)) return false;
    return true;
  }
}

/** What an identifier or a mailbox could go on with. */
const goesOn = new Uint8Array(256);
for (let c = 0; c < 128; c += 1) if (/[\w.+=@:/-]/.test(String.fromCharCode(c))) goesOn[c] = 1;
