import { firstKnown, inWord, NameKinds } from './nameKinds.ts';
import { maxTextLength } from './text.ts';
import { same, spare } from './answers.ts';
import type { Pattern } from './answers.ts';
import { isUnit } from './retryAfter.ts';

/** Part of the platform everywhere this runs (Node, browsers); the compiler's list for this folder leaves it out. */
declare const TextEncoder: new () => {
  encodeInto(text: string, into: Uint8Array): { read: number; written: number };
};

/** UTF-8 has at most three bytes for a UTF-16 unit. */
const room = maxTextLength * 3 + 16;
const mostParts = 96;
/** Longer tokens are nobody's host name, address or id (RFC 1035 s.3.1 allows 255; real ones are far shorter). */
const longestToken = 100;

/** Kinds of variable parts. Only parts of the same kind stand for each other. */
const ip4 = 1;
const ip6 = 2;
/** Added to the kind of the domain. */
const address = 0x8000000;
/** Numbers and ids, their length added: phrases have gaps and numbers of bounded length. */
const number = 0x100;
const id = 0x200;
/** Added where the number may be a time in seconds, as Yandex' session ids begin. */
const marked = 0x80;
const joinsNext = 0x80;
const joinsLast = 0x400;
const sizes = 0x7f;
export const likelyMask = 0x3ff;
/** What a byte counts in a token: digits, dots, colons, others, "@"; -1 ends it. */
const counts = new Int32Array(256).fill(1 << 21);
for (let c = 0; c <= 32; c += 1) counts[c] = -1;
for (const ch of '<>()[]{}"\'`,;=?&|/\\!*') counts[ch.charCodeAt(0)] = -1;
for (let c = 48; c <= 57; c += 1) counts[c] = 1;
for (let c = 65; c <= 90; c += 1) counts[c] = counts[c + 32] = 0;
for (const ch of '-_') counts[ch.charCodeAt(0)] = 0;
counts[46] = 1 << 7;
counts[58] = 1 << 14;
counts[64] = 1 << 28;

/** Letters and digits; "_" joins no words (text.ts). */
const isWordByte = inWord.map((is) => (is === 1 || is === 2 ? 1 : 0));
/** " sec" and " min". */
const sec = 0x63657320;
const min = 0x6e696d20;
/** First letters of the units a wait is given in, as far as they are Latin. */
const beginsUnit = new Uint8Array(256);
for (const ch of 'smhdog') beginsUnit[ch.charCodeAt(0)] = beginsUnit[ch.charCodeAt(0) - 32] = 1;

/**
 * Finds the parts of a text that vary from message to message and say nothing: hosts and addresses of nobody known, IP
 * addresses, numbers, ids. All else is literal. It runs once for every message of a listing, so it reads the text as
 * bytes, four at a time, and makes no objects. Whatever is in doubt is literal: then an answer is remembered for fewer
 * texts, never for a wrong one.
 */
export class TextScan {
  readonly bytes = new Uint8Array(room);
  readonly view = new DataView(this.bytes.buffer);
  readonly starts = new Int32Array(mostParts);
  readonly ends = new Int32Array(mostParts);
  readonly kinds = new Int32Array(mostParts);
  count = 0;
  /** In bytes. */
  length = 0;
  /** Each character is one byte. */
  plain = false;
  /** The same for texts that differ in their variable parts only; of what lies between them only samples count. */
  signature = 0;
  /** Parts of names that mean our own hops, lower case: what holds one is literal. */
  own: readonly string[] = [];
  /** The reply code the text begins with, as three bytes; 0 for none. */
  code = 0;
  /** Whether the parts of the text taken were found. */
  keyed = false;
  private hash = 0;
  private after = 0;
  private readonly seed = (Math.random() * 0x7fffffff) | 0;
  private readonly encoder = new TextEncoder();
  private readonly names = new NameKinds(this.bytes, this.view);

