/**
 * What prints a server's host key on the server itself, by the kind of key ("ED25519", "ssh-ed25519", "ecdsa-sha2-…"); for
 * an unknown kind all of them, one by one, as ssh-keygen(1) takes a single file.
 */
export function compareCommand(keyType: string): string {
  const kind = /^(?:ssh-)?(ed25519|rsa|ecdsa|dss)(?:$|-)/.exec(keyType.toLowerCase())?.[1];
  if (kind === undefined) return 'for f in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf "$f"; done';
  return `ssh-keygen -lf /etc/ssh/ssh_host_${kind === 'dss' ? 'dsa' : kind}_key.pub`;
}
