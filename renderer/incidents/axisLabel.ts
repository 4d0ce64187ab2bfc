const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short' });
const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** What a mark of the time axis says: the day where it is new, the clock within a day or two, the date over longer. */
export function axisLabel(at: number, before: number | null, span: number): string {
  if (span > 3 * 86_400_000) return date.format(at);
  const newDay = before === null || new Date(before).toDateString() !== new Date(at).toDateString();
  return newDay ? `${weekday.format(at)} ${clock.format(at)}` : clock.format(at);
}
