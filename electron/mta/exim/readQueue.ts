import type { QueueMessage } from '../../../shared/model/message.ts';
import type { CreateListingReader } from '../../ports.ts';
import { createLines } from '../lines.ts';

/** 16 characters up to 4.96, 23 from 4.97 on; both may be in one spool (spec, "Message identification"). */
export const eximId = /^[0-9A-Za-z]{6}-(?:[0-9A-Za-z]{6}-[0-9A-Za-z]{2}|[0-9A-Za-z]{11}-[0-9A-Za-z]{4})$/;

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Arrival in epoch seconds: the id begins with it in base 62. Case-insensitive systems (macOS, Cygwin) use base 36 and only capitals;
 * such an id read as base 62 lies far from the age shown, which decides.
 */
export function eximArrival(id: string, ageSeconds: number | null, nowMs: number): number | null {
  const read = (base: number): number | null => {
    let value = 0;
    for (const char of id.slice(0, 6)) {
      const digit = digits.indexOf(char);
      if (digit < 0 || digit >= base) return null;
      value = value * base + digit;
    }
    return value;
  };
  const now = nowMs / 1000;
  const plausible = (t: number | null): t is number => t !== null && t > 800_000_000 && t < now + 86_400 * 366;
  const wide = read(62);
  const narrow = read(36);
  if (plausible(wide) && !plausible(narrow)) return wide;
  if (plausible(narrow) && !plausible(wide)) return narrow;
  if (plausible(wide) && plausible(narrow)) {
    const guess = now - (ageSeconds ?? 0);
    return Math.abs(wide - guess) <= Math.abs(narrow - guess) ? wide : narrow;
  }
  return null;
}

const head =
  /^\s*(\d+)([mhd])\s+(?:([\d.]+)([KMG]?)\s+)?([0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4})\s+<(.*?)>(.*)$/;
/** A broken spool file: the id alone, then "*** spool format error ***" (queue.c). */
const broken =
  /^\s*(?:(\d+)([mhd])\s+)?(?:([\d.]+)([KMG]?)\s+)?([0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4})\s*$/;
const recipient = /^ {8}(?: {2}| D|\+D|D ) ?(\S.*)$/;

const unit: Readonly<Record<string, number>> = {
  '': 1,
  K: 1024,
  M: 1024 ** 2,
  G: 1024 ** 3,
  m: 60,
  h: 3600,
  d: 86_400,
};
const scaled = (value: string | undefined, by: string | undefined): number | null =>
  value === undefined ? null : Math.round(Number(value) * (unit[by ?? ''] ?? 1));

/** `exim -bp` (spec, "Options for display"): no reasons there; `D` marks a recipient that is finished, delivered or not. */
export const createEximReader: CreateListingReader = (sink, options = {}) => {
  const now = options.now ?? Date.now();
  let current: QueueMessage | null = null;
  let wreck: string | null = null;
  let cut = false;
  let denied: string | null = null;

  const flush = () => {
    if (current !== null) sink.message(current);
    current = null;
    if (wreck !== null) sink.skipped('a spool file Exim cannot read', wreck);
    wreck = null;
  };
  const open = (m: RegExpExecArray, sender: string | null, frozen: boolean) => {
    const id = m[5] ?? '';
    const age = scaled(m[1], m[2]);
    current = {
      id,
      queue: frozen ? 'frozen' : 'queue',
      state: frozen ? 'frozen' : 'deferred',
      arrival: eximArrival(id, age, now) ?? (age === null ? null : Math.floor(now / 1000) - age),
      size: scaled(m[3], m[4]),
      sender,
      recipients: [],
    };
  };
  const onLine = (line: string) => {
    if (line.trim() === '') {
      flush();
      return;
    }
    const m = head.exec(line);
    if (m && eximId.test(m[5] ?? '')) {
      flush();
      open(m, m[6] ?? '', (m[7] ?? '').includes('*** frozen ***'));
      return;
    }
    const b = broken.exec(line);
    if (b && eximId.test(b[5] ?? '')) {
      flush();
      wreck = line.trim();
      return;
    }
    if (/^\s*\*\*\* spool (format|read) error/.test(line)) {
      wreck = `${wreck ?? ''} ${line.trim()}`.trim();
      return;
    }
    if (current !== null && line.startsWith('        ')) {
      const r = recipient.exec(line);
      if (r) {
        // Finished recipients are no longer waiting.
        if (!/^ {8}(?: D|\+D|D )/.test(line)) current.recipients.push({ address: (r[1] ?? '').trim(), reason: null });
        return;
      }
    }
    if (/permission denied/i.test(line) && /^(exim\d*|LOG):?/.test(line)) denied = line;
    sink.skipped('not a record', line.slice(0, 500));
  };
  const lines = createLines(onLine, { maxLine: 1024 * 1024 });
  return {
    push: (chunk) => lines.push(chunk),
    end() {
      const last = lines.end();
      if (last !== null && last.trim() !== '') {
        // A line without its end may be half an address.
        cut = true;
        sink.skipped('the listing ends in the middle of a record', last.slice(0, 500));
      }
      flush();
      const remarks = cut ? ['The listing ends in the middle of a record.'] : [];
      if (denied !== null) remarks.push(denied);
      return { remarks, complete: !cut && denied === null };
    },
  };
};
