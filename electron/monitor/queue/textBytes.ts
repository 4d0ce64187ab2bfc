/**
 * A text as bytes, and the parts of it that differ from recipient to recipient. A million texts go through here, so it
 * is read once, by tables instead of a regular expression, and nothing is made of it.
 */

/** Longest text that is looked at; what is beyond is cut off. */
export const longest = 2000;

/** Kinds of parts. */
export const noHole = 0;
/** Ten or more letters and digits mixed, not a label of a host name nor part of an address; also with a number behind a
 * dot (Gmail's "…si497117317c.973"). */
const identifier = 1;
/** RFC 3339, section 5.6: "2026-11-22T12:29:25.636Z". */
const time = 2;
/** The first label behind a bracket, capitals and digits, and the next if it has digits: a machine in a trace. */
export const machine = 3;
/** The local part, with digits, of an address that is not the recipient's (VERP). */
const mailbox = 4;
/** The recipient's own address. */
export const ownAddress = 5;
/** How many seconds or minutes to wait: "come back in 287 seconds". Says when, and no rule asks how many. */
export const wait = 6;

// What a byte may be part of.
const digit = 1;
const capital = 2;
const small = 4;
const letter = capital | small;
/** Letters, digits, "_" and "-". */
const run = 8;
/** Letters, digits and "_". */
const word = 16;
/** A run, ".", "+" and "=". */
const local = 32;
/** A name or address goes on: a run, ".", "@", ":" and "/". */
const name = 64;
const space = 128;
const is = new Uint8Array(256);
for (let c = 0; c < 256; c += 1) {
  const ch = String.fromCharCode(c);
  is[c] =
    (/\d/.test(ch) ? digit : 0) |
    (/[A-Z]/.test(ch) ? capital : 0) |
    (/[a-z]/.test(ch) ? small : 0) |
    (/[\w-]/.test(ch) ? run : 0) |
    (/\w/.test(ch) ? word : 0) |
    (/[\w.+=-]/.test(ch) ? local : 0) |
    (/[\w.@:/-]/.test(ch) ? name : 0) |
    (/[\t-\r ]/.test(ch) ? space : 0);
}
const waitWords = /^(?:in|for|after|within|wait)$/;
const waitUnits = /^(?:s|sec|secs|seconds?|mins?|minutes?)$/;
/** Stand for characters that are no single byte. */
const other = 0x80;
const otherSpace = 0x81;
is[other] = 0;
is[otherSpace] = space;
for (let c = 0x82; c < 256; c += 1) is[c] = 0;

const dot = 46;
const at = 64;
const colon = 58;
const bracket = 91;
const less = 60;

/** A part is a character at least. */
const mostParts = longest + 1;

export class TextBytes {
  private readonly buffer = Buffer.alloc(longest * 3 + 16);
  readonly bytes = new Uint8Array(this.buffer.buffer, this.buffer.byteOffset, this.buffer.length);
  readonly view = new DataView(this.buffer.buffer, this.buffer.byteOffset, this.buffer.length);
  length = 0;
  /** Each character is one byte; else the bytes only say what kind of character stands where. */
  plain = false;
  /** What was taken. */
  text = '';
  count = 0;
  readonly starts = new Int32Array(mostParts);
  readonly ends = new Int32Array(mostParts);
  readonly kinds = new Int32Array(mostParts);
  /** End of the part that {@link partAt} found. */
  end = 0;
  /** Whether {@link wait} is cut out too. */
  waits = true;

  take(raw: string): void {
    const text = raw.length > longest ? raw.slice(0, longest) : raw;
    const { length } = text;
    this.length = length;
    this.plain = this.buffer.write(text) === length;
    this.text = this.plain ? text : this.classes(text);
    // Ends every run, and so does what is read four bytes at a time behind it.
    this.bytes[length] = 0;
  }

  private classes(text: string): string {
    const { bytes } = this;
    for (let k = 0; k < text.length; k += 1) {
      const c = text.charCodeAt(k);
      bytes[k] = c < 128 ? c : /[\s\uE000-\uE002]/.test(text.charAt(k)) ? otherSpace : other;
    }
    // The marks of templates mean nothing in a text.
    return /[\uE000-\uE002]/.test(text) ? text.replace(/[\uE000-\uE002]/g, ' ') : text;
  }

  /** Finds the parts of the text taken. */
  cut(address: string): void {
    const { bytes, text, length } = this;
    this.count = 0;
    let own = address === '' ? -1 : text.indexOf(address);
    // The recipient's address is no part of anything: its place is blank for what looks for the others.
    for (let from = own; from >= 0; from = text.indexOf(address, from + address.length))
      bytes.fill(other, from, from + address.length);
    let k = 0;
    while (k < length) {
      if (k === own) {
        k += address.length;
        this.part(own, k, ownAddress);
        own = text.indexOf(address, k);
        continue;
      }
      const c = is[bytes[k] ?? 0] ?? 0;
      if ((c & local) === 0) {
        k += 1;
        continue;
      }
      const kind = this.partAt(k);
      if (kind !== noHole) {
        this.part(k, this.end, kind);
        k = this.end;
      } else if ((c & run) === 0) k += 1;
      // None begins in the middle of a run.
      else for (k += 1; ((is[bytes[k] ?? 0] ?? 0) & run) !== 0;) k += 1;
    }
  }

