import { z } from 'zod';
import { commandWords } from '../../../shared/messages/command-mtas.en.ts';
import type { QueueMessage } from '../../../shared/model/message.ts';
import type { CreateListingReader } from '../../ports.ts';
import { createLines } from '../lines.ts';
import { createHarakaReasons, keyOf } from './reasons.ts';

/** File of the queue: arrival_nextattempt_attempts_pid_uid_counter_host, milliseconds (outbound/qfile.js). */
const fileName = /^(\d{10,16})_(\d{10,16})_(\d{1,6})_(\d{1,10})_([0-9A-Za-z]{1,16})_(\d{1,12})_([0-9A-Za-z.-]{1,255})$/;
/** What stays of it when a message is tried: arrival and tag. */
const stable = /^\d{10,16}_[0-9A-Za-z]{1,16}$/;
export const isHarakaId = (id: string): boolean => stable.test(id) || fileName.test(id);

const Address = z.union([
  z.string(),
  z.looseObject({ original: z.string().nullish(), user: z.string().nullish(), host: z.string().nullish() }),
]);
const Todo = z.looseObject({
  file: z.string(),
  size: z.number().nullish(),
  uuid: z.string().nullish(),
  shared: z.boolean().nullish(),
  todo: z.looseObject({ mail_from: Address.nullish(), rcpt_to: z.array(Address), domain: z.string().nullish() }),
});
const Log = z.object({ log: z.string() });
const LogMissing = z.object({ logMissing: z.string() });

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
 * Either lines of our own reading of queue and log (JSON), or `haraka --qlist`: "Q: FILE rcpt:N from:<...> domain:D", which
 * names no recipients. Our own reading calls a message by the parts of its file's name that stay.
 */
export const createHarakaReader: CreateListingReader = (sink) => {
  let unnamed = false;
  let logMissing = false;
  const reasons = createHarakaReasons();
  const onJson = (line: string) => {
    let json: unknown = null;
    try {
      json = JSON.parse(line);
    } catch {
      // told below as a record that could not be read
    }
    const log = Log.safeParse(json);
    if (log.success) {
      reasons.line(log.data.log);
      return;
    }
    if (LogMissing.safeParse(json).success) {
      logMissing = true;
      return;
    }
    const parsed = Todo.safeParse(json);
    const message = parsed.success ? shell(parsed.data.file) : null;
    if (!parsed.success || message === null) {
      sink.skipped('unreadable record', line.slice(0, 500));
      return;
    }
    const { todo, size, file, uuid, shared } = parsed.data;
    message.id = keyOf(file);
    message.size = size ?? null;
    message.sender = todo.mail_from === null || todo.mail_from === undefined ? null : plain(todo.mail_from);
    message.recipients = todo.rcpt_to.map(plain).map((address) => ({
      address,
      reason: message.state === 'deferred' ? reasons.of(file, uuid ?? '', address, shared === true) : null,
    }));
    sink.message(message);
  };
  const onLine = (line: string) => {
    if (line.trim() === '') return;
    if (line.startsWith('{')) {
      onJson(line);
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
      return {
        remarks: [
          ...(unnamed ? [commandWords.haraka.unnamed] : []),
          ...(logMissing ? [commandWords.haraka.noReason] : []),
        ],
        complete: true,
      };
    },
  };
};
