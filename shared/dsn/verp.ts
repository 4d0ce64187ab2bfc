/** A tagged return address and the recipient that the tag spells. */
export interface Verp {
  readonly address: string;
  readonly recipient: string | null;
}

/**
 * VERP (Bernstein, "Variable Envelope Return Paths"): the sender's address carries the recipient or a tag, so the report
 * names its message by the address it was sent to. Spellings: qmail and ezmlm `list-user=host@`, Postfix and Sympa
 * `bounces+user=host@`, Mailman `list-bounces+user=host@`, PHPList and others `bounce-123-456@`, `tag+abc@`.
 */
export function readVerp(addresses: readonly string[]): Verp | null {
  for (const address of addresses.slice(0, 20)) {
    const at = address.lastIndexOf('@');
    if (at <= 0) continue;
    const local = address.slice(0, at);
    const encoded = /^(?:[^=]*[+-])?([^\s@+=]{1,64})=([A-Za-z0-9.-]+\.[A-Za-z]{2,24})$/.exec(local);
    if (encoded) {
      // `list-bounces+user=host`: with a plus the tag starts there, whatever dashes the user part has.
      const plus = local.indexOf('+');
      const user =
        plus >= 0 ? local.slice(plus + 1, local.lastIndexOf('=')) : (encoded[1] ?? '').replace(/^.*-(?=[^-]*$)/, '');
      return { address, recipient: user === '' ? null : `${user}@${encoded[2] ?? ''}` };
    }
    if (
      /^(?:[^+]{1,64})\+[^+\s]{4,}/.test(local) ||
      /^(?:bounces?|return|errors?|ret|prvs)[-_.=+][\w.=-]{6,}$/i.test(local)
    ) {
      return { address, recipient: null };
    }
  }
  return null;
}
