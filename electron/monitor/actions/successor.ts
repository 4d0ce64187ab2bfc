/**
 * Which queue id a message has now, from what the log shows after its id changed. The server's own word ("orig_id=") decides;
 * a Message-ID is a stranger's text that any other message may carry as well (an expanded list, mail that came back from a
 * filter, a forgery), so alone it counts only where time, sender and size leave one queue id.
 */
import type { Successor } from '../../ports.ts';

export interface Before {
  id: string;
  sender: string | null;
  /** Bytes; null = not known. */
  size: number | null;
}

export type WhereTo =
  | { kind: 'told'; id: string; by: 'orig_id' | 'message_id' | 'both'; line: string }
  /** So many queue ids carry its Message-ID, or so many messages of ours do: none can be named. */
  | { kind: 'many'; count: number }
  | { kind: 'none' };

/** pickup(8) puts a Received header in front: name and version of the host, a date. Measured: 117 bytes. */
const mostGrowth = 2000;

const fits = (before: Before, row: Successor): boolean =>
  (row.sender === null || before.sender === null || row.sender === before.sender) &&
  (row.size === null || before.size === null || (row.size >= before.size && row.size <= before.size + mostGrowth));

/**
 * `rows` are those of this message; `alike` says how many messages of the action carry its Message-ID and were not told by
 * the server's word; `others` are queue ids that are another message: in the queue before, or what another one became.
 */
export function whereTo(
  before: Before,
  rows: readonly Successor[],
  alike: number,
  others: (id: string) => boolean,
): WhereTo {
  const named = rows.filter((row) => row.by === 'message_id');
  const told = rows.filter((row) => row.by === 'orig_id');
  const last = told.at(-1);
  if (last) {
    // A short queue id is used again: of two the one that carries the Message-ID.
    const both = told.findLast((row) => named.some((it) => it.id === row.id));
    const one = both ?? last;
    return { kind: 'told', id: one.id, by: both ? 'both' : 'orig_id', line: one.line.text };
  }
  const left = named.filter((row) => row.line.at !== null && !others(row.id) && fits(before, row));
  const ids = new Set(left.map((row) => row.id));
  const [only] = left;
  if (!only) return { kind: 'none' };
  if (ids.size > 1 || alike > 1) return { kind: 'many', count: Math.max(ids.size, alike) };
  return { kind: 'told', id: only.id, by: 'message_id', line: only.line.text };
}
