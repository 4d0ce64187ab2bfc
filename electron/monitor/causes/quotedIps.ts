import type { Speaker } from '../../../shared/model/reason.ts';

const ip4 = String.raw`\d{1,3}(?:\.\d{1,3}){3}`;
const ip6 = String.raw`[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7}`;
const anyIp = new RegExp(`(?<![\\w.:])(?:${ip4}|${ip6})(?![\\w.:]*\\w)`, 'gi');

/**
 * Addresses a reply quotes that are not the speaker's: our own, as the receiver saw it. A sentence of our own server
 * ("connect to HOST[ADDRESS]:25: Connection timed out") names the receiver's only.
 */
export function quotedIps(text: string, speaker: Speaker | null): string[] {
  if (speaker?.kind === 'us') return [];
  // What our own MTA wrote before "said:" names the receiver.
  const said = text.search(/\bsaid: |\brefused to talk to me: /);
  const reply = said >= 0 ? text.slice(said) : text;
  return [...new Set(reply.match(anyIp) ?? [])].filter((ip) => ip !== speaker?.ip && !/^\d+(?:\.\d+){2}$/.test(ip));
}
