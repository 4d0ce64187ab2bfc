import type { HttpTransport, Reach } from '../../ports.ts';

/** The secret that a connection works with, in memory only. */
const held = new WeakMap<HttpTransport, string>();
/** Connections whose secret was refused: the same one is not sent again, since that feeds fail2ban and bans us. */
const refused = new WeakSet<HttpTransport>();

export function secretRefused(http: HttpTransport): void {
  held.delete(http);
  refused.add(http);
}

/** Asked for once a connection; where it was refused, another one is asked for. null when the person declines. */
export async function secretOf(reach: Reach, what: 'password' | 'api_key'): Promise<string | null> {
  const { http } = reach;
  const known = http === undefined ? undefined : held.get(http);
  if (known !== undefined) return known;
  const secret = (await reach.secret?.(what, http !== undefined && refused.has(http))) ?? null;
  if (secret !== null && http !== undefined) {
    held.set(http, secret);
    refused.delete(http);
  }
  return secret;
}
