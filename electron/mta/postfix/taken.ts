import type { LogLine, Reach, TakenLook, TakenMessage } from '../../ports.ts';
import { grepLog, logBegins, searchable, syslogLine } from '../mailLog.ts';
import type { PostfixFacts } from './facts.ts';
import { logPostfix } from './log.ts';

/**
 * Messages that cleanup(8) logged under these Message-IDs ("QUEUEID: message-id=<...>"), with sender and recipients from the
 * lines of qmgr(8) and the delivery agents.
 */
export async function takenPostfix(
  reach: Reach,
  facts: PostfixFacts,
  messageIds: readonly string[],
  signal?: AbortSignal,
): Promise<TakenLook | null> {
  if (facts.log.kind === 'none') return null;
  const now = reach.clock.now();
  const timeOf = (line: string): number | null => syslogLine(line, now, facts.zone)?.at ?? null;
  const asked = new Set(searchable(messageIds));
  const found = new Map<string, { messageId: string; at: number | null }>();
  const since = await logBegins(reach, facts.log, timeOf, signal);
  const readable = await grepLog(
    reach,
    facts.log,
    [...asked].map((id) => `message-id=${id}`),
    since ?? 0,
    (line) => {
      const parts = syslogLine(line.slice(0, 8192), now, facts.zone);
      const m = /^([0-9A-Za-z]{5,255}): (?:resent-)?message-id=(<[^>\s]+>)/.exec(parts?.text ?? '');
      if (m?.[1] !== undefined && m[2] !== undefined && asked.has(m[2]))
        found.set(m[1], { messageId: m[2], at: parts?.at ?? null });
    },
    signal,
  );
  if (!readable) return null;
  if (found.size === 0) return { since, messages: [] };
  const lines = (await logPostfix(reach, facts, [...found.keys()], since ?? 0, signal)) ?? [];
  const byId = Map.groupBy(lines, (line) => line.id);
  return {
    since,
    messages: [...found].map(([id, { messageId, at }]) => messageOf(id, messageId, at, byId.get(id) ?? [])),
  };
}

function messageOf(id: string, messageId: string, at: number | null, lines: readonly LogLine[]): TakenMessage {
  const recipients = new Set<string>();
  let sender: string | null = null;
  for (const { text, recipient } of lines) {
    if (recipient !== null) recipients.add(recipient);
    const typed = /\borig_to=<([^>]*)>/.exec(text)?.[1];
    if (typed !== undefined) recipients.add(typed);
    sender ??= /: from=<([^>]*)>, size=/.exec(text)?.[1] ?? null;
  }
  return { messageId, id, at, sender, recipients: [...recipients] };
}
