import { z } from 'zod';
import type { MessageState, QueueMessage } from '../../../shared/model/message.ts';
import type { CreateListingReader } from '../../ports.ts';
import { createLines } from '../lines.ts';

const Queue = z.looseObject({
  kind: z.literal('queue'),
  Identity: z.string(),
  Status: z.string().nullish(),
  LastError: z.string().nullish(),
  NextRetryTime: z.string().nullish(),
});
const Message = z.looseObject({
  kind: z.literal('message'),
  Identity: z.string().max(1000),
  Queue: z.string(),
  FromAddress: z.string().nullish(),
  Size: z.union([z.string(), z.number()]).nullish(),
  Status: z.string(),
  DateReceived: z.string().nullish(),
  ExpirationTime: z.string().nullish(),
  RetryCount: z.number().nullish(),
  LastError: z.string().nullish(),
  Recipients: z
    .array(z.looseObject({ Address: z.string(), Status: z.string().nullish(), LastError: z.string().nullish() }))
    .nullish(),
});

/** Status of Get-Message in the words of the screen (message-properties.md). */
const states: Readonly<Record<string, MessageState>> = {
  Active: 'active',
  Locked: 'active',
  Ready: 'incoming',
  Retry: 'deferred',
  Suspended: 'held',
  PendingSuspend: 'held',
  PendingRemove: 'unknown',
};

const seconds = (text: string | null | undefined): number | undefined => {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : Math.floor(ms / 1000);
};

/** "5.3 KB (5,432 bytes)" of ByteQuantifiedSize. */
export function exchangeSize(value: string | number | null | undefined): number | null {
  if (typeof value === 'number') return value;
  const bytes = /\(([\d,.\u00a0' ]{1,24}) bytes\)/.exec(value ?? '')?.[1];
  return bytes === undefined ? null : Number(bytes.replace(/\D/g, ''));
}

const present = (text: string | null | undefined): string | null =>
  text === undefined || text === null || text.trim() === '' ? null : text.trim();

/** "[{LRT=..};{LED=451 4.4.0 ...};{FQDN=..};{IP=..}]": Exchange wraps the far end's words. */
export function unwrapError(text: string): string {
  const led = /\{LED=([^{}]{1,4000})\}/.exec(text)?.[1];
  if (led === undefined) return text;
  const host = /\{FQDN=([^{}]{1,255})\}/.exec(text)?.[1];
  const ip = /\{IP=([^{}]{1,64})\}/.exec(text)?.[1];
  return host === undefined || host === '' ? led.trim() : `host ${host}[${ip ?? ''}] said: ${led.trim()}`;
}

/** Lines of JSON that our own PowerShell script prints: queues first, then messages. */
export const createExchangeReader: CreateListingReader = (sink) => {
  const queueErrors = new Map<string, { error: string | null; next: number | undefined; suspended: boolean }>();
  const remarks: string[] = [];
  let ended = false;
  const onLine = (line: string) => {
    const text = line.replace(/^\ufeff/, '').trim();
    if (text === '') return;
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      sink.skipped('not a record', text.slice(0, 500));
      return;
    }
    if (typeof json === 'object' && json !== null && 'kind' in json && json.kind === 'end') {
      ended = true;
      return;
    }
    const queue = Queue.safeParse(json);
    if (queue.success) {
      const { Identity, Status, LastError, NextRetryTime } = queue.data;
      queueErrors.set(Identity, {
        error: present(LastError),
        next: seconds(NextRetryTime),
        suspended: Status === 'Suspended',
      });
      return;
    }
    const parsed = Message.safeParse(json);
    if (!parsed.success) {
      sink.skipped(`field ${parsed.error.issues[0]?.path.map(String).join('.') ?? ''}`, text.slice(0, 500));
      return;
    }
    const m = parsed.data;
    const ofQueue = queueErrors.get(m.Queue);
    const own = present(m.LastError);
    const reason = (error: string | null | undefined): string | null => {
      const words = present(error) ?? own ?? ofQueue?.error ?? null;
      return words === null ? null : unwrapError(words);
    };
    const message: QueueMessage = {
      id: m.Identity,
      queue: m.Queue,
      // A suspended queue holds what lies in it, whatever its messages say of themselves.
      state: ofQueue?.suspended === true ? 'held' : (states[m.Status] ?? 'unknown'),
      arrival: seconds(m.DateReceived) ?? null,
      size: exchangeSize(m.Size),
      sender: m.FromAddress === '<>' ? '' : (m.FromAddress ?? null),
      recipients: (m.Recipients ?? [])
        .filter(({ Status }) => Status !== 'Complete')
        .map(({ Address, LastError }) => ({ address: Address, reason: reason(LastError) })),
    };
    const expires = seconds(m.ExpirationTime);
    if (expires !== undefined) message.expires = expires;
    if (ofQueue?.next !== undefined) message.nextTry = ofQueue.next;
    if (m.RetryCount !== null && m.RetryCount !== undefined) message.tries = m.RetryCount;
    sink.message(message);
  };
  const lines = createLines(onLine, { maxLine: 8 * 1024 * 1024 });
  return {
    push: (chunk) => lines.push(chunk),
    end() {
      const last = lines.end();
      if (last !== null) onLine(last);
      return { remarks, complete: ended };
    },
  };
};
