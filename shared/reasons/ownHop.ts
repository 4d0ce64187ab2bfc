/** Loopback, sockets and the admin's own list: what answers there is part of our own mail server. */

// A named host on another 127/8 address is a test set-up or a tunnel, not known to be our own part.
const loopback =
  /^(?:127\.0\.0\.\d{1,3}|(?:ipv6:)?::1|localhost[46]?(?:\..{0,100})?|ip6-(?:localhost|loopback)|(?:ipv6:)?::ffff:127\.0\.0\.\d{1,3})$/i;
const socket = /^(?:\/|private\/|public\/|unix:|local:|inet:127\.|var\/|\.\/)/i;

/**
 * True where the peer is a filter, store or relay of ours: loopback, a UNIX socket such as Postfix's
 * `[private/dovecot-lmtp]`, or a name, name suffix (".example.com") or address the admin listed. Private addresses are
 * not taken for our own without the admin's word.
 */
export function isOwnHop(host: string | null, ip: string | null, listed: readonly string[]): boolean {
  for (const peer of [host, ip]) {
    if (peer === null) continue;
    const it = peer.toLowerCase();
    if (loopback.test(it) || socket.test(it)) return true;
    for (const entry of listed) {
      const own = entry.toLowerCase();
      if (own === '' || own === '.') continue;
      if (it === own || (own.startsWith('.') && (it.endsWith(own) || it === own.slice(1)))) return true;
    }
  }
  return false;
}
