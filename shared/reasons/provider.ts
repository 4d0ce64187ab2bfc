/**
 * Who runs the mailbox or filter that answered: by the name of the host that spoke, by links and host names in the reply,
 * by the provider's own way of writing. Keys are stable identifiers; names are for people.
 */
export interface Provider {
  readonly key: string;
  readonly name: string;
  /** Name suffixes of MX hosts, of help pages in replies, and recipient domains, without a leading dot. */
  readonly suffixes: readonly string[];
  /** The provider's own sentences, where no host is named; lower-case regular expression sources, bounded. */
  readonly dialect?: readonly string[];
  /** Codes nobody else gives out: they name the provider whatever the host is called. */
  readonly codes?: readonly string[];
}
