/**
 * Sorting a million numbers in slices: least-significant-digit radix sort on 32-bit keys, stable, 16 bits a pass.
 */
function* pass(keys: Uint32Array, from: Uint32Array, to: Uint32Array, shift: number): Generator<void, void> {
  const counts = new Uint32Array(65_537);
  const n = from.length;
  for (let i = 0; i < n; i += 1) {
    const digit = ((keys[from[i] ?? 0] ?? 0) >>> shift) & 0xffff;
    counts[digit + 1] = (counts[digit + 1] ?? 0) + 1;
    if ((i & 0x3ffff) === 0x3ffff) yield;
  }
  for (let d = 0; d < 65_536; d += 1) counts[d + 1] = (counts[d + 1] ?? 0) + (counts[d] ?? 0);
  for (let i = 0; i < n; i += 1) {
    const row = from[i] ?? 0;
    const digit = ((keys[row] ?? 0) >>> shift) & 0xffff;
    const at = counts[digit] ?? 0;
    to[at] = row;
    counts[digit] = at + 1;
    if ((i & 0x3ffff) === 0x3ffff) yield;
  }
}

/** Positions 0…n-1 in ascending order of their key; equal keys keep their order. */
export function* orderBy(keys: Uint32Array): Generator<void, Uint32Array> {
  const n = keys.length;
  const order = new Uint32Array(n);
  for (let i = 0; i < n; i += 1) order[i] = i;
  if (n < 2) return order;
  if (n <= 5000) return order.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
  const other = new Uint32Array(n);
  yield* pass(keys, order, other, 0);
  yield* pass(keys, other, order, 16);
  return order;
}

/** The first characters of a text as a number that sorts like it (beyond Latin-1 all sort last). */
function prefix(text: string, from: number): number {
  let key = 0;
  for (let k = from; k < from + 4; k += 1) {
    const code = k < text.length ? Math.min(255, text.charCodeAt(k)) : 0;
    key = (key << 8) | code;
  }
  return key >>> 0;
}

/** Positions 0…n-1 in ascending order of a text; `text` is asked a few times for each. */
export function* orderByText(n: number, text: (i: number) => string): Generator<void, Uint32Array> {
  const high = new Uint32Array(n);
  const low = new Uint32Array(n);
  for (let i = 0; i < n; i += 1) {
    const it = text(i);
    high[i] = prefix(it, 0);
    low[i] = prefix(it, 4);
    if ((i & 8191) === 8191) yield;
  }
  const order = new Uint32Array(n);
  for (let i = 0; i < n; i += 1) order[i] = i;
  const other = new Uint32Array(n);
  if (n > 1) {
    yield* pass(low, order, other, 0);
    yield* pass(low, other, order, 16);
    yield* pass(high, order, other, 0);
    yield* pass(high, other, order, 16);
  }
  // What agrees in eight characters is settled by the whole text, run by run.
  for (let i = 0; i < n;) {
    let j = i + 1;
    const a = order[i] ?? 0;
    while (j < n && high[order[j] ?? 0] === high[a] && low[order[j] ?? 0] === low[a]) j += 1;
    if (j - i > 1) {
      const run = Array.from(order.subarray(i, j), (row) => ({ row, text: text(row) }));
      run.sort((x, y) => (x.text < y.text ? -1 : x.text > y.text ? 1 : x.row - y.row));
      order.set(
        run.map((r) => r.row),
        i,
      );
      yield;
    }
    if ((j & 8191) < j - i) yield;
    i = j;
  }
  return order;
}
