/** Entries of Proxmox Mail Gateway's mail tracker as log lines. Source: proxmox/pmg-api src/PMG/API2/MailTracker.pm. */
import { z } from 'zod';
import type { LogLine } from '../../ports.ts';

const Tracked = z.looseObject({
  qid: z.string().nullish(),
  relay: z.string().nullish(),
  to: z.string().nullish(),
  time: z.number(),
  dstatus: z.string().max(1),
  rstatus: z.string().max(1).nullish(),
});

/** $statmap of MailTracker.pm, as far as it is about delivery. */
const said: Readonly<Record<string, LogLine['proves']>> = { 2: 'sent', 4: 'deferred', 5: 'bounced' };

/** What the entries say of these queue ids. */
export function trackedLines(entries: readonly unknown[], ids: readonly string[]): LogLine[] {
  const wanted = new Set(ids);
  return entries.flatMap((entry) => {
    const parsed = Tracked.safeParse(entry);
    if (!parsed.success) return [];
    const { qid, relay, dstatus, rstatus, time, to } = parsed.data;
    // Mail that the filter passed on has a second queue id, and its status stands in rstatus without a time of its own.
    const own = qid !== null && qid !== undefined && wanted.has(qid);
    const id = own ? qid : relay;
    const status = own ? dstatus : rstatus;
    if (id === null || id === undefined || !wanted.has(id) || status === null || status === undefined) return [];
    const proves = said[status] ?? 'other';
    return [
      {
        at: own ? time * 1000 : null,
        id,
        recipient: to ?? null,
        proves: proves === 'deferred' && !own ? 'other' : proves,
        newId: null,
        text: `${id} to=<${(to ?? '').slice(0, 400)}> status ${status} (${proves})`,
      },
    ];
  });
}
