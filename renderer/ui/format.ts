/** Numbers and times for people (design section 6): 1,284 · +190 · −118 · 0–14 · 14 min · 3 h 12 min · 4 d 20 h. */
import { timeWords } from '../../shared/messages/ui.en.ts';

const locale = 'en-GB';
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const clockFormat = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hour12: false });
const exactClock = new Intl.DateTimeFormat(locale, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
});
const weekdayFormat = new Intl.DateTimeFormat(locale, { weekday: 'short' });
const dateFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const dayFormat = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short' });
const yearFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });

export const number = (n: number): string => whole.format(n).replace('-', '−');

/** With a sign, the minus a real one. */
export const change = (n: number): string => (n > 0 ? `+${number(n)}` : n < 0 ? `−${number(-n)}` : '0');

export const range = (low: number, high: number): string =>
  Math.round(low) === Math.round(high) ? number(high) : `${number(low)}–${number(high)}`;

export const percent = (share: number): string => `${oneDigit.format(share * 100)} %`;

/** A span of seconds: "8 s", "14 min", "3 h 12 min", "4 d 20 h". */
export function span(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 90) return timeWords.seconds(s);
  const min = Math.round(s / 60);
  if (min < 60) return timeWords.minutes(min);
  const h = Math.floor(min / 60);
  if (h < 24) return min % 60 === 0 ? timeWords.hours(h) : timeWords.hoursMinutes(h, String(min % 60).padStart(2, '0'));
  const d = Math.floor(h / 24);
  return h % 24 === 0 ? timeWords.days(d) : timeWords.daysHours(d, String(h % 24).padStart(2, '0'));
}

/** For narrow columns: "3 h 12", "14 min". */
export const shortSpan = (seconds: number): string =>
  span(seconds)
    .replace(/(h \d\d) min$/, '$1')
    .replace(/(d \d\d) h$/, '$1 h');

/** Time of day, "14:28". */
export const clock = (ms: number): string => clockFormat.format(ms);
/** "14:27:58". */
export const clockSeconds = (ms: number): string => exactClock.format(ms);

const sameDay = (a: number, b: number): boolean => new Date(a).toDateString() === new Date(b).toDateString();

/** The time alone for today, else with its day: "Sat 28 Nov, 14:14". */
export function when(ms: number, now: number): string {
  if (sameDay(ms, now)) return clock(ms);
  return `${day(ms, now)}, ${clock(ms)}`;
}

/** For columns: "14:28" today, "Sun 19:40" within the last days, "9 Oct" before; a year ago with its year. */
export function whenShort(ms: number, now: number): string {
  if (sameDay(ms, now)) return clock(ms);
  const ago = now - ms;
  if (ago > 0 && ago < 6 * 86_400_000) return `${weekdayFormat.format(ms)} ${clock(ms)}`;
  return Math.abs(ago) < 300 * 86_400_000 ? dateFormat.format(ms) : yearFormat.format(ms);
}

export const day = (ms: number, now: number): string =>
  Math.abs(ms - now) < 300 * 86_400_000 ? dayFormat.format(ms).replace(',', '') : yearFormat.format(ms);

/** "48 kB", "1.4 MB". Decimal, as disks and mail programs count. */
export function bytes(n: number): string {
  if (n < 1000) return `${n} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = n / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 9.95 && unit > 0 ? oneDigit.format(value) : whole.format(value)} ${units[unit] ?? 'TB'}`;
}

/** "1 message", "212 messages". */
export const counted = (n: number, one: string, many: string): string => `${number(n)} ${n === 1 ? one : many}`;
