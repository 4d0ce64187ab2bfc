import type { Reason } from '../model/reason.ts';
import { longestWait, retryAfter } from './retryAfter.ts';
import { plain } from './text.ts';
import type { TextScan } from './textScan.ts';
import { unwrap } from './unwrap.ts';

/** Where in a text something stands that each text has of its own: the number of a part, or how else to get it. */
type Place = number;
const nowhere: Place = -1;
/** Literal: the same in all of them. */
const fixed: Place = -2;
/** Part of a variable part, or made of several: the text is taken apart again. */
const searched: Place = -3;

/** The answer to all texts of one pattern. */
export interface Pattern {
  readonly reason: Reason;
  /** The text it was learnt from, and its variable parts. */
  readonly bytes: DataView;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly kinds: Int32Array;
  /** See TextScan. */
  readonly code: number;
  /** What ends each part, where that is no punctuation a name may have. */
  readonly stops: readonly string[];
  readonly host: Place;
  readonly ip: Place;
  readonly wait: Place;
  /** Seconds that one of the wait's unit has. */
  readonly unit: number;
  next: Pattern | undefined;
}

const waitOf = (text: string): number | null => retryAfter(plain(unwrap(text).core));

/** Every variable part changed, each in its own way, so that what follows from one of them shows which one it is. */
function changed(text: string, scan: TextScan): string {
  let out = '';
  let from = 0;
  for (let part = 0; part < scan.count; part += 1) {
    const end = scan.ends[part] ?? 0;
    out += text.slice(from, scan.starts[part]);
    out += turned(text.slice(scan.starts[part], end), part);
    from = end;
  }
  return out + text.slice(from);
}

const turned = (text: string, part: number): string =>
  text.replace(/[a-zA-Z0-9]/g, (ch) => {
    const c = ch.charCodeAt(0);
    if (c < 58) return String((c - 48 + 1 + (part % 9)) % 10);
    const first = c < 97 ? 65 : 97;
    return String.fromCharCode(first + ((c - first + 1 + (part % 25)) % 26));
  });

/** Learns from a text that was just scanned and classified in full. */
export function learn(text: string, reason: Reason, scan: TextScan): Pattern {
  const { count, length } = scan;
  const copy = new Uint8Array(length + spare);
  copy.set(scan.bytes.subarray(0, length));
  const { speaker, retryAfter: seconds } = reason;
  let host: Place = nowhere;
  let ip: Place = nowhere;
  let wait: Place = nowhere;
  let unit = 1;
  const named = speaker !== null && (speaker.host !== null || speaker.ip !== null);
  const mayWait = seconds !== null || waitOf(text.replace(/\d+/g, '7')) !== null;
  // Places are counted in bytes: only where a byte is a character are they the same in the text.
  const plainly = scan.plain;
  if (named || mayWait) {
    const other = plainly ? changed(text, scan) : '';
    const placeOf = (now: string | null, then: string | null): Place => {
      if (now === null) return then === null ? nowhere : searched;
      for (let part = 0; part < count; part += 1) {
        const own = text.slice(scan.starts[part], scan.ends[part]);
        if (own === now && turned(own, part) === then) return part;
      }
      return now === then ? fixed : searched;
    };
    if (named) {
      const heard = plainly ? unwrap(other) : null;
      host = heard === null ? searched : placeOf(speaker.host, heard.host);
      ip = heard === null ? searched : placeOf(speaker.ip, heard.ip);
      if (host === fixed && ip === fixed) host = ip = nowhere;
    }
    if (mayWait) {
      wait = searched;
      const then = plainly && seconds !== null ? waitOf(other) : null;
      for (let part = 0; part < count && then !== null && seconds !== null; part += 1) {
        const own = text.slice(scan.starts[part], scan.ends[part]);
        const factor = seconds / Number(own);
        if (![1, 60, 3600, 86400].includes(factor) || Number(turned(own, part)) * factor !== then) continue;
        wait = part;
        unit = factor;
      }
    }
  }
  return {
    reason,
    bytes: new DataView(copy.buffer),
    starts: scan.starts.slice(0, count),
    ends: scan.ends.slice(0, count),
    kinds: scan.kinds.slice(0, count),
    code: scan.code,
    stops: plainly
      ? Array.from(scan.ends.subarray(0, count), (end) => (/[^.:\w-]/.exec(text.charAt(end)) ?? [''])[0])
      : [],
    host,
    ip,
    wait,
    unit,
    next: undefined,
  };
}

/** Whether the scanned text differs from the pattern's in its variable parts only. All else is compared. */
export function fits(pattern: Pattern, scan: TextScan): boolean {
  const { starts, ends, kinds } = pattern;
  const { count } = scan;
  if (starts.length !== count) return false;
  let here = 0;
  let there = 0;
  for (let part = 0; part < count; part += 1) {
    const stop = scan.starts[part] ?? 0;
    if (scan.kinds[part] !== kinds[part] || stop - here !== (starts[part] ?? 0) - there) return false;
    if (!same(scan.view, here, pattern.bytes, there, stop - here)) return false;
    here = scan.ends[part] ?? 0;
    there = ends[part] ?? 0;
  }
  const left = scan.length - here;
  return left === pattern.bytes.byteLength - spare - there && same(scan.view, here, pattern.bytes, there, left);
}

/** Room behind the last byte, so that four can be read at once. */
export const spare = 4;

export function same(a: DataView, from: number, b: DataView, start: number, length: number): boolean {
  let at = 0;
  for (; at + 4 <= length; at += 4) if (a.getInt32(from + at, true) !== b.getInt32(start + at, true)) return false;
  const left = length - at;
  // There is room behind the last byte in both.
  return left === 0 || ((a.getInt32(from + at, true) ^ b.getInt32(start + at, true)) & ((1 << (left * 8)) - 1)) === 0;
}

/** The pattern's answer with the text's own speaker and wait. */
export function answer(pattern: Pattern, text: string, scan: TextScan): Reason {
  const { reason, host, ip, wait } = pattern;
  if (host === nowhere && ip === nowhere && wait === nowhere) return reason;
  let { speaker } = reason;
  if (speaker !== null && (host !== nowhere || ip !== nowhere)) {
    const heard = host === searched || ip === searched ? unwrap(text) : null;
    speaker = {
      kind: speaker.kind,
      host: heard !== null ? heard.host : host < 0 ? speaker.host : text.slice(scan.starts[host], scan.ends[host]),
      ip: heard !== null ? heard.ip : ip < 0 ? speaker.ip : text.slice(scan.starts[ip], scan.ends[ip]),
    };
  }
  return {
    reply: reason.reply,
    enhanced: reason.enhanced,
    phase: reason.phase,
    side: reason.side,
    class: reason.class,
    provider: reason.provider,
    speaker,
    retryAfter: wait === nowhere ? null : waitIn(pattern, text, scan),
    clearsItself: reason.clearsItself,
    confidence: reason.confidence,
    rule: reason.rule,
  };
}

function waitIn({ wait, unit }: Pattern, text: string, scan: TextScan): number | null {
  if (wait !== searched) {
    let count = 0;
    for (let at = scan.starts[wait] ?? 0; at < (scan.ends[wait] ?? 0); at += 1)
      count = count * 10 + (scan.bytes[at] ?? 0) - 48;
    if (count > 0 && count * unit <= longestWait) return count * unit;
  }
  return waitOf(text);
}
