/** Domain of an address, lower case; '' where there is none. */
export function domainOf(address: string): string {
  const at = address.lastIndexOf('@');
  if (at < 0) return '';
  const domain = address.slice(at + 1);
  // Nearly every address is plain; a million of them go through here.
  return /[^a-z0-9.-]|\.$/.test(domain) ? domain.replace(/[>.]+$/, '').toLowerCase() : domain;
}
