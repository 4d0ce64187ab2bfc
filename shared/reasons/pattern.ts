import { isOwnHop } from './ownHop.ts';
import { providerOfHost } from './providerOf.ts';

/**
 * The reason with its variable parts cut out: addresses, IP addresses, host names of nobody known, queue ids, times and
 * counts become "…". Texts with the same pattern have the same meaning, and replies that differ only in such parts fold
 * into one on screen.
 */
export function reasonPattern(text: string): string {
  let out = '';
  let from = 0;
  eachToken(text, (start, end, shape) => {
    if (isPlain(text, end, shape)) return;
    const cut = masked(text, start, end, shape);
    if (cut === null) return;
    out += text.slice(from, start) + cut;
    from = end;
  });
  return out + text.slice(from, Math.min(text.length, longest));
}

/** Calls back for every run of characters between breaks. */
function eachToken(text: string, each: (start: number, end: number, shape: Shape) => void): void {
  const length = Math.min(text.length, longest);
  for (let at = 0; at < length; at += 1) {
    if (breaks[text.charCodeAt(at)] === 1) continue;
    const start = at;
    let digits = 0;
    let dots = 0;
    let colons = 0;
    let hasAt = false;
    for (; at < length; at += 1) {
      const c = text.charCodeAt(at);
      if (breaks[c] === 1) break;
      if (c >= 48 && c <= 57) digits += 1;
      else if (c === 46) dots += 1;
      else if (c === 58) colons += 1;
      else if (c === 64) hasAt = true;
    }
    each(start, at, { digits, dots, colons, letters: at - start - digits - dots - colons, hasAt });
  }
}

/** Plain words are most of a text and stay as they are. */
function isPlain(text: string, end: number, { digits, dots, hasAt }: Shape): boolean {
  return digits === 0 && !hasAt && (dots === 0 || (dots === 1 && text.charCodeAt(end - 1) === 46));
}

/** What stands for a variable part. */
export const hole = '…';
/** Enough for every real reply; the rest of a hostile one would only make keys longer. */
const longest = 4000;

interface Shape {
  readonly digits: number;
  readonly dots: number;
  readonly colons: number;
  readonly letters: number;
  readonly hasAt: boolean;
}

/** Space, brackets, quotes, commas, slashes, "=", "&", "?", "|" and control characters end a token. */
const breaks = new Uint8Array(65536);
for (let c = 0; c <= 32; c += 1) breaks[c] = 1;
for (const ch of '<>()[]{}"\'`,;=?&|/\\!*') breaks[ch.charCodeAt(0)] = 1;
breaks[0xa0] = 1;

