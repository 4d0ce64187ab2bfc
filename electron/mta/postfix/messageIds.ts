/**
 * Message-IDs of messages in the queue, and queue ids by them. cleanup(8) logs "QUEUEID: message-id=TEXT" for each message it
 * takes, also for one that postsuper(1) requeues: the text is the same under the old and the new id, but anybody may send it
 * again. Text of a header: opaque, bounded, compared as it is.
 */
import type { ServerConfig } from '../../../shared/model/server.ts';
import type { LogLine, Reach, Successor } from '../../ports.ts';
import { createLines } from '../lines.ts';
import { grepLog, syslogLine } from '../mailLog.ts';
import { commandOf } from '../run.ts';
import type { PostfixFacts } from './facts.ts';
import { readPostfixLine } from './log.ts';

/** Longer ones are cut by some syslog daemons, and two cuts are not alike. */
const longest = 500;
/** A queue id that is used again (the inode) belonged to another message before this one arrived. */
const slackMs = 2000;
/** Queue ids under one Message-ID, of all that are asked about, whose sender and size are looked up. */
const mostCandidates = 2000;
const headerBytes = 64 * 1024;

/** null: too long, or not whole, to be compared; '': none. */
const comparable = (text: string): string | null => {
  if (/^(<\s*>)?\s*$/.test(text)) return '';
  return text.length > longest || text.includes('\ufffd') ? null : text;
};

const programOf = (program: string): string => program.split('/').at(-1) ?? '';

interface CleanupLine {
  at: number | null;
  id: string;
  messageId: string;
  text: string;
}

/** A line "QUEUEID: message-id=TEXT" of cleanup(8); nothing a stranger makes another program log looks like it. */
export function readMessageIdLine(line: string, nowMs: number, zone: number): CleanupLine | null {
  const parts = syslogLine(line.slice(0, 8192), nowMs, zone);
  if (parts === null || programOf(parts.program) !== 'cleanup') return null;
  const m = /^([0-9A-Za-z]{5,255}): message-id=(.*)$/.exec(parts.text);
  return m === null ? null : { at: parts.at, id: m[1] ?? '', messageId: m[2] ?? '', text: line };
}

/**
 * The first Message-ID header of postcat's output as cleanup(8) logs it: without the white space in front, what is no
 * printable character (the line ends of a folded header among them) as "?". null where the headers are not whole.
 */
export function messageIdOfHeaders(text: string): string | null {
  const begins = /^\*\*\* MESSAGE CONTENTS .*\n/m.exec(text);
  const ends = text.lastIndexOf('\n*** HEADER EXTRACTED ');
  if (begins === null || ends < begins.index) return null;
  const headers = text.slice(begins.index + begins[0].length, ends + 1);
  const found = /^message-id[ \t]*:((?:.*\n)(?:[ \t].*\n)*)/im.exec(headers)?.[1];
  if (found === undefined) return '';
  return comparable(
    found
      .slice(0, -1)
      .trimStart()
      .replace(/[^ -~\u0080-\uffff]/g, '?'),
  );
}

const script = `while IFS= read -r id; do echo "== $id"; "$@" "$id" </dev/null 2>/dev/null | head -c ${headerBytes} | sed 's/^/ /'; echo; done`;

/** One command for all; an id is checked before and is an argument of postcat alone. */
async function fromHeaders(
  reach: Reach,
  config: ServerConfig,
  facts: PostfixFacts,
  ids: readonly string[],
  out: Map<string, string>,
  signal?: AbortSignal,
): Promise<void> {
  const c = facts.instance === null ? [] : ['-c', facts.instance];
  const own = facts.isRoot || facts.isOwner || config.elevate === 'none';
  const prefix = own ? [] : [config.elevate, '-n', '-u', facts.owner];
  const asked = new Set(ids);
  let id = '';
  let text = '';
  const close = (): void => {
    const messageId = asked.has(id) ? messageIdOfHeaders(text) : null;
    if (messageId !== null) out.set(id, messageId);
  };
  const take = (line: string): void => {
    if (line.startsWith(' ')) text += `${line.slice(1)}\n`;
    else if (line.startsWith('== ')) {
      close();
      id = line.slice(3);
      text = '';
    }
  };
  const lines = createLines(take, { maxLine: headerBytes + 1 });
  const result = await commandOf(reach).run(
    {
      argv: ['sh', '-c', script, 'sh', ...prefix, facts.commands.postcat, ...c, '-qeh'],
      stdin: `${ids.join('\n')}\n`,
      deadlineMs: 30_000 + ids.length * 200,
      maxBytes: (ids.length + 1) * (headerBytes + 4096),
      compress: true,
    },
    (chunk) => lines.push(chunk),
    signal,
  );
  lines.end();
  if (result.truncated === false) close();
}

/**
 * Message-IDs of messages in the queue, '' for none, by their line in the log; where that is gone or may not be read, by the
 * headers of at most `mostHeaders` of them. Not in the answer: not known. `arrival` is epoch seconds, 0 = unknown.
 */
