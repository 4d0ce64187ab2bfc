const ip4 = String.raw`\d{1,3}(?:\.\d{1,3}){3}`;
const ip6 = String.raw`[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7}`;
const anyIp = new RegExp(`(?<![\\w.:])(?:${ip4}|${ip6})(?![\\w.:]*\\w)`, 'gi');

/** Addresses a reply quotes that are not the speaker's: our own, as the receiver saw it. */
export function quotedIps(text: string, speakerIp: string | null): string[] {
  // What our own MTA wrote before "said:" names the receiver.
  const said = text.search(/\bsaid: |\brefused to talk to me: /);
  const reply = said >= 0 ? text.slice(said) : text;
  return [...new Set(reply.match(anyIp) ?? [])].filter((ip) => ip !== speakerIp && !/^\d+(?:\.\d+){2}$/.test(ip));
}
