/**
 * The queue page of chasquid's monitoring listener. Source: albertito/chasquid internal/queue/queue.go (DumpString). Plain
 * text; items come in no order, each ends with an empty line. Only the failures are quoted (Go's %q).
 */
import { apiWords } from '../../../shared/messages/api-mtas.en.ts';
import type { QueueMessage } from '../../../shared/model/message.ts';
import type { CreateListingReader, ListSink } from '../../ports.ts';
import { createLines } from '../lines.ts';
import { driftRemarks } from './records.ts';

/** Go's %q: backslash escapes as in a Go string literal. */
export function unquoteGo(text: string): string {
  const simple: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };
  const inner = text.startsWith('"') && text.endsWith('"') && text.length > 1 ? text.slice(1, -1) : text;
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const [, raw = '', hex, u4, u8, single] of inner.matchAll(
    /([^\\]+)|\\x([0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\([\s\S])/g,
  )) {
    if (raw !== '') for (const byte of encoder.encode(raw)) bytes.push(byte);
    else if (hex !== undefined) bytes.push(Number.parseInt(hex, 16));
    else if (u4 !== undefined || u8 !== undefined) {
      const point = Number.parseInt(u4 ?? u8 ?? '', 16);
      bytes.push(...encoder.encode(point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd'));
    } else if (single !== undefined) bytes.push(...encoder.encode(simple[single] ?? single));
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}

/** "2026-11-23 15:54:50.123456789 +0000 UTC" (Go's time.Time.String), epoch seconds. */
export function goTime(text: string): number | null {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? ([+-]\d\d)(\d\d)\b/.exec(text);
  if (match === null) return null;
  const ms = Date.parse(`${match[1] ?? ''}T${match[2] ?? ''}${match[3] ?? ''}:${match[4] ?? ''}`);
  return Number.isNaN(ms) ? null : Math.floor(ms / 1000);
}

/** What every item has; an item without one of them is not what the source describes. */
const fields = ['created at', 'from', 'to', 'recipient', 'last failure'] as const;
type Field = (typeof fields)[number];

interface Open {
  message: QueueMessage;
  /** The recipient of the lines that follow still waits. */
  pending: boolean;
  seen: Set<Field>;
  /** The last recipient's failure was told: the item may end here. */
  told: boolean;
}

export interface ChasquidPage {
  line(text: string): void;
  /** Ends the page: what it announced, what came, whether that is all, and in which field it differs from what is known. */
  end(): { announced: number | null; items: number; complete: boolean; drift: string[] };
}

export function createChasquidPage(sink: ListSink): ChasquidPage {
  let open: Open | null = null;
  let announced: number | null = null;
  let items = 0;
  let torn = false;
  const missing = new Map<string, number>();
  const flush = (ended: boolean) => {
    if (open === null) return;
    const { message, seen } = open;
    // The last item of a copied page may have lost its empty line.
    const whole = ended || (open.told && fields.every((field) => seen.has(field)));
    open = null;
    torn = !whole;
    for (const field of fields) {
      if (whole && !seen.has(field)) missing.set(field, (missing.get(field) ?? 0) + 1);
    }
    if (!whole) sink.skipped('middle of a record', `## Item ${message.id}`);
    if (message.sender !== null || message.recipients.length > 0) sink.message(message);
  };
  const inside = (at: Open, line: string): boolean => {
    const recipient = /^([A-Z_]+) (.*) \(([A-Z_]+)\)$/.exec(line);
    if (recipient !== null) {
      at.seen.add('recipient');
      at.told = false;
      // SENT and FAILED recipients do not wait any more.
      at.pending = recipient[1] === 'PENDING';
      if (at.pending) at.message.recipients.push({ address: recipient[2] ?? '', reason: null });
    } else if (line.startsWith('created at: ')) {
      at.message.arrival = goTime(line.slice(12));
      if (at.message.arrival !== null) at.seen.add('created at');
    } else if (line.startsWith('from: ')) {
      at.seen.add('from');
      at.message.sender = /^from: (?:<>)?(.*)$/.exec(line)?.[1] ?? '';
    } else if (line.startsWith('  last failure: ')) {
      at.seen.add('last failure');
      at.told = true;
      const reason = unquoteGo(line.slice(16));
      const last = at.message.recipients.at(-1);
      if (at.pending && last !== undefined && reason !== '') {
        last.reason = reason;
        at.message.state = 'deferred';
      }
    } else if (line.startsWith('to: ')) at.seen.add('to');
    else return line.startsWith('  original address: ');
    return true;
  };
  return {
    line(line) {
      const id = /^## Item (\S{1,64})\s*$/.exec(line)?.[1];
      if (id !== undefined) {
        flush(false);
        items += 1;
        open = {
          message: { id, queue: 'queue', state: 'active', arrival: null, size: null, sender: null, recipients: [] },
          pending: false,
          seen: new Set(),
          told: false,
        };
      } else if (line === '') flush(true);
      else if (open !== null) {
        if (!inside(open, line)) sink.skipped('unknown line', line.slice(0, 500));
      } else {
        const length = /^length: (\d{1,9})$/.exec(line)?.[1];
        if (length !== undefined) announced = (announced ?? 0) + Number(length);
        else if (!/^# Queue status$|^date: /.test(line)) sink.skipped('not a record', line.slice(0, 500));
      }
    },
    end() {
      flush(false);
      const complete = announced !== null && items >= announced && !torn;
      return { announced, items, complete, drift: driftRemarks([{ read: items, broken: missing }], apiWords.changed) };
    },
  };
}

/** A page that was saved, for instance by curl. */
export const createChasquidReader: CreateListingReader = (sink) => {
  const page = createChasquidPage(sink);
  const lines = createLines((line) => page.line(line), { maxLine: 4 * 1024 * 1024 });
  return {
    push: (chunk) => lines.push(chunk),
    end() {
      const last = lines.end();
      if (last !== null) page.line(last);
      const { announced, items, complete, drift } = page.end();
      const cut = announced !== null && !complete ? [apiWords.chasquid.cut(items, announced)] : [];
      return { remarks: [...cut, ...drift], complete };
    },
  };
};
