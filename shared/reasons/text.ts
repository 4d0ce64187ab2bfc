/**
 * A text from a server is a stranger's text: bounded, free of control characters, and never markup. Everything in this
 * folder works on what these functions return.
 */

/** Longest text that is looked at. RFC 5321 s.4.5.3.1.5 allows 512 octets a reply line; real replies have few lines. */
export const maxTextLength = 4000;

/** At most {@link maxTextLength}: the beginning and the end matter (`(in reply to …)` is at the end). */
export function bounded(text: string): string {
  if (text.length <= maxTextLength) return text;
  const tail = 600;
  return `${text.slice(0, maxTextLength - tail - 1)} ${text.slice(text.length - tail)}`;
}

/** Bounded, on one line, without control characters. */
export function tidy(text: string): string {
  // Exim writes a line break of a multi-line reply as the two characters \n in its logs; so do C-quoted listings.
  return bounded(text)
    .replace(/\\[nrt](?=[\s\d<>"([A-Z]|$)/g, ' ')
    .replace(/[\p{Cc}\s\u200b-\u200f\u202a-\u202e\ufeff]+/gu, ' ')
    .trim();
}

const url = /\b(?:https?|ftp):\/{1,2}[^\s<>"')\]]{1,300}/g;
const address = /[^\s<>"'()[\],:;@]{1,120}@[a-z0-9._#-]{1,200}/g;
const ip4 = /\b\d{1,3}(?:\.\d{1,3}){3}\b/g;
const ip6 = /\b(?:ipv6:)?[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7}\b/g;
// Exchange writes "RESOLVER.ADR.RecipNotFound": its words, no host.
const hostName =
  /\b(?!(?:resolver|storedrv|transport|routing|queue|submission|smtpsend|agent|delivery)\.)[a-z0-9_](?:[a-z0-9_-]{0,62}\.){1,8}[a-z][a-z0-9-]{1,24}\b\.?/g;

export const joined = /(?<=[a-z])_(?=[a-z])/g;

/** Lower case, typographic quotes made plain, documentation's broken words joined. */
export function plain(text: string): string {
  return text
    .replace(/([a-z]{2})- (?=[a-z]{2})/g, '$1')
    .toLowerCase()
    .replace(/[\u2018\u2019\u00b4`]/g, "'")
    .replace(/[\u201c\u201d\u00ab\u00bb]/g, '"')
    .replace(/[\u2010-\u2015]/g, '-')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * The words of a reply without what varies: addresses, links, host names and IP addresses become `addr`, `xurl`,
 * `xhost`, `ip`, so that a mailbox called "spam" or a host called "quota" cannot decide anything.
 */
export function words(core: string): string {
  return (
    plain(core)
      .replace(url, 'xurl')
      .replace(address, 'addr')
      .replace(ip4, 'ip')
      .replace(ip6, 'ip')
      .replace(hostName, 'xhost')
      // Names of rules and symbols are words too: IP_BLACKLIST, user_not_found.
      .replace(joined, ' ')
      // Brackets and quotes only wrap: "<addr>", "(addr)" and "addr" are the same to a rule.
      .replace(/[<>()[\]{}"|?!*]|\.{2,}/g, ' ')
      .replace(/\s+(?=[:;,.])/g, '')
      .replace(/\s+/g, ' ')
      .trim()
  );
}

/** Only letters and single spaces: what is left to compare with a whole phrase. */
export function bare(text: string): string {
  return text
    .replace(/\b(?:addr|ip|xhost|xurl)\b/g, ' ')
    .replace(/[^\p{L}\p{N}' ]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
