const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const zones: Readonly<Record<string, number>> = {
  ut: 0,
  gmt: 0,
  utc: 0,
  z: 0,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  jst: 540,
  cet: 60,
  cest: 120,
  bst: 60,
  msk: 180,
};
const pattern =
  /(\d{1,2})[ -]([A-Za-z]{3})[A-Za-z]*[ -](\d{4}|\d{2})[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(?:([+-])(\d{2}):?(\d{2})|\(?([A-Za-z]{1,5}))?/;

/**
 * Epoch seconds of an RFC 5322 date with the liberties reports take (two-digit years, zone names, no weekday); null for
 * anything else. `Date.parse` is not used: it takes nearly everything and differs between engines.
 */
export function mailDate(value: string | null): number | null {
  if (value === null) return null;
  const iso = /^\s*(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?/.exec(value);
  if (iso) {
    const zone = /^([+-])(\d\d):?(\d\d)$/.exec(iso[7] ?? '');
    const offset = zone ? (Number(zone[2]) * 60 + Number(zone[3])) * (zone[1] === '-' ? -1 : 1) : 0;
    return seconds(
      Number(iso[1]),
      Number(iso[2]) - 1,
      Number(iso[3]),
      Number(iso[4]),
      Number(iso[5]),
      Number(iso[6]),
      offset,
    );
  }
  const m = pattern.exec(value.slice(0, 200));
  if (!m) return null;
  const month = months.indexOf((m[2] ?? '').toLowerCase());
  if (month < 0) return null;
  const short = Number(m[3]);
  const year = (m[3] ?? '').length === 4 ? short : short < 70 ? 2000 + short : 1900 + short;
  const offset = m[7]
    ? (Number(m[8]) * 60 + Number(m[9])) * (m[7] === '-' ? -1 : 1)
    : (zones[(m[10] ?? '').toLowerCase()] ?? 0);
  return seconds(year, month, Number(m[1]), Number(m[4]), Number(m[5]), Number(m[6] ?? 0), offset);
}

function seconds(y: number, mo: number, d: number, h: number, mi: number, s: number, offset: number): number | null {
  if (d < 1 || d > 31 || h > 24 || mi > 59 || s > 60) return null;
  const at = Date.UTC(y, mo, d, h, mi, s) / 1000 - offset * 60;
  return Number.isFinite(at) ? at : null;
}
