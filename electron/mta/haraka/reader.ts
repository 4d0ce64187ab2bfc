import { z } from 'zod';
import type { QueueMessage } from '../../../shared/model/message.ts';
import type { CreateListingReader } from '../../ports.ts';
import { createLines } from '../lines.ts';

/** File of the queue: arrival_nextattempt_attempts_pid_uid_counter_host, milliseconds (outbound/qfile.js). */
export const fileName =
  /^(\d{10,16})_(\d{10,16})_(\d{1,6})_(\d{1,10})_([0-9A-Za-z]{1,16})_(\d{1,12})_([0-9A-Za-z.-]{1,255})$/;

const Address = z.union([
  z.string(),
  z.looseObject({ original: z.string().nullish(), user: z.string().nullish(), host: z.string().nullish() }),
]);
const Todo = z.looseObject({
  file: z.string(),
  size: z.number().nullish(),
  todo: z.looseObject({ mail_from: Address.nullish(), rcpt_to: z.array(Address), domain: z.string().nullish() }),
});

const plain = (address: z.output<typeof Address>): string => {
  const text =
    typeof address === 'string'
      ? address
      : (address.original ?? (address.user ? `${address.user}@${address.host ?? ''}` : ''));
  return text.replace(/^<(.*)>$/, '$1');
};

function shell(file: string): QueueMessage | null {
  const m = fileName.exec(file);
  if (m === null) return null;
  const tries = Number(m[3]);
  return {
    id: file,
    queue: 'queue',
    state: tries > 0 ? 'deferred' : 'active',
    arrival: Math.floor(Number(m[1]) / 1000),
    size: null,
    sender: null,
    recipients: [],
    nextTry: Math.floor(Number(m[2]) / 1000),
    tries,
  };
}

/**
 * Either lines of our own reading of the queue (JSON), or `haraka --qlist`: "Q: FILE rcpt:N from:<...> domain:D", which
 * names no recipients.
 */
export const createHarakaReader: CreateListingReader = (sink) => {
  let unnamed = false;
  const onLine = (line: string) => {
    if (line.trim() === '') return;
    if (line.startsWith('{')) {
      let json: unknown = null;
      try {
        json = JSON.parse(line);
      } catch {
        // told below as a record that could not be read
      }
      const parsed = Todo.safeParse(json);
      const message = parsed.success ? shell(parsed.data.file) : null;
      if (!parsed.success || message === null) {
        sink.skipped('unreadable record', line.slice(0, 500));
        return;
      }
      const { todo, size } = parsed.data;
      message.size = size ?? null;
      message.sender = todo.mail_from === null || todo.mail_from === undefined ? null : plain(todo.mail_from);
      message.recipients = todo.rcpt_to.map((address) => ({ address: plain(address), reason: null }));
      sink.message(message);
      return;
    }
    const q = /^Q: (\S{1,400}) rcpt:(\d{1,6}) from:<(.*)> domain:(\S{0,255})$/.exec(line);
    const message = q === null ? null : shell(q[1] ?? '');
    if (q === null || message === null) {
      sink.skipped('not a record', line.slice(0, 500));
      return;
    }
    message.sender = q[3] ?? '';
    // Only their number and domain are told: the domain stands for them.
    for (let i = 0; i < Math.min(Number(q[2]), 1000); i++) {
      message.recipients.push({ address: `${i === 0 ? '' : String(i + 1)}?@${q[4] ?? ''}`, reason: null });
    }
    unnamed = true;
    sink.message(message);
  };
  const lines = createLines(onLine, { maxLine: 4 * 1024 * 1024 });
  return {
    push: (chunk) => lines.push(chunk),
    end() {
      const last = lines.end();
      if (last !== null && last.trim() !== '') onLine(last);
      return { remarks: unnamed ? ['haraka --qlist names no recipients: "?" stands for each'] : [], complete: true };
    },
  };
};
