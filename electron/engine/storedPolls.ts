/**
 * The stored history as polls, for trying alert settings on it. Only counts were kept, so messages are stand-ins: as many
 * as were new, and as many gone as fewer wait.
 */
import type { StoredRecord } from '../../shared/alerts/dryRun.ts';
import type { DeferredRecipient } from '../../shared/alerts/alerts.ts';
import type { Archive, SeriesRow } from '../monitor/archive.ts';
import { binSeconds } from '../monitor/archive.ts';

const day = 86_400;
/** A burst larger than that is as large as it needs to be for any rule. */
const mostAtOnce = 2000;

export function* storedPolls(archive: Archive, from: number, to: number): Generator<StoredRecord> {
  const standing = new Map<string, string[]>();
  let serial = 0;
  for (let begin = from; begin < to; begin += day) {
    const end = Math.min(to, begin + day);
    const rows = new Map<string, SeriesRow[]>();
    for (const row of archive.series.read({ servers: null, from: begin, to: end })) {
      const key = `${row.bin} ${row.server}`;
      const list = rows.get(key);
      if (list) list.push(row);
      else rows.set(key, [row]);
    }
    for (const { server, bin } of archive.series.coverage({ servers: null, from: begin, to: end })) {
      const added: DeferredRecipient[] = [];
      const removed: string[] = [];
      const present = new Set<string>();
      for (const row of rows.get(`${bin} ${server}`) ?? []) {
        const lane = `${server}|${row.class}|${row.provider ?? ''}|${row.side ?? ''}`;
        present.add(lane);
        const ids = standing.get(lane) ?? [];
        const reason = { class: row.class, provider: row.provider, side: row.side };
        for (let k = 0; k < Math.min(mostAtOnce, row.fresh); k += 1) {
          serial += 1;
          const id = `stored-${serial}`;
          ids.push(id);
          added.push({
            id,
            arrival: bin,
            sender: '',
            recipient: `${serial}@${row.provider ?? 'unknown.invalid'}`,
            reason,
          });
        }
        while (ids.length > Math.max(0, row.waiting)) removed.push(ids.shift() ?? '');
        standing.set(lane, ids);
      }
      for (const [lane, ids] of standing) {
        if (!lane.startsWith(`${server}|`) || present.has(lane) || ids.length === 0) continue;
        removed.push(...ids);
        standing.set(lane, []);
      }
      yield { t: bin + binSeconds, server, difference: { added, removed, interval: binSeconds } };
    }
  }
}
