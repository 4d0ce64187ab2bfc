/**
 * What recipients wait for: the template of each one's text, what was cut out of it, and the cell it was judged to be in.
 * All that classification adds to reading a listing happens in {@link RecipientTexts.put}.
 */
import type { Cells } from './cells.ts';
import { grown } from './column.ts';
import { Holes } from './holes.ts';
import { KnownTemplates } from './knownTemplates.ts';
import { cutTaken, fillText, hasWait } from './template.ts';
import type { Reason } from '../../../shared/model/reason.ts';
import { TextBytes } from './textBytes.ts';

/** One for all: nothing of a text outlasts a call. */
const bytes = new TextBytes();

export class RecipientTexts {
  cells: Cells;
  text = new Uint32Array(0);
  cell = new Uint32Array(0);
  private holes = new Holes();
  private known: KnownTemplates;

  constructor(cells: Cells, known = new KnownTemplates(cells.texts)) {
    this.cells = cells;
    this.known = known;
  }

  /** Room for so many others, with what is known of templates. */
  another(length: number): RecipientTexts {
    const other = new RecipientTexts(this.cells, this.known);
    other.grow(length);
    return other;
  }

  /** True where the recipient's text was another one before. */
  put(i: number, raw: string, address: string, domain: string): boolean {
    bytes.waits = this.cells.waitsAlike;
    bytes.take(raw);
    let text = this.known.find(bytes, address);
    if (text === 0) {
      const cut = cutTaken(bytes, address);
      text = this.cells.texts.put(cut);
      this.known.learn(bytes, text);
    }
    const had = this.text[i] ?? 0;
    this.text[i] = text;
    this.cell[i] = this.cells.cell(text, domain);
    const other = this.holes.put(i, bytes);
    return had !== 0 && (other || had !== text);
  }

  /** Without its holes: another recipient's template. */
  take(i: number, text: number): void {
    this.text[i] = text;
    this.cell[i] = 0;
    this.holes.clear(i);
  }

  clear(i: number): void {
    if (this.text[i] !== 0) this.take(i, 0);
  }

  holesOf(i: number): string {
    return this.holes.get(i);
  }

  words(i: number, address: string): string | null {
    const text = this.text[i] ?? 0;
    return text === 0 ? null : fillText(this.cells.texts.text(text), this.holes.get(i), address);
  }

  /** Why a recipient waits, by its own words where the template leaves out what they ask for. */
  reason(i: number, address: string): Reason | null {
    const text = this.text[i] ?? 0;
    if (text === 0) return null;
    const { cells } = this;
    return hasWait(cells.texts.text(text)) ? cells.reasonOf(this.words(i, address) ?? '') : cells.reason(text);
  }

  get wasteful(): boolean {
    return this.holes.wasteful;
  }

  /** Those from `from` on, `count` of them, at `to` of another. */
  copyTo(other: RecipientTexts, to: number, from: number, count: number): void {
    for (let k = 0; k < count; k += 1) {
      other.text[to + k] = this.text[from + k] ?? 0;
      other.cell[to + k] = this.cell[from + k] ?? 0;
      other.holes.copy(to + k, this.holes, from + k);
    }
  }

  /** Other cells with templates and judgements of their own. */
  judged(cells: Cells, text: Uint32Array<ArrayBuffer>, cell: Uint32Array<ArrayBuffer>): void {
    this.cells = cells;
    this.text = text;
    this.cell = cell;
    this.known = new KnownTemplates(cells.texts);
  }

  grow(length: number): void {
    this.text = grown(this.text, length);
    this.cell = grown(this.cell, length);
    this.holes.grow(length);
  }
}
