import type { MessageState, QueueMessage } from '../../../shared/model/message.ts';
import type { ListSink, ListingReader } from '../../ports.ts';
import { yearlessDate } from '../dates.ts';
import { createLines } from '../lines.ts';

/** Id, status, size, day, time (server's zone, no year), sender. Columns run together when values are long: split on blanks. */
const head =
  /^([0-9A-Za-z_]{5,255})([*!#]*)\s+(\d{1,15})\s+(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2})\s+(\d{1,2}) (\d{2}:\d{2}:\d{2})(?:\s+(\S.*))?$/;
const trailer = /^-- \d+ [KMG]?bytes in (\d+) Requests?\.?$/i;

/**
 * `postqueue -p` (showq_compat.c). A reason stands before the recipients it applies to and is printed only when it changes;
 * "(reason unavailable)" ends it. Without a status sign a message is deferred, incoming or in maildrop: the reason tells them apart,
 * as a message gets into the deferred queue only with a delivery that failed (defer(8)).
 */
export function createTextReader(sink: ListSink, options: { now?: number; nullSender?: string } = {}): ListingReader {
  const now = options.now ?? Date.now();
  const nullSender = options.nullSender ?? 'MAILER-DAEMON';
  const remarks = new Set<string>();
  let current: QueueMessage | null = null;
  let reason: string | null = null;
  let seen = 0;
  let told: number | null = null;
  let empty = false;
  let fatal = false;

  const flush = () => {
    if (current === null) return;
    if (current.state === 'unknown') {
      current.state = current.recipients.some((r) => r.reason !== null) ? 'deferred' : 'incoming';
      current.queue = current.state;
    }
    const byAddress = new Map<string, (typeof current.recipients)[number]>();
    for (const r of current.recipients) {
      const before = byAddress.get(r.address);
      if (before === undefined || (before.reason === null && r.reason !== null)) byAddress.set(r.address, r);
    }
    current.recipients = [...byAddress.values()];
    sink.message(current);
    seen++;
    current = null;
  };

  const onLine = (line: string) => {
    if (line.trim() === '') {
      flush();
      return;
    }
    const m = head.exec(line);
    if (m) {
      flush();
      const signs = m[2] ?? '';
      const state: MessageState = signs.includes('*') ? 'active' : signs.includes('!') ? 'held' : 'unknown';
      const sender = (m[7] ?? '').trim();
      current = {
        id: m[1] ?? '',
        queue: state === 'active' ? 'active' : state === 'held' ? 'hold' : '',
        state,
        arrival: yearlessDate(m[4] ?? '', Number(m[5]), m[6] ?? '', now),
        size: Number(m[3]),
        sender: sender === nullSender ? '' : sender,
        recipients: [],
      };
      if (signs.includes('#')) current.forcedExpire = true;
      reason = null;
      return;
    }
    const body = line.trim();
    if (current !== null && body.startsWith('(') && body.endsWith(')')) {
      const inner = body.slice(1, -1);
      reason = inner === 'reason unavailable' ? null : inner;
      return;
    }
    if (current !== null && /^\s/.test(line)) {
      current.recipients.push({ address: body, reason });
      return;
    }
    const end = trailer.exec(line);
    if (end) {
      flush();
      told = Number(end[1]);
      return;
    }
    if (/^-+Queue ID-+/.test(line)) return;
    if (line.startsWith('Mail queue is empty')) {
      empty = true;
      return;
    }
    if (line.includes('Mail system is down')) remarks.add('The mail system is down; the queue was read directly.');
    if (/^(postqueue|mailq|sendmail): (fatal|panic):/.test(line)) {
      fatal = true;
      remarks.add(line.slice(0, 300));
    }
    sink.skipped('not a record', line.slice(0, 500));
  };
  const lines = createLines(onLine, { maxLine: 1024 * 1024 });

  return {
    push: (chunk) => lines.push(chunk),
    end() {
      const last = lines.end();
      // A last line without newline may be cut anywhere: an address of it would be a wrong one.
      const cut = last !== null && last.trim() !== '' && !trailer.test(last) && !last.startsWith('Mail queue is empty');
      if (last !== null && !cut) onLine(last);
      else if (cut) sink.skipped('the listing ends in the middle of a record', last.slice(0, 500));
      flush();
      const whole = told !== null || empty;
      if (!whole) remarks.add('The end of the listing is missing.');
      else if (told !== null && told !== seen) remarks.add(`${told} messages announced, ${seen} read.`);
      return { remarks: [...remarks], complete: whole && !fatal };
    },
  };
}
