import type { DsnBounds, MetLimits } from './bounds.ts';
import { latin1 } from './bytes.ts';
import { decodeHeader, decodeText } from './decode.ts';
import { first, readFields, type Field } from './fields.ts';
import { htmlText } from './html.ts';
import { splitNotice } from './notice.ts';
import type { MimePart, SplitMessage } from './split.ts';
import { holdsStatusFields } from './statusFields.ts';

/** The returned message, as far as it is in the report. */
export interface Returned {
  readonly fields: readonly Field[];
  /** `message` (the part holds a message), `headers` (headers only), or `text` (behind the notice in one text). */
  readonly form: 'message' | 'headers' | 'text';
}

/**
 * A message laid out for the readers: the same shape whether the whole message was at hand or only the parts an IMAP
 * watcher fetched. Everything is decoded and bounded; nothing in it comes from inside a returned message but `returned`.
 */
export interface Letter {
  readonly header: readonly Field[];
  /** Content type of the whole message, lower case. */
  readonly type: string;
  /** report-type parameter of a multipart/report, lower case; null elsewhere. */
  readonly reportType: string | null;
  /** The words for people, cut where the returned message starts. */
  readonly notice: string;
  /** Text behind the cut, and text of parts that follow; for fields and identifiers only. */
  readonly behind: string;
  /** Decoded status parts (RFC 3464, RFC 6533) that belong to this message, not to one inside it. */
  readonly status: readonly string[];
  /** message/feedback-report and message/disposition-notification parts. */
  readonly feedback: string | null;
  readonly disposition: string | null;
  readonly returned: readonly Returned[];
  readonly types: readonly string[];
  readonly htmlOnly: boolean;
  readonly links: number;
  /** From, To and so on, decoded. */
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  value(name: string): string | null;
}

/** Characters of From and Subject that are looked at. */
const longestHeading = 4096;

const statusTypes = new Set(['message/delivery-status', 'message/global-delivery-status', 'text/delivery-status']);
const headerTypes = new Set([
  'text/rfc822-headers',
  'text/rfc822-header',
  'message/rfc822-headers',
  'message/rfc822-header',
  'message/global-headers',
]);
const messageTypes = new Set(['message/rfc822', 'message/global', 'text/rfc822', 'message/news', 'message/partial']);

export async function layOut(message: SplitMessage, bounds: DsnBounds, met: MetLimits): Promise<Letter> {
  const { header, root } = message;
  const leaves = [...leavesOf(root, false)];
  const texts: string[] = [];
  const html: string[] = [];
  const status: string[] = [];
  const returned: Returned[] = [];
  let feedback: string | null = null;
  let disposition: string | null = null;
  let statusLeft = bounds.status;
  let plain = 0;
  for (const { part, alternative } of leaves) {
    const type = part.type;
    const length = part.body?.length ?? 0;
    if (statusTypes.has(type)) {
      if (length > statusLeft) met.add('recipients');
      status.push(await decodeText(part, statusLeft));
      statusLeft = Math.max(0, statusLeft - length);
    } else if (type === 'message/feedback-report') feedback ??= await decodeText(part, bounds.header);
    else if (/^message\/(?:global-)?disposition-notification$/.test(type)) {
      disposition ??= await decodeText(part, bounds.header);
    } else if (headerTypes.has(type)) {
      returned.push({ fields: readFields(unquote(await decodeText(part, bounds.returned))), form: 'headers' });
    } else if (messageTypes.has(type)) {
      returned.push({ fields: await messageFields(part, bounds), form: 'message' });
    } else if (type === 'text/html') {
      if (length > bounds.text) met.add('text');
      if (!alternative || html.length === 0) html.push(await decodeText(part, bounds.text));
    } else if (type === 'text/plain' || type.startsWith('multipart/') || type === 'text' || type === 'text/enriched') {
      const own = ownHeader(part.header);
      if (own) returned.push({ fields: part.header, form: 'message' });
      else {
        if (length > bounds.text) met.add('text');
        plain++;
        texts.push(await decodeText(part, bounds.text));
      }
    } else if (type.startsWith('text/') && texts.join('').trim() === '') {
      texts.push(await decodeText(part, bounds.text));
    } else if (type === 'application/octet-stream' && root.type === 'multipart/report' && length < bounds.text) {
      // Gateways that do not know message/delivery-status pass the part on as "details.txt".
      const fields = await decodeText(part, bounds.text);
      if (holdsStatusFields(fields)) status.push(fields);
    }
  }
  const words = texts.join('\n\n').trim();
  const htmlWords = html.map(htmlText).join('\n').trim();
  const htmlOnly = words.length < 40 && htmlWords.length > words.length;
  const whole = htmlOnly ? `${words}\n${htmlWords}`.trim() : words;
  const cut = splitNotice(htmlOnly && /^<(?:!doctype|html)/i.test(whole) ? htmlText(whole) : whole);
  const behindFields = cut.behind === '' ? [] : readFields(cut.header);
  if (behindFields.length > 0) returned.push({ fields: behindFields, form: 'text' });
  const value = (name: string): string | null => first(header, name);
  const reportType = root.type === 'multipart/report' ? (root.params['report-type'] ?? '').toLowerCase() : null;
  return {
    header,
    type: root.type,
    reportType,
    notice: cut.notice,
    behind: cut.behind,
    status,
    feedback,
    disposition,
    returned,
    types: leaves.map((l) => l.part.type),
    htmlOnly: htmlOnly || (plain === 0 && html.length > 0),
    links: html.reduce((n, h) => n + (h.match(/<a\s[^>]{0,300}href/gi)?.length ?? 0), 0),
    from: decodeHeader((value('from') ?? '').slice(0, longestHeading)),
    to: decodeHeader((value('to') ?? '').slice(0, 65_536)),
    subject: decodeHeader((value('subject') ?? '').slice(0, longestHeading)),
    value,
  };
}

/** Leaves in order; whether the leaf is one of the forms of a multipart/alternative. */
function* leavesOf(part: MimePart, alternative: boolean): Generator<{ part: MimePart; alternative: boolean }> {
  if (part.children.length === 0) {
    yield { part, alternative };
    return;
  }
  for (const child of part.children) yield* leavesOf(child, alternative || part.type === 'multipart/alternative');
}

/** Fields of the message in a message/* part: its first header block. */
async function messageFields(part: MimePart, bounds: DsnBounds): Promise<Field[]> {
  if (part.encoding === 'base64' || part.encoding === 'quoted-printable') {
    return readFields(headOf(await decodeText(part, bounds.returned)));
  }
  if (part.body === null) return [];
  return readFields(headOf(latin1(part.body, 0, Math.min(part.body.length, bounds.returned))));
}

function headOf(text: string): string {
  const start = text.replace(/^(?:[ \t]*\r?\n){1,20}/, '').replace(/^>?From \S[^\n]*\n/, '');
  const end = /\r?\n[ \t]*\r?\n/.exec(start);
  return unquote(end ? start.slice(0, end.index) : start);
}

/** Some systems indent or quote the returned header as a whole. */
function unquote(block: string): string {
  if (/^[\w-]+:/m.test(block)) return block;
  return block.replace(/^(?:> ?|[ \t]{1,8})/gm, '');
}

/** A part without Content-Type whose header is a message's: the returned message without the wrapping it should have. */
function ownHeader(header: readonly Field[]): boolean {
  const names = new Set(header.map((f) => f.name));
  return names.has('received') && (names.has('from') || names.has('message-id') || names.has('subject'));
}
