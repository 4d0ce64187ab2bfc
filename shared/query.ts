/**
 * The query line: `side:local from:kestrel -state:held age:>1h "mailbox full"`. Pure text to terms and back; what the
 * terms mean is in `model/filter.ts`.
 */
import type { Filter, FilterTerm } from './model/filter.ts';
import { filterFields, type FilterField } from './model/filterFields.ts';

export interface QueryProblem {
  text: string;
  why: 'unknown_word' | 'not_a_duration' | 'not_a_size' | 'not_a_number' | 'empty';
}
export interface ParsedQuery {
  filter: Filter;
  problems: QueryProblem[];
}

const durations: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600, d: 86_400, w: 604_800 };
const sizes: Readonly<Record<string, number>> = { b: 1, k: 1e3, kb: 1e3, m: 1e6, mb: 1e6, g: 1e9, gb: 1e9 };
const field = new Set<string>(filterFields);
const isField = (word: string): word is FilterField => field.has(word);
const measured = new Set<FilterField>(['age', 'expires', 'size', 'tries']);

/** Words of a line; double quotes hold blanks together, a backslash keeps the next character. */
function words(line: string): { text: string; quotedFrom: number }[] {
  const out: { text: string; quotedFrom: number }[] = [];
  let text = '';
  let quotedFrom = -1;
  let quoted = false;
  let any = false;
  const end = () => {
    if (any) out.push({ text, quotedFrom });
    text = '';
    quotedFrom = -1;
    any = false;
  };
  for (let i = 0; i < line.length; i += 1) {
    const c = line.charAt(i);
    if (c === '\\' && i + 1 < line.length) {
      i += 1;
      text += line.charAt(i);
      any = true;
    } else if (c === '"') {
      quoted = !quoted;
      if (quoted && quotedFrom < 0) quotedFrom = text.length;
      any = true;
    } else if (!quoted && /\s/.test(c)) {
      end();
    } else {
      text += c;
      any = true;
    }
  }
  end();
  return out;
}

function measure(of: FilterField, text: string): number | QueryProblem['why'] {
  const found = /^(\d{1,12}(?:\.\d{1,6})?)\s?([a-z]{0,3})$/i.exec(text);
  const unit = found?.[2]?.toLowerCase() ?? '';
  const amount = Number(found?.[1]);
  if (of === 'tries') return found && unit === '' ? amount : 'not_a_number';
  const units = of === 'size' ? sizes : durations;
  const factor = unit === '' ? 1 : units[unit];
  if (!found || factor === undefined) return of === 'size' ? 'not_a_size' : 'not_a_duration';
  return Math.round(amount * factor);
}

/** Terms of a query line; what cannot be understood is reported and left out, never guessed. */
export function parseQuery(line: string): ParsedQuery {
  const filter: Filter = [];
  const problems: QueryProblem[] = [];
  for (const { text: raw, quotedFrom } of words(line.slice(0, 4000))) {
    if (filter.length >= 50) break;
    const not = raw.startsWith('-') && raw.length > 1 && quotedFrom !== 0;
    const text = not ? raw.slice(1) : raw;
    const colon = text.indexOf(':');
    const colonQuoted = quotedFrom >= 0 && colon + (not ? 1 : 0) >= quotedFrom;
    if (colon <= 0 || colonQuoted) {
      if (text !== '') filter.push({ field: 'text', op: 'is', value: text.slice(0, 500), not });
      continue;
    }
    const name = text.slice(0, colon).toLowerCase();
    let value = text.slice(colon + 1);
    if (!isField(name)) {
      // "host:25" and IPv6 addresses are text, not a word of ours.
      if (/^[a-z]+$/.test(name) && !/^[\d:]/.test(value)) problems.push({ text: raw, why: 'unknown_word' });
      else filter.push({ field: 'text', op: 'is', value: text.slice(0, 500), not });
      continue;
    }
    let op: FilterTerm['op'] = 'is';
    if (measured.has(name)) {
      op = value.startsWith('<') ? '<' : '>';
      if (/^[<>]/.test(value)) value = value.slice(1).trim();
      else if (name === 'tries') op = 'is';
      else if (name === 'expires') op = '<';
      const amount = measure(name, value);
      if (typeof amount === 'string') {
        problems.push({ text: raw, why: amount });
        continue;
      }
      value = String(amount);
    } else if (value === '' && name !== 'from') {
      problems.push({ text: raw, why: 'empty' });
      continue;
    }
    filter.push({ field: name, op, value: value.slice(0, 500), not });
  }
  return { filter, problems };
}

const quote = (text: string): string =>
  text === '' || /[\s"\\]/.test(text) ? `"${text.replace(/["\\]/g, (c) => `\\${c}`)}"` : text;

function inUnits(of: FilterField, value: string): string {
  const amount = Number(value);
  if (of === 'tries' || !Number.isFinite(amount) || amount === 0) return value;
  const units: readonly (readonly [string, number])[] =
    of === 'size'
      ? [
          ['GB', 1e9],
          ['MB', 1e6],
          ['kB', 1e3],
        ]
      : [
          ['d', 86_400],
          ['h', 3600],
          ['min', 60],
          ['s', 1],
        ];
  for (const [unit, factor] of units) if (amount % factor === 0) return `${amount / factor}${unit}`;
  return value;
}

/** The line that `parseQuery` reads back to the same terms. */
export function printQuery(filter: Filter): string {
  return filter
    .map((term) => {
      const not = term.not ? '-' : '';
      if (term.field === 'text') {
        const needs = /[:\s"\\]/.test(term.value) || term.value.startsWith('-') || term.value === '';
        return not + (needs ? `"${term.value.replace(/["\\]/g, (c) => `\\${c}`)}"` : term.value);
      }
      if (measured.has(term.field)) {
        const op = term.op === 'is' ? '' : term.op;
        return `${not}${term.field}:${op}${inUnits(term.field, term.value)}`;
      }
      return `${not}${term.field}:${quote(term.value)}`;
    })
    .join(' ');
}
