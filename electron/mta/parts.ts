/** Headers or body of a message as text, at most 512 KiB. */
export function partOf(source: string, what: 'headers' | 'body', cut = false): { text: string; truncated: boolean } {
  const limit = 512 * 1024;
  const split = /\r?\n\r?\n/.exec(source);
  const end = split?.index ?? source.length;
  const text = what === 'headers' ? source.slice(0, end) : source.slice(end + (split?.[0].length ?? 0));
  return { text: text.slice(0, limit), truncated: cut || text.length > limit };
}

/** Instead of a message: why it cannot be shown. */
export const notShown = (missing: string) => ({ text: '', truncated: false, missing });
