/**
 * Whether fast_flush_domains covers a domain: only then has Postfix a list of that domain's deferred messages, and
 * `postqueue -s` something to send (postqueue(1), flush(8)). The pattern language is that of match_list(3): the first
 * pattern that matches decides, "!" in front turns it round, and a file or table may stand in its place.
 */
import type { Reach } from '../../ports.ts';
import { commandOf } from '../run.ts';

export interface FastFlush {
  /** Value of the parameter, its $names replaced. */
  domains: string;
  /** A parent domain stands for its subdomains as well (parent_domain_matches_subdomains). */
  parents: boolean;
}

export interface LookUp {
  /** Patterns in a file. */
  file(path: string): Promise<string>;
  /** Whether a table has one of these keys. */
  table(name: string, keys: readonly string[]): Promise<boolean>;
}

/** match_ops.c, match_hostname(). */
function matches(domain: string, pattern: string, parents: boolean): boolean {
  const wanted = pattern.toLowerCase();
  if (wanted === '') return false;
  if (domain === wanted) return true;
  if (parents) return domain.endsWith(`.${wanted}`);
  return wanted.startsWith('.') && domain.length > wanted.length && domain.endsWith(wanted);
}

/** The domain, then what stands for it in a table: its parents, with or without the dot in front. */
export function tableKeys(domain: string, parents: boolean): string[] {
  const keys = [domain];
  for (let at = domain.indexOf('.'); at >= 0; at = domain.indexOf('.', at + 1))
    keys.push(domain.slice(parents ? at + 1 : at));
  return keys;
}

const patternsOf = (text: string): string[] => text.split(/[\s,]+/).filter((one) => one !== '');

const mostPatterns = 10_000;
const mostLookUps = 10;

export async function covers({ domains, parents }: FastFlush, domain: string, lookUp: LookUp): Promise<boolean> {
  let asked = 0;
  const listed = async (text: string, nested: boolean): Promise<boolean | null> => {
    for (const one of patternsOf(text).slice(0, mostPatterns)) {
      const negated = one.startsWith('!');
      const pattern = negated ? one.slice(1) : one;
      let found = false;
      if (pattern.startsWith('/') || pattern.includes(':')) {
        asked += 1;
        if (nested || asked > mostLookUps) throw new Error(pattern.slice(0, 200));
        if (pattern.startsWith('/')) {
          const inside = await listed((await lookUp.file(pattern)).replace(/^#.*$/gm, ''), true);
          if (inside !== null) return negated ? !inside : inside;
        } else found = await lookUp.table(pattern, tableKeys(domain, parents));
      } else found = matches(domain, pattern, parents);
      if (found) return !negated;
    }
    return null;
  };
  return (await listed(domains, false)) ?? false;
}

/** Looks into files and tables on the server. What cannot be read is an error: "not in it" would be a guess. */
export const lookUpOn = (reach: Reach, postmap: readonly [string, ...string[]], signal?: AbortSignal): LookUp => ({
  async file(path) {
    const result = await commandOf(reach).text(
      { argv: ['cat', '--', path], deadlineMs: 20_000, maxBytes: 1024 * 1024 },
      signal,
    );
    if (result.exitCode !== 0 || result.truncated !== false)
      throw new Error(result.stderr.trim().slice(0, 200) || path);
    return result.stdout;
  },
  async table(name, keys) {
    const result = await commandOf(reach).text(
      { argv: [...postmap, '-q', '-', name], stdin: `${keys.join('\n')}\n`, deadlineMs: 20_000, maxBytes: 65_536 },
      signal,
    );
    // Nothing found is exit 1 without a word (postmap(1), -q).
    if (result.exitCode === 0 && result.stdout !== '') return true;
    if (result.exitCode === 1 && result.stderr.trim() === '') return false;
    throw new Error(result.stderr.trim().slice(0, 200) || name);
  },
});
