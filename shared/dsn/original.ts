import type { BounceOriginal } from '../model/bounce.ts';
import { headerAddresses, xtext } from './address.ts';
import { valueLength } from './bounds.ts';
import { mailDate } from './dates.ts';
import { decodeHeader } from './decode.ts';
import { all, first, trimEndOf, type Field } from './fields.ts';
import type { Finding } from './finding.ts';
import type { Letter, Returned } from './letter.ts';
import { readVerp } from './verp.ts';

/** `<id>` of a header value; ids written without brackets get them. */
export function messageIdOf(value: string | null): string | null {
  if (value === null) return null;
  const angled = /<([^<>]{1,900})>/.exec(value);
  const inner = (angled?.[1] ?? /^\s*([^\s<>;,]{3,900})/.exec(value)?.[1] ?? '').replace(/\s+/g, '');
  if (inner === '' || inner.length < 3) return null;
  return angled || inner.includes('@') ? `<${inner}>` : null;
}

/**
 * The message a report is about. Sources in the order of dsn.md section 6: the returned part first, then fields that name
 * the original id, the text behind the notice, and last the report's own In-Reply-To. A wrong link is worse than none.
 */
export function readOriginal(letter: Letter, finding: Finding): BounceOriginal {
  const returned = letter.returned;
  const main =
    returned.find((r) => r.form !== 'text' && r.fields.length > 0) ?? returned.find((r) => r.fields.length > 0);
  const own = messageIdOf(letter.value('message-id'));
  const ids = candidates(letter, finding, returned, own);
  const fields = main?.fields ?? [];
  const to = letter.header.filter((f) => f.name === 'to' || f.name === 'delivered-to' || f.name === 'x-original-to');
  const verp = readVerp(to.flatMap((f) => headerAddresses(f.value)));
  const value = (name: string): string | null => {
    const found = first(fields, name);
    return found === null ? null : decodeHeader(found).slice(0, valueLength.word);
  };
  return {
    messageId: ids[0] ?? null,
    messageIdAlt: [...new Set(ids.slice(1))].filter((id) => id !== ids[0]).slice(0, 5),
    envelopeId: finding.envelopeId ? xtext(finding.envelopeId).slice(0, valueLength.word) : null,
    verp: verp?.address ?? null,
    verpRecipient: verp?.recipient ?? null,
    queueId: finding.queueId ?? receivedId(fields, finding.reportingMta ?? null) ?? namedId(letter),
    subject: value('subject') ?? finding.subject ?? null,
    date: mailDate(first(fields, 'date')) ?? finding.date ?? null,
    from: headerAddresses(first(fields, 'from') ?? '')[0] ?? null,
    to: all(fields, 'to').flatMap(headerAddresses).slice(0, 50),
  };
}

function candidates(letter: Letter, finding: Finding, returned: readonly Returned[], own: string | null): string[] {
  const out: string[] = [];
  const add = (id: string | null): void => {
    if (id !== null && !out.includes(id)) out.push(id);
  };
  const idIn = (fields: readonly Field[]): string | null =>
    messageIdOf(
      first(fields, 'message-id') ?? first(fields, 'x-original-message-id') ?? first(fields, 'resent-message-id'),
    );
  for (const r of returned) if (r.form !== 'text') add(idIn(r.fields));
  add(messageIdOf(finding.messageId ?? null));
  for (const name of ['x-original-message-id', 'original-message-id']) add(messageIdOf(letter.value(name)));
  for (const r of returned) if (r.form === 'text') add(idIn(r.fields));
  if (out.length > 0) return out;
  const text = `${letter.notice}\n${letter.behind}`;
  // Only when the text names a single one: ids in a quoted body are traps.
  const lines = [
    ...text.matchAll(
      /^[ \t>]{0,12}(?:X-)?(?:Original-)?Message[- ]?ID[ \t]?[:=][ \t]*(?:\r?\n[ \t]+)?(<[^<>\s]{3,900}>)/gim,
    ),
  ];
  const found = new Set(lines.map((m) => messageIdOf(m[1] ?? null)).filter((id) => id !== null && id !== own));
  if (found.size === 1) for (const id of found) add(id);
  if (out.length > 0) return out;
  const reply = messageIdOf(letter.value('in-reply-to'));
  if (reply !== own) add(reply);
  if (reply === null) add(messageIdOf(lastOf(letter.value('references'))));
  return out;
}

function lastOf(references: string | null): string | null {
  return references === null ? null : ([...references.matchAll(/<[^<>\s]{3,900}>/g)].at(-1)?.[0] ?? null);
}

/** The id under which the reporting MTA itself took the message: its own Received field, the topmost of that host. */
function receivedId(fields: readonly Field[], host: string | null): string | null {
  if (host === null) return null;
  for (const value of all(fields, 'received').slice(0, 10)) {
    const by = /\bby\s+([\w.-]+)/i.exec(value.slice(0, 2000))?.[1]?.toLowerCase();
    if (by !== host.toLowerCase()) continue;
    const id = /\sid\s+<?([\w.-]{5,60})/i.exec(value.slice(0, 2000))?.[1];
    if (id !== undefined) return trimEndOf(id, '.');
  }
  return null;
}

/** Exim: "Warning: message 1xVWLI-0006lU-1c delayed 4 hours", "The message identifier is: ...". */
function namedId(letter: Letter): string | null {
  const text = `${letter.subject}\n${letter.notice.slice(0, 3000)}`;
  return /(?:the message identifier is:|^warning: message)\s+([\w-]{6,40})/im.exec(text)?.[1] ?? null;
}