  /** Whether these characters stand there; `words` are shorter than the text may be. */
  has(words: string, start: number): boolean {
    const { length } = words;
    if (start + length > this.length) return false;
    for (let k = 0; k < length; k += 1) if (this.bytes[start + k] !== words.charCodeAt(k)) return false;
    return true;
  }

  private part(start: number, end: number, kind: number): void {
    const { count } = this;
    this.starts[count] = start;
    this.ends[count] = end;
    this.kinds[count] = kind;
    this.count = count + 1;
  }

  /** Kind of the part that begins there, {@link noHole} for none. */
  partAt(start: number): number {
    const { bytes } = this;
    const before = start === 0 ? 0 : (bytes[start - 1] ?? 0);
    const opens = before === less || ((is[before] ?? 0) & space) !== 0;
    const free = ((is[before] ?? 0) & name) === 0;
    if (!free && !opens) return noHole;
    let all = 0;
    let end = start;
    for (let c = is[bytes[end] ?? 0] ?? 0; (c & run) !== 0; c = is[bytes[end] ?? 0] ?? 0) {
      all |= c;
      end += 1;
    }
    const size = end - start;
    const behind = bytes[end] ?? 0;
    if (before === bracket && size >= 6 && behind === dot && this.isMachine(start, end, all)) return machine;
    if (free && size >= 10 && (all & digit) !== 0 && (all & letter) !== 0) {
      if (size <= 80 && (size <= 41 || this.mixed(start, 41)) && this.endsRun(end))
        if (!this.says(start, end)) return identifier;
      if (size === 13 && behind === colon && this.isTime(start)) return time;
    }
    if (this.waits && opens && size > 0 && size < 7 && all === (digit | run | word | local | name))
      if (this.isWait(start, end)) return wait;
    if (opens && (behind === at || (behind !== 0 && ((is[behind] ?? 0) & local) !== 0)))
      if (this.isMailbox(start, end)) return mailbox;
    return noHole;
  }

  /**
   * What looks like an identifier and says something: a reply's first word ("550-Please"), words joined by "-" or "_"
   * ("XGEMAIL_0002"; hexadecimal letters are none), a provider's code ("LPN007_510").
   */
  private says(start: number, end: number): boolean {
    const { bytes } = this;
    const first = bytes[start] ?? 0;
    if (first >= 50 && first <= 53 && bytes[start + 3] === 45)
      if ((is[bytes[start + 1] ?? 0] ?? 0) & (is[bytes[start + 2] ?? 0] ?? 0) & digit) return true;
    let pieces = 0;
    let from = start;
    for (let k = start; k <= end; k += 1) {
      const inPiece = k < end && ((is[bytes[k] ?? 0] ?? 0) & (digit | letter)) !== 0;
      if (inPiece) continue;
      if (this.isWord(from, k)) return true;
      pieces += 1;
      from = k + 1;
    }
    return pieces <= 2 && this.isCode(start, end);
  }

  /** Three or more letters, not all of them hexadecimal digits. */
  private isWord(start: number, end: number): boolean {
    if (end - start < 3) return false;
    let beyond = false;
    for (let k = start; k < end; k += 1) {
      const c = this.bytes[k] ?? 0;
      if (((is[c] ?? 0) & letter) === 0) return false;
      beyond ||= (c | 32) > 102;
    }
    return beyond;
  }

  /** Capitals and up to four digits; letters and digits, "_" or "-", digits. */
  private isCode(start: number, end: number): boolean {
    const { bytes } = this;
    let all = 0;
    let k = start;
    for (let c = is[bytes[k] ?? 0] ?? 0; (c & letter) !== 0; c = is[bytes[++k] ?? 0] ?? 0) all |= c;
    const number = k;
    while (k < end && ((is[bytes[k] ?? 0] ?? 0) & digit) !== 0) k += 1;
    if (number === start || k === number || k - number > 4) return false;
    if (k === end) return (all & small) === 0;
    if (bytes[k] !== 95 && bytes[k] !== 45) return false;
    const more = k + 1;
    for (k = more; k < end; k += 1) if (((is[bytes[k] ?? 0] ?? 0) & digit) === 0) return false;
    return end - more > 0 && end - more <= 4;
  }

  /** Digits and letters both among so many bytes. */
  private mixed(start: number, most: number): boolean {
    let all = 0;
    for (let k = start; k < start + most; k += 1) all |= is[this.bytes[k] ?? 0] ?? 0;
    return (all & digit) !== 0 && (all & letter) !== 0;
  }

