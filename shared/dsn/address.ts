import { valueLength } from './bounds.ts';
import { stripComments, trimEndOf } from './fields.ts';

/**
 * One mail address in running text: a dot-atom or quoted local part, then a domain, an address literal or a single label
 * ("user@localhost"). Searched from each "@" outwards, with bounds on both sides, so that lines of any length and make
 * (64 KB without a space in spam returns) cost linear time.
 */
const quotedTail = /"[^"\s@<>]{1,64}"$/;
const domainHead =
  /^(?:\[[0-9A-Fa-f:.]{3,60}\]|[A-Za-z0-9\u0080-\uffff_](?:[A-Za-z0-9\u0080-\uffff._-]{0,250}[A-Za-z0-9\u0080-\u3000\u3040-\uffff])?)/;
const localReach = 200;

/** All addresses of a text in order, with where they start. */
export function findAddresses(text: string): { address: string; at: number }[] {
  const found: { address: string; at: number }[] = [];
  let from = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    if (at < from) continue;
    const local = localBefore(text, Math.max(from, at - localReach), at);
    if (local === null) continue;
    const domain = domainHead.exec(text.slice(at + 1, at + 257))?.[0];
    if (domain === undefined) continue;
    const start = at - local.length;
    const clean = trimAddress(`${local}@${domain}`);
    if (clean !== null) found.push({ address: clean, at: start });
    from = at + 1 + domain.length;
  }
  return found;
}

/** The local part that ends at `end`: looked for backwards, character by character. */
function localBefore(text: string, from: number, end: number): string | null {
  if (text[end - 1] === '"') return quotedTail.exec(text.slice(Math.max(from, end - 66), end))?.[0] ?? null;
  let start = end;
  while (start > from && !stops.has(text.charAt(start - 1)) && text.charCodeAt(start - 1) > 0x20) start--;
  const local = text.slice(start, end).trimStart();
  return local === '' || /\s/.test(local) ? (/\S+$/.exec(local)?.[0] ?? null) : local;
}

const stops = new Set('"\'<>()[]:;,@\\、。」「（）：；，【】《》〈〉『』“”‘’«»\u00a0\u3000');

function trimAddress(raw: string): string | null {
  let text = raw;
  const scheme = /^(?:mailto|smtp|rfc822)[:=]/i.exec(text);
  if (scheme) text = text.slice(scheme[0].length);
  text = trimEndOf(text.replace(/^[`=*.|&#-]+(?=[\w"])/, ''), '.');
  return text.length > 3 && text.indexOf('@') > 0 ? text : null;
}

/**
 * The address of a report field: `rfc822; <user@example.org>` and its relatives without type, in brackets, with a
 * comment, with a source route (RFC 5321 appendix C), in the unitext forms of RFC 6533 section 3, or no address at all
 * (an X.400 name, a pipe, a local user), which is kept as written.
 */
export function fieldAddress(value: string): string | null {
  let text = value.slice(0, 4096).trim();
  const typed = /^([A-Za-z0-9-]{1,20})\s{0,5};\s*/.exec(text);
  const type = typed?.[1]?.toLowerCase() ?? null;
  if (typed) text = text.slice(typed[0].length);
  if (type === 'utf-8') text = unitext(text);
  const angle = /<([^<>]*)>/.exec(text);
  if (angle?.[1] !== undefined && angle[1].trim() !== '') text = angle[1];
  else if (text.includes('(')) text = stripComments(text).trim() || text;
  text = text.replace(/^(?:rfc822|smtp|mailto)\s*[;:]\s*/i, '').trim();
  if (/^@[^:\s]*:/.test(text)) text = text.slice(text.indexOf(':') + 1);
  if (/^(["']).*\1$/.test(text)) text = text.slice(1, -1);
  text = trimEndOf(text, '>;,.').replace(/^<+/, '').trim();
  // IMCEA and X.400 names hold spaces and slashes: kept whole. Words behind a plain address are a remark.
  if (text.includes('@') && /\s/.test(text) && !text.startsWith('/') && !text.startsWith('"')) {
    text = findAddresses(text)[0]?.address ?? text;
  }
  return text === '' || text === '<>' ? null : text.slice(0, valueLength.address);
}

/** `\x{430}` and `+hh` (RFC 6533 section 3). */
export function unitext(text: string): string {
  return text.replace(/\\x\{([0-9A-Fa-f]{1,6})\}/g, (whole, hex: string) => {
    const code = parseInt(hex, 16);
    return code > 0 && code < 0x110000 && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : whole;
  });
}

/** RFC 3461 section 4: `+2B` for a character. */
export function xtext(text: string): string {
  return text.replace(/\+([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** Addresses of a From, To or Cc value; the display names are dropped. */
export function headerAddresses(value: string): string[] {
  const angled = [...value.slice(0, 65_536).matchAll(/<([^<>\s]{1,320})>/g)]
    .map((m) => m[1] ?? '')
    .filter((a) => a.includes('@'));
  return angled.length > 0 ? angled : findAddresses(stripComments(value.slice(0, 65_536))).map((f) => f.address);
}

export function sameAddress(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
