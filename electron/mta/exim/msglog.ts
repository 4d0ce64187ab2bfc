import type { Reach } from '../../ports.ts';
import { createLines } from '../lines.ts';
import { commandOf } from '../run.ts';
import type { Facts } from './facts.ts';
import { Deferrals, readDeferral } from './reasons.ts';

/** The last deferral of each address, message by message; one grep over all msglogs, thinned out on the server. */
const msglogScript = [
  'cd "$1" || exit 3;',
  // -exec + instead of xargs: names never go through a shell. Files that vanish meanwhile cost only themselves.
  "find . -type f -name '*-*-*' -exec grep -aH -e ' defer (' -e '[*][*][*] Frozen' {} + 2>/dev/null |",
  'awk \'{ i = index($0, ":"); f = substr($0, 1, i); r = substr($0, i + 1);',
  'if (f != F) { for (k = 1; k <= n; k++) print F L[O[k]]; split("", L); n = 0; F = f }',
  'd = index(r, " defer ("); a = substr(r, 21, d - 21); w = index(r, "retry time not reached") > 0;',
  'if (!(a in L)) { O[++n] = a; L[a] = r; W[a] = w } else if (!w || W[a]) { L[a] = r; W[a] = w } }',
  "END { for (k = 1; k <= n; k++) print F L[O[k]] }'",
].join(' ');

export async function readDeferrals(reach: Reach, facts: Facts, signal?: AbortSignal): Promise<Deferrals> {
  const out = new Deferrals();
  const lines = createLines(
    (text) => {
      const m = /^(?:[^:]*\/)?([0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4}):(.*)$/.exec(text);
      if (m === null) return;
      const frozen = /\*\*\* (Frozen.*)$/.exec(m[2] ?? '')?.[1];
      if (frozen !== undefined) out.freeze(m[1] ?? '', frozen);
      const read = readDeferral(m[2] ?? '');
      if (read) out.add(m[1] ?? '', read);
    },
    { maxLine: 65_536 },
  );
  await commandOf(reach).run(
    {
      argv: ['sh', '-c', msglogScript, 'sh', `${facts.spool}/msglog`],
      deadlineMs: 10 * 60_000,
      maxBytes: 512 * 1024 * 1024,
      compress: true,
    },
    (chunk) => lines.push(chunk),
    signal,
  );
  lines.end();
  return out;
}
