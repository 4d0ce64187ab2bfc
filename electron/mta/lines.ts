/**
 * Bytes to lines. Decoded a block at a time up to the last newline, so a character split over chunks is whole, and bytes that
 * are no UTF-8 become U+FFFD. A line over the limit is dropped and told as such.
 */
export interface Lines {
  push(chunk: Uint8Array): void;
  /** Ends the input; returns the last line when it had no newline. */
  end(): string | null;
}

export function createLines(
  onLine: (line: string) => void,
  options: { maxLine?: number; onTooLong?: (start: string) => void } = {},
): Lines {
  const maxLine = options.maxLine ?? 64 * 1024 * 1024;
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  let dropping = false;
  const decode = (bytes: Uint8Array): string =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');

  const emit = (text: string) => {
    let from = 0;
    for (;;) {
      const at = text.indexOf('\n', from);
      if (at < 0) break;
      const end = at > from && text.charCodeAt(at - 1) === 13 ? at - 1 : at;
      onLine(text.slice(from, end));
      from = at + 1;
    }
  };
  const joined = (last: Uint8Array): Uint8Array => (rest.length === 0 ? last : Buffer.concat([...rest, last]));

  return {
    push(chunk) {
      const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      let block: Buffer = buffer;
      if (dropping) {
        const at = buffer.indexOf(10);
        if (at < 0) return;
        dropping = false;
        block = buffer.subarray(at + 1);
      }
      const last = block.lastIndexOf(10);
      if (last < 0) {
        if (block.length === 0) return;
        rest.push(Uint8Array.prototype.slice.call(block));
        restBytes += block.length;
        if (restBytes > maxLine) {
          options.onTooLong?.(decode(joined(new Uint8Array(0)).subarray(0, 200)));
          rest = [];
          restBytes = 0;
          dropping = true;
        }
        return;
      }
      const whole = joined(block.subarray(0, last + 1));
      rest = [];
      restBytes = 0;
      emit(decode(whole));
      if (last + 1 < block.length) {
        rest.push(Uint8Array.prototype.slice.call(block, last + 1));
        restBytes = block.length - last - 1;
      }
    },
    end() {
      if (restBytes === 0) return null;
      const line = decode(joined(new Uint8Array(0)));
      rest = [];
      restBytes = 0;
      return line.endsWith('\r') ? line.slice(0, -1) : line;
    },
  };
}
