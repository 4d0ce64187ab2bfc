import type { QueueMessage, QueueRecipient } from '../../../shared/model/message.ts';
import type { ListSink, ListingReader } from '../../ports.ts';
import { createLines } from '../lines.ts';
import { postfixStates } from './states.ts';

/** `postqueue -j` (postqueue(1), "JSON OBJECT FORMAT"): a line an object; members we do not know are ignored, as it asks. */
interface Row {
  queue_name?: unknown;
  queue_id?: unknown;
  arrival_time?: unknown;
  message_size?: unknown;
  forced_expire?: unknown;
  sender?: unknown;
  recipients?: unknown;
}
interface RowRecipient {
  address?: unknown;
  orig_address?: unknown;
  delay_reason?: unknown;
  bounce_reason?: unknown;
  other_reason?: unknown;
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const count = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;

function recipientsOf(list: readonly unknown[]): QueueRecipient[] {
  const out: QueueRecipient[] = [];
  for (const entry of list) {
    if (typeof entry !== 'object' || entry === null) continue;
    const r = entry as RowRecipient;
    const address = text(r.address);
    if (address === null) continue;
    const reason = text(r.delay_reason) ?? text(r.bounce_reason) ?? text(r.other_reason);
    const recipient: QueueRecipient = { address, reason };
    if (typeof r.orig_address === 'string') recipient.original = r.orig_address;
    out.push(recipient);
  }
  return out.length < 2 ? out : withoutRepeats(out);
}

/**
 * Over duplicate_filter_limit deferred recipients (default 1000) Postfix lists some twice, the second time without the reason:
 * keep one entry an address, the one with a reason.
 */
function withoutRepeats(list: QueueRecipient[]): QueueRecipient[] {
  if (list.length <= 8) {
    let repeated = false;
    for (let i = 1; i < list.length && !repeated; i++) {
      for (let k = 0; k < i; k++) if (list[k]?.address === list[i]?.address) repeated = true;
    }
    if (!repeated) return list;
  }
  const byAddress = new Map<string, QueueRecipient>();
  for (const recipient of list) {
    const before = byAddress.get(recipient.address);
    if (before === undefined || (before.reason === null && recipient.reason !== null)) {
      byAddress.set(recipient.address, recipient);
    }
  }
  return byAddress.size === list.length ? list : [...byAddress.values()];
}

/** @param nullSender what this Postfix prints for the null sender (`empty_address_recipient`). */
export function postfixMessage(row: Row, nullSender = 'MAILER-DAEMON'): QueueMessage | null {
  const id = row.queue_id;
  if (typeof id !== 'string' || id === '' || !Array.isArray(row.recipients)) return null;
  const queue = text(row.queue_name) ?? '';
  const sender = text(row.sender);
  const message: QueueMessage = {
    id,
    queue,
    state: postfixStates[queue] ?? 'unknown',
    arrival: count(row.arrival_time),
    size: count(row.message_size),
    sender: sender === nullSender ? '' : sender,
    recipients: recipientsOf(row.recipients),
  };
  if (row.forced_expire === true) message.forcedExpire = true;
  return message;
}

const start = '{"queue_name"';

export function createJsonReader(sink: ListSink, options: { nullSender?: string } = {}): ListingReader {
  const remarks = new Set<string>();
  let complete = true;

  const parse = (line: string): boolean => {
    let row: unknown;
    try {
      row = JSON.parse(line);
    } catch {
      return false;
    }
    const message = typeof row === 'object' && row !== null ? postfixMessage(row, options.nullSender) : null;
    if (message === null) return false;
    sink.message(message);
    return true;
  };
  const other = (line: string) => {
    // A prompt before an object, or a cut object with the next one right behind it: nothing readable is lost.
    const at = line.indexOf(start, 1);
    if (at > 0) {
      sink.skipped('text before a record', line.slice(0, Math.min(at, 500)));
      if (!parse(line.slice(at))) other(line.slice(at));
      return;
    }
    if (line.trim() === '') {
      sink.skipped('an empty line', '');
      return;
    }
    if (line.startsWith(start)) {
      sink.skipped('a record that cannot be read', line.slice(0, 500));
      return;
    }
    if (line.includes('Mail system is down')) remarks.add('The mail system is down; the queue was read directly.');
    if (/^postqueue: (fatal|panic):/.test(line)) {
      complete = false;
      remarks.add(line.slice(0, 300));
    }
    sink.skipped('not a record', line.slice(0, 500));
  };
  const onLine = (line: string) => {
    if (line.charCodeAt(0) === 123 && parse(line)) return;
    other(line);
  };
  const lines = createLines(onLine, { onTooLong: (begin) => sink.skipped('a record over 64 MiB', begin) });
  return {
    push: (chunk: Uint8Array) => lines.push(chunk),
    end() {
      const last = lines.end();
      if (last !== null) {
        if (!(last.charCodeAt(0) === 123 && parse(last))) {
          if (last.startsWith('{')) {
            complete = false;
            remarks.add('The listing ends in the middle of a record.');
          }
          other(last);
        }
      }
      return { remarks: [...remarks], complete };
    },
  };
}
