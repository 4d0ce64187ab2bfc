import { NameMemory } from './nameMemory.ts';
import { providerOfHost } from './providerOf.ts';
import { beginning, domainSlot, hashStep, telling, wanting, wordSlot } from './telling.ts';

/** 1 letter, 2 digit, 3 "_": characters of a word, as the phrases have it. */
export const inWord = new Uint8Array(256);
for (let c = 65; c <= 90; c += 1) inWord[c] = inWord[c + 32] = 1;
for (let c = 48; c <= 57; c += 1) inWord[c] = 2;
inWord[95] = 3;

/** The end of a name does not tell its kind. */
const unclear = 1;
/** A host of nobody known. */
export const host = 3;
/** Names that tell something: each ending has a number of its own from here on. */
export const firstKnown = 0x1000;
const mostKnown = 50_000;

/**
 * Kinds of host names in a text that lies as bytes before it: names of one kind may stand for each other in a reply
 * without changing what it means.
 */
export class NameKinds {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly told = telling();
  /** Kinds of whole names, and of what names at one provider end with. */
  private readonly names = new NameMemory(15);
  private readonly endings = new NameMemory(8);
  private known = new Map<string, number>();
  /** How long the ending of a kind is. */
  private lengths = new Map<number, number>();
  private nextKnown = firstKnown;

  constructor(bytes: Uint8Array, view: DataView) {
    this.bytes = bytes;
    this.view = view;
  }

  /** Whether a name is of that kind, {@link host} or higher. */
  is(kind: number, start: number, end: number): boolean {
    const ending = kind === host ? 0 : (this.lengths.get(kind) ?? 0);
    const before = end - ending - 1;
    // Servers of one provider, each with a name of its own: only what stands before the common ending is looked at.
    if (ending > 0 && before > start && before < start + 40 && this.bytes[before] === 46)
      if (this.endings.find(this.view, before + 1, ending) === kind && this.isPlainWord(start, before)) return true;
    return this.of(start, end) === kind;
  }

  /** A label that says nothing. */
  private isPlainWord(start: number, end: number): boolean {
    for (let at = start; at < end; at += 1) if ((inWord[this.bytes[at] ?? 0] ?? 0) === 0) return false;
    return !this.wordMayTell(start, end - start, 1, 4);
  }

  /** 0 for what is no host name. */
  of(start: number, end: number): number {
    let kind = this.names.find(this.view, start, end - start);
    if (kind === 0 && this.shape(start, end)) {
      kind = this.look(start, end);
      this.names.put(this.view, start, end - start, kind);
    }
    return kind;
  }

  /** Labels of letters, digits, "-" and "_" that begin with a letter or digit; the last one of letters only. */
  private shape(start: number, end: number): boolean {
    const { bytes } = this;
    if (end - start > 80) return false;
    // "554-gmx.net" begins with a reply code, "4.2.2.mx1.example" with an enhanced one.
    let digits = start;
    while (inWord[bytes[digits] ?? 0] === 2) digits += 1;
    const behind = bytes[digits];
    if (
      digits > start &&
      (behind === 45
        ? digits - start === 3
        : behind === 46 && (digits - start === 3 || inWord[bytes[digits + 1] ?? 0] === 2))
    )
      return false;
    let last = 0;
    for (let at = end - 1; at >= start; at -= 1) {
      const c = bytes[at] ?? 0;
      if (c === 46) break;
      if (inWord[c] !== 1) return false;
      last += 1;
    }
    if (last < 2 || last > 24) return false;
    if (inWord[bytes[start] ?? 0] === 0) return false;
    let dots = 0;
    for (let at = start; at < end; at += 1) {
      const c = bytes[at] ?? 0;
      if (c === 46) {
        dots += 1;
        if ((inWord[bytes[at + 1] ?? 0] ?? 0) === 0) return false;
      } else if (c !== 45 && (inWord[c] ?? 0) === 0) return false;
    }
    return dots > 0 && dots < 9;
  }

