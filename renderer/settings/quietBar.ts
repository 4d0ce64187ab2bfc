import type { QuietHours } from '../../shared/model/incident.ts';

const minutesOf = (clock: string): number => {
  const [hours = '0', minutes = '0'] = clock.split(':');
  return Number(hours) * 60 + Number(minutes);
};

/** The quiet parts of one day as percent of its width; a night over midnight is two parts. */
export function quietParts(quiet: Pick<QuietHours, 'from' | 'to'>): { left: number; width: number }[] {
  const from = (minutesOf(quiet.from) / 1440) * 100;
  const to = (minutesOf(quiet.to) / 1440) * 100;
  if (from === to) return [];
  if (from < to) return [{ left: from, width: to - from }];
  return [
    { left: 0, width: to },
    { left: from, width: 100 - from },
  ].filter((part) => part.width > 0);
}

/** Place of a moment within its day, percent. */
export function placeInDay(now: Date): number {
  return ((now.getHours() * 60 + now.getMinutes()) / 1440) * 100;
}

/** "7:5", "0705", "7.05", "7" as a clock; null where it is none. */
export function readClock(text: string): string | null {
  const parts = /^\s*(\d{1,2})(?:[:.h]?(\d{2}))?\s*$/u.exec(text) ?? /^\s*(\d{1,2})[:.h](\d)\s*$/u.exec(text);
  if (parts === null) return null;
  const hours = Number(parts[1]);
  const minutes = Number(parts[2] ?? '0');
  if (hours > 23 || minutes > 59) return null;
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}
