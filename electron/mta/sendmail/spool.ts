import type { ServerConfig } from '../../../shared/model/server.ts';
import type { Reach } from '../../ports.ts';
import { createLines } from '../lines.ts';
import { checkElevation, commandOf } from '../run.ts';
import { createControlReader, headersOfQf, type ControlReader } from './control.ts';
import { controlLines, needsElevation, queueFile, type Facts } from './facts.ts';

/** What the control files of all queues say; `read` is false where this account may not look. */
export async function readControl(
  reach: Reach,
  config: ServerConfig,
  facts: Facts,
  signal?: AbortSignal,
): Promise<{ control: ControlReader; read: boolean }> {
  const control = createControlReader();
  const lines = createLines((line) => control.line(line.slice(0, 16_384)), { maxLine: 1024 * 1024 });
  const result = await commandOf(reach).run(
    {
      argv: controlLines(facts),
      elevated: needsElevation(config, facts),
      deadlineMs: 5 * 60_000,
      maxBytes: 256 * 1024 * 1024,
      compress: true,
    },
    (chunk) => lines.push(chunk),
    signal,
  );
  const last = lines.end();
  if (last !== null && result.truncated === false) control.line(last);
  // grep says 1 for "nothing found", and 2 when it could not look somewhere.
  return { control, read: result.exitCode === 1 || result.exitCode === 0 || control.size > 0 };
}

/** Headers or body of one message; null when it is not there any more. */
export async function readMessage(
  reach: Reach,
  config: ServerConfig,
  facts: Facts,
  id: string,
  what: 'headers' | 'body',
  signal?: AbortSignal,
): Promise<{ text: string; truncated: boolean } | null> {
  for (const kind of what === 'headers' ? (['qf', 'hf'] as const) : (['df'] as const)) {
    const result = await commandOf(reach).text(
      {
        argv: queueFile(facts, kind, id),
        elevated: needsElevation(config, facts),
        deadlineMs: 30_000,
        maxBytes: what === 'headers' ? 256 * 1024 : 64 * 1024,
      },
      signal,
    );
    checkElevation(result);
    if (result.stdout === '') continue;
    return {
      text: what === 'headers' ? headersOfQf(result.stdout) : result.stdout,
      truncated: result.truncated !== false,
    };
  }
  return null;
}
