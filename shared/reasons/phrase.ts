/**
 * Phrases are how rules are written: plain lower-case words of a reply, so that no regular expression is needed.
 *
 *   mailbox full                 these words, in this order, as whole words
 *   (mail|in)box is full         one of several
 *   quota( has been)? exceeded   a part that may be missing; "e-?mail" a character that may be missing
 *   (the |our )*policy           words that may come up to six times
 *   too many * recipients        a gap of at most 60 characters
 *   error #                      a number
 *   unbekannt~                   a word that begins so
 *
 * They are compiled to regular expressions whose only repetitions are bounded, so matching is linear in the text.
 */
export function compilePhrases(phrases: readonly string[], flags = ''): RegExp {
  const sources = phrases.flatMap((phrase) => apart(phrase.trim())).map((p) => `(?:${phraseSource(p)})`);
  return new RegExp(sources.join('|'), flags);
}

/** Kept together where all alternatives begin and end alike: one expression is quicker than many. */
function apart(phrase: string): string[] {
  const parts = alternatives(phrase);
  const kinds = new Set(parts.map((part) => `${String(beginsWord(part))} ${String(endsWord(part))}`));
  return kinds.size === 1 ? [phrase] : parts;
}

const beginsWord = (text: string): boolean => wordCharacter.test(/^[([]*(.)/.exec(text.toLowerCase())?.[1] ?? '');
const endsWord = (text: string): boolean => {
  const last = /(.)[)\]?]*$/.exec(text.toLowerCase())?.[1] ?? '';
  return wordCharacter.test(last) || last === '#';
};

/** "a|b" and "(a|b)" are two phrases: whether a word must end there is asked of each. */
export function alternatives(phrase: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  let closes = -1;
  for (let i = 0; i < phrase.length; i += 1) {
    if (phrase[i] === '(') depth += 1;
    else if (phrase[i] === ')') {
      depth -= 1;
      if (depth === 0 && closes < 0) closes = i;
    } else if (phrase[i] === '|' && depth === 0) {
      parts.push(phrase.slice(from, i));
      from = i + 1;
    }
  }
  parts.push(phrase.slice(from));
  if (parts.length > 1) return parts.flatMap(alternatives);
  return phrase.startsWith('(') && closes === phrase.length - 1 ? alternatives(phrase.slice(1, -1)) : parts;
}

// Latin, Cyrillic and Greek letters have word boundaries; Chinese and Japanese words stand without spaces. Plain ranges
// instead of Unicode properties: an expression of a hundred phrases compiles and runs several times faster.
const letters = 'a-z0-9_\u00c0-\u024f\u0370-\u052f';
const wordCharacter = new RegExp(`[${letters}]`);
const inWord = `[${letters}]`;
const gap = '[^]{0,60}?';

/** Regular expression source of one phrase; exported for the test that bounds it. */
export function phraseSource(phrase: string): string {
  const text = phrase.toLowerCase().replace(/\s+/g, ' ');
  let source = '';
  for (let i = 0; i < text.length; i += 1) {
    const ch = text[i] ?? '';
    const before = text[i - 1] ?? '';
    if (text.startsWith(' * ', i)) {
      source += `(?!${inWord})${gap}(?<!${inWord})`;
      i += 2;
    } else if (ch === '*') source += before === ')' ? '{0,6}' : gap;
    else if (ch === '#') source += '\\d{1,9}';
    else if (ch === '~') source += `${inWord}{0,20}`;
    else if (ch === '(') source += '(?:';
    else if (ch === '|' || ch === ')' || ch === '$' || ch === '[' || ch === ']') source += ch;
    else if (ch === '?' && i > 0) source += '?';
    else source += ch.replace(/[\\^.*+?{}/]/g, '\\$&');
  }
  const start = beginsWord(text) ? `(?<!${inWord})` : '';
  const end = endsWord(text) ? `(?!${inWord})` : '';
  return `${start}(?:${source})${end}`;
}
