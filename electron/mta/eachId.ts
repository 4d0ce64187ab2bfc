import type { Reach } from '../ports.ts';
import { createLines } from './lines.ts';
import { bounded, commandOf, inParts } from './run.ts';

/**
 * For tools that take one id a call: a fixed loop reads ids from standard input and runs the words given, with the id as their last
 * argument. One remote command for all, an answer line each.
 */
const loop =
  'while IFS= read -r id; do out=$("$@" "$id" </dev/null 2>&1); echo "$? $id $(echo "$out" | tr "\\n\\r" "  ")"; done';

export interface EachAnswer {
  id: string;
  exitCode: number;
  text: string;
}

export async function runEach(
  reach: Reach,
  words: readonly string[],
  ids: readonly string[],
  onAnswer: (answer: EachAnswer) => void,
  options: { msEach: number; signal?: AbortSignal | undefined; script?: string },
): Promise<{ whole: boolean; output: string }> {
  let output = '';
  let whole = true;
  for (const part of inParts(ids, 2000)) {
    const asked = new Set(part);
    const lines = createLines(
      (line) => {
        if (output.length < 64 * 1024) output += `${line}\n`;
        const m = /^(\d+) (\S+) ?(.*)$/.exec(line);
        if (m?.[2] !== undefined && asked.has(m[2]))
          onAnswer({ id: m[2], exitCode: Number(m[1]), text: (m[3] ?? '').trim().slice(0, 500) });
      },
      { maxLine: 65_536 },
    );
    const result = await commandOf(reach).run(
      {
        argv: ['sh', '-c', options.script ?? loop, 'sh', ...words],
        stdin: `${part.join('\n')}\n`,
        deadlineMs: 60_000 + part.length * options.msEach,
        maxBytes: 16 * 1024 * 1024,
      },
      (chunk) => lines.push(chunk),
      options.signal,
    );
    lines.end();
    output += result.stderr;
    if (result.truncated !== false || result.exitCode !== 0) {
      whole = false;
      break;
    }
  }
  return { whole, output: bounded(output) };
}
