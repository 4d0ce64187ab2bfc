import type { QueueMessage } from '../../../shared/model/message.ts';
import type { CreateListingReader } from '../../ports.ts';
import { createLines } from '../lines.ts';

const units: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

/** " 2.4K" of `mailq -batch`; null when it is no size. */
export function courierSize(text: string): number | null {
  const m = /^(\d{1,12}(?:\.\d+)?)([KMG]?)$/.exec(text.trim());
  return m === null ? null : Math.round(Number(m[1]) * (units[m[2] ?? ''] ?? 1));
}

/**
 * `mailq -batch`: "size;qid;date;user;from;[status;recipient]...;" a message, "messages: N" at the end (mailq(1) of
 * courier-mta). Values are not escaped: a row whose id is not where it should be is left out and counted.
 */
export const createCourierReader: CreateListingReader = (sink, options = {}) => {
  let told: number | null = null;
  let seen = 0;
  const onLine = (line: string) => {
    if (line.trim() === '') return;
    const end = /^messages: (\d{1,12})$/.exec(line.trim());
    if (end !== null) {
      told = Number(end[1]);
      return;
    }
    const fields = line.split(';');
    const id = (fields[1] ?? '').trim();
    if (!/^[0-9A-F]{16}\.[0-9A-F]{8}\.[0-9A-F]{8}$/.test(id)) {
      sink.skipped('not a record', line.slice(0, 500));
      return;
    }
    seen += 1;
    const message: QueueMessage = {
      id,
      queue: 'queue',
      state: 'deferred',
      arrival: arrivalOf(id, options.now),
      size: courierSize(fields[0] ?? ''),
      sender: (fields[4] ?? '').trim(),
      recipients: [],
    };
    for (let i = 5; i + 1 < fields.length; i += 2) {
      const status = (fields[i] ?? '').trim();
      const address = (fields[i + 1] ?? '').trim();
      if (address !== '' && status === '') message.recipients.push({ address, reason: null });
    }
    sink.message(message);
  };
  const lines = createLines(onLine, { maxLine: 4 * 1024 * 1024 });
  return {
    push: (chunk) => lines.push(chunk),
    end() {
      const last = lines.end();
      if (last !== null) {
        if (last.trim().startsWith('messages:')) onLine(last);
        else sink.skipped('the listing ends in the middle of a record', last.slice(0, 500));
      }
      return { remarks: [], complete: told !== null && told === seen };
    },
  };
};

/** The middle part of a queue id is the time it was made, in hexadecimal seconds; refused when it cannot be. */
function arrivalOf(id: string, now = Date.now()): number | null {
  const seconds = Number.parseInt(id.split('.')[1] ?? '', 16);
  return seconds > 631_152_000 && seconds * 1000 < now + 86_400_000 ? seconds : null;
}
