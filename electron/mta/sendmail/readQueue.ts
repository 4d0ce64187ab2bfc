import type { MessageState, QueueMessage } from '../../../shared/model/message.ts';
import type { CreateListingReader } from '../../ports.ts';
import { yearlessDate } from '../dates.ts';
import { createLines } from '../lines.ts';

/** Eight characters of time, then the process id (op.me, "queue"). */
export const sendmailId = /^[0-9A-Za-z]{8}[0-9]{5,7}$/;

/**
 * Id and its sign, size, then either `Www Mmm DD HH:MM` or (with -v) a priority and `Mmm DD HH:MM`, then the sender. Signs: `*` locked,
 * `X` load too high, `-` too young, `?` unsafe.
 */
const head =
  /^([0-9A-Za-z]{8}[0-9]{5,7})([*X?-]?)\s+(\d{1,15})\s+(?:(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat)|-?\d+[+]?)\s+([A-Z][a-z]{2})\s+(\d{1,2}) (\d{2}:\d{2})\s+(.*)$/;
const bare = (text: string): string => text.trim().replace(/^<(.*)>$/, '$1');

/**
 * `sendmail -bp` (mailq(1)), with or without -v. A reason in brackets before the recipients is the message's; with -v each recipient
 * has its own after it. `QUARANTINE: reason` marks held messages. Time of the server's zone, without year.
 */
export const createSendmailReader: CreateListingReader = (sink, options = {}) => {
  const now = options.now ?? Date.now();
  let queue = 'MTA';
  let current: QueueMessage | null = null;
  let common: string | null = null;
  let told: number | null = null;
  let total = 0;
  let seen = 0;
  const problems: string[] = [];

  const flush = () => {
    if (current === null) return;
    for (const r of current.recipients) r.reason ??= common;
    if (current.state === 'unknown')
      current.state = current.recipients.some((r) => r.reason !== null) || common !== null ? 'deferred' : 'incoming';
    sink.message(current);
    seen++;
    current = null;
    common = null;
  };
  const onLine = (line: string) => {
    const m = head.exec(line);
    if (m) {
      flush();
      const sign = m[2] ?? '';
      const state: MessageState = sign === '*' ? 'active' : 'unknown';
      current = {
        id: m[1] ?? '',
        queue,
        state,
        arrival: yearlessDate(m[4] ?? '', Number(m[5]), m[6] ?? '', now),
        size: Number(m[3]),
        sender: bare(m[7] ?? ''),
        recipients: [],
      };
      return;
    }
    const body = line.trim();
    if (body === '') return;
    const count = /\((\d+) requests?\)$/.exec(body) ?? /^(\S+) is empty$/.exec(body);
    if (count) {
      flush();
      queue = /mqueue-client|clientmqueue/.test(body) ? 'MSP' : 'MTA';
      if (/^\d+$/.test(count[1] ?? '')) total += Number(count[1]);
      return;
    }
    const heading = /^(MSP|MTA) Queue status/.exec(body);
    if (heading) {
      flush();
      queue = heading[1] ?? queue;
      return;
    }
    if (body.startsWith('-----Q-ID-----')) return;
    const end = /^Total requests: (\d+)/.exec(body);
    if (end) {
      flush();
      told = (told ?? 0) + Number(end[1]);
      return;
    }
    if (current !== null && /^\s/.test(line)) {
      if (body.startsWith('QUARANTINE:')) {
        current.state = 'held';
        return;
      }
      // The account a local message came from, shown with -v before its recipient.
      if (body.startsWith('(---')) return;
      if (body.startsWith('(')) {
        const reason = body.slice(1, body.endsWith(')') ? -1 : undefined);
        const last = current.recipients.at(-1);
        if (last) last.reason = reason;
        else common = reason;
        return;
      }
      // "8BITMIME" and the like, and continuation lines of a long sender, are no recipients.
      if (/^<.*>$|@|^[\w.+-]+$|^"|^\\|^\|/.test(body) && !/^\d+BIT/.test(body)) {
        current.recipients.push({ address: bare(body), reason: null });
        return;
      }
    }
    if (/permission denied|cannot open|must be root|not authorized/i.test(body)) problems.push(body.slice(0, 200));
    sink.skipped('not a record', line.slice(0, 500));
  };
  const lines = createLines(onLine, { maxLine: 1024 * 1024 });
  return {
    push: (chunk) => lines.push(chunk),
    end() {
      const last = lines.end();
      const cut = last !== null && last.trim() !== '' && !/Total requests: \d+$/.test(last);
      if (cut) sink.skipped('the listing ends in the middle of a record', last.slice(0, 500));
      else if (last !== null) onLine(last);
      flush();
      const expected = told ?? (total > 0 ? total : null);
      const remarks = problems.slice(0, 3);
      if (cut) remarks.push('The listing ends in the middle of a record.');
      if (expected !== null && seen < expected) remarks.push(`${expected} messages announced, ${seen} read.`);
      return { remarks, complete: !cut && problems.length === 0 && told !== null };
    },
  };
};
