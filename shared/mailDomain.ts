/**
 * A recipient domain as mail servers are told it: strict, because some of their verbs take a text and act on all that
 * contains it, and none at all means the whole queue. The brand says that it went through here.
 */
declare const checked: unique symbol;
export type MailDomain = string & { readonly [checked]: true };

/** RFC 1035 section 2.3.1 with RFC 1123 section 2.1: letters, digits and hyphens, no hyphen at either end. */
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** RFC 1035 section 2.3.4, less the length octet of the first label and the root. */
const mostLength = 253;

/**
 * "example.org", "@Example.ORG" or "example.org." in its own form; null for everything else. One label alone ("com") is
 * refused: it would be contained in nearly every address. So are address literals, and what only looks like one.
 */
export function mailDomainOf(text: string): MailDomain | null {
  if (text.length > mostLength + 2) return null;
  const name = text.trim().toLowerCase().replace(/^@/, '').replace(/\.$/, '');
  if (name.length > mostLength) return null;
  const labels = name.split('.');
  if (labels.length < 2 || !labels.every((one) => label.test(one))) return null;
  // No top-level domain is all digits (RFC 3696 section 2): 192.0.2.1 is an address.
  if (/^\d+$/.test(labels.at(-1) ?? '')) return null;
  return name as MailDomain;
}
