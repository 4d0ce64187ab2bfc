import { alternatives, compilePhrases } from './phrase.ts';

/**
 * Phrases of one condition of a rule. Most of them cannot stand in a text, and three neighbouring characters tell: a
 * phrase is looked for only where the text has those it needs. So of some thousands of expressions a few are run for a
 * text, and most are never compiled.
 */
export interface PhraseSet {
  test(text: string): boolean;
}

const gramMask = 0x1fff;
const slotOf = (a: number, b: number, c: number): number => {
  const h = Math.imul(Math.imul(Math.imul(a, 0x9e3b) ^ b, 0x85eb) ^ c, 0xc2b3);
  return (h ^ (h >>> 13)) & gramMask;
};

/** Runs of characters that every text with the phrase has; what stands in groups or may be missing is left out. */
function runsOf(phrase: string): string[] {
  const text = phrase.toLowerCase().replace(/\s+/g, ' ');
  const runs: string[] = [];
  let run = '';
  let depth = 0;
  const end = (): void => {
    if (run.length > 2) runs.push(run);
    run = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const ch = text.charAt(at);
    if (ch === '(' || ch === '[') {
      end();
      depth += 1;
    } else if (ch === ')' || ch === ']') depth -= 1;
    else if (depth > 0) continue;
    else if (text.startsWith(' * ', at)) {
      end();
      at += 2;
    } else if (ch === '?') {
      run = run.slice(0, -1);
      end();
    } else if (ch === '*' || ch === '#' || ch === '~' || ch === '$') end();
    else run += ch;
  }
  end();
  return runs;
}

/** At most six groups of three characters that a text with the phrase has, spread over it. */
function needsOf(phrase: string): number[] {
  const all = runsOf(phrase).flatMap((run) =>
    Array.from({ length: run.length - 2 }, (_, at) =>
      slotOf(run.charCodeAt(at), run.charCodeAt(at + 1), run.charCodeAt(at + 2)),
    ),
  );
  const step = Math.max(1, all.length / 6);
  return Array.from({ length: Math.min(6, all.length) }, (_, i) => all[Math.floor(i * step)] ?? 0);
}

/** The last group of a phrase without a run of its own, taken apart: one of its alternatives must be there. */
function readings(phrase: string): string[] {
  if (runsOf(phrase).length > 0) return [phrase];
  const group = /\(([^()]*)\)(?![?*])/.exec(phrase);
  if (group === null) return [phrase];
  const [whole, list = ''] = group;
  return list.split('|').map((one) => phrase.slice(0, group.index) + one + phrase.slice(group.index + whole.length));
}

/** One way to read a phrase, and what it needs. */
interface Reading {
  readonly set: number;
  readonly phrase: number;
  readonly needs: readonly number[];
}

const setsOf: (readonly string[])[] = [];

/** All sets there were when the first was asked, by the rarest group each reading needs; those without one for every text. */
interface Index {
  readonly sets: number;
  readonly readings: readonly Reading[];
  readonly byGram: readonly (readonly number[])[];
  readonly always: readonly number[];
}
let index: Index | null = null;

function buildIndex(): Index {
  const all: Reading[] = setsOf.flatMap((phrases, set) =>
    phrases.flatMap((phrase, i) => readings(phrase).map((reading) => ({ set, phrase: i, needs: needsOf(reading) }))),
  );
  const common = new Uint32Array(gramMask + 1);
  for (const { needs } of all) for (const gram of needs) common[gram] = (common[gram] ?? 0) + 1;
  const byGram: number[][] = Array.from({ length: gramMask + 1 }, () => []);
  const always: number[] = [];
  for (const [i, { needs }] of all.entries()) {
    const rarest = needs.reduce<number>((a, b) => (a < 0 || (common[b] ?? 0) < (common[a] ?? 0) ? b : a), -1);
    if (rarest < 0) always.push(i);
    else byGram[rarest]?.push(i);
  }
  return { sets: setsOf.length, readings: all, byGram, always };
}

/** Which phrases of each set may stand in a text. */
class Found {
  private readonly has = new Uint8Array(gramMask + 1);
  private readonly bySet: number[][];
  private filled: number[] = [];
  private readonly from: Index;
  private text: string | null = null;

  constructor(from: Index) {
    this.from = from;
    this.bySet = Array.from({ length: from.sets }, () => []);
  }

  isOf(text: string): boolean {
    return this.text === text;
  }

  in(set: number): readonly number[] {
    return this.bySet[set] ?? [];
  }

  read(text: string): void {
    const { has, from } = this;
    for (const set of this.filled) this.bySet[set] = [];
    this.filled = [];
    has.fill(0);
    this.text = text;
    const grams: number[] = [];
    for (let at = 2; at < text.length; at += 1) {
      const gram = slotOf(text.charCodeAt(at - 2), text.charCodeAt(at - 1), text.charCodeAt(at));
      if (has[gram] === 0) grams.push(gram);
      has[gram] = 1;
    }
    for (const i of from.always) this.add(i);
    for (const gram of grams) for (const i of from.byGram[gram] ?? []) this.add(i);
  }

  private add(i: number): void {
    const reading = this.from.readings[i];
    if (reading === undefined) return;
    const { needs, set, phrase } = reading;
    for (const gram of needs) if (this.has[gram] === 0) return;
    const of = this.bySet[set];
    if (of === undefined || of.includes(phrase)) return;
    if (of.length === 0) this.filled.push(set);
    of.push(phrase);
  }
}

/** The last two texts: a rule asks the words of a reply and the whole of it in turn. */
let last: Found | null = null;
let other: Found | null = null;

function foundIn(text: string): Found {
  index ??= buildIndex();
  last ??= new Found(index);
  if (last.isOf(text)) return last;
  [last, other] = [other ?? new Found(index), last];
  if (!last.isOf(text)) last.read(text);
  return last;
}

export function phraseSet(phrases: readonly string[]): PhraseSet {
  const each = phrases.flatMap((phrase) => alternatives(phrase.trim()));
  // Sets that come later are few and an admin's own: they are asked as they are.
  if (index !== null) {
    const all = compilePhrases(phrases);
    return { test: (text) => all.test(text) };
  }
  const set = setsOf.push(each) - 1;
  const compiled: (RegExp | undefined)[] = [];
  return {
    test(text) {
      for (const i of foundIn(text).in(set))
        if ((compiled[i] ??= compilePhrases([each[i] ?? ''])).test(text)) return true;
      return false;
    },
  };
}