  /** Whether {@link follows} may be asked: it knows nothing of our own hops. */
  get quick(): boolean {
    return this.plain && this.own.length === 0;
  }

  /** Takes a text of at most {@link maxTextLength}. */
  take(text: string): void {
    const { bytes } = this;
    const { written } = this.encoder.encodeInto(text, bytes);
    // A space ends the last token.
    bytes[written] = 32;
    this.length = written;
    this.plain = written === text.length;
  }

  /**
   * Place of the text among those that begin and end alike: what stands behind the first "]" ("host NAME[ADDRESS] said:
   * 450 …") and the last words. It only says which patterns to compare first.
   */
  likely(text: string): number {
    const { view, length } = this;
    if (length < 24) return length;
    const from = text.indexOf(']') + 1;
    let h = view.getInt32(0, true) ^ Math.imul(view.getInt32(length - 16, true), 0x2c1b3c6d);
    if (from + 16 <= length) {
      h = Math.imul(h ^ (h >>> 15) ^ view.getInt32(from + 3, true), 0x2c1b3c6d);
      h = Math.imul(h ^ (h >>> 15) ^ view.getInt32(from + 7, true), 0x2c1b3c6d);
      // An enhanced code.
      if (this.bytes[from + 12] === 46) h = Math.imul(h ^ (h >>> 15) ^ view.getInt32(from + 12, true), 0x2c1b3c6d);
    }
    return (h ^ (h >>> 15)) & likelyMask;
  }

  /** Whether the text taken has the pattern's literal bytes and, between them, parts of the same kinds. */
  follows({ bytes: literal, starts, ends, kinds, code, stops }: Pattern, text: string): boolean {
    const { view, length, bytes } = this;
    const count = kinds.length;
    this.code = code;
    let here = 0;
    let there = 0;
    for (let part = 0; part < count; part += 1) {
      const gap = (starts[part] ?? 0) - there;
      if (here + gap > length || !same(view, here, literal, there, gap)) return false;
      here += gap;
      const kind = kinds[part] ?? 0;
      let end = here;
      if (kind === ip4) {
        end = this.ip4End(here);
        if (end === 0) return false;
      } else if (kind >= number && kind < firstKnown) {
        end = here + (kind & sizes);
        if (end > length || this.wordKind(here, end) !== kind) return false;
      } else {
        const stop = stops[part] ?? '';
        if (stop === '') {
          while ((counts[bytes[end] ?? 0] ?? -1) >= 0 && bytes[end] !== 58) end += 1;
          while (end > here && bytes[end - 1] === 46) end -= 1;
        } else {
          end = text.indexOf(stop, here);
          if (end < 0) return false;
        }
        if (kind < address ? !this.names.is(kind, here, end) : this.addressKind(here, end) !== kind) return false;
      }
      this.starts[part] = here;
      this.ends[part] = end;
      here = end;
      there = ends[part] ?? 0;
    }
    const left = length - here;
    return left === literal.byteLength - spare - there && same(view, here, literal, there, left);
  }

