/**
 * Why Haraka's messages wait. Its queue does not tell; its log does (outbound/hmail.js): "recipient <a> deferred: 451 ..."
 * for one recipient, "Temp failing FILE for N seconds: TEXT" for a whole attempt, "Failed to get socket: TEXT" for a
 * connection.
 */
import { z } from 'zod';
import type { QueueMessage, QueueRecipient } from '../../../shared/model/message.ts';

/** Arrival and tag of a file's name: the two parts that stay when Haraka renames it at an attempt. */
export function keyOf(file: string): string {
  const parts = file.split('_');
  return parts.length === 7 ? `${parts[0] ?? ''}_${parts[4] ?? ''}` : file;
}

const Json = z.looseObject({ uuid: z.string(), origin: z.string(), message: z.string() });

export interface HarakaLine {
  uuid: string;
  message: string;
  /** Epoch milliseconds where the line has a time of its own (log.ini, timestamps=true). */
  at: number | null;
}

/** A line of the outbound log in any of the three formats of log.ini; null for other lines. */
export function harakaLine(line: string): HarakaLine | null {
  const time = /(?:^|\s)(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\s/.exec(line.slice(0, 200))?.[1];
  const at = time === undefined ? null : Date.parse(time);
  const plain = /\[[A-Z]{4,8}\] \[([^\]\s]{1,80})\] \[outbound\] {1,3}(.*)$/.exec(line);
  if (plain) return { uuid: plain[1] ?? '', message: plain[2] ?? '', at };
  const pairs = /\blevel=[A-Z]{4,8} uuid=(\S{1,80}) origin=outbound message=(?:"((?:[^"\\]|\\.)*)"|(\S*))(.*)$/.exec(
    line,
  );
  if (pairs) {
    const text = pairs[2]?.replace(/\\(["\\])/g, '$1').replace(/\\[rn]/g, ' ') ?? pairs[3] ?? '';
    return { uuid: pairs[1] ?? '', message: `${text}${pairs[4] ?? ''}`, at };
  }
  const brace = line.indexOf('{');
  if (brace < 0) return null;
  try {
    const json = Json.safeParse(JSON.parse(line.slice(brace)));
    if (!json.success || json.data.origin !== 'outbound') return null;
    const file = json.data['delivered file'];
    const rcpts = json.data['rcpts'];
    const delivered =
      typeof file === 'string' ? `delivered file=${file} rcpts=${typeof rcpts === 'string' ? rcpts : ''}` : '';
    return { uuid: json.data.uuid, message: `${json.data.message}${delivered}`, at };
  } catch {
    return null;
  }
}

export interface HarakaReasons {
  line(text: string): void;
  /** @param shared other files of the queue share the log id, so that connections cannot be told apart. */
  of(file: string, uuid: string, address: string, shared: boolean): string | null;
}

const bare = (address: string): string => address.replace(/^<(.*)>$/, '$1').toLowerCase();

export function createHarakaReasons(): HarakaReasons {
  const recipients = new Map<string, string>();
  const attempts = new Map<string, { text: string; socket: string | null }>();
  const sockets = new Map<string, string>();
  return {
    line(text) {
      const read = harakaLine(text);
      if (read === null) return;
      const { uuid, message } = read;
      const deferred = /^recipient (\S{1,400}) deferred: (.+)$/.exec(message);
      if (deferred) {
        recipients.set(`${uuid} ${bare(deferred[1] ?? '')}`, deferred[2] ?? '');
        return;
      }
      const failed = /^Temp failing (\S{1,400}) for [\d.]{1,20} seconds: (.+)$/.exec(message);
      if (failed) {
        attempts.set(keyOf(failed[1] ?? ''), { text: failed[2] ?? '', socket: sockets.get(uuid) ?? null });
        return;
      }
      if (/^Failed to get socket: |^Ongoing connection failed to |^Remote end .* closed connection/.test(message))
        sockets.set(uuid, message.replace(/^Failed to get socket: (?:Error: )?/, ''));
    },
    of(file, uuid, address, shared) {
      const attempt = attempts.get(keyOf(file));
      const own = recipients.get(`${uuid} ${bare(address)}`) ?? null;
      if (attempt === undefined) return own;
      if (attempt.text.startsWith('Some recipients temp failed')) return own ?? attempt.text;
      if (attempt.text !== 'Tried all MXs' || attempt.socket === null || shared) return attempt.text;
      return `${attempt.text}: ${attempt.socket}`;
    },
  };
}

/**
 * Reasons told at earlier looks: a log is read from its end only, and a message may wait longer than that reaches back. They
 * hold as long as the message was not tried again.
 */
export function createReasonMemory() {
  const known = new Map<string, ReadonlyMap<string, string>>();
  const keyed = (message: QueueMessage): string => `${message.id} ${String(message.tries ?? 0)}`;
  return {
    fill(message: QueueMessage): void {
      const before = known.get(keyed(message));
      const told = new Map<string, string>();
      const add = (recipient: QueueRecipient) => {
        recipient.reason ??= before?.get(recipient.address) ?? null;
        if (recipient.reason !== null) told.set(recipient.address, recipient.reason);
      };
      message.recipients.forEach(add);
      if (told.size > 0) known.set(keyed(message), told);
    },
    /** Forgets what is no longer in the queue. */
    keep(messages: ReadonlySet<string>): void {
      for (const key of known.keys()) if (!messages.has(key)) known.delete(key);
    },
    keyed,
  };
}
