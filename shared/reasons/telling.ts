import { saidOfIt, spokenOf } from './clues.ts';
import { isOwnHop } from './ownHop.ts';
import { providers } from './providers.ts';
import { rules } from './rules/index.ts';

/**
 * What the rules could see in a part of a text that varies from message to message. A part that none of them can see may
 * be cut out of the key under which an answer is remembered; one that says something stays. All of it is read from the
 * rules and providers themselves, so that a new rule needs no entry here.
 */
export interface Telling {
  /** Where the first label of a name begins that could be what a rule looks for in the whole text; -1 for none. Lower case.
   * {@link wanting} where labels before the name belong to it, of which there are `more`. */
  label(name: string, more: boolean): number;
  /** Words of letters and digits: true where a phrase could mean this word. Lower case. */
  word(word: string): boolean;
  /** Numbers of up to four digits that phrases name, each at its value. */
  readonly numbers: Uint8Array;
  /** Beginnings of telling words: three characters, five bits each. */
  readonly beginnings: Uint8Array;
  /** The same by {@link wordHash}: 1 and 2 for whole words of hosts and of words, 4 and 8 for beginnings. */
  readonly words: Uint8Array;
  /** Names under which providers are found, hashed from the last character on by {@link hashStep}. */
  readonly domains: Uint8Array;
}

export const domainsMask = 0xffff;
/** From the last character on, lower case. */
function domainHash(name: string): number {
  let h = 0;
  for (let at = name.length - 1; at >= 0; at -= 1) h = hashStep(h, name.charCodeAt(at) | 32);
  return domainSlot(h);
}
export const hashStep = (h: number, c: number): number => Math.imul(h ^ c, 0x01000193);
export const domainSlot = (h: number): number => (h ^ (h >>> 15)) & domainsMask;

export const wordsMask = 0x3fff;
export const wordSlot = (h: number): number => (h ^ (h >>> 14)) & wordsMask;
function wordHash(word: string): number {
  let h = 0;
  for (let at = 0; at < word.length; at += 1) h = hashStep(h, word.charCodeAt(at));
  return wordSlot(h);
}

/** Place of a beginning; shorter words stand for all that begin so. */
export const beginning = (a: number, b: number, c: number): number => ((a & 31) << 10) | ((b & 31) << 5) | (c & 31);

/** The answer cannot be told from the end of a name. */
export const wanting = -2;

/** Every way to read characters that may be missing or be one of several: "list(s|en)?", "recogni[sz]ed", "e-?mail". */
function readings(phrase: string): string[] {
  let all = [phrase];
  for (let at = 0; at < 12; at += 1) {
    const next = all.flatMap((p) => {
      const optional = /([^\s()|\]])\?/.exec(p);
      if (optional !== null) return [p.replace(optional[0], optional[1] ?? ''), p.replace(optional[0], '')];
      const oneOf = /\[([^\]]{1,12})\]\??/.exec(p);
      if (oneOf === null) return [p];
      const variants = Array.from(oneOf[1] ?? '').map((ch) => p.replace(oneOf[0], ch));
      return oneOf[0].endsWith('?') ? [...variants, p.replace(oneOf[0], '')] : variants;
    });
    if (next.length === all.length && next.every((p, i) => p === all[i])) break;
    if (next.length > 64) break;
    all = next;
  }
  return all;
}

/** The beginning of a word of ASCII letters alone. */
const ascii = /^[a-z0-9_]+(?![a-z0-9_\u0080-\uffff])/;
const runs = (text: string): string[] => text.match(/[a-z0-9_]+/g) ?? [];