  /** Finds the variable parts of the text taken; false where it has more of them than there is room for. */
  read(): boolean {
    this.keyed = false;
    this.code = 0;
    const { bytes, view, length: written } = this;
    this.count = 0;
    this.after = 0;
    this.hash = this.seed;
    let at = 0;
    while (at < written) {
      const four = view.getInt32(at, true);
      const low = four & 0x7f7f7f7f;
      // High bit of each byte from "." to "@": digits, dots, "@" and some that end a token.
      const hits = (low + 0x52525252) & ~(low + 0x3f3f3f3f) & ~four & 0x80808080;
      if (hits === 0) {
        at += 4;
        continue;
      }
      const hit = at + ((31 - Math.clz32(hits & -hits)) >> 3);
      if (hit >= written) break;
      const c = bytes[hit] ?? 0;
      if (!((c >= 48 && c <= 57) || c === 64 || (c === 46 && (counts[bytes[hit + 1] ?? 0] ?? -1) >= 0))) {
        at = hit + 1;
        continue;
      }
      let start = hit;
      while (start > this.after && (counts[bytes[start - 1] ?? 0] ?? -1) >= 0) start -= 1;
      let end = start;
      let sum = 0;
      for (;;) {
        const one = counts[bytes[end] ?? 0] ?? -1;
        if (one < 0) break;
        sum += one;
        end += 1;
      }
      if (this.count > mostParts - 60) return false;
      const { count } = this;
      this.token(start, end, sum);
      // Codes and words that stay tell texts apart.
      if (this.count === count) {
        if (end - start >= 3) this.noteCode(start);
        this.mix(view.getInt32(start, true) & (end - start < 4 ? 0xffffff : -1));
        if (end - start > 4) this.mix(view.getInt32(end - 4, true));
      }
      at = end;
    }
    this.hash = Math.imul(this.hash ^ (written - this.after), 0x01000193);
    if (written - this.after >= 8) this.mix(view.getInt32(this.after + 3, true));
    this.signature = this.hash;
    this.keyed = true;
    return true;
  }

  /** The first reply code of the text: at its beginning or after "said: ". */
  private noteCode(start: number): void {
    const { bytes } = this;
    const first = bytes[start];
    if (this.code !== 0 || (first !== 52 && first !== 53)) return;
    if (start === 0 || (start > 1 && bytes[start - 1] === 32 && bytes[start - 2] === 58))
      this.code = this.onlyDigits(start, start + 3) ? this.view.getInt32(start, true) & 0xffffff : 0;
  }

  private mix(value: number): void {
    const h = Math.imul(this.hash ^ value, 0x2c1b3c6d);
    this.hash = h ^ (h >>> 15);
  }

  private part(start: number, end: number, kind: number): void {
    const { count, after } = this;
    const gap = start - after;
    this.starts[count] = start;
    this.ends[count] = end;
    this.kinds[count] = kind;
    this.count = count + 1;
    this.after = end;
    this.mix((gap << 16) ^ kind);
    if (gap >= 4) this.mix(this.view.getInt32(start - 4, true));
  }

  /** One token: digits, dots, colons, others and "@" are counted in `sum`. */
  private token(start: number, whole: number, sum: number): void {
    const { bytes } = this;
    let end = whole;
    // Trailing punctuation belongs to the sentence: "said:", "example.com."
    for (let c = bytes[end - 1] ?? 0; end > start && (c === 46 || c === 58); c = bytes[end - 1] ?? 0) {
      sum -= counts[c] ?? 0;
      end -= 1;
    }
    const size = end - start;
    if (size === 0 || size > longestToken || (inWord[bytes[end - 1] ?? 0] ?? 0) === 0) return;
    if (this.own.length !== 0 && this.isOwn(start, end)) return;
    const digits = sum & 0x7f;
    if (digits === size) {
      const kind = this.numberKind(start, end);
      if (kind !== 0) this.part(start, end, kind);
      return;
    }
    const dots = (sum >> 7) & 0x7f;
    const colons = (sum >> 14) & 0x7f;
    const others = (sum >> 21) & 0x7f;
    if (sum >>> 28 !== 0) {
      const kind = colons === 0 ? this.addressKind(start, end) : 0;
      if (kind !== 0) this.part(start, end, kind);
      return;
    }
    if (others !== 0 || this.afterTransport(start)) return;
    if (colons === 0) {
      if (digits + dots === size) {
        if (dots === 3) {
          if (this.ip4End(start) === end) this.part(start, end, ip4);
        }
        // "4.7.1" is a code; "12.5" are two numbers.
        else if (dots === 1) this.words(start, end);
        return;
      }
      const kind = dots > 0 ? this.names.of(start, end) : 0;
      if (kind !== 0) {
        this.part(start, end, kind);
        return;
      }
      if (dots < 2) this.words(start, end);
      return;
    }
    if (colons === 1) {
      // A port tells filter from mail: it stays.
      let colon = start;
      while (bytes[colon] !== 58) colon += 1;
      if (dots > 0 && (inWord[bytes[colon - 1] ?? 0] ?? 0) !== 0 && this.onlyDigits(colon + 1, end)) {
        const before = digits - (end - colon - 1);
        if (before + dots === colon - start) {
          if (dots === 3 && this.ip4End(start) === colon) this.part(start, colon, ip4);
        } else {
          const kind = this.names.of(start, colon);
          if (kind !== 0) this.part(start, colon, kind);
        }
      }
      return;
    }
    if (dots === 0 && this.isIp6(start, end)) this.part(start, end, ip6);
    else if (digits + colons === size || this.isTime(start, end)) this.words(start, end);
  }

