import type { Phase, ReasonClass, Side } from '../../shared/model/reason.ts';
import { withoutPattern } from '../../shared/reasons/patternRule.ts';

/** A rule of the admin's own as the list on screen edits it; every other key of the JSON is kept as it is. */
export interface OwnRule {
  id: string;
  enabled: boolean;
  class: ReasonClass | '';
  text: string[];
  /** RE2 expressions. */
  regex: string[];
  not: string[];
  code: string[];
  provider: string[];
  phase: Phase[];
  side: Side | null;
  source: string;
  examples: string[];
  /** Keys this form does not show. */
  rest: Record<string, unknown>;
}

export const emptyRule: OwnRule = {
  id: '',
  enabled: true,
  class: '',
  text: [],
  regex: [],
  not: [],
  code: [],
  provider: [],
  phase: [],
  side: null,
  source: '',
  examples: [],
  rest: {},
};

/** The rules of a JSON text, with the object around the list kept; or what is wrong with the text. */
export type RulesReading =
  | { ok: true; rules: OwnRule[]; around: Record<string, unknown> | null }
  | { ok: false; why: 'not_json' | 'not_a_list'; detail: string };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const texts = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.filter((v): v is string => typeof v === 'string')
    : typeof value === 'string'
      ? [value]
      : [];

/** Reads `[rule, ...]` or `{ "rules": [rule, ...], ... }`; an empty text is no rules. */
export function readRules(json: string): RulesReading {
  if (json.trim() === '') return { ok: true, rules: [], around: null };
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return { ok: false, why: 'not_json', detail: error instanceof Error ? error.message : String(error) };
  }
  const list = Array.isArray(value) ? value : isObject(value) && Array.isArray(value['rules']) ? value['rules'] : null;
  if (list === null) return { ok: false, why: 'not_a_list', detail: '' };
  return {
    ok: true,
    rules: list.map(withoutPattern).filter(isObject).map(readRule),
    around: isObject(value) ? value : null,
  };
}

function readRule(value: Record<string, unknown>): OwnRule {
  const {
    id,
    enabled,
    class: className,
    text,
    regex,
    not,
    code,
    provider,
    phase,
    side,
    source,
    examples,
    ...rest
  } = value;
  return {
    id: typeof id === 'string' ? id : '',
    enabled: enabled !== false,
    class: (typeof className === 'string' ? className : '') as OwnRule['class'],
    text: texts(text),
    regex: texts(regex),
    not: texts(not),
    code: texts(code),
    provider: texts(provider),
    phase: texts(phase) as Phase[],
    side: typeof side === 'string' ? (side as Side) : null,
    source: typeof source === 'string' ? source : '',
    examples: texts(examples),
    rest,
  };
}

/** The JSON text of rules: only keys that say something, in a steady order, ready for a file. */
export function writeRules(rules: readonly OwnRule[], around: Record<string, unknown> | null): string {
  const list = rules.map((rule) => ({
    id: rule.id,
    ...(rule.enabled ? {} : { enabled: false }),
    class: rule.class,
    ...(rule.text.length > 0 ? { text: rule.text } : {}),
    ...(rule.regex.length > 0 ? { regex: rule.regex } : {}),
    ...(rule.not.length > 0 ? { not: rule.not } : {}),
    ...(rule.code.length > 0 ? { code: rule.code } : {}),
    ...(rule.provider.length > 0 ? { provider: rule.provider } : {}),
    ...(rule.phase.length > 0 ? { phase: rule.phase } : {}),
    ...(rule.side === null ? {} : { side: rule.side }),
    ...rule.rest,
    source: rule.source,
    examples: rule.examples,
  }));
  return JSON.stringify(around === null ? list : { ...around, rules: list }, null, 2);
}

export type RuleComplaint = 'missing' | 'name_taken';

/** What keeps a rule of the form from being taken over; null when nothing does. */
export function complaintAbout(rule: OwnRule, others: readonly OwnRule[]): RuleComplaint | null {
  if (rule.id.trim() === '' || rule.class === '') return 'missing';
  const saysSomething =
    [rule.text, rule.regex, rule.code].some((list) => list.some((v) => v.trim() !== '')) || restSays(rule.rest);
  if (!saysSomething) return 'missing';
  return others.some((other) => other.id === rule.id.trim()) ? 'name_taken' : null;
}

const restSays = (rest: Record<string, unknown>): boolean =>
  ['whole', 'only', 'and'].some((key) => texts(rest[key]).length > 0);

/** Lines of a text field as a list: trimmed, empty ones dropped. */
export const linesOf = (text: string): string[] =>
  text
    .split(/\r?\n/u)
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** Words of a text field as a list. */
export const wordsOf = (text: string): string[] => text.split(/[\s,]+/u).filter((word) => word !== '');

/** Moves a rule earlier (-1) or later (+1): the first rule that fires decides. */
export function moved<T>(list: readonly T[], index: number, by: -1 | 1): T[] {
  const to = index + by;
  const next = [...list];
  const item = next[index];
  const other = next[to];
  if (item === undefined || other === undefined) return next;
  next[index] = other;
  next[to] = item;
  return next;
}
