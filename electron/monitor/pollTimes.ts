/** When to look again, in milliseconds from now. */

/** A listing costs the server file reads: never more than a tenth of the time goes into it, nor below the admin's floor. */
export function afterLook(floorSeconds: number, costMs: number, random: number): number {
  const wait = Math.max(floorSeconds * 1000, costMs * 9);
  return Math.round(wait * (0.95 + random * 0.1));
}

/** Backs off by doubling up to 15 minutes, scattered so that a fleet does not come back at the same moment. */
export function afterFailure(floorSeconds: number, tries: number, random: number): number {
  const base = Math.min(floorSeconds * 1000, 15_000) * 2 ** Math.min(10, Math.max(0, tries - 1));
  return Math.round(Math.min(900_000, base) * (0.75 + random * 0.5));
}

/** Spread over the floor's time at the start, the first few at once. */
export const atStart = (floorSeconds: number, index: number, random: number): number =>
  index < 4 ? Math.round(random * 250) : Math.round(random * Math.min(20_000, floorSeconds * 1000));

/** What a person has to mend: asking again by itself would lock the account or change nothing. */
const forPeople = new Set([
  'host_key_unknown',
  'host_key_changed',
  'host_key_revoked',
  'auth_failed',
  'auth_cancelled',
  'secret_declined',
  'tls_untrusted',
]);
export const waitsForPerson = (code: string, tries: number): boolean =>
  forPeople.has(code) && (code !== 'auth_failed' || tries >= 2);

/** The way to the server is at fault, not the server. */
export const networkCodes = new Set([
  'dns_failed',
  'connect_refused',
  'connect_timeout',
  'network_unreachable',
  'connection_lost',
  'connect_failed',
]);
