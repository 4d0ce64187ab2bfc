import { RE2JS } from 're2js';
import { z } from 'zod';
import { ClearsItself, ReasonClass, Side } from '../model/reason.ts';
import { compilePhrases } from './phrase.ts';
import { plain, tidy } from './text.ts';

/** Most rules an admin may keep, and the longest pattern: every rule is tried on every new text. */
const mostRules = 200;
const longestPattern = 500;

/**
 * A rule of the admin's own. `phrase` is written like the built-in ones (see phrase.ts); `regex` is an RE2 expression,
 * which runs in time linear in the text whatever it says (https://github.com/google/re2/wiki/Syntax). Both ignore case.
 */
export const AdminRule = z.object({
  id: z.string().regex(/^[\w.-]{1,60}$/),
  enabled: z.boolean().default(true),
  name: z.string().max(120).default(''),
  kind: z.enum(['phrase', 'regex']),
  pattern: z.string().trim().min(2).max(longestPattern),
  class: ReasonClass,
  side: Side.nullable().default(null),
  clears: ClearsItself.nullable().default(null),
  note: z.string().max(1000).default(''),
});
export type AdminRule = z.infer<typeof AdminRule>;
export const AdminRules = z.array(AdminRule).max(mostRules);
export type AdminRules = z.infer<typeof AdminRules>;

/** What is exported and imported: rules with a mark that tells what the file is. */
export const AdminRulesFile = z.object({
  queuewatch: z.literal('reason-rules'),
  version: z.literal(1),
  rules: AdminRules,
});

export interface AdminRuleHit {
  readonly id: string;
  readonly class: ReasonClass;
  readonly side: Side | undefined;
  readonly clears: ClearsItself | undefined;
}

export interface AdminRuleProblem {
  readonly id: string;
  readonly message: string;
}

export interface CompiledAdminRules {
  /** The first rule that fires, in the admin's order. */
  find(text: string): AdminRuleHit | null;
  /** Rules that cannot be used and why; the others work. */
  readonly problems: readonly AdminRuleProblem[];
}

interface Ready {
  readonly hit: AdminRuleHit;
  readonly is: (text: string, lower: string) => boolean;
}

function ready(rule: AdminRule): Ready {
  const hit: AdminRuleHit = {
    id: `own.${rule.id}`,
    class: rule.class,
    side: rule.side ?? undefined,
    clears: rule.clears ?? undefined,
  };
  if (rule.kind === 'phrase') {
    const phrase = compilePhrases([rule.pattern]);
    return { hit, is: (_text, lower) => phrase.test(lower) };
  }
  const expression = RE2JS.compile(rule.pattern, RE2JS.CASE_INSENSITIVE);
  return { hit, is: (text) => expression.matcher(text).find() };
}

/** Compiles rules. One that cannot be compiled is reported and left out; it does not disable the others. */
export function compileAdminRules(rules: AdminRules): CompiledAdminRules {
  const usable: Ready[] = [];
  const problems: AdminRuleProblem[] = [];
  for (const rule of rules) {
    if (!rule.enabled) continue;
    try {
      usable.push(ready(rule));
    } catch (error) {
      problems.push({ id: rule.id, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return {
    find: (text) => {
      if (usable.length === 0) return null;
      const bounded = tidy(text);
      const lower = plain(bounded);
      return usable.find(({ is }) => is(bounded, lower))?.hit ?? null;
    },
    problems,
  };
}

/** For the test box: every rule of the admin's that matches the text; the first is the one that decides. */
export function testAdminRules(
  rules: AdminRules,
  text: string,
): { fires: string | null; matches: string[]; problems: readonly AdminRuleProblem[] } {
  const matches: string[] = [];
  const problems: AdminRuleProblem[] = [];
  for (const rule of rules) {
    const one = compileAdminRules([rule]);
    problems.push(...one.problems);
    if (one.find(text) !== null) matches.push(rule.id);
  }
  return { fires: matches[0] ?? null, matches, problems };
}

export function exportAdminRules(rules: AdminRules): string {
  return `${JSON.stringify({ queuewatch: 'reason-rules', version: 1, rules }, null, 2)}\n`;
}

/** Reads an exported file: the rules, or what is wrong with it in one sentence. */
export function importAdminRules(json: string): { rules: AdminRules } | { problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  const read = AdminRulesFile.safeParse(value);
  if (!read.success) return { problem: z.prettifyError(read.error) };
  const ids = read.data.rules.map((r) => r.id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) return { problem: `"${twice}" stands twice` };
  return { rules: read.data.rules };
}
