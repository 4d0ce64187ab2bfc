import type { Command, LogLine, Reach } from '../ports.ts';
import { yearlessDate } from './dates.ts';
import { createLines } from './lines.ts';
import { commandOf, inParts, type Trials } from './run.ts';

/** Where a delivery log can be read. */
export type LogPlace = { kind: 'files'; files: string[] } | { kind: 'journal' } | { kind: 'none' };

/** Debian and BSD, Red Hat, SUSE, then whatever rsyslog was left with. */
const usual = ['/var/log/mail.log', '/var/log/maillog', '/var/log/mail', '/var/log/syslog', '/var/log/messages'];

/** The mail log the account may read: the configured file, a usual one that names the program, or the journal. */
export async function findLogs(trials: Trials, configured: string, program: string): Promise<LogPlace> {
  const fixed = configured.startsWith('/') && !configured.startsWith('/dev/');
  const candidates = fixed ? [configured] : usual;
  const looked = await trials.text(
    [
      'sh',
      '-c',
      // A file that is there but empty or of another program is no mail log.
      'p=$1; shift; for f in "$@"; do if [ -f "$f" ] && [ -r "$f" ] && { [ -z "$p" ] || tail -c 1000000 "$f" 2>/dev/null | grep -aq "$p"; }; then echo "$f"; [ -r "$f.1" ] && echo "$f.1"; break; fi; done',
      'sh',
      fixed ? '' : program,
      ...candidates,
    ],
    { words: `test -r ${candidates.join(' ')}`, maxBytes: 8192 },
  );
  const files = looked.stdout.split('\n').filter((f) => f.startsWith('/'));
  if (files.length > 0) return { kind: 'files', files };
  if (fixed) return { kind: 'none' };
  const journal = await trials.text(['journalctl', '-q', '--no-pager', '-n', '1', '-o', 'cat', 'SYSLOG_FACILITY=2'], {
    maxBytes: 8192,
    deadlineMs: 15_000,
  });
  return journal.exitCode === 0 && journal.stdout.trim() !== '' ? { kind: 'journal' } : { kind: 'none' };
}

/** How much of the end of each log file is searched. */
const tailBytes = 32 * 1024 * 1024;
const maxAnswer = 8 * 1024 * 1024;
const idsAtATime = 2000;

/** Through cat, because standard input may be a socket (a program started on this computer), and those cannot be opened again. */
const patternsAnd = (lines: string): string => `cat | { exec 3<&0; ${lines} | grep -aF -f /dev/fd/3; }`;
const script = patternsAnd(`{ for f in "$@"; do tail -c ${tailBytes} "$f" 2>/dev/null; done; }`);
const journalScript = patternsAnd('journalctl -q --no-pager -o short-iso --since="@$1" SYSLOG_FACILITY=2 </dev/null');

/**
 * Lines of the log that hold one of the patterns. Patterns travel on standard input to grep -F, so nothing in them is special; the
 * amount read and answered is bounded.
 */
export async function grepLog(
  reach: Reach,
  place: LogPlace,
  patterns: readonly string[],
  sinceMs: number,
  onLine: (line: string) => void,
  signal?: AbortSignal,
): Promise<boolean> {
  if (place.kind === 'none') return false;
  const since = String(Math.max(0, Math.floor(sinceMs / 1000)));
  for (const part of inParts(patterns, idsAtATime)) {
    const lines = createLines(onLine, { maxLine: 65_536 });
    const result = await commandOf(reach).run(
      {
        // Older file first, so that lines come in order.
        argv:
          place.kind === 'files'
            ? ['sh', '-c', script, 'sh', ...[...place.files].reverse()]
            : ['sh', '-c', journalScript, 'sh', since],
        stdin: `${part.join('\n')}\n`,
        deadlineMs: 60_000,
        maxBytes: maxAnswer,
        compress: true,
      },
      (chunk) => lines.push(chunk),
      signal,
    );
    const last = lines.end();
    if (last !== null && result.truncated === false) onLine(last);
    // grep says 1 for "nothing found".
    if (result.exitCode !== null && result.exitCode > 1) return false;
  }
  return true;
}

const startScript =
  'for f in "$@"; do [ -r "$f" ] || continue; echo "size $(wc -c <"$f")"; tail -c TAIL "$f" | head -n 2 | cut -c 1-200; done'.replace(
    'TAIL',
    String(tailBytes),
  );

/**
 * Since when `grepLog` sees every line, epoch milliseconds: the first line of the oldest file, unless a newer file is so
 * large that only its end is searched. `time` reads the time of a line.
 */
export async function logBegins(
  reach: Reach,
  place: LogPlace,
  time: (line: string) => number | null,
  signal?: AbortSignal,
): Promise<number | null> {
  if (place.kind === 'none') return null;
  const argv: Command['argv'] =
    place.kind === 'files'
      ? ['sh', '-c', startScript, 'sh', ...place.files]
      : ['sh', '-c', 'journalctl -q --no-pager -o short-iso SYSLOG_FACILITY=2 | head -n 1'];
  const { stdout } = await commandOf(reach).text({ argv, deadlineMs: 30_000, maxBytes: 16_384 }, signal);
  let begins: number | null = null;
  let whole = true;
  let size = 0;
  for (const line of stdout.split('\n')) {
    const told = /^size +(\d+)$/.exec(line)?.[1];
    if (told !== undefined) {
      // Of a file larger than that only the end was searched: what is older has a gap.
      if (size > tailBytes) whole = false;
      size = Number(told);
      continue;
    }
    const at = whole ? time(line) : null;
    if (at !== null) begins = Math.min(begins ?? at, at);
  }
  return begins;
}

/** Message-IDs that can be looked for: one line of printable characters each (RFC 5322 section 3.6.4), bounded. */
export const searchable = (messageIds: readonly string[]): string[] =>
  messageIds.filter((id) => /^<[\x21-\x7e]{3,500}>$/.test(id)).slice(0, 500);

/** Start of a syslog line: traditional, ISO (rsyslog, journalctl -o short-iso). Returns the time and the rest after the host. */
export function syslogLine(
  line: string,
  nowMs: number,
  zone: number,
): { at: number | null; program: string; text: string } | null {
  const iso =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?)(Z|[+-]\d\d:?\d\d)? \S+ ([^\s[:]+)(?:\[\d+\])?: (.*)$/.exec(line);
  if (iso) {
    const offset = iso[2] ?? '';
    const fixed = /^[+-]\d{4}$/.test(offset) ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset;
    const at = Date.parse(`${iso[1] ?? ''}${fixed === '' ? 'Z' : fixed}`);
    const local = fixed === '' && !Number.isNaN(at) ? at - zone * 60_000 : at;
    return { at: Number.isNaN(at) ? null : local, program: iso[3] ?? '', text: iso[4] ?? '' };
  }
  const old = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d) \S+ ([^\s[:]+)(?:\[\d+\])?: (.*)$/.exec(line);
  if (old) {
    const at = yearlessDate(old[1] ?? '', Number(old[2]), old[3] ?? '', nowMs, zone);
    return { at: at === null ? null : at * 1000, program: old[4] ?? '', text: old[5] ?? '' };
  }
  return null;
}

/** Keeps what is new enough; a line without time is kept, as it may be the proof. */
export const newEnough = (line: LogLine, sinceMs: number): boolean => line.at === null || line.at >= sinceMs - 2000;
