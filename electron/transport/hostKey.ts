import { createHash } from 'node:crypto';

/** Reads an SSH string (RFC 4251 section 5) at an offset; null when the blob is too short. */
function sshString(blob: Uint8Array, offset: number): { value: Buffer; next: number } | null {
  const buffer = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  if (offset + 4 > buffer.length) return null;
  const length = buffer.readUInt32BE(offset);
  const next = offset + 4 + length;
  return next > buffer.length ? null : { value: buffer.subarray(offset + 4, next), next };
}

/** Algorithm name at the start of a public key blob (RFC 4253 section 6.6), "" when it has none. */
export const keyTypeOf = (blob: Uint8Array): string => sshString(blob, 0)?.value.toString('latin1') ?? '';

/** "SHA256:..." as `ssh-keygen -l` prints it. */
export const fingerprintOf = (blob: Uint8Array): string =>
  `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;

/** Bits of the key as `ssh-keygen -l` prints them; null for types it does not know. */
export function keyBits(blob: Uint8Array): number | null {
  const type = sshString(blob, 0);
  if (type === null) return null;
  const name = type.value.toString('latin1');
  if (name.includes('ed25519')) return 256;
  const curve = /nistp(\d{3})/.exec(name)?.[1];
  if (curve !== undefined) return Number(curve);
  if (name === 'ssh-rsa') {
    const exponent = sshString(blob, type.next);
    const modulus = exponent === null ? null : sshString(blob, exponent.next)?.value;
    if (!modulus) return null;
    const first = modulus.findIndex((byte) => byte !== 0);
    return first < 0 ? 0 : (modulus.length - first) * 8 - Math.clz32(modulus[first] ?? 0) + 24;
  }
  return null;
}

/** "ED25519", "RSA", "ECDSA" as in `ssh-keygen -l`. */
export function keyTypeName(type: string): string {
  const known: [string, string][] = [
    ['sk-ssh-ed25519', 'ED25519-SK'],
    ['sk-ecdsa', 'ECDSA-SK'],
    ['ssh-ed25519', 'ED25519'],
    ['ssh-rsa', 'RSA'],
    ['rsa-sha2', 'RSA'],
    ['ecdsa', 'ECDSA'],
    ['ssh-dss', 'DSA'],
  ];
  return known.find(([start]) => type.startsWith(start))?.[1] ?? type;
}

/**
 * The drunken bishop's walk over the SHA-256 digest, drawn as OpenSSH's `fingerprint_randomart` draws it (sshkey.c), so that it
 * can be compared with `ssh-keygen -lv` on the server.
 */
export function randomartOf(blob: Uint8Array): string {
  const symbols = ' .o+=*BOX@%&#/^SE';
  const width = 17;
  const height = 9;
  const last = symbols.length - 1;
  const field = Array.from({ length: height }, () => new Array<number>(width).fill(0));
  let x = 8;
  let y = 4;
  for (const byte of createHash('sha256').update(blob).digest()) {
    let rest = byte;
    for (let step = 0; step < 4; step++) {
      x = Math.min(Math.max(x + ((rest & 1) === 1 ? 1 : -1), 0), width - 1);
      y = Math.min(Math.max(y + ((rest & 2) === 2 ? 1 : -1), 0), height - 1);
      const row = field[y] ?? [];
      if ((row[x] ?? 0) < last - 2) row[x] = (row[x] ?? 0) + 1;
      rest >>= 2;
    }
  }
  const start = field[4] ?? [];
  start[8] = last - 1;
  (field[y] ?? [])[x] = last;
  const border = (text: string) => {
    const label = text.length > width ? '' : text;
    const left = Math.floor((width - label.length) / 2);
    return `+${'-'.repeat(left)}${label}${'-'.repeat(width - left - label.length)}+`;
  };
  const bits = keyBits(blob);
  const name = keyTypeName(keyTypeOf(blob));
  return [
    border(bits === null ? `[${name}]` : `[${name} ${bits}]`),
    ...field.map((row) => `|${row.map((n) => symbols[n] ?? ' ').join('')}|`),
    border('[SHA256]'),
  ].join('\n');
}
