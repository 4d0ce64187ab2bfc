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