  /** Kind of a name: of nobody known, or with what must be the same in all names of that kind. */
  private look(start: number, end: number): number {
    const from = this.begins(start, end);
    if (from < 0) return host;
    // Names at one provider end alike.
    const memory = from > start ? this.endings : this.names;
    let kind = memory.find(this.view, from, end - from);
    if (kind === 0) {
      kind = this.judge(from, end, from > start);
      memory.put(this.view, from, end - from, kind);
    }
    return kind === unclear ? this.judge(start, end, false) : kind;
  }

  private judge(start: number, end: number, more: boolean): number {
    const name = this.slice(start, end).toLowerCase();
    const provider = providerOfHost(name);
    let keep = this.told.label(name, more);
    if (keep === wanting) return unclear;
    if (provider !== null) {
      let suffix = name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1;
      while (suffix > 0 && providerOfHost(name.slice(suffix)) !== provider)
        suffix = name.lastIndexOf('.', suffix - 2) + 1;
      keep = keep < 0 ? suffix : Math.min(keep, suffix);
    }
    return keep < 0 ? host : this.knownKind(name.slice(keep), more || keep > 0);
  }

  /** What differs before `rest` does not matter. */
  private knownKind(rest: string, more: boolean): number {
    const name = more ? `.${rest}` : rest;
    let kind = this.known.get(name);
    if (kind === undefined) {
      if (this.known.size >= mostKnown) this.known = new Map();
      // Numbers are not given again: what was remembered under them is then just not found.
      kind = this.nextKnown;
      this.nextKnown += 1;
      this.known.set(name, kind);
      if (more) {
        if (this.lengths.size >= mostKnown) this.lengths = new Map();
        this.lengths.set(kind, rest.length);
      }
    }
    return kind;
  }

  /**
   * Where what may tell in a name begins: the first label that may hold a telling word, or the two that may be a known
   * provider's; -1 where nothing does, which is sure.
   */
  begins(start: number, end: number): number {
    const { bytes } = this;
    const { domains } = this.told;
    let h = 0;
    let word = 0;
    let told = false;
    let from = -1;
    for (let at = end - 1; at >= start; at -= 1) {
      const c = bytes[at] ?? 0;
      if ((inWord[c] ?? 0) !== 0) word += 1;
      else {
        if (word > 1 && this.wordMayTell(at + 1, word, 1, 4)) told = true;
        word = 0;
        if (c === 46) {
          if (told || domains[domainSlot(h)] === 1) from = at + 1;
          told = false;
        }
      }
      h = hashStep(h, c | 32);
    }
    if (word > 1 && this.wordMayTell(start, word, 1, 4)) told = true;
    return told || domains[domainSlot(h)] === 1 ? start : from;
  }

  /** `whole` and `begins` are the marks of words that tell as they are and of beginnings that do. */
  wordMayTell(at: number, size: number, whole: number, begins: number): boolean {
    const { bytes } = this;
    const { beginnings, words } = this.told;
    if (beginnings[beginning(bytes[at] ?? 0, bytes[at + 1] ?? 0, size > 2 ? (bytes[at + 2] ?? 0) : 0)] === 0)
      return false;
    let h = 0;
    for (let k = at; k < at + size; k += 1) {
      const c = bytes[k] ?? 0;
      h = hashStep(h, c === 95 ? c : c | 32);
      if (((words[wordSlot(h)] ?? 0) & begins) !== 0) return true;
    }
    return ((words[wordSlot(h)] ?? 0) & whole) !== 0;
  }

  slice(start: number, end: number): string {
    let text = '';
    for (let at = start; at < end; at += 1) text += String.fromCharCode(this.bytes[at] ?? 0);
    return text;
  }

  /** True where a local part of an address could be what a rule looks for. */
  localTells(start: number, end: number): boolean {
    return this.begins(start, end) >= 0 && this.told.label(this.slice(start, end).toLowerCase(), false) >= 0;
  }

  wordTells(start: number, end: number): boolean {
    return this.wordMayTell(start, end - start, 2, 8) && this.told.word(this.slice(start, end).toLowerCase());
  }

  /** Numbers of up to four digits that phrases name. */
  get numbers(): Uint8Array {
    return this.told.numbers;
  }
}
