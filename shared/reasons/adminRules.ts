/**
 * The admin's own reason rules: a JSON list, written by the form in the settings or by hand. They have the shape of the
 * built-in ones (rule.ts) and are tried before them, in their order.
 */
import { RE2JS } from 're2js';
import { z } from 'zod';
import { ownRuleWords as words } from '../messages/ownRules.en.ts';
import { ClearsItself, Phase, ReasonClass, Side } from '../model/reason.ts';
import { gather } from './classify.ts';
import type { ClassifyContext } from './classify.ts';
import { compileRule, fires } from './compiledRule.ts';
import type { Evidence } from './compiledRule.ts';
import { withoutPattern } from './patternRule.ts';
import { tidy } from './text.ts';

/** Every rule is tried on every new text. */
const mostRules = 200;
const phrases = z.array(z.string().trim().min(2).max(500)).max(50).optional();
const codes = z
  .array(z.string().regex(/^\d{1,3}(?:\.\d{0,3}){0,2}$/))
  .max(50)
  .optional();
const never = (list: readonly unknown[] | undefined): boolean => (list?.length ?? 0) === 0;

/**
 * A rule of the admin's own. Lists mean what they mean in rule.ts; `regex` are RE2 expressions on the whole text, any of
 * which must be found: they run in time linear in the text whatever they say (https://github.com/google/re2/wiki/Syntax).
 * Everything ignores case.
 */
export const AdminRule = z
  .object({
    id: z.string().regex(/^[\w.-]{1,60}$/),
    enabled: z.boolean().default(true),
    class: ReasonClass,
    text: phrases,
    regex: phrases,
    and: phrases,
    not: phrases,
    whole: phrases,
    only: phrases,
    code: codes,
    notCode: codes,
    provider: z.array(z.string().max(100)).max(50).optional(),
    phase: z.array(Phase).max(8).optional(),
    ours: z.literal(true).optional(),
    ourServer: z.literal(true).optional(),
    ownHop: z.literal(true).optional(),
    side: Side.nullish(),
    clears: ClearsItself.nullish(),
    source: z.string().max(1200).default(''),
    examples: z.array(z.string().max(2000)).max(50).default([]),
  })
  .refine((rule) => ![rule.text, rule.regex, rule.and, rule.whole, rule.only, rule.code].every(never), {
    error: words.saysNothing,
  });
export type AdminRule = z.infer<typeof AdminRule>;

export interface AdminRuleHit {
  readonly id: string;
  readonly class: ReasonClass;
  readonly side: Side | undefined;
  readonly clears: ClearsItself | undefined;
}

export interface CompiledAdminRules {
  /** The first rule that fires, in the admin's order. */
  find(text: string, context?: ClassifyContext): AdminRuleHit | null;
}

export interface AdminRuleSet {
  /** What a classifier is given; null where no rule is to be tried. */
  readonly compiled: CompiledAdminRules | null;
  /** Rules that cannot be used and why, a sentence each; the others work. */
  readonly problems: readonly string[];
  /** What the rule with this id (as a reason names it, "own.x") was written from. */
  about(id: string): { source: string | null; text: string } | null;
}

/** A text as rules look at it; what they need of it is worked out once, for all of them. */
interface Looked {
  evidence(): Evidence;
  tidy(): string;
}

function lookAt(text: string, context: ClassifyContext = {}): Looked {
  let evidence: Evidence | null = null;
  let line: string | null = null;
  return {
    evidence: () => (evidence ??= gather(text, context).evidence),
    tidy: () => (line ??= tidy(text)),
  };
}

interface One {
  readonly rule: AdminRule;
  find(looked: Looked): AdminRuleHit | null;
}

/** Throws where a phrase or an expression cannot be compiled. */
function compileOne(rule: AdminRule): One {
  const { side, clears, regex, ...conditions } = rule;
  const given = Object.entries({ ...conditions, only: rule.only?.map((phrase) => phrase.toLowerCase()) }).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  const compiled = compileRule({
    ...Object.fromEntries(given),
    id: rule.id,
    class: rule.class,
    source: rule.source,
    examples: rule.examples,
  });
  const expressions = (regex ?? []).map((expression) => RE2JS.compile(expression, RE2JS.CASE_INSENSITIVE));
  const hit = { id: `own.${rule.id}`, class: rule.class, side: side ?? undefined, clears: clears ?? undefined };
  return {
    rule,
    find: (looked) =>
      (expressions.length === 0 || expressions.some((one) => one.matcher(looked.tidy()).find())) &&
      fires(compiled, looked.evidence())
        ? hit
        : null,
  };
}

/** A rule, ready; else what is wrong with it. */
function readOne(value: unknown): One | string {
  const read = AdminRule.safeParse(withoutPattern(value));
  if (!read.success) {
    const issue = read.error.issues[0];
    const path = issue?.path.join('.') ?? '';
    return path === '' ? (issue?.message ?? '') : `${path}: ${issue?.message ?? ''}`;
  }
  try {
    const one = compileOne(read.data);
    const missed = read.data.examples.find((example) => one.find(lookAt(example)) === null);
    return missed === undefined ? one : words.missesExample(missed);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function listOf(json: string): unknown[] | string {
  if (json.trim() === '') return [];
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return words.notJson(error instanceof Error ? error.message : String(error));
  }
  // A file that was exported holds the list under "rules".
  const list: unknown = typeof value === 'object' && value !== null && 'rules' in value ? value.rules : value;
  if (!Array.isArray(list)) return words.notAList;
  return list.length > mostRules ? words.tooMany(mostRules) : list;
}

/** Rules that can be used work even when others are wrong; every wrong one is told. */
export function readAdminRules(json: string): AdminRuleSet {
  const list = listOf(json);
  const problems: string[] = [];
  const usable = new Map<string, One>();
  if (typeof list === 'string') problems.push(list);
  else
    for (const [index, value] of list.entries()) {
      const name =
        typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
          ? value.id.slice(0, 60)
          : `${index + 1}`;
      const one = readOne(value);
      if (typeof one === 'string') problems.push(words.problem(name, one));
      else if (usable.has(one.rule.id)) problems.push(words.twice(one.rule.id));
      else usable.set(one.rule.id, one);
    }
  const active = [...usable.values()].filter(({ rule }) => rule.enabled);
  const find: CompiledAdminRules['find'] = (text, context) => {
    const looked = lookAt(text, context);
    for (const one of active) {
      const hit = one.find(looked);
      if (hit !== null) return hit;
    }
    return null;
  };
  return {
    problems,
    compiled: active.length === 0 ? null : { find },
    about(id) {
      const rule = usable.get(id.startsWith('own.') ? id.slice(4) : id)?.rule;
      if (rule === undefined) return null;
      const says = rule.text ?? rule.regex ?? rule.whole ?? rule.only ?? rule.and ?? rule.code ?? [];
      return { source: rule.source === '' ? null : rule.source, text: words.decides(rule.id, says.join(' | ')) };
    },
  };
}