/** The replacement of a token, or null where it stays. */
function masked(text: string, start: number, end: number, shape: Shape): string | null {
  let stop = end;
  // Trailing punctuation belongs to the sentence: "said:", "example.com."
  while (stop > start) {
    const c = text.charCodeAt(stop - 1);
    if (c !== 46 && c !== 58 && c !== 45) break;
    stop -= 1;
  }
  if (stop === start) return null;
  const tail = text.slice(stop, end);
  const token = text.slice(start, stop);
  // Who it is decides: our own machine, our own hops.
  if (isOwnHop(token, null, [])) return null;
  if (shape.hasAt) {
    const provider = providerOfHost(token.slice(token.lastIndexOf('@') + 1));
    return provider === null
      ? `${hole}@${hole}${tail}`
      : `${hole}@${token.slice(token.lastIndexOf('@') + 1).toLowerCase()}${tail}`;
  }
  const onlyDigits = shape.letters === 0;
  if (onlyDigits && shape.colons === 0) {
    if (shape.dots === 0 && shape.digits === end - start) return numberStays(text, start, end) ? null : hole;
    if (shape.dots === 0) return /^[245]\d\d-?$/.test(token) ? null : hole + tail;
    if (isEnhanced(token) || isCodePair(token)) return null;
    // 127.0.0.1 is our own machine: who it is decides.
    return token.startsWith('127.0.0.') ? null : hole + tail;
  }
  if (isCodePair(token)) return null;
  if (shape.dots > 0 && shape.letters > 0) {
    const colon = token.indexOf(':');
    const host = colon < 0 ? token : token.slice(0, colon);
    if (!looksLikeHost(host)) return shape.digits > 0 ? hole + tail : null;
    const known = knownSuffix(host);
    const rest = colon < 0 ? '' : token.slice(colon);
    return known === null ? hole + rest + tail : `${hole}.${known}${rest}${tail}`;
  }
  if (shape.digits === 0) return null;
  // A port tells filter (10024) from mail (25).
  if (/^:\d{1,5}$/.test(token)) return null;
  // Codes of providers stay: S3150, TSS04, AS761, OFR004_104, IB212, RFC5321. Ids and times go.
  return /^[#[]?(?:[A-Z]{1,7}|ofr|lpn|rfc)[-_]?\d{1,4}(?:_\d{1,4})?$/.test(token) && token.length <= 12
    ? null
    : hole + tail;
}

/** Own hops as the parts of tokens that name them: a token that holds one stays. */
export function ownNames(ownHops: readonly string[] | undefined): readonly string[] {
  const found = new Set<string>();
  for (const entry of ownHops ?? [])
    eachToken(entry, (start, end) => {
      const name = entry.slice(start, end).toLowerCase().replace(/^\.+/, '');
      if (name !== '') found.add(name);
    });
  return [...found];
}

const enhanced = /^#?[245]\.\d{1,3}\.\d{1,3}$/;
function isEnhanced(token: string): boolean {
  return enhanced.test(token) || /^\d{3}\.\d{1,2}$/.test(token);
}
/** "450-4.2.1", "550-5.7.1": reply and enhanced code of a continued line; "#5.1.1"; "450" of "450:" and "450-". */
function isCodePair(token: string): boolean {
  return /^(?:[245]\d\d-)?#?[245]\.\d{1,3}\.\d{1,3}$|^[245]\d\d(?:-[a-z]{0,20})?$/i.test(token);
}

/** Numbers: a reply code stays, a count, a wait or a port goes. */
function numberStays(text: string, start: number, end: number): boolean {
  const first = text.charCodeAt(start);
  // 2yz, 4yz, 5yz: RFC 5321 s.4.2.1.
  if (end - start !== 3 || (first !== 52 && first !== 53 && first !== 50)) return false;
  let at = end;
  while (at < end + 4 && text.charCodeAt(at) === 32) at += 1;
  const c = text.charCodeAt(at) | 32;
  // s, m, h, d, k: "300 seconds", "450 messages", "250 KB".
  if (c !== 115 && c !== 109 && c !== 104 && c !== 100 && c !== 107) return true;
  return !/^(?:sec|min|hou|s\b|h\b|m\b|kb|mb|mes|day)/i.test(text.slice(at, end + 4));
}

const hostShape = /^[\w-]+(?:\.[\w-]+)+$/;
function looksLikeHost(token: string): boolean {
  // Names end in a label that begins with a letter; looked at by itself, because a search for the end is quadratic.
  if (!hostShape.test(token)) return false;
  return /[a-z]/i.test(token.slice(token.lastIndexOf('.') + 1));
}

/** Names that say something themselves: providers, blocklists and the pages they link. */
const telling =
  /(?:^|\.)((?:[a-z0-9-]*(?:spamhaus|spamcop|sorbs|barracuda|abuseat|dnsbl|rbl|blacklist|blocklist|surbl|uribl|postgrey|greylist|openspf|senderbase|senderscore|talos|uceprotect|abusix|mailspike)[a-z0-9-]*)(?:\.[a-z0-9-]+)*)$/i;
function knownSuffix(host: string): string | null {
  const lower = host.toLowerCase();
  const list = telling.exec(lower)?.[1];
  if (list !== undefined) return list;
  if (providerOfHost(lower) === null) return null;
  const labels = lower.split('.');
  // The shortest suffix that still names the same provider.
  for (let n = 2; n < labels.length; n += 1) {
    const suffix = labels.slice(-n).join('.');
    if (providerOfHost(suffix) !== null) return suffix;
  }
  return lower;
}