  /** Exim's "T=dovecot_lda2": the name of a transport tells whether it is ours. */
  private afterTransport(start: number): boolean {
    return start > 1 && this.bytes[start - 1] === 61 && (this.bytes[start - 2] === 84 || this.bytes[start - 2] === 82);
  }

  private onlyDigits(start: number, end: number): boolean {
    if (start === end) return false;
    for (let at = start; at < end; at += 1) if (inWord[this.bytes[at] ?? 0] !== 2) return false;
    return true;
  }

  /** Kind of a number, 0 for one that stays. */
  private numberKind(start: number, end: number): number {
    const { bytes } = this;
    const first = bytes[start];
    const size = end - start;
    const before = start > 0 ? (bytes[start - 1] ?? 0) : 0;
    const inside = before === 46 || before === 45 || before === 58;
    if (size === 3 && (first === 50 || first === 52 || first === 53) && !inside && !this.isWait(start)) return 0;
    // "XGEMAIL_0010", "OFR004_104": codes.
    if (size < 6 && (before === 95 || bytes[end] === 95)) return 0;
    if (size < 5 && !(inside && size < 3)) {
      let value = 0;
      for (let at = start; at < end; at += 1) value = value * 10 + (bytes[at] ?? 0) - 48;
      if (this.names.numbers[value] === 1) return 0;
    }
    return number + size + (size === 10 && first === 49 && (bytes[start + 1] ?? 0) > 51 ? marked : 0);
  }

  /**
   * RFC 5321 s.4.2.1: 2yz, 4yz and 5yz are replies. After another reply code and before " seconds" such a number is a wait.
   */
  private isWait(start: number): boolean {
    const code = this.view.getInt32(start, true) & 0xffffff;
    const unit = this.view.getInt32(start + 3, true) | 0x20202020;
    return this.code !== 0 && code !== this.code && (unit === sec || unit === min);
  }

  /** Kind of a word that has digits, 0 for one that stays. */
  private wordKind(start: number, end: number): number {
    const { bytes } = this;
    let digits = 0;
    for (let at = start; at < end; at += 1) {
      const is = inWord[bytes[at] ?? 0] ?? 0;
      if (is === 2) digits += 1;
      else if (is !== 1) return 0;
    }
    const size = end - start;
    if (digits === size) return this.numberKind(start, end);
    if (digits === 0 || this.wordTells(start, end, digits)) return 0;
    // Between letters "_" is a space (text.ts).
    const joins = bytes[end] === 95 && inWord[bytes[end - 1] ?? 0] === 1 ? joinsNext : 0;
    const joined = start > 0 && bytes[start - 1] === 95 && inWord[bytes[start] ?? 0] === 1 ? joinsLast : 0;
    return id + size + joins + joined;
  }

