import type { MtaKind, QueueMessage } from '../../shared/model/message.ts';
import { createClassifier } from '../../shared/reasons/index.ts';

/** `queuewatch queue --summary`: by_queue counts messages; the other three count recipients that carry a reason. */
export interface QueueSummary {
  messages: number;
  recipients: number;
  by_queue: Record<string, number>;
  by_class: Record<string, number>;
  by_domain: Record<string, number>;
  by_side: Record<string, number>;
  /** Epoch seconds of the oldest message; null when no message tells. */
  oldest: number | null;
  bytes: number;
  skipped_lines: number;
}

const byCount = (counts: ReadonlyMap<string, number>): Record<string, number> =>
  // Without a prototype: a domain may well be called "__proto__".
  Object.assign(
    Object.create(null) as Record<string, number>,
    Object.fromEntries([...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))),
  );

const bump = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);

/** The part after the last @; quoted local parts may hold one too. */
const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

export function createQueueSummary(options: { mta: MtaKind | null; own: readonly string[] }) {
  const classifier = createClassifier({
    context: { ...(options.mta === null ? {} : { mta: options.mta }), ownHops: options.own },
  });
  const queues = new Map<string, number>();
  const classes = new Map<string, number>();
  const domains = new Map<string, number>();
  const sides = new Map<string, number>();
  let messages = 0;
  let recipients = 0;
  let oldest: number | null = null;
  let bytes = 0;
  return {
    add(message: QueueMessage): void {
      messages += 1;
      bump(queues, message.queue);
      if (message.size !== null) bytes += message.size;
      if (message.arrival !== null && (oldest === null || message.arrival < oldest)) oldest = message.arrival;
      recipients += message.recipients.length;
      for (const { address, reason } of message.recipients) {
        if (reason === null) continue;
        const read = classifier.meaning(reason);
        bump(classes, read.class);
        bump(sides, read.side ?? 'unknown');
        bump(domains, domainOf(address));
      }
    },
    result: (skipped: number): QueueSummary => ({
      messages,
      recipients,
      by_queue: byCount(queues),
      by_class: byCount(classes),
      by_domain: byCount(domains),
      by_side: byCount(sides),
      oldest,
      bytes,
      skipped_lines: skipped,
    }),
  };
}
