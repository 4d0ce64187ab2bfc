import { createGunzip, constants, type Gunzip } from 'node:zlib';

/**
 * Standard output as it comes from a far end: what the login printed before the marker is dropped, gzip is unpacked, and the
 * limit is kept. Without the marker (a forced command, a shell that is none) everything is passed on as it came.
 */
export interface Output {
  /** False: the source should pause until `drained` is called. */
  push(chunk: Uint8Array): boolean;
  /** Resolves when everything was delivered. */
  end(): Promise<void>;
  readonly bytes: number;
  readonly limited: boolean;
  /** The command was started: the marker came. */
  readonly started: boolean;
  readonly noise: number;
}

export interface OutputOptions {
  marker: string | null;
  maxBytes: number;
  onStdout: (chunk: Uint8Array) => void;
  /** The limit was reached: the source may stop. */
  onLimit: () => void;
  drained: () => void;
}

/** Login noise longer than this is no noise any more. */
const searchLimit = 256 * 1024;

export function createOutput(options: OutputOptions): Output {
  const { marker, maxBytes, onStdout } = options;
  let bytes = 0;
  let limited = false;
  let noise = 0;
  let started = marker === null;
  let searching = marker !== null;
  let held: Buffer = Buffer.alloc(0);
  let gunzip: Gunzip | null = null;
  let unpacked: Promise<void> | null = null;

  const deliver = (chunk: Uint8Array) => {
    if (limited || chunk.length === 0) return;
    const room = maxBytes - bytes;
    const part = chunk.length > room ? chunk.subarray(0, room) : chunk;
    bytes += part.length;
    if (part.length > 0) onStdout(part);
    if (chunk.length > room) {
      limited = true;
      options.onLimit();
    }
  };

  const unpack = () => {
    // Z_SYNC_FLUSH: a stream that was cut gives everything up to the cut and no error.
    const zip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: 128 * 1024 });
    gunzip = zip;
    unpacked = new Promise((resolve) => {
      zip.on('data', deliver);
      zip.on('drain', () => options.drained());
      zip.on('end', resolve);
      zip.on('close', resolve);
      zip.on('error', () => {
        limited = true;
        options.onLimit();
        resolve();
      });
    });
  };

  const pass = (chunk: Uint8Array): boolean => {
    if (gunzip === null) {
      deliver(chunk);
      return true;
    }
    return limited || gunzip.write(chunk);
  };

  return {
    push(chunk) {
      if (!searching) return pass(chunk);
      held = Buffer.concat([held, chunk]);
      const at = held.indexOf(`\n${marker ?? ''}`);
      const close = at < 0 ? -1 : held.indexOf('\n', at + 1);
      if (close >= 0) {
        searching = false;
        started = true;
        noise = at;
        if (held.toString('latin1', at, close).trimEnd().endsWith('z')) unpack();
        const rest = held.subarray(close + 1);
        held = Buffer.alloc(0);
        return rest.length === 0 || pass(rest);
      }
      if (held.length > searchLimit) {
        searching = false;
        const rest = held;
        held = Buffer.alloc(0);
        return pass(rest);
      }
      return true;
    },
    async end() {
      if (searching) {
        searching = false;
        deliver(held);
      }
      gunzip?.end();
      await unpacked;
    },
    get bytes() {
      return bytes;
    },
    get limited() {
      return limited;
    },
    get started() {
      return started;
    },
    get noise() {
      return noise;
    },
  };
}
