import { createLines } from './lines.ts';
import { bounded } from './run.ts';

/** What a script said about one id; `refused`: why it did not take the verb, in the MTA's words. */
export interface ScriptAnswer {
  id: string;
  refused: string | null;
}

/**
 * Reads the answers of a script that acts on ids, a line each: what was taken, what was refused, and the lines themselves for the
 * audit. An id nobody asked for counts for nothing: a line may quote a stranger.
 */
export function createAnswers(ids: readonly string[], read: (line: string) => ScriptAnswer | null) {
  const asked = new Set(ids);
  const submitted = new Set<string>();
  const refused = new Map<string, string>();
  let output = '';
  const lines = createLines(
    (line) => {
      if (output.length < 65_536) output += `${line}\n`;
      const answer = read(line);
      if (answer === null || !asked.has(answer.id)) return;
      if (answer.refused === null) submitted.add(answer.id);
      else refused.set(answer.id, answer.refused);
    },
    { maxLine: 65_536 },
  );
  return {
    push: (chunk: Uint8Array): void => lines.push(chunk),
    end(stderr: string) {
      lines.end();
      return { submitted, refused, output: bounded(output + stderr) };
    },
  };
}
