/** One `defer` of a message's own log (msglog), newest last. */
export interface Deferral {
  address: string;
  /** "R=remote T=remote_smtp defer (-44) H=mx [192.0.2.1]: SMTP error ..." as Exim writes it. */
  text: string;
  /** Exim did not try: it only says that the retry time has not come (errno -52 to -54, macros.h). */
  waiting: boolean;
  at: string;
}

/** Undoes what Exim does to unprintable bytes in logs: `\303\274` octal, `\n` for line breaks (spec, "Log files"). */
export function unescapeExim(text: string): string {
  if (!text.includes('\\')) return text;
  const bytes: number[] = [];
  const raw = Buffer.from(text, 'utf8');
  for (let i = 0; i < raw.length; i++) {
    if (raw[i] === 92) {
      const octal = /^[0-3][0-7]{2}/.exec(raw.toString('latin1', i + 1, i + 4))?.[0];
      if (octal !== undefined && parseInt(octal, 8) >= 128) {
        bytes.push(parseInt(octal, 8));
        i += 3;
        continue;
      }
      if (raw[i + 1] === 110) {
        bytes.push(32);
        i += 1;
        continue;
      }
    }
    bytes.push(raw[i] ?? 0);
  }
  return Buffer.from(bytes).toString('utf8');
}

/**
 * A msglog or mainlog line that defers an address: `2026-11-23 15:52:33 ADDRESS [<ORIGINAL>] R=router T=transport defer (ERRNO) ...`.
 * Date and time may have milliseconds and a zone (log_selector +millisec, log_timezone).
 */
const line =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?)(?: [+-]\d{4})? (?:\[\d+\] )?(?:== )?(.*?) ((?:R=\S+ )?(?:T=\S+ )?defer \((-?\d+)\).*)$/;

export function readDeferral(text: string): Deferral | null {
  const m = line.exec(text);
  if (m === null) return null;
  // "local part" <original>: the first address is the one that is tried, the listing shows the original one.
  const addresses = /^(\S.*?)(?: <(.*)>)?$/.exec(m[2] ?? '');
  const errno = Number(m[4]);
  return {
    address: addresses?.[2] ?? addresses?.[1] ?? '',
    text: unescapeExim(m[3] ?? ''),
    waiting: errno <= -52 && errno >= -54,
    at: m[1] ?? '',
  };
}

/** The reason to show for each address: the newest attempt that was really made, else that it only waits. */
export class Deferrals {
  readonly #byMessage = new Map<string, Map<string, Deferral>>();
  readonly #frozen = new Map<string, string>();

  add(id: string, deferral: Deferral): void {
    const of = this.#byMessage.get(id) ?? new Map<string, Deferral>();
    this.#byMessage.set(id, of);
    const key = deferral.address.toLowerCase();
    const before = of.get(key);
    if (
      !before ||
      (before.waiting && !deferral.waiting) ||
      (before.waiting === deferral.waiting && deferral.at >= before.at)
    ) {
      of.set(key, deferral);
    }
  }

  of(id: string, address: string): Deferral | null {
    return this.#byMessage.get(id)?.get(address.toLowerCase()) ?? null;
  }

  /** "Frozen (delivery error message)" of a message's own log. */
  freeze(id: string, text: string): void {
    this.#frozen.set(id, text);
  }

  frozen(id: string): string | null {
    return this.#frozen.get(id) ?? null;
  }

  get size(): number {
    return this.#byMessage.size;
  }
}

/** Causes from the retry database (`exim_dumpdb SPOOL retry`): the key line has the cause, the next line three dates. */
export function readRetryDatabase(text: string): Map<string, string> {
  const out = new Map<string, string>();
  for (const row of text.split('\n')) {
    const m = /^\s{0,4}([TR]):(\S.*?) (-?\d+) (-?\d+) (\S.*)$/.exec(row);
    if (m === null) continue;
    const key = (m[2] ?? '').replace(/^\\?"?|"?$/g, '');
    // T:host:ip[:port], R:domain or R:address:<sender>.
    const name = m[1] === 'T' ? (key.split(':')[0] ?? key) : (key.split(':<')[0] ?? key);
    out.set(`${m[1] ?? ''}:${name.toLowerCase()}`, unescapeExim(m[5] ?? ''));
  }
  return out;
}
