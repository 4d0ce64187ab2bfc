import { providers } from './providers.ts';
import type { Provider } from './providers.ts';

const bySuffix = new Map<string, string>();
const byKey = new Map<string, Provider>();
for (const provider of providers) {
  byKey.set(provider.key, provider);
  for (const suffix of provider.suffixes) bySuffix.set(suffix, provider.key);
}

const sayings = (of: 'codes' | 'dialect'): { key: string; is: RegExp }[] =>
  providers.flatMap((p) => (p[of] ?? []).map((source) => ({ key: p.key, is: new RegExp(source, 'u') })));
const codes = sayings('codes');
const dialects = sayings('dialect');

/** Name of a provider for people; an unknown key is its own name. */
export function providerName(key: string): string {
  return byKey.get(key)?.name ?? key;
}

/** Key by host or domain name, whole labels from the right; null where nobody known runs it. */
export function providerOfHost(host: string): string | null {
  let name = host.toLowerCase();
  if (name.endsWith('.')) name = name.slice(0, -1);
  for (let label = 0; label < 12; label += 1) {
    const key = bySuffix.get(name);
    if (key !== undefined) return key;
    const dot = name.indexOf('.');
    if (dot < 0) return null;
    name = name.slice(dot + 1);
  }
  return null;
}

// Names that a reply mentions and that are not its speaker: our own host, our sender, a blocklist and its page.
const mentioned =
  /(?:client host|helo command|helo|relay(?! https?:)|connecting host|sender address|mail from(?: address)?|from:?|unverified address:|domain of sender address|sending domain|of domain|domain|envelope sender|(?:policy|check|records?|validation|dmarc|spf|dkim) (?:for|of)|on behalf of|in the name of|links? to|your (?:mail ?)?(?:mail ?server|server|host)|your hostname,|, client)\s(?:rejected:?\s)?<?\[?\S{1,255}|\b(?:from|mailfrom|mfrom|sender|domain|helo|client|d)=<?\S{1,255}|(?<!\S)\S{1,120}'s (?:dmarc|spf|dkim|domain)\b/g;
const senderNamed = /<?[^\s<>@:;,"]{1,100}@[a-z0-9.-]{3,200}>?:? sender address/g;
const listNamed = /\b[a-z]{2,9}\.hostedemail\.com=\S{1,20}/g;
const link = /\bhttps?:\/{1,2}[^\s<>"')\]]{1,300}|(?<![\w.@-])www\.[^\s<>"')\]]{1,300}/g;
const hostInText = /(?<![\w.@<-])(?:[a-z0-9_](?:[a-z0-9_-]{0,62}\.){1,8}[a-z]{2,24})(?![\w@])/g;
const greeting =
  /(?:^|[\s:"])[245]\d\d[ -](?:[245]\.\d{1,3}\.\d{1,3}\s)?([a-z0-9][a-z0-9.-]{2,250}\.[a-z]{2,24})\s(?:e?smtp|bizsmtp|ibsmtp)\b/;
const recipient = /<?[^\s<>@:;,"]{1,100}@((?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24})(?![a-z0-9-])/;

/** The first of the hosts named in a text whose provider is known. */
function providerNamed(text: string): string | null {
  for (const host of (text.match(hostInText) ?? []).slice(0, 12)) {
    const key = providerOfHost(host);
    if (key !== null) return key;
  }
  return null;
}

/**
 * Provider of a reply. `text` is lower case: the whole reply with its links; `speaker` is the host that gave it.
 * `recipientCounts` says that an address in the text may stand for the provider (no other host is known).
 */
export function providerOfReply(text: string, speaker: string | null, recipientCounts: boolean): string | null {
  const bySpeaker = speaker === null ? null : providerOfHost(speaker);
  if (bySpeaker !== null) return bySpeaker;
  const banner = greeting.exec(text)?.[1];
  const byBanner = banner === undefined ? null : providerOfHost(banner);
  if (byBanner !== null) return byBanner;
  // A provider's own codes tell more than the links beside them: those often lead to somebody else's blocklist.
  for (const { key, is } of codes) if (is.test(text)) return key;
  const own = text.replace(listNamed, ' ').replace(senderNamed, ' ').replace(mentioned, ' ');
  // A host that the reply names as its own tells more than a way of writing, and that more than a page somebody links.
  const byName = providerNamed(own.replace(link, ' '));
  if (byName !== null) return byName;
  if (recipientCounts) for (const { key, is } of dialects) if (is.test(text)) return key;
  const byLink = providerNamed((own.match(link) ?? []).join(' ').replace(/https?:\/{1,2}/g, ' '));
  if (byLink !== null) return byLink;
  // A named host that is nobody known may relay for anybody: the recipient's domain says nothing of who runs it.
  if (!recipientCounts) return null;
  const domain = recipient.exec(own)?.[1];
  return domain === undefined ? null : providerOfHost(domain);
}

/** Key by whatever is at hand: a host or domain name, an address, or a reply's text. */
export function providerOf(hostDomainOrText: string): string | null {
  const it = hostDomainOrText.trim();
  if (/^[^\s]{1,320}$/.test(it))
    return providerOfHost(it.includes('@') ? it.slice(it.lastIndexOf('@') + 1).replace(/>$/, '') : it);
  return providerOfReply(it.slice(0, 4000).toLowerCase(), null, true);
}
