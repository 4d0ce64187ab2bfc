/**
 * How an error crosses from host to window. Electron's bridge copies only an error's message, HTTP only text, so the
 * stable code travels as a prefix of the message and is taken off again on the other side.
 */
export class BridgeError extends Error {
  /** Stable; words for people are found by it. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'BridgeError';
    this.code = code;
  }
}

export interface WireError {
  code: string;
  message: string;
}

/** What a host answers to a request. */
export type Reply = { ok: true; value: unknown } | { ok: false; error: WireError };

const code = /^[a-z][a-z0-9_]{0,63}$/;

/** Code and message of anything thrown. Only an error that carries a code of ours shows its message to the window. */
export function toWireError(thrown: unknown): WireError {
  const found = thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  if (thrown instanceof Error && code.test(found) && found !== 'internal') {
    return { code: found, message: thrown.message.slice(0, 2000) };
  }
  return { code: 'internal', message: 'The request failed inside Queuewatch; the log has the details.' };
}

export const encodeError = (error: WireError): string => `[${error.code}] ${error.message}`;

/** Undoes `encodeError`, whatever was put in front of it on the way. */
export function decodeError(thrown: unknown): BridgeError {
  if (thrown instanceof BridgeError) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const found = /\[([a-z][a-z0-9_]{0,63})\] ([^]*)$/.exec(text);
  return found === null ? new BridgeError('internal', text) : new BridgeError(found[1] ?? 'internal', found[2] ?? '');
}
