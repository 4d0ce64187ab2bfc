import type { historyRanges } from '../../shared/views/history.ts';

export type HistoryRange = (typeof historyRanges)[number];

export interface DayMark {
  /** Epoch seconds. */
  at: number;
  /** Percent of the width. */
  left: number;
}

/**
 * Where the lanes carry a mark: midnights of the person's own zone for days and weeks, round hours within a day, first
 * of the month beyond. At most twelve, so that labels never touch.
 */
export function dayMarks(from: number, to: number, range: HistoryRange): DayMark[] {
  const marks: number[] = [];
  const start = new Date(from * 1000);
  const next = (date: Date): void => {
    if (range === '24h') date.setHours(date.getHours() + 4, 0, 0, 0);
    else if (range === '7d') date.setDate(date.getDate() + 1);
    else if (range === '30d') date.setDate(date.getDate() + 5);
    else if (range === '90d') date.setDate(date.getDate() + 14);
    else date.setMonth(date.getMonth() + 1, 1);
  };
  const at = new Date(start);
  if (range === '24h') at.setHours(Math.ceil((start.getHours() + 1) / 4) * 4, 0, 0, 0);
  else if (range === '1y') at.setMonth(start.getMonth() + 1, 1);
  else at.setDate(start.getDate() + 1);
  if (range !== '24h') at.setHours(0, 0, 0, 0);
  while (at.getTime() / 1000 < to && marks.length < 12) {
    marks.push(at.getTime() / 1000);
    next(at);
  }
  const span = Math.max(1, to - from);
  return marks.map((mark) => ({ at: mark, left: ((mark - from) / span) * 100 }));
}

/** The time under a pointer: epoch seconds, kept inside the range. */
export function timeAt(from: number, to: number, fraction: number): number {
  return Math.round(from + (to - from) * Math.min(1, Math.max(0, fraction)));
}
