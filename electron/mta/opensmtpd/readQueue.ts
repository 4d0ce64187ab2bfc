import type { QueueMessage } from '../../../shared/model/message.ts';
import type { CreateListingReader } from '../../ports.ts';
import { createLines } from '../lines.ts';

/** Undoes vis(3): `\M-C` is a byte with the high bit, `\^X` a control character, `\\` a backslash, `\ooo` octal. */
export function unvis(text: string): string {
  if (!text.includes('\\')) return text;
  const out: number[] = [];
  const raw = Buffer.from(text, 'utf8');
  for (let i = 0; i < raw.length; i++) {
    const rest = raw[i] === 92 ? raw.toString('latin1', i + 1, i + 4) : '';
    const octal = /^[0-3][0-7]{2}/.exec(rest)?.[0];
    if (rest.startsWith('\\')) {
      out.push(92);
      i += 1;
    } else if (/^M-[\x20-\x7e]/.test(rest)) {
      out.push(rest.charCodeAt(2) | 0x80);
      i += 3;
    } else if (/^M\^./.test(rest)) {
      out.push((rest.charCodeAt(2) === 63 ? 127 : rest.charCodeAt(2) & 0x1f) | 0x80);
      i += 3;
    } else if (/^\^./.test(rest)) {
      out.push(rest.charCodeAt(1) === 63 ? 127 : rest.charCodeAt(1) & 0x1f);
      i += 2;
    } else if (octal !== undefined) {
      out.push(parseInt(octal, 8));
      i += 3;
    } else out.push(raw[i] ?? 0);
  }
  return Buffer.from(out).toString('utf8');
}

const fields = 14;

/**
 * `smtpctl show queue` (smtpctl(8)): a line an envelope, that is a recipient; the first 8 digits are the message. The last field may hold
 * `|`. Expiry equal to creation, and a last try of 0, mean "not told" (seen on 6.8).
 */
export const createOpensmtpdReader: CreateListingReader = (sink, options = {}) => {
  const now = Math.floor((options.now ?? Date.now()) / 1000);
  const messages = new Map<string, QueueMessage & { suspended: number; inflight: number }>();
  const count = (text: string | undefined): number | null =>
    text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;

  const onLine = (line: string): boolean => {
    const parts = line.split('|');
    const f = [...parts.slice(0, fields - 1), parts.slice(fields - 1).join('|')];
    const [
      evpid = '',
      ,
      ,
      flags = '',
      sender = '',
      ,
      destination = '',
      creation,
      expiration,
      ,
      tries,
      state = '',
      seconds = '',
      error = '',
    ] = f;
    if (parts.length < fields || !/^[0-9a-f]{16}$/.test(evpid)) return false;
    const id = evpid.slice(0, 8);
    const arrival = count(creation);
    const expires = count(expiration);
    let m = messages.get(id);
    if (!m) {
      m = {
        id,
        queue: state,
        state: 'unknown',
        arrival,
        size: null,
        sender: sender === '@' ? '' : sender,
        recipients: [],
        suspended: 0,
        inflight: 0,
      };
      messages.set(id, m);
    }
    m.recipients.push({
      address: destination === '' ? (f[5] ?? '') : destination,
      reason: error === '' ? null : unvis(error),
    });
    const list = flags.split(',');
    if (list.includes('suspend')) m.suspended++;
    if (state === 'inflight') m.inflight++;
    const done = count(tries);
    if (done !== null && done > (m.tries ?? -1)) m.tries = done;
    if (expires !== null && arrival !== null && expires > arrival) m.expires = expires;
    if (state === 'pending' && /^-?\d{1,9}$/.test(seconds)) {
      const next = now + Number(seconds);
      if (m.nextTry === undefined || next < m.nextTry) m.nextTry = next;
    }
    return true;
  };
  const take = (line: string) => {
    if (line.trim() === '' || onLine(line)) return;
    sink.skipped('not a record', line.slice(0, 500));
  };
  const lines = createLines(take, { maxLine: 1024 * 1024 });
  return {
    push: (chunk) => lines.push(chunk),
    end() {
      const last = lines.end();
      const cut = last !== null && last.trim() !== '';
      // The fields before the reason are whole when there are enough of them; the reason itself may be cut, which is told.
      if (cut && !onLine(last)) sink.skipped('the listing ends in the middle of a record', last.slice(0, 500));
      for (const { suspended, inflight, ...message } of messages.values()) {
        if (inflight > 0) message.state = 'active';
        else if (suspended === message.recipients.length) message.state = 'held';
        else
          message.state =
            message.recipients.some((r) => r.reason !== null) || (message.tries ?? 0) > 0 ? 'deferred' : 'incoming';
        if (message.state === 'held') message.queue = 'suspended';
        sink.message(message);
      }
      return { remarks: cut ? ['The listing ends in the middle of a record.'] : [], complete: !cut };
    },
  };
};
