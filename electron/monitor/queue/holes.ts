/**
 * What was cut out of the texts of recipients, by the recipient's place: bytes in large blocks, so that a million session
 * ids are no million strings.
 */
import { grown } from './column.ts';
import { ownAddress } from './textBytes.ts';
import type { TextBytes } from './textBytes.ts';

const blockBits = 20;
const blockSize = 1 << blockBits;
/** Bytes before an entry that hold its length. */
const head = 2;
const separator = 10;

export class Holes {
  private blocks: Uint8Array[] = [];
  /** One more than the place of an entry; 0 for none. */
  private places = new Uint32Array(0);
  private end = 0;
  private gone = 0;

  /** More than half of the bytes held belong to nothing any more. */
  get wasteful(): boolean {
    return this.gone > blockSize && this.gone * 2 > this.end;
  }

  /** What `bytes` found in a recipient's text, one after the other. True where it was something else before. */
  put(i: number, bytes: TextBytes): boolean {
    const length = this.lengthOf(bytes);
    const place = this.places[i] ?? 0;
    if (length === 0) {
      this.clear(i);
      return place !== 0;
    }
    const had = this.lengthAt(place);
    if (place !== 0 && had === length && this.same(place, bytes)) return false;
    this.write(this.room(i, place, had, length), bytes);
    return true;
  }

  get(i: number): string {
    const place = this.places[i] ?? 0;
    if (place === 0) return '';
    const block = this.blockOf(place);
    const from = this.offset(place);
    let text = '';
    for (let k = from; k < from + this.lengthAt(place); k += 1) text += String.fromCharCode(block[k] ?? 0);
    return text;
  }

  clear(i: number): void {
    const place = this.places[i] ?? 0;
    if (place === 0) return;
    this.gone += this.lengthAt(place) + head;
    this.places[i] = 0;
  }

  /** Takes over what another has at a place. */
  copy(i: number, from: Holes, at: number): void {
    const place = from.places[at] ?? 0;
    if (place === 0) return;
    const length = from.lengthAt(place);
    const start = from.offset(place);
    const to = this.room(i, 0, 0, length);
    this.blockOf(to).set(from.blockOf(place).subarray(start, start + length), this.offset(to));
  }

  grow(length: number): void {
    this.places = grown(this.places, length);
  }

  private blockOf(place: number): Uint8Array {
    return this.blocks[(place - 1) >>> blockBits] ?? nothing;
  }

  private offset(place: number): number {
    return ((place - 1) & (blockSize - 1)) + head;
  }

  private lengthAt(place: number): number {
    if (place === 0) return 0;
    const block = this.blockOf(place);
    const from = (place - 1) & (blockSize - 1);
    return (block[from] ?? 0) | ((block[from + 1] ?? 0) << 8);
  }

  private lengthOf({ count, starts, ends, kinds }: TextBytes): number {
    let length = -1;
    for (let part = 0; part < count; part += 1)
      if (kinds[part] !== ownAddress) length += (ends[part] ?? 0) - (starts[part] ?? 0) + 1;
    return Math.max(0, length);
  }

  private same(place: number, { bytes, count, starts, ends, kinds }: TextBytes): boolean {
    const block = this.blockOf(place);
    let to = this.offset(place);
    for (let part = 0; part < count; part += 1) {
      if (kinds[part] === ownAddress) continue;
      const end = ends[part] ?? 0;
      for (let k = starts[part] ?? 0; k < end; k += 1, to += 1) if (block[to] !== bytes[k]) return false;
      to += 1;
    }
    return true;
  }

  /** A place for an entry: the old one where it fits. */
  private room(i: number, place: number, had: number, length: number): number {
    let to = place;
    if (place !== 0 && length <= had) this.gone += had - length;
    else {
      if (place !== 0) this.gone += had + head;
      const left = blockSize - (this.end & (blockSize - 1));
      if (left < length + head && left < blockSize) this.end += left;
      if ((this.end & (blockSize - 1)) === 0) this.blocks.push(new Uint8Array(blockSize));
      to = this.end + 1;
      this.end += length + head;
      this.grow(i + 1);
      this.places[i] = to;
    }
    const block = this.blockOf(to);
    const from = (to - 1) & (blockSize - 1);
    block[from] = length & 255;
    block[from + 1] = length >>> 8;
    return to;
  }

  private write(place: number, { bytes, count, starts, ends, kinds }: TextBytes): void {
    const block = this.blockOf(place);
    let to = this.offset(place);
    let first = true;
    for (let part = 0; part < count; part += 1) {
      if (kinds[part] === ownAddress) continue;
      if (!first) block[to++] = separator;
      first = false;
      const end = ends[part] ?? 0;
      for (let k = starts[part] ?? 0; k < end; k += 1) block[to++] = bytes[k] ?? 0;
    }
  }
}

const nothing = new Uint8Array(0);