  /** End of the IP address that begins there, 0 for none. 127.0.0.1 is our own machine: who it is decides. */
  private ip4End(start: number): number {
    const { bytes } = this;
    if (bytes[start] === 49 && bytes[start + 1] === 50 && bytes[start + 2] === 55) return 0;
    // "203.0.113.1" where a reply code may stand, at the beginning of what was said, begins with one.
    const first = bytes[start];
    const opens = start < 2 || bytes[start - 2] === 58 || (bytes[start - 1] ?? 0) !== 32;
    if ((first === 50 || first === 52 || first === 53) && bytes[start + 3] === 46 && opens && bytes[start - 1] !== 91)
      return 0;
    let at = start;
    for (let group = 0; group < 4; group += 1) {
      if (group > 0) {
        if (bytes[at] !== 46) return 0;
        at += 1;
      }
      const begin = at;
      while (at < begin + 4 && inWord[bytes[at] ?? 0] === 2) at += 1;
      if (at === begin || at > begin + 3) return 0;
    }
    return at;
  }

  /** Groups of one to four hexadecimal digits (RFC 4291 s.2.2). */
  private isIp6(start: number, end: number): boolean {
    const { bytes } = this;
    let run = 0;
    let colons = 0;
    for (let at = start; at < end; at += 1) {
      const c = bytes[at] ?? 0;
      if (c === 58) {
        if (at === start) return false;
        run = 0;
        colons += 1;
      } else {
        const lower = c | 32;
        if (!((c >= 48 && c <= 57) || (lower >= 97 && lower <= 102))) return false;
        run += 1;
        if (run > 4) return false;
      }
    }
    return colons <= 7 && run > 0;
  }

  /** "2026-01-01T10:00:00.123Z". */
  private isTime(start: number, end: number): boolean {
    const { bytes } = this;
    if (end - start < 19) return false;
    for (let at = start; at < end; at += 1) {
      const c = bytes[at] ?? 0;
      const due =
        at === start + 4 || at === start + 7
          ? 45
          : at === start + 10
            ? 84
            : at === start + 13 || at === start + 16
              ? 58
              : 0;
      if (
        due !== 0
          ? c !== due
          : !((c >= 48 && c <= 57) || (c === 46 && at === start + 19) || (c === 90 && at === end - 1))
      )
        return false;
    }
    return true;
  }

  /** Kind of an address, 0 where it stays. */
  private addressKind(start: number, end: number): number {
    const { bytes } = this;
    let at = start;
    for (; bytes[at] !== 64; at += 1) if (at === end || (bytes[at] ?? 0) > 127) return 0;
    // Of "some one"@example.com a quote stands before the "@".
    if ((at === start && (start === 0 || bytes[start - 1] !== 34)) || end - start > longestToken) return 0;
    for (let k = at + 1; k < end; k += 1) if (bytes[k] === 95) return 0;
    const kind = this.names.of(at + 1, end);
    // Of the local part nothing counts, unless it names what a rule looks for in the whole text.
    return kind === 0 || this.names.localTells(start, at) ? 0 : kind | address;
  }

  /** An id, word by word: what stands between its words is literal, and so are words of letters alone. */
  private words(start: number, end: number): void {
    const { bytes } = this;
    for (let at = start; at < end; at += 1) {
      const begin = at;
      while (at < end && isWordByte[bytes[at] ?? 0] === 1) at += 1;
      const kind = at === begin ? 0 : this.wordKind(begin, at);
      if (kind !== 0) this.part(begin, at, kind);
    }
  }

  private wordTells(start: number, end: number, digits: number): boolean {
    const { bytes } = this;
    const size = end - start;
    const letters = size - digits;
    // Codes of providers: letters, then digits.
    if (letters < 6 && digits < 10 && (inWord[bytes[start] ?? 0] ?? 0) !== 2 && this.onlyDigits(start + letters, end))
      return true;
    // "300sec": a wait, or a part of one.
    if (
      digits < 7 &&
      letters < 10 &&
      beginsUnit[bytes[start + digits] ?? 0] === 1 &&
      this.onlyDigits(start, start + digits)
    )
      if (isUnit(this.names.slice(start + digits, end).toLowerCase())) return true;
    return this.names.wordTells(start, end);
  }

  private isOwn(start: number, end: number): boolean {
    const token = this.names.slice(start, end).toLowerCase();
    return this.own.some((name) => token.includes(name));
  }
}
