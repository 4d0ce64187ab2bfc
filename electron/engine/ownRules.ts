/**
 * The admin's own reason rules as one list, read from JSON and made ready. Two ways of writing one are taken, also side
 * by side: `kind` and `pattern` (a phrase or an RE2 expression), and the lists of the built-in rules (`text`, `code`,
 * `provider` ...), which the form in the settings writes.
 */
import { z } from 'zod';
import { ownRuleWords as words } from '../../shared/messages/ownRules.en.ts';
import { ClearsItself, Confidence, Phase, ReasonClass, Side } from '../../shared/model/reason.ts';
import { gather } from '../../shared/reasons/classify.ts';
import { compileRule, fires } from '../../shared/reasons/compiledRule.ts';
import { AdminRule, compileAdminRules } from '../../shared/reasons/index.ts';
import type { AdminRuleHit, CompiledAdminRules } from '../../shared/reasons/index.ts';

/** Every rule is tried on every new text. */
const mostRules = 200;
const phrases = z.array(z.string().trim().min(2).max(500)).max(50).optional();
const codes = z.array(z.string().regex(/^\d{1,3}(?:\.\d{0,3}){0,2}$/)).max(50);

const ListedRule = z
  .object({
    id: z.string().regex(/^[\w.-]{1,60}$/),
    enabled: z.boolean().default(true),
    class: ReasonClass,
    text: phrases,
    and: phrases,
    not: phrases,
    whole: phrases,
    only: phrases,
    code: codes.optional(),
    notCode: codes.optional(),
    provider: z.array(z.string().max(100)).max(50).optional(),
    phase: z.array(Phase).max(8).optional(),
    ours: z.literal(true).optional(),
    side: Side.nullish(),
    clears: ClearsItself.nullish(),
    confidence: Confidence.optional(),
    source: z.string().max(500).default(''),
    examples: z.array(z.string().max(2000)).max(50).default([]),
  })
  .refine((rule) => [rule.text, rule.and, rule.whole, rule.only, rule.code].some((l) => (l?.length ?? 0) > 0), {
    error: words.saysNothing,
  });

export interface OwnRules {
  /** What a classifier is given; null where there is no rule. */
  readonly compiled: CompiledAdminRules | null;
  readonly problems: readonly string[];
  /** What the rule with this id (as a reason names it, "own.x") was written from. */
  about(id: string): { source: string | null; text: string } | null;
  readonly ids: readonly string[];
}

interface One {
  id: string;
  enabled: boolean;
  find(text: string): AdminRuleHit | null;
  source: string | null;
  text: string;
}

/** A `kind`-and-`pattern` rule, or a listed one; else what is wrong with it. */
function readOne(value: unknown): One | string {
  const simple = typeof value === 'object' && value !== null && 'pattern' in value;
  if (simple) {
    const read = AdminRule.safeParse(value);
    if (!read.success) return wrong(read.error);
    const rule = read.data;
    const compiled = compileAdminRules([{ ...rule, enabled: true }]);
    const [problem] = compiled.problems;
    if (problem) return problem.message;
    return {
      id: rule.id,
      enabled: rule.enabled,
      find: (text) => compiled.find(text),
      source: rule.note === '' ? null : rule.note,
      text: words.decides(rule.name || rule.id, rule.pattern),
    };
  }
  const read = ListedRule.safeParse(value);
  if (!read.success) return wrong(read.error);
  const rule = read.data;
  const lower = (list: readonly string[] | undefined): string[] => (list ?? []).map((p) => p.toLowerCase());
  const given = <K extends string, V>(key: K, list: readonly V[] | undefined): Partial<Record<K, readonly V[]>> =>
    list === undefined || list.length === 0 ? {} : ({ [key]: list } as Partial<Record<K, readonly V[]>>);
  let compiled: ReturnType<typeof compileRule>;
  try {
    compiled = compileRule({
      id: rule.id,
      class: rule.class,
      source: rule.source,
      examples: rule.examples,
      ...given('text', rule.text),
      ...given('and', rule.and),
      ...given('not', rule.not),
      ...given('whole', rule.whole),
      ...given('only', lower(rule.only)),
      ...given('code', rule.code),
      ...given('notCode', rule.notCode),
      ...given('provider', rule.provider),
      ...given('phase', rule.phase),
      ...(rule.ours ? { ours: true as const } : {}),
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const hit: AdminRuleHit = {
    id: `own.${rule.id}`,
    class: rule.class,
    side: rule.side ?? undefined,
    clears: rule.clears ?? undefined,
  };
  const find = (text: string): AdminRuleHit | null => (fires(compiled, gather(text, {}).evidence) ? hit : null);
  const missed = rule.examples.find((example) => find(example) === null);
  if (missed !== undefined) return words.missesExample(missed);
  return {
    id: rule.id,
    enabled: rule.enabled,
    find,
    source: rule.source === '' ? null : rule.source,
    text: words.decides(
      rule.id,
      [...(rule.text ?? rule.whole ?? rule.only ?? rule.and ?? rule.code ?? [])].join(' | '),
    ),
  };
}

function wrong(error: z.ZodError): string {
  const issue = error.issues[0];
  const path = issue?.path.join('.') ?? '';
  return path === '' ? (issue?.message ?? '') : `${path}: ${issue?.message ?? ''}`;
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
export function readOwnRules(json: string): OwnRules {
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
      else if (usable.has(one.id)) problems.push(words.twice(one.id));
      else usable.set(one.id, one);
    }
  const active = [...usable.values()].filter((rule) => rule.enabled);
  return {
    problems,
    ids: active.map((rule) => rule.id),
    compiled:
      active.length === 0
        ? null
        : {
            problems: [],
            find(text) {
              for (const rule of active) {
                const hit = rule.find(text);
                if (hit !== null) return hit;
              }
              return null;
            },
          },
    about(id) {
      const rule = usable.get(id.startsWith('own.') ? id.slice(4) : id);
      return rule ? { source: rule.source, text: rule.text } : null;
    },
  };
}
