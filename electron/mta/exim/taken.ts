import type { Reach, TakenLook, TakenMessage } from '../../ports.ts';
import type { LogPlace } from '../mailLog.ts';
import { grepLog, logBegins, searchable } from '../mailLog.ts';
import { readEximLogLine, readEximTime } from './log.ts';

/**
 * Messages that Exim took under these Message-IDs: arrival lines "ID <= sender ... id=..." of its main log (spec, "Log
 * files"), with the recipients of its delivery lines.
 */
export async function takenExim(
  reach: Reach,
  place: LogPlace,
  zone: number,
  messageIds: readonly string[],
  signal?: AbortSignal,
): Promise<TakenLook | null> {
  const asked = new Set(searchable(messageIds));
  const since = await logBegins(reach, place, (line) => readEximTime(line, zone), signal);
  const found = new Map<string, TakenMessage & { recipients: string[] }>();
  const patterns = [...asked].map((id) => ` id=${id.slice(1, -1)}`);
  const readable = await grepLog(
    reach,
    place,
    patterns,
    since ?? 0,
    (line) => {
      const m = / (\S{16,23}) <= (\S+) .*? id=(\S+)/.exec(line.slice(0, 8192));
      const messageId = `<${m?.[3] ?? ''}>`;
      if (m?.[1] === undefined || !asked.has(messageId)) return;
      const sender = m[2] === '<>' ? '' : (m[2] ?? null);
      found.set(m[1], { messageId, id: m[1], at: readEximTime(line, zone), sender, recipients: [] });
    },
    signal,
  );
  if (!readable) return null;
  if (found.size > 0) {
    const ids = new Set(found.keys());
    await grepLog(
      reach,
      place,
      [...ids],
      since ?? 0,
      (line) => {
        const read = readEximLogLine(line.slice(0, 8192), ids, zone);
        const message = read === null ? undefined : found.get(read.id);
        if (read?.recipient != null && message !== undefined && message.recipients.length < 1000)
          message.recipients.push(read.recipient);
      },
      signal,
    );
  }
  return { since, messages: [...found.values()] };
}
