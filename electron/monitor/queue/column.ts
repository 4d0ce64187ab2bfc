/** Columns of numbers, one for each property of a message or recipient. */
type Column = Uint8Array | Uint16Array | Uint32Array;

/** The column, or a longer copy of it: half as long again, so that growing by one is cheap. */
export function grown<T extends Column>(column: T, length: number): T {
  if (column.length >= length) return column;
  const size = Math.max(length, Math.ceil(column.length * 1.5), 1024);
  const next = new (column.constructor as new (n: number) => T)(size);
  next.set(column);
  return next;
}

/**
 * FNV-1a, 32 bit: an equal digest of an equal recipient's text means "unchanged" without keeping the text. 0 and 1 stand for
 * "no text" and "unknown".
 */
export function digestOf(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0 || 2;
}
