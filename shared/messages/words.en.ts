/** Numbers and times as every sentence writes them (design, section 6): "1,284", "+190", "3 h 12 min". */
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

export const count = (n: number): string => whole.format(n);
export const signed = (n: number): string => (n > 0 ? `+${count(n)}` : n < 0 ? `−${count(-n)}` : '0');
export const plural = (n: number, one: string, more = `${one}s`): string => `${count(n)} ${n === 1 ? one : more}`;

/** A length of time from seconds: two units at most. */
export function span(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  const minutes = Math.floor(s / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`;
}

/** Wall clock of an epoch-second time, in the zone of whoever runs the engine. */
export function clockTime(seconds: number, withDay = false): string {
  return new Date(seconds * 1000).toLocaleString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    ...(withDay ? { weekday: 'short', day: 'numeric', month: 'short' } : {}),
  });
}

/** "a, b and 3 more". */
export function some(names: readonly string[], most = 2): string {
  if (names.length <= most) return names.length === 2 ? `${names[0] ?? ''} and ${names[1] ?? ''}` : names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}
