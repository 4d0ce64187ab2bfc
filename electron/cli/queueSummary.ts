import type { MtaKind, QueueMessage } from '../../shared/model/message.ts';
import type { Reason } from '../../shared/model/reason.ts';
import { createClassifier } from '../../shared/reasons/index.ts';
import { cutText } from '../monitor/queue/template.ts';

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

/** Session ids with dots and dashes, and dates of a reply: for counting by class and side they are all the same. */
const token =
  /(?<![\w/.-])(?=[\w-]{0,60}\d)(?=[\w-]{0,60}[a-z])[\w-]{6,60}(?:\.\d{1,6})?(?=[\s\])>]|$)|\[[A-Z0-9]{6,40}(?=\.eop-)/gi;
const stamp = /\d{4}-\d\d-\d\dT[\d:.]{8,20}Z/g;

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
  // The same text comes again for thousands of recipients, but for their addresses and session ids, which say nothing.
  let known = new Map<string, Reason>();

  const judge = (text: string, address: string): Reason => {
    const key = cutText(text, address).template.replace(token, '#').replace(stamp, '#');
    const before = known.get(key);
    if (before) return before;
    const reason = classifier.classify(text);
    if (known.size >= 50_000) known = new Map();
    known.set(key, reason);
    return reason;
  };

  return {
    add(message: QueueMessage): void {
      messages += 1;
      bump(queues, message.queue);
      if (message.size !== null) bytes += message.size;
      if (message.arrival !== null && (oldest === null || message.arrival < oldest)) oldest = message.arrival;
      recipients += message.recipients.length;
      for (const { address, reason } of message.recipients) {
        if (reason === null) continue;
        const read = judge(reason, address);
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
