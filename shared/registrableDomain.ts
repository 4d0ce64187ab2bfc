/** Second-level labels under which names are registered in many countries ("example.co.uk", "example.com.au"). */
const shared = new Set([
  'co',
  'com',
  'net',
  'org',
  'edu',
  'gov',
  'gob',
  'gouv',
  'ac',
  'or',
  'ne',
  'go',
  'mil',
  'nom',
  'ltd',
  'plc',
  'asn',
  'id',
  'web',
  'sch',
  'nhs',
  'info',
]);

/**
 * The name somebody registered: two labels, or three under a shared second level of a country. Without the Public Suffix
 * List this is a rule of thumb; it only decides which domains are shown as one.
 */
export function registrableDomain(domain: string): string {
  if (domain.startsWith('[') || domain === '') return domain;
  const labels = domain.split('.').filter((label) => label !== '');
  if (labels.length <= 2) return labels.join('.');
  const second = labels.at(-2) ?? '';
  const country = (labels.at(-1) ?? '').length === 2;
  return labels.slice(country && shared.has(second) ? -3 : -2).join('.');
}
