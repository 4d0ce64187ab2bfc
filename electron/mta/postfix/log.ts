import type { LogLine, Reach } from '../../ports.ts';
import { grepLog, newEnough, syslogLine } from '../mailLog.ts';
import type { PostfixFacts } from './facts.ts';

/** What one line of a Postfix log proves about a message. `asked` are the ids looked for. */
export function readPostfixLine(line: string, asked: ReadonlySet<string>, nowMs: number, zone: number): LogLine | null {
  const parts = syslogLine(line, nowMs, zone);
  if (parts === null) return null;
  const m = /^([0-9A-Za-z]{5,255}): (.*)$/.exec(parts.text);
  const id = m?.[1] ?? '';
  const text = m?.[2] ?? '';
  const program = parts.program.split('/').at(-1) ?? '';
  // pickup after a requeue: "NEW: uid=89 from=<a> orig_id=OLD". Whole, because a sender may be called "x> orig_id=OLD".
  const before = program === 'pickup' ? /^uid=\d+ from=<.*> orig_id=([0-9A-Za-z]+)$/.exec(text)?.[1] : undefined;
  if (before !== undefined && asked.has(before)) {
    return { at: parts.at, id: before, recipient: null, proves: 'other', newId: id, text: line };
  }
  if (!asked.has(id)) return null;
  const recipient = /\bto=<((?:"(?:[^"\\]|\\.)*"|[^>"])*)>/.exec(text)?.[1] ?? null;
  const status = /\bstatus=([a-z-]+)/.exec(text)?.[1];
  let proves: LogLine['proves'] = 'other';
  if (status === 'sent') proves = 'sent';
  else if (status === 'deferred') proves = 'deferred';
  else if (status === 'bounced' || status === 'expired' || status === 'force-expired') proves = 'bounced';
  else if ((program === 'qmgr' || program === 'postsuper') && text.startsWith('removed')) proves = 'removed';
  else if (/^(client|uid|message-id)=/.test(text)) proves = 'arrived';
  return { at: parts.at, id, recipient, proves, newId: null, text: line };
}

export async function logPostfix(
  reach: Reach,
  facts: PostfixFacts,
  ids: readonly string[],
  sinceMs: number,
  signal?: AbortSignal,
): Promise<LogLine[] | null> {
  if (facts.log.kind === 'none') return null;
  const asked = new Set(ids);
  const out: LogLine[] = [];
  const now = reach.clock.now();
  // "]: ID: " keeps a short id from matching inside another one or inside an address.
  const patterns = ids.flatMap((id) => [`]: ${id}: `, `orig_id=${id}`]);
  const readable = await grepLog(
    reach,
    facts.log,
    patterns,
    sinceMs,
    (line) => {
      const read = readPostfixLine(line.slice(0, 8192), asked, now, facts.zone);
      // Short ids are used again (the inode): lines from before the message are another message's.
      if (read !== null && newEnough(read, sinceMs) && out.length < 200_000) out.push(read);
    },
    signal,
  );
  return readable ? out : null;
}
