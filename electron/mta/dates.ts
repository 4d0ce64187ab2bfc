const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * Epoch seconds of a date without year and zone ("Nov 23 15:40:58"), taken as UTC plus `offsetMinutes` east: the latest such
 * moment not more than a day after `nowMs`. null when it is no date.
 */
export function yearlessDate(
  month: string,
  day: number,
  time: string,
  nowMs: number,
  offsetMinutes = 0,
): number | null {
  const m = months.indexOf(month.slice(0, 3).toLowerCase());
  const t = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(time);
  if (m < 0 || t === null || day < 1 || day > 31) return null;
  const year = new Date(nowMs).getUTCFullYear();
  for (const y of [year + 1, year, year - 1]) {
    const at = Date.UTC(y, m, day, Number(t[1]), Number(t[2]), Number(t[3] ?? 0)) - offsetMinutes * 60_000;
    if (at <= nowMs + 86_400_000) return Math.floor(at / 1000);
  }
  return null;
}

/** Epoch seconds of a date with year, UTC. */
export function fullDate(year: number, month: string, day: number, time: string): number | null {
  const m = months.indexOf(month.slice(0, 3).toLowerCase());
  const t = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(time);
  if (m < 0 || t === null) return null;
  return Date.UTC(year, m, day, Number(t[1]), Number(t[2]), Number(t[3] ?? 0)) / 1000;
}

/** Minutes east of UTC in "+0200"; 0 when unreadable. */
export function zoneMinutes(text: string): number {
  const m = /^([+-])(\d{2})(\d{2})$/.exec(text.trim());
  return m === null ? 0 : (m[1] === '-' ? -1 : 1) * (Number(m[2]) * 60 + Number(m[3]));
}