export async function messageIdsPostfix(
  reach: Reach,
  config: ServerConfig,
  facts: PostfixFacts,
  messages: readonly { id: string; arrival: number }[],
  mostHeaders: number,
  signal?: AbortSignal,
): Promise<Map<string, string>> {
  const out = new Map<string, string>();
  const arrivals = new Map(messages.map(({ id, arrival }) => [id, arrival * 1000]));
  const logged = new Set<string>();
  const now = reach.clock.now();
  await grepLog(
    reach,
    facts.log,
    messages.map(({ id }) => `]: ${id}: message-id=`),
    Math.min(now, ...arrivals.values()) - slackMs,
    (line) => {
      const read = readMessageIdLine(line, now, facts.zone);
      const arrival = read === null ? undefined : arrivals.get(read.id);
      // The first one counts: a message may have the header twice.
      if (read === null || arrival === undefined || logged.has(read.id)) return;
      if (read.at !== null && read.at < arrival - slackMs) return;
      logged.add(read.id);
      const messageId = comparable(read.messageId);
      if (messageId !== null) out.set(read.id, messageId);
    },
    signal,
  );
  const rest = messages.filter(({ id }) => !logged.has(id)).slice(0, mostHeaders);
  if (rest.length > 0) {
    const ids = rest.map(({ id }) => id);
    await fromHeaders(reach, config, facts, ids, out, signal);
  }
  return out;
}

/**
 * Queue ids that may be what messages became since a time: by pickup(8)'s "orig_id=", and by the same Message-ID. null where
 * the account may not read the log.
 */
export async function successorsPostfix(
  reach: Reach,
  facts: PostfixFacts,
  messages: readonly { id: string; messageId: string | null }[],
  sinceMs: number,
  signal?: AbortSignal,
): Promise<Successor[] | null> {
  if (facts.log.kind === 'none') return null;
  const asked = new Set(messages.map(({ id }) => id));
  const named = messages.filter(({ messageId }) => messageId !== null && messageId !== '');
  const byMessageId = Map.groupBy(named, ({ messageId }) => messageId ?? '');
  const now = reach.clock.now();
  const found = new Map<string, Successor>();
  const put = (of: string, id: string, by: Successor['by'], line: LogLine): void => {
    if (id === of || (line.at !== null && line.at < sinceMs)) return;
    const key = `${of} ${id} ${by}`;
    if (!found.has(key)) found.set(key, { of, id, by, sender: null, size: null, line });
  };
  const readable = await grepLog(
    reach,
    facts.log,
    // Side by side, so that one reading of the log sees both lines of a message.
    [
      ...new Set(
        messages.flatMap(({ id, messageId }) => [`orig_id=${id}`, ...(messageId ? [`: message-id=${messageId}`] : [])]),
      ),
    ],
    sinceMs,
    (line) => {
      const renamed = readPostfixLine(line.slice(0, 8192), asked, now, facts.zone);
      if (renamed?.newId != null) put(renamed.id, renamed.newId, 'orig_id', renamed);
      const read = renamed?.newId == null ? readMessageIdLine(line, now, facts.zone) : null;
      if (read === null) return;
      for (const { id: of } of byMessageId.get(read.messageId) ?? []) {
        const { at, id, text } = read;
        put(of, id, 'message_id', { at, id: of, recipient: null, proves: 'other', newId: id, text });
      }
    },
    signal,
  );
  if (!readable) return null;
  const rows = [...found.values()];
  await senders(reach, facts, rows, sinceMs, signal);
  return rows;
}

/** Sender and size of what only a Message-ID names, by the queue manager's first line of it. */
async function senders(
  reach: Reach,
  facts: PostfixFacts,
  rows: readonly Successor[],
  sinceMs: number,
  signal?: AbortSignal,
): Promise<void> {
  const told = new Set(rows.flatMap((row) => (row.by === 'orig_id' ? [row.of, row.id] : [])));
  const open = rows.filter((row) => !told.has(row.of) && !told.has(row.id));
  const byId = Map.groupBy(open, (row) => row.id);
  const ids = [...byId.keys()].slice(0, mostCandidates);
  if (ids.length === 0) return;
  const now = reach.clock.now();
  await grepLog(
    reach,
    facts.log,
    ids.map((id) => `]: ${id}: from=<`),
    sinceMs,
    (line) => {
      const parts = syslogLine(line.slice(0, 8192), now, facts.zone);
      const m = /^([0-9A-Za-z]{5,255}): from=<(.*)>, size=(\d{1,15}), nrcpt=/.exec(parts?.text ?? '');
      if (parts === null || m === null || programOf(parts.program) !== 'qmgr') return;
      for (const row of byId.get(m[1] ?? '') ?? []) {
        row.sender = m[2] ?? '';
        row.size = Number(m[3]);
      }
    },
    signal,
  );
}