  /** Whether an identifier may end there, perhaps with ".973". */
  private endsRun(from: number): boolean {
    const { bytes } = this;
    let end = from;
    if (bytes[end] === dot) {
      let digits = 0;
      while (((is[bytes[end + 1 + digits] ?? 0] ?? 0) & digit) !== 0) digits += 1;
      if (digits > 5) return false;
      if (digits > 0) end += 1 + digits;
    }
    this.end = end;
    const next = bytes[end] ?? 0;
    if (next === dot) return ((is[bytes[end + 1] ?? 0] ?? 0) & word) === 0;
    return ((is[next] ?? 0) & name) === 0;
  }

  private isWait(start: number, end: number): boolean {
    const { bytes } = this;
    for (let k = start; k < end; k += 1) if (((is[bytes[k] ?? 0] ?? 0) & digit) === 0) return false;
    // "in", "for", "after", "within", "wait" before it; a word that begins as the units do behind it.
    let from = start - 1;
    if (bytes[from] !== 32 || bytes[end] !== 32) return false;
    while (from > 0 && start - from < 8 && ((is[bytes[from - 1] ?? 0] ?? 0) & letter) !== 0) from -= 1;
    if (!waitWords.test(this.text.slice(from, start - 1))) return false;
    const unitFrom = end + 1;
    let unit = unitFrom;
    while (((is[bytes[unit] ?? 0] ?? 0) & letter) !== 0) unit += 1;
    if (!waitUnits.test(this.text.slice(unitFrom, unit)) || ((is[bytes[unit] ?? 0] ?? 0) & word) !== 0) return false;
    // RFC 5321 s.4.2.1: such a number may be taken for a reply code, unless one stands before it.
    const first = bytes[start];
    if (end - start === 3 && (first === 52 || first === 53)) return false;
    if (end - start === 3 && first === 50 && !/ said: [45]\d\d /.test(this.text.slice(0, start))) return false;
    this.end = end;
    return true;
  }

  private isTime(start: number): boolean {
    const { bytes } = this;
    for (let k = 0; k < 19; k += 1) {
      const c = bytes[start + k] ?? 0;
      const due = k === 4 || k === 7 ? 45 : k === 10 ? 84 : k === 13 || k === 16 ? colon : 0;
      if (due !== 0 ? c !== due : ((is[c] ?? 0) & digit) === 0) return false;
    }
    const whole = start + 19;
    let fraction = whole;
    if (bytes[whole] === dot) {
      let digits = 0;
      while (((is[bytes[whole + 1 + digits] ?? 0] ?? 0) & digit) !== 0) digits += 1;
      if (digits > 0 && digits < 10) fraction = whole + 1 + digits;
    }
    const zone = this.zoneEnd(fraction);
    for (const end of [zone, fraction, whole]) {
      this.end = end;
      if (((is[bytes[end] ?? 0] ?? 0) & word) === 0) return true;
    }
    return false;
  }

  private zoneEnd(from: number): number {
    const { bytes } = this;
    const first = bytes[from];
    if (first === 90) return from + 1;
    if ((first !== 43 && first !== 45) || bytes[from + 3] !== colon) return from;
    for (const k of [1, 2, 4, 5]) if (((is[bytes[from + k] ?? 0] ?? 0) & digit) === 0) return from;
    return from + 6;
  }

  private isMachine(start: number, end: number, all: number): boolean {
    const { bytes } = this;
    const size = end - start;
    if (start < 2 || ((is[bytes[start - 2] ?? 0] ?? 0) & space) === 0) return false;
    if (size > 31 || (all & small) !== 0 || (all & capital) === 0) return false;
    for (let k = start; k < end; k += 1) if (((is[bytes[k] ?? 0] ?? 0) & (digit | capital)) === 0) return false;
    const next = this.labelEnd(end);
    if (next < 0) return false;
    // ".eop-EUR05", if as much stands behind it.
    let numbered = false;
    for (let k = end + 1; k < next; k += 1) numbered ||= ((is[bytes[k] ?? 0] ?? 0) & digit) !== 0;
    const further = numbered && this.labelEnd(next) >= 0;
    this.end = further ? next : end;
    // Capitals alone are by chance no digits there: "[MSGEWR.eop-NAM11.prod…"
    return further || (all & digit) !== 0;
  }

  /** End of the label behind a dot that another one follows; -1 for none. */
  private labelEnd(from: number): number {
    const { bytes } = this;
    let label = from + 1;
    while (((is[bytes[label] ?? 0] ?? 0) & run) !== 0) label += 1;
    const length = label - from - 1;
    if (length === 0 || length > 60 || bytes[label] !== dot) return -1;
    return ((is[bytes[label + 1] ?? 0] ?? 0) & word) !== 0 ? label : -1;
  }

  private isMailbox(start: number, from: number): boolean {
    const { bytes } = this;
    let end = from;
    while (((is[bytes[end] ?? 0] ?? 0) & local) !== 0) end += 1;
    const size = end - start;
    if (size < 10 || size > 120 || bytes[end] !== at || ((is[bytes[end + 1] ?? 0] ?? 0) & word) === 0) return false;
    this.end = end;
    const last = Math.min(end, start + 61);
    for (let k = start; k < last; k += 1) if (((is[bytes[k] ?? 0] ?? 0) & digit) !== 0) return true;
    return false;
  }
}
