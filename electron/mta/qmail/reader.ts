import type { QueueMessage } from '../../../shared/model/message.ts';
import type { CreateListingReader } from '../../ports.ts';
import { fullDate } from '../dates.ts';
import { createLines } from '../lines.ts';

/** "23 Nov 2026 15:40:58 GMT  #1234  567  <a@lab.example>  bouncing" (qmail-qread(8)). */
const head =
  /^(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d:\d\d) GMT {2}#(\d{1,20}) {2}(\d{1,15}) {2}<(.*)>\s*(bouncing)?\s*$/;
const recipient = /^( {2}done|)\t(local|remote)\t(.*)$/;

/** Output of qmail-qread. It has no reasons; what it could not read it says in lines between the records. */
export const createQmailReader: CreateListingReader = (sink) => {
  let current: QueueMessage | null = null;
  const flush = () => {
    if (current !== null) sink.message(current);
    current = null;
  };
  const onLine = (line: string) => {
    if (line.trim() === '') return;
    const m = head.exec(line);
    if (m !== null) {
      flush();
      current = {
        id: m[5] ?? '',
        queue: m[8] === undefined ? 'queue' : 'bouncing',
        state: m[8] === undefined ? 'deferred' : 'bouncing',
        arrival: fullDate(Number(m[3]), m[2] ?? '', Number(m[1]), m[4] ?? ''),
        size: Number(m[6]),
        sender: m[7] ?? '',
        recipients: [],
      };
      return;
    }
    const r = recipient.exec(line);
    if (r !== null && current !== null) {
      if (r[1] === '') current.recipients.push({ address: r[3] ?? '', reason: null });
      return;
    }
    sink.skipped('not a record', line.slice(0, 500));
  };
  const lines = createLines(onLine, { maxLine: 1024 * 1024 });
  return {
    push: (chunk) => lines.push(chunk),
    end() {
      const cut = lines.end();
      if (cut !== null && cut.trim() !== '')
        sink.skipped('the listing ends in the middle of a line', cut.slice(0, 500));
      flush();
      return { remarks: [], complete: cut === null };
    },
  };
};
