/**
 * What a recipient waits for, as a number: class, side and provider together are a cell. Causes are groups of cells.
 */
import type { Reason, ReasonClass, Side, TextOrigin } from '../../../shared/model/reason.ts';
import type { Judge } from '../judge.ts';
import { grown } from './column.ts';
import { registrableDomain } from '../../../shared/registrableDomain.ts';
import { createPool } from './pool.ts';
import type { Pool } from './pool.ts';
import { hasWait, plainTemplate } from './template.ts';

export interface Cell {
  class: ReasonClass;
  side: Side | null;
  /** Provider key, or the registrable recipient domain; null for faults of our own. */
  provider: string | null;
  /** True where `provider` is a key with a name. */
  named: boolean;
  /** Rule that decided; part of the identity only where the fault is ours. */
  rule: string;
}

export interface Cells {
  readonly texts: Pool;
  /** Whether texts that ask for different waits are one: not where the admin's own rules may ask for a number. */
  readonly waitsAlike: boolean;
  /** What all texts of a template have in common. */
  reason(text: number): Reason;
  /** The reason of one whole text, with the wait it asks for. */
  reasonOf(words: string): Reason;
  /** Cell of a text and a recipient domain; 0 for no text. */
  cell(text: number, domain: string): number;
  get(cell: number): Cell;
  /** Provider key or registrable domain of a recipient domain; null for none. */
  providerOf(domain: string): string | null;
  readonly size: number;
}

/** Pairs of text and domain kept. */
const mostPairs = 500_000;

const nobody: Cell = { class: 'unspecified', side: null, provider: null, named: false, rule: '' };

export function createCells(judge: Judge, origin: TextOrigin, ownHops: () => readonly string[]): Cells {
  const texts = createPool();
  const reasons: Reason[] = [];
  const cells: Cell[] = [nobody];
  const byKey = new Map<string, number>();
  /** Cell by text where the text alone decides (0: it does not, or was not asked for). */
  let byText = new Uint32Array(1024);
  const byDomain = new Map<number, Map<string, number>>();
  /** For the others: the domain asked for last, and its cell. Replies of one host mostly are for one domain. */
  const lastDomain: string[] = [];
  let lastCell = new Uint32Array(1024);
  let pairs = 0;
  const providerOfDomain = new Map<string, { provider: string; named: boolean }>();

  function provider(domain: string): { provider: string; named: boolean } {
    let known = providerOfDomain.get(domain);
    if (!known) {
      const key = domain === '' ? null : judge.providerOfDomain(domain);
      known = key === null ? { provider: registrableDomain(domain), named: false } : { provider: key, named: true };
      if (providerOfDomain.size > 200_000) providerOfDomain.clear();
      providerOfDomain.set(domain, known);
    }
    return known;
  }

  function reason(text: number): Reason {
    let known = reasons[text];
    if (!known) {
      const template = texts.text(text);
      known = judge.classify(plainTemplate(template), origin, ownHops());
      if (hasWait(template)) known = { ...known, retryAfter: null };
      reasons[text] = known;
    }
    return known;
  }

  return {
    texts,
    waitsAlike: judge.rules() === '[]',
    reason,
    reasonOf: (words) => judge.classify(words, origin, ownHops()),
    cell(text, domain) {
      if (text === 0) return 0;
      // A million recipients go through here: a text that decides alone is a look into a column.
      const decided = byText[text] ?? 0;
      if (decided !== 0) return decided;
      if (lastDomain[text] === domain) return lastCell[text] ?? 0;
      let known = byDomain.get(text);
      const found = known?.get(domain);
      if (found !== undefined) {
        lastDomain[text] = domain;
        lastCell[text] = found;
        return found;
      }
      const why = reason(text);
      const local = why.side === 'local';
      // A provider told by the text stands for itself; else the recipient's domain does.
      const alone = local || why.provider !== null;
      const of = local
        ? { provider: null, named: false }
        : why.provider !== null
          ? { provider: why.provider, named: true }
          : provider(domain);
      const key = `${why.class}|${why.side ?? ''}|${of.provider ?? ''}|${local ? why.rule : ''}`;
      let number = byKey.get(key);
      if (number === undefined) {
        number = cells.push({ class: why.class, side: why.side, ...of, rule: local ? why.rule : '' }) - 1;
        byKey.set(key, number);
      }
      if (alone) {
        byText = grown(byText, text + 1);
        byText[text] = number;
      } else {
        if (pairs >= mostPairs) {
          byDomain.clear();
          pairs = 0;
          known = undefined;
        }
        if (known === undefined) byDomain.set(text, (known = new Map<string, number>()));
        known.set(domain, number);
        pairs += 1;
        lastCell = grown(lastCell, text + 1);
        lastDomain[text] = domain;
        lastCell[text] = number;
      }
      return number;
    },
    get: (cell) => cells[cell] ?? nobody,
    providerOf: (domain) => (domain === '' ? null : provider(domain).provider),
    get size() {
      return cells.length;
    },
  };
}
