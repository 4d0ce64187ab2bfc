/**
 * Counts what passed a server since the look before, from the end of its mail log: one small remote command that reads
 * only what was written meanwhile. This is how a silent outage is noticed: a queue alone cannot tell "no mail comes in"
 * from "all is well".
 */
import { z } from 'zod';
import { trafficWords } from '../../shared/messages/traffic.en.ts';
import type { Passed, Reach, TrafficReading } from '../ports.ts';
import type { LogPlace } from './mailLog.ts';
import { commandOf } from './run.ts';

/** Where the last reading ended. */
const Mark = z.union([
  z.object({ file: z.string(), inode: z.string().regex(/^\d{1,20}$/), offset: z.number().int().nonnegative() }),
  z.object({ cursor: z.string().regex(/^[\w=;-]{1,500}$/) }),
]);
type Mark = z.infer<typeof Mark>;

/**
 * What counts, as awk rules over a line (POSIX awk without {n}, which older mawk lacks): they add to `a` (accepted), `s`
 * (sent) and `r` (refused for now). `name` is the program name in the log.
 */
export interface TrafficRules {
  awk: string;
  name?: string;
}

/** Most that is read at once; a server that writes more in a minute is counted as "at least". */
const mostBytes = 24 * 1024 * 1024;
const mostLines = 120_000;

/**
 * $1 file, $2 inode and $3 offset of the mark ('' at the first reading), $4 most bytes, $5 awk rules, $6 name.
 *
 * `ls -i` and not stat(1), whose options differ. The size is taken before the file is read and awk stops there, so that
 * a line is never counted twice; a last line without its end is left for the next reading. After a rotation the rest is
 * in a file of another name with the inode of the mark (rename), or in FILE.1 (copytruncate).
 */
const fileScript = `f=$1 was=$2 off=$3 most=$4 rules=$5 name=$6
[ -r "$f" ] || exit 3
set -- $(ls -dLin "$f"); ino=$1 size=$6
count() {
  [ $(($3 - $2)) -gt "$most" ] && set -- "$1" $(($3 - most)) "$3" && echo cut
  tail -c +$(($2 + 1)) "$1" | LC_ALL=C awk -v left=$(($3 - $2)) -v name="$name" "{ n = length(\\$0) + 1; if (n > left) exit; left -= n }
$rules
END { printf \\"passed %d %d %d %d\\\\n\\", a, s, r, left }"
}
if [ -n "$was" ]; then
  from=$off
  if [ "$was" != "$ino" ] || [ "$size" -lt "$off" ]; then
    from=0 old=
    for g in "$f".[0-9]* "$f"-[0-9]*; do
      [ -r "$g" ] || continue
      set -- $(ls -dLin "$g")
      if [ "$1" = "$was" ] || { [ "$was" = "$ino" ] && [ "$6" -ge "$off" ]; }; then old=$g end=$6; break; fi
    done
    if [ -n "$old" ]; then count "$old" "$off" "$end"; else echo cut; fi
  fi
  count "$f" "$from" "$size"
fi
echo "mark $ino $size"`;

const journalScript = `if [ -z "$1" ]; then
  journalctl -q --no-pager -o short-iso --show-cursor -n 1 SYSLOG_FACILITY=2
else
  journalctl -q --no-pager -o short-iso --show-cursor --after-cursor="$1" -n "$2" SYSLOG_FACILITY=2
fi | LC_ALL=C awk -v name="$4" "/^-- cursor: / { c = \\$3; next }
$3
END { printf \\"passed %d %d %d 0\\\\n\\", a, s, r; if (c != \\"\\") print \\"cursor \\" c }"`;

export const noLog: LogPlace = { kind: 'none' };

function markOf(text: string | null): Mark | null {
  if (text === null) return null;
  try {
    return Mark.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** What the script printed: counts, and where the next reading begins. */
export function readCounts(stdout: string): { passed: Passed; left: number; place: string[] | null } {
  const passed = { accepted: 0, sent: 0, refused: 0 };
  let left = 0;
  let place: string[] | null = null;
  for (const line of stdout.split('\n')) {
    const counts = /^passed (-?\d{1,12}) (\d{1,12}) (\d{1,12}) (\d{1,12})$/.exec(line);
    if (counts) {
      // A message that a filter refuses at its end was counted when it began: never less than none.
      passed.accepted += Number(counts[1]);
      passed.sent += Number(counts[2]);
      passed.refused += Number(counts[3]);
      left = Number(counts[4]);
    }
    if (line.startsWith('mark ') || line.startsWith('cursor ')) place = line.split(' ');
  }
  passed.accepted = Math.max(0, passed.accepted);
  return { passed, left, place };
}

/** Counts since `mark` in the log at `place`; the first reading only finds out where the log ends. */
export async function readLogTraffic(
  reach: Reach,
  place: LogPlace,
  rules: TrafficRules,
  mark: string | null,
  signal?: AbortSignal,
): Promise<TrafficReading> {
  if (place.kind === 'none') return { missing: trafficWords.noLog };
  const file = place.kind === 'files' ? (place.files[0] ?? '') : null;
  const source = file === null ? trafficWords.journal : trafficWords.log(file);
  const was = markOf(mark);
  const name = rules.name ?? '';
  const before =
    file === null
      ? was !== null && 'cursor' in was
        ? [was.cursor]
        : ['']
      : was !== null && 'file' in was && was.file === file
        ? [was.inode, String(was.offset)]
        : ['', '0'];
  const result = await commandOf(reach).text(
    {
      argv:
        file === null
          ? ['sh', '-c', journalScript, 'sh', ...before, String(mostLines), rules.awk, name]
          : ['sh', '-c', fileScript, 'sh', file, ...before, String(mostBytes), rules.awk, name],
      deadlineMs: 30_000,
      maxBytes: 65_536,
    },
    signal,
  );
  if (result.exitCode === 3) return { missing: trafficWords.notReadable(file ?? '') };
  const { passed, left, place: at } = readCounts(result.stdout);
  if (result.exitCode !== 0 || result.truncated !== false)
    return { missing: trafficWords.failed(result.stderr.trim().slice(0, 200)) };
  if (file === null) {
    const cursor = at?.[1];
    const next = cursor === undefined ? mark : JSON.stringify({ cursor });
    return { source, mark: next, passed: before[0] === '' ? null : passed };
  }
  const [, inode = '', size = ''] = at ?? [];
  const next = Mark.safeParse({ file, inode, offset: Math.max(0, Number(size) - left) });
  if (!next.success) return { missing: trafficWords.failed(result.stdout.slice(0, 200)) };
  return { source, mark: JSON.stringify(next.data), passed: before[0] === '' ? null : passed };
}
