/** Length of a bin in seconds: 5 minutes (rivals section 4.3). */
export const binSeconds = 300;
/** Four weeks of bins. */
export const binCount = (28 * 86_400) / binSeconds;

export const binOf = (t: number): number => Math.floor(t / binSeconds);

/**
 * Four weeks of 5-minute counts as a ring: a byte a bin, two where a bin passed 255, so that a hundred series of fifty
 * servers stay near 40 MB. Bins ahead of the newest are zero; bins older than four weeks are gone.
 */
export class Bins {
  private ring: Uint8Array | Uint16Array;
  /** Newest bin ever written or advanced to; -1 before the first. */
  private newest: number;
  /** Sum of all bins. */
  total = 0;

  constructor() {
    this.ring = new Uint8Array(binCount);
    this.newest = -1;
  }

  get last(): number {
    return this.newest;
  }

  get bytes(): number {
    return this.ring.byteLength;
  }

  /** Zeroes what lies between the newest bin and `bin`, so that a ring slot never shows a count of four weeks ago. */
  advance(bin: number): void {
    if (bin <= this.newest) return;
    if (this.newest < 0 || bin - this.newest >= binCount) {
      this.ring.fill(0);
      this.total = 0;
    } else
      for (let b = this.newest + 1; b <= bin; b++) {
        this.total -= this.ring[b % binCount] ?? 0;
        this.ring[b % binCount] = 0;
      }
    this.newest = bin;
  }

  add(bin: number, count: number): void {
    if (bin < 0) return;
    this.advance(bin);
    if (bin <= this.newest - binCount) return;
    const at = bin % binCount;
    const value = (this.ring[at] ?? 0) + count;
    if (value > 255 && this.ring instanceof Uint8Array) this.ring = Uint16Array.from(this.ring);
    const kept = Math.max(0, Math.min(65_535, value));
    this.total += kept - (this.ring[at] ?? 0);
    this.ring[at] = kept;
  }

  get(bin: number): number {
    if (bin > this.newest || bin <= this.newest - binCount || bin < 0) return 0;
    return this.ring[bin % binCount] ?? 0;
  }

  /** Sum of `count` bins, the last of them `bin`. */
  sum(bin: number, count: number): number {
    let total = 0;
    for (let b = bin - count + 1; b <= bin; b++) total += this.get(b);
    return total;
  }

  /** Non-zero bins as "gap:count" in base 36, oldest first; small where little happens. */
  encode(): string {
    if (this.newest < 0) return '';
    const parts: string[] = [this.newest.toString(36)];
    let before = this.newest - binCount;
    for (let b = this.newest - binCount + 1; b <= this.newest; b++) {
      const value = this.get(b);
      if (value === 0) continue;
      const gap = (b - before).toString(36);
      parts.push(value === 1 ? gap : `${gap}:${value.toString(36)}`);
      before = b;
    }
    return parts.join(' ');
  }

  static decode(text: string): Bins {
    const bins = new Bins();
    if (text === '') return bins;
    const [head, ...rest] = text.split(' ');
    const newest = parseInt(head ?? '', 36);
    if (!Number.isSafeInteger(newest) || newest < 0) return bins;
    let bin = newest - binCount;
    bins.newest = newest;
    for (const part of rest) {
      const colon = part.indexOf(':');
      const gap = parseInt(colon < 0 ? part : part.slice(0, colon), 36);
      const value = colon < 0 ? 1 : parseInt(part.slice(colon + 1), 36);
      if (!Number.isSafeInteger(gap) || gap < 1 || !Number.isSafeInteger(value)) continue;
      bin += gap;
      if (bin > newest) break;
      bins.add(bin, value);
    }
    return bins;
  }
}
