import type { Phase } from '../model/reason.ts';
import { phraseSet } from './phraseSet.ts';
import type { PhraseSet } from './phraseSet.ts';
import type { Rule } from './rule.ts';
import { joined } from './text.ts';

/** What the engine knows about a text when it asks the rules. */
export interface Evidence {
  readonly words: string;
  readonly whole: string;
  readonly bare: string;
  readonly reply: string | null;
  readonly enhanced: string | null;
  readonly phase: Phase | null;
  readonly provider: string | null;
  /** Another host is quoted, or there is a reply code. */
  readonly quoted: boolean;
  readonly ownHop: boolean;
  /** The text stands in a listing or log of a server of ours, or nobody said where it stands. */
  readonly ourServer: boolean;
  /** The text is known to stand in the listing or log of a server that holds a queue. */
  readonly ownQueue: boolean;
  readonly diagnosticType: string | null;
}

export interface CompiledRule extends Rule {
  readonly textIs: PhraseSet | null;
  readonly andIs: PhraseSet | null;
  readonly notIs: PhraseSet | null;
  readonly wholeIs: PhraseSet | null;
  readonly onlyIs: ReadonlySet<string> | null;
  readonly wordIs: ReadonlySet<string> | null;
}

/** Phrases are matched against the words of a reply, in which underscores join nothing (text.ts). */
const asWords = (phrases: readonly string[] | undefined): readonly string[] | undefined =>
  phrases?.map((phrase) => phrase.replace(joined, ' '));

const orNull = (phrases: readonly string[] | undefined): PhraseSet | null =>
  phrases === undefined || phrases.length === 0 ? null : phraseSet(phrases);

export function compileRule(rule: Rule): CompiledRule {
  return {
    ...rule,
    textIs: orNull(asWords(rule.text)),
    andIs: orNull(asWords(rule.and)),
    notIs: orNull(asWords(rule.not)),
    wholeIs: orNull(rule.whole),
    onlyIs: rule.only === undefined ? null : new Set(rule.only),
    wordIs: rule.onlyWords === undefined ? null : new Set(rule.onlyWords),
  };
}

function codeMatches(codes: readonly string[], reply: string | null, enhanced: string | null): boolean {
  return codes.some(
    (code) => (reply?.startsWith(code) ?? false) || (enhanced !== null && enhancedMatches(enhanced, code)),
  );
}

/** "4.7." and "4" are beginnings; "4.7.1" is exact. A lone "4" also holds for an enhanced code without reply code. */
function enhancedMatches(enhanced: string, code: string): boolean {
  return code.endsWith('.') || !code.includes('.') ? enhanced.startsWith(code) : enhanced === code;
}

/** True where the enhanced code alone is one of the rule's. */
export function codeFits(rule: CompiledRule, e: Evidence): boolean {
  return rule.code !== undefined && codeMatches(rule.code, null, e.enhanced);
}

/** A number or an id explains nothing. */
const reference = /\d/;

/** True where the rule asks for no whole reply, or this is one: a sentence it lists, or nothing but words it lists. */
function consistsOf({ onlyIs, wordIs }: CompiledRule, bare: string): boolean {
  if (onlyIs === null && wordIs === null) return true;
  if (onlyIs?.has(bare) === true) return true;
  return wordIs !== null && bare !== '' && bare.split(' ').every((word) => wordIs.has(word) || reference.test(word));
}

/** True where every condition of the rule holds; `exceptions` false leaves its "but none of these" aside. */
export function fires(rule: CompiledRule, e: Evidence, exceptions = true): boolean {
  if (rule.ours === true && e.quoted) return false;
  if (rule.ownHop === true && !e.ownHop) return false;
  if (rule.ourServer === true && !e.ourServer) return false;
  if (rule.ownQueue === true && !e.ownQueue) return false;
  if (rule.code !== undefined && !codeMatches(rule.code, e.reply, e.enhanced)) return false;
  if (rule.notCode !== undefined && codeMatches(rule.notCode, null, e.enhanced)) return false;
  if (rule.provider !== undefined && (e.provider === null || !rule.provider.includes(e.provider))) return false;
  if (rule.phase !== undefined && (e.phase === null || !rule.phase.includes(e.phase))) return false;
  if (!consistsOf(rule, e.bare)) return false;
  if (rule.textIs !== null && !rule.textIs.test(e.words)) return false;
  if (rule.andIs !== null && !rule.andIs.test(e.words)) return false;
  if (rule.wholeIs !== null && !rule.wholeIs.test(e.whole)) return false;
  return !exceptions || rule.notIs === null || !rule.notIs.test(e.words);
}
