/**
 * Bytes as a string of characters 0-255, so that structure (headers, boundaries) can be read before any charset is known.
 * Built in slices: `String.fromCharCode` takes its input as arguments.
 */
export function latin1(bytes: Uint8Array, from = 0, to = bytes.length): string {
  let out = '';
  for (let at = from; at < to; at += 8192) {
    out += String.fromCharCode(...bytes.subarray(at, Math.min(at + 8192, to)));
  }
  return out;
}

/** The bytes of a string of characters 0-255. */
export function bytesOf(text: string): Uint8Array {
  const out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i) & 0xff;
  return out;
}

const lf = 0x0a;
const cr = 0x0d;

/** Start of the line after `at`; the length when there is none. */
export function nextLine(bytes: Uint8Array, at: number, end = bytes.length): number {
  const found = bytes.indexOf(lf, at);
  return found < 0 || found >= end ? end : found + 1;
}

/** Whether the line that starts at `at` is empty (LF or CRLF alone). */
export function blankLine(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === lf || (bytes[at] === cr && bytes[at + 1] === lf);
}
