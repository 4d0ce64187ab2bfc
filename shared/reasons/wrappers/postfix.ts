import { ip, name } from './draft.ts';
import type { Peel } from './draft.ts';

/** How Postfix names the host it quotes: bounce(5), smtp_trouble.c, smtp_sasl_glue.c. */

export const postfixSaid: Peel = (d) => {
  // Inside a reply it is the far side's own business (an address probe of theirs). Who shows a log may cut the address out.
  if (d.quoted) return false;
  const m = new RegExp(
    String.raw`^(?:(?:.{1,200}?\b)??host (${name})\[(${ip})\](?::\d{1,5})?|host (${name})) (said|refused to talk to me): ?(.*)$`,
  ).exec(d.core);
  if (m === null) return false;
  d.host = m[1] ?? m[3] ?? null;
  d.ip = m[2] ?? null;
  d.quoted = true;
  d.wrapper = 'postfix';
  d.core = m[5] ?? '';
  if (m[4] !== 'said') d.phase ??= 'connect';
  return true;
};

export const postfixRefused: Peel = (d) => {
  // Postfix before 2.3: "connect to NAME[ADDRESS]: server refused to talk to me: 421 …".
  if (d.quoted) return false;
  const m = new RegExp(
    String.raw`^connect to (${name})\[(${ip})\](?::\d{1,5})?: server refused to talk to me: (?=[2-5]\d\d)`,
  ).exec(d.core);
  if (m === null) return false;
  d.host = m[1] ?? null;
  d.ip = m[2] ?? null;
  d.quoted = true;
  d.wrapper = 'postfix';
  d.phase ??= 'connect';
  d.core = d.core.slice(m[0].length);
  return true;
};

export const postfixSasl: Peel = (d) => {
  const m = new RegExp(
    String.raw`^SASL authentication fail(?:ed|ure)[;:] (?:server|host) (${name})\[(${ip})\](?::\d{1,5})? (said: |offered )(.*)$`,
    'i',
  ).exec(d.core);
  if (m === null) return false;
  d.host = m[1] ?? null;
  d.ip = m[2] ?? null;
  d.phase = 'auth';
  d.wrapper = 'postfix';
  d.quoted = m[3] === 'said: ';
  if (d.quoted) d.core = m[4] ?? '';
  return d.quoted;
};
