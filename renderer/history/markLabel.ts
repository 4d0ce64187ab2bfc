import type { HistoryRange } from './dayMarks.ts';

const formats: Record<HistoryRange, Intl.DateTimeFormat> = {
  '24h': new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }),
  '7d': new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric' }),
  '30d': new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }),
  '90d': new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }),
  '1y': new Intl.DateTimeFormat('en-GB', { month: 'short' }),
};

/** "Tue 17", "14:00", "9 Oct" or "Oct": what a mark of that range says. `at` is epoch seconds. */
export const markLabel = (at: number, range: HistoryRange): string => formats[range].format(at * 1000).replace(',', '');

/** Change against the range before: "new", "+212 %", "−4 %"; a half more or new is worth the eye. */
export function changeText(change: number | null, isNew: string): { text: string; strong: boolean } {
  if (change === null) return { text: isNew, strong: true };
  const percent = Math.round((change - 1) * 100);
  const text = percent === 0 ? '±0 %' : `${percent > 0 ? '+' : '−'}${Math.abs(percent).toLocaleString('en')} %`;
  return { text, strong: change >= 1.5 };
}
