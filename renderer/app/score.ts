/**
 * How well an entry fits what was typed: every word must occur, better at the beginning of a word and near the front.
 * 0 = not at all. Case and accents do not matter.
 */
export const plainText = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

export function score(entry: string, typed: string): number {
  const text = plainText(entry);
  let sum = 1;
  for (const word of plainText(typed)
    .split(/\s+/)
    .filter((w) => w !== '')) {
    const at = text.indexOf(word);
    if (at < 0) return 0;
    const begins = at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1));
    sum += (begins ? 10 : 3) + word.length / Math.max(8, text.length) + 2 / (1 + at);
  }
  return sum;
}

/** The parts of `entry` that were typed, for marking: pieces, every other one a hit (beginning with a miss). */
export function hits(entry: string, typed: string): string[] {
  const words = plainText(typed)
    .split(/\s+/)
    .filter((w) => w !== '');
  const text = plainText(entry);
  // Folding changed the length: positions would lie.
  if (text.length !== entry.length || words.length === 0) return [entry];
  const marked = new Array<boolean>(entry.length).fill(false);
  for (const word of words) {
    const at = text.indexOf(word);
    if (at >= 0) marked.fill(true, at, at + word.length);
  }
  const out: string[] = [''];
  let on = false;
  for (let i = 0; i < entry.length; i += 1) {
    if (marked[i] !== on) {
      on = !on;
      out.push('');
    }
    out[out.length - 1] = (out.at(-1) ?? '') + entry.charAt(i);
  }
  return out;
}
