const size = 64;
/** Longest name there is room for: its length and kind stand behind it. */
const longest = size - 12;

/**
 * Kinds of names, found by the bytes of the name, which are compared: nothing of a stranger's can stand for something
 * else. A table of fixed size without objects; a name that falls on a taken place takes it over.
 */
export class NameMemory {
  private readonly view: DataView;
  private readonly mask: number;
  private readonly seed = (Math.random() * 0x7fffffff) | 0;

  /** `bits`: two to the power of them are the places. */
  constructor(bits: number) {
    this.view = new DataView(new ArrayBuffer(size << bits));
    this.mask = (1 << bits) - 1;
  }

  /** 0 for a name that is not known. Behind the name there must be three bytes more. */
  find(text: DataView, from: number, length: number): number {
    if (length > longest) return 0;
    const { view } = this;
    const place = this.place(text, from, length);
    if (view.getInt32(place + size - 4, true) !== length) return 0;
    let at = 0;
    for (; at + 4 <= length; at += 4) if (view.getInt32(place + at, true) !== text.getInt32(from + at, true)) return 0;
    const left = length - at;
    if (left !== 0) {
      const rest = view.getInt32(place + at, true) ^ text.getInt32(from + at, true);
      if ((rest & ((1 << (left * 8)) - 1)) !== 0) return 0;
    }
    return view.getInt32(place + size - 8, true);
  }

  put(text: DataView, from: number, length: number, kind: number): void {
    if (length > longest) return;
    const { view } = this;
    const place = this.place(text, from, length);
    for (let at = 0; at < length; at += 4) view.setInt32(place + at, text.getInt32(from + at, true), true);
    view.setInt32(place + size - 8, kind, true);
    view.setInt32(place + size - 4, length, true);
  }

  private place(text: DataView, from: number, length: number): number {
    let h = this.seed ^ length;
    let at = 0;
    for (; at + 4 <= length; at += 4) {
      h = Math.imul(h ^ text.getInt32(from + at, true), 0x2c1b3c6d);
      h ^= h >>> 15;
    }
    const left = length - at;
    if (left !== 0) h = Math.imul(h ^ (text.getInt32(from + at, true) & ((1 << (left * 8)) - 1)), 0x2c1b3c6d);
    return ((h ^ (h >>> 13)) & this.mask) * size;
  }
}
