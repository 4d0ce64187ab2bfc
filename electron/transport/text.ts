import type { Command, CommandResult, CommandTransport } from '../ports.ts';

/** `text` of a transport in terms of its `run`. */
export function textOf(run: CommandTransport['run']): CommandTransport['text'] {
  return async (command: Command, signal?: AbortSignal): Promise<CommandResult & { stdout: string }> => {
    const chunks: Uint8Array[] = [];
    const result = await run(
      { ...command, maxBytes: command.maxBytes ?? 1024 * 1024 },
      (chunk) => {
        chunks.push(chunk);
      },
      signal,
    );
    return { ...result, stdout: Buffer.concat(chunks).toString('utf8') };
  };
}

/** Collects at most 64 KiB of standard error: the beginning and, when there was more, the end. */
export function createErrorText(): { push(chunk: Uint8Array): void; text(): string } {
  const half = 32 * 1024;
  let head = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  let dropped = 0;
  return {
    push(chunk) {
      const room = half - head.length;
      head = Buffer.concat([head, chunk.subarray(0, Math.max(0, room))]);
      if (chunk.length <= room) return;
      tail = Buffer.concat([tail, chunk.subarray(Math.max(0, room))]);
      if (tail.length > half) {
        dropped += tail.length - half;
        tail = tail.subarray(tail.length - half);
      }
    },
    text: () =>
      dropped === 0
        ? Buffer.concat([head, tail]).toString('utf8')
        : `${head.toString('utf8')}\n[${dropped} bytes left out]\n${tail.toString('utf8')}`,
  };
}
