/** SSH host key fingerprints as people compare them. */

/** "SHA256:Zk9v2WmX..." as groups of four: what the eye can compare. */
export function fingerprintGroups(fingerprint: string): string[] {
  const body = fingerprint.replace(/^SHA256:/u, '').replace(/=+$/u, '');
  return body.match(/.{1,4}/gsu) ?? [];
}

export type Comparison =
  | { result: 'empty' }
  /** Nothing in the pasted text looks like a SHA-256 fingerprint. */
  | { result: 'unreadable' }
  /** An MD5 fingerprint (ssh-keygen -E md5): another measure of perhaps the same key. */
  | { result: 'md5' }
  | { result: 'same' }
  /** `groups` tells which groups of the offered fingerprint differ. */
  | { result: 'differs'; groups: boolean[] };

/**
 * Compares a pasted text with the offered fingerprint. The text may be the bare base64, with `SHA256:`, in groups, or
 * the whole line of `ssh-keygen -lf` ("256 SHA256:... root@host (ED25519)"). Base64 is compared by case.
 */
export function compareFingerprint(pasted: string, offered: string): Comparison {
  const text = pasted.trim().slice(0, 2000);
  if (text === '') return { result: 'empty' };
  if (/(?:^|\s|MD5:)(?:[0-9a-f]{2}:){15}[0-9a-f]{2}(?:\s|$)/iu.test(text)) return { result: 'md5' };
  const candidate = sha256In(text);
  if (candidate === null) return { result: 'unreadable' };
  const want = offered.replace(/^SHA256:/u, '').replace(/=+$/u, '');
  if (candidate === want) return { result: 'same' };
  const have = fingerprintGroups(candidate);
  return { result: 'differs', groups: fingerprintGroups(want).map((group, index) => group !== have[index]) };
}

/** A SHA-256 in base64 without padding is 43 characters. */
function sha256In(text: string): string | null {
  const marked = /SHA256:([A-Za-z0-9+/]{43})(?![A-Za-z0-9+/])/u.exec(text);
  if (marked?.[1] !== undefined) return marked[1];
  const joined = text
    .replace(/^SHA256:/u, '')
    .replace(/\s+/gu, '')
    .replace(/=+$/u, '');
  return /^[A-Za-z0-9+/]{43}$/u.test(joined) ? joined : null;
}
