import { valueLength } from './bounds.ts';
import { stripComments } from './fields.ts';

/**
 * One mail address in running text: a dot-atom or quoted local part, then a domain, an address literal or a single
 * label ("user@localhost"). Bounded on both sides, so it is linear on lines of any length.
 */
const local = String.raw`(?:"[^"\s@<>]{1,64}"|[^\s"'<>()[\]:;,@\\\u0000-\u001f、。」「（）]{1,200})`;
const domain = String.raw`(?:\[[0-9A-Fa-f:.]{3,60}\]|[A-Za-z0-9\u0080-\uffff_](?:[A-Za-z0-9\u0080-\uffff._-]{0,250}[A-Za-z0-9\u0080-\u3000\u3040-\uffff])?)`;
const pattern = `${local}@${domain}`;

/** All addresses of a text in order, with where they start. */
export function findAddresses(text: string): { address: string; at: number }[] {
  const found: { address: string; at: number }[] = [];
  if (!text.includes('@')) return found;
  for (const match of text.matchAll(new RegExp(pattern, 'g'))) {
    const clean = trimAddress(match[0]);
    if (clean !== null) found.push({ address: clean, at: match.index });
  }
  return found;
}

function trimAddress(raw: string): string | null {
  let text = raw;
  const scheme = /^(?:mailto|smtp|rfc822)[:=]/i.exec(text);
  if (scheme) text = text.slice(scheme[0].length);
  text = text.replace(/^[`=*.|&#-]+(?=[\w"])/, '').replace(/\.+$/, '');
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
  text = text
    .replace(/^["'](.*)["']$/, '$1')
    .replace(/[>;,.]+$/, '')
    .replace(/^<+/, '')
    .trim();
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
