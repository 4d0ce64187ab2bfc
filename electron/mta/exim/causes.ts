import type { Reach } from '../../ports.ts';
import { commandOf } from '../run.ts';
import type { Facts } from './facts.ts';
import { readDeferral, readRetryDatabase } from './reasons.ts';

/** Why a domain's hosts are not tried now. */
export interface Causes {
  /** The last real attempt for a domain, from the main log. */
  byDomain: ReadonlyMap<string, string>;
  /** The retry database, by host and by domain. */
  retry: ReadonlyMap<string, string>;
}

const divider = '=== main log';

/**
 * The retry database knows hosts, not the domains that led there; the main log knows both, as far as its end goes back. Of it only the
 * last real attempt a domain is sent.
 */
const script = [
  'exim_dumpdb "$1" retry;',
  `echo "${divider}";`,
  'if [ -n "$2" ]; then tail -c 33554432 "$2" | grep -aF " defer (" |',
  'awk \'index($0, "retry time not reached") { next }',
  '{ i = index($0, " == "); if (!i) next; r = substr($0, i + 4); split(r, w, " "); a = w[1]; sub(/.*@/, "", a);',
  'L[tolower(a)] = substr($0, 1, 19) " == " r } END { for (a in L) print L[a] }\';',
  'fi',
].join(' ');

export async function readCauses(reach: Reach, facts: Facts, signal?: AbortSignal): Promise<Causes> {
  const said = await commandOf(reach).text(
    {
      argv: ['sh', '-c', script, 'sh', facts.spool, facts.logReadable ? (facts.mainLog ?? '') : ''],
      deadlineMs: 60_000,
      maxBytes: 16 * 1024 * 1024,
      compress: true,
    },
    signal,
  );
  const at = said.stdout.indexOf(divider);
  const byDomain = new Map<string, string>();
  for (const line of at < 0 ? [] : said.stdout.slice(at + divider.length).split('\n')) {
    const read = readDeferral(line);
    if (read !== null && !read.waiting) byDomain.set(domainOf(read.address), read.text);
  }
  return { byDomain, retry: readRetryDatabase(at < 0 ? said.stdout : said.stdout.slice(0, at)) };
}

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

const waitsFor = /retry time not reached for any host for '?([^'\s]+?)'?$/;

/** The cause behind "retry time not reached" of one address; null where nothing knows it. */
export function causeOf(causes: Causes, address: string, text: string): string | null {
  const domain = domainOf(address);
  const known =
    causes.byDomain.get(domain) ?? causes.retry.get(`R:${address.toLowerCase()}`) ?? causes.retry.get(`R:${domain}`);
  if (known !== undefined) return known;
  const named = waitsFor.exec(text)?.[1]?.toLowerCase() ?? domain;
  for (const [key, cause] of causes.retry) {
    if (key.startsWith('T:') && (key === `T:${named}` || key.endsWith(`.${named}`))) return cause;
  }
  return null;
}