/** The first words of a regular expression: of "postmaster\\.(?:gmx|web)\\." the first tells. With a space it is no name. */
function beginsOf(source: string): string[] {
  if (/^\\b\([^()]*\):/.test(source)) return [];
  if (/ |\\s/.test(source)) {
    // A sentence; but "ofr(?:[_\d]{1,5}_?| )\d{3}" is one word too.
    const word = /^\\b([a-z0-9_]{3,})(?=[[(\\])/.exec(source)?.[1];
    return word === undefined ? [] : [word];
  }
  const group = /^\\b\(\?:([^()]*)\)/.exec(source)?.[1];
  const alternatives = group === undefined ? [source.replace(/\(\?:.*/, '')] : [group];
  return alternatives
    .flatMap((list) => list.replaceAll(String.raw`\b`, '').split('|'))
    .map((one) => /^[a-z0-9_]*/.exec(one.replace(/[a-z0-9]\?.*/, ''))?.[0] ?? '')
    .filter((word) => /[a-z]{2}/.test(word));
}

function readAll(): Telling {
  /** Words that begin so are seen in words; words that are just so. */
  const prefixes = new Set<string>();
  const exact = new Set<string>();
  /** Letters that digits follow: "ib#". */
  const numbered = new Set<string>();
  /** Labels that tell, with the number of labels before them that belong to the phrase, and beginnings of such. */
  const labels = new Map<string, number>();
  const beginsLabel = new Set<string>(['localhost', 'loopback']);
  // Lists of two providers, told from their own hosts by the label before (providerOf.ts).
  for (const name of ['barracudacentral', 'hostedemail']) labels.set(name, 1);
  const numbers = new Uint8Array(10_000);
  for (const rule of rules) {
    // Of several words none stands in one name.
    for (const phrase of rule.whole ?? [])
      if (!phrase.trim().includes(' '))
        for (const name of phrase.toLowerCase().split(/[/?=]/)) {
          const word = runs(name).reduce((a, b) => (b.length > a.length ? b : a), '');
          if (phrase.includes('~')) beginsLabel.add(word);
          else
            labels.set(word, Math.max(labels.get(word) ?? 0, name.slice(0, name.indexOf(word)).split('.').length - 1));
        }
  }
  const clues = [spokenOf, saidOfIt].flatMap((of) => Object.values<readonly string[]>(of));
  const lists = rules.flatMap((rule) => [rule.text, rule.and, rule.not, rule.whole, rule.only, rule.onlyWords]);
  for (const list of [...lists, ...clues])
    for (const phrase of list ?? []) {
      if (!/[~#\d]/.test(phrase)) continue;
      for (const p of readings(phrase.toLowerCase())) {
        for (const run of runs(p)) {
          if (/^\d+$/.test(run)) numbers[Number(run) % 10_000] = 1;
          else if (/\d/.test(run)) exact.add(run);
        }
        // How the word begins: with letters, or with one of a group's alternatives.
        for (const [, first = '', group, mayMiss, then = '', rest = ''] of p.matchAll(
          /(?<![a-z0-9_\u00c0-\u052f])([a-z0-9_]*)(?:\(([^()]*)\)(\?)?)?([a-z0-9_]*)([^\s()|]*)~/g,
        )) {
          // Words with other letters stand in no id.
          if (/[^\0-\x7f]/.test(rest)) continue;
          const begins = first !== '' ? [first] : (group?.split('|') ?? []);
          if (first === '' && (group === undefined || mayMiss !== undefined)) begins.push(then);
          for (const part of begins) {
            const run = ascii.exec(part.trim().split(' ').at(-1) ?? '')?.[0];
            // Two letters behind another word: that word stays, and no id stands behind it by chance.
            if (run !== undefined && (run.length > 2 || !p.includes(' '))) prefixes.add(run);
          }
        }
        // The alternatives of a group behind which the "~" stands begin words themselves.
        for (const [, group = ''] of p.matchAll(/\(([^()]*~[^()]*)\)/g))
          for (const part of group.split('|')) {
            const run = ascii.exec(part.trim())?.[0];
            if (part.includes('~') && run !== undefined && run.length > 2) prefixes.add(run);
          }
        for (const found of p.matchAll(/(?:([a-z0-9_]+)|\(([^()]*)\)\??)(?:#|\((?=[^()]*[\d#]))/g))
          for (const part of [found[1] ?? '', ...(found[2] ?? '').split('|')]) {
            const run = runs(part).at(-1);
            if (run !== undefined) numbered.add(run);
          }
      }
    }
  for (const provider of providers)
    for (const source of [...(provider.codes ?? []), ...(provider.dialect ?? [])])
      for (const word of beginsOf(source)) beginsLabel.add(word);
  // Of one letter are only the "b~" after a colon; the parts beside a colon stay anyway.
  for (const set of [prefixes, labels]) for (const word of set.keys()) if (word.length < 2) set.delete(word);
  // What begins so by chance is an id; codes of two letters and a number stay anyway.
  for (const word of beginsLabel) if (word.length < 3) beginsLabel.delete(word);

  const beginnings = new Uint8Array(1 << 15);
  const words = new Uint8Array(wordsMask + 1);
  const mark = (word: string, what: number): void => {
    const [a = 0, b = 0, c = 0] = Array.from(word, (ch) => ch.charCodeAt(0));
    if (word.length > 2) beginnings[beginning(a, b, c)] = 1;
    else for (let any = 0; any < 32; any += 1) beginnings[beginning(a, b, any)] = 1;
    words[wordHash(word)] = (words[wordHash(word)] ?? 0) | what;
  };
  for (const word of labels.keys()) mark(word, 3);
  for (const word of beginsLabel) mark(word, 12);
  for (const word of exact) mark(word, 2);
  for (const word of prefixes) mark(word, 8);

  const domains = new Uint8Array(domainsMask + 1);
  for (const provider of providers) for (const suffix of provider.suffixes) domains[domainHash(suffix)] = 1;

  const beginsWithOne = (of: ReadonlySet<string>, word: string): boolean => {
    for (let end = 2; end <= word.length && end < 40; end += 1) if (of.has(word.slice(0, end))) return true;
    return false;
  };
  return {
    label: (name, more) => {
      if (isOwnHop(name, null, [])) return 0;
      for (const found of name.matchAll(/[a-z0-9_]+/g)) {
        const word = found[0];
        let before = labels.get(word);
        if (before === undefined && !beginsWithOne(beginsLabel, word)) continue;
        let from = name.lastIndexOf('.', found.index) + 1;
        for (before ??= 0; before > 0 && from > 0; before -= 1) from = name.lastIndexOf('.', from - 2) + 1;
        return before > 0 && more ? wanting : from;
      }
      return -1;
    },
    word: (word) => {
      if (exact.has(word) || labels.has(word) || beginsWithOne(beginsLabel, word) || beginsWithOne(prefixes, word))
        return true;
      const letters = /^([a-z_]+\d??)\d+/.exec(word)?.[1];
      return letters !== undefined && (numbered.has(letters) || numbered.has(letters.replace(/\d$/, '')));
    },
    numbers,
    beginnings,
    words,
    domains,
  };
}

let read: Telling | null = null;
/** Read when first asked for. */
export const telling = (): Telling => (read ??= readAll());
