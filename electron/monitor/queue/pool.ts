/** Strings that repeat, kept once; a number stands for each. Number 0 is "none". */
export interface Pool {
  /** Number of a text; a new one when it was not known. */
  put(text: string): number;
  /** Number of a text, 0 when it is not known. */
  find(text: string): number;
  text(number: number): string;
  readonly size: number;
}

export function createPool(): Pool {
  const texts: string[] = [''];
  const numbers = new Map<string, number>();
  return {
    put(text) {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      const number = texts.push(text) - 1;
      numbers.set(text, number);
      return number;
    },
    find: (text) => numbers.get(text) ?? 0,
    text: (number) => texts[number] ?? '',
    get size() {
      return texts.length;
    },
  };
}
