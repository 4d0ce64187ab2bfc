import { bouncesUi } from '../../shared/messages/bounces-ui.en.ts';
import { day as dayName } from '../ui/format.ts';
import type { BounceRow } from '../../shared/views/bounces.ts';

/** "Today", "Yesterday", "Sat 21 Nov"; a year ago with its year. `day` is "2026-11-23". */
export function dayTitle(day: string, now: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const noon = new Date(year, month - 1, date, 12);
  const today = new Date(now);
  today.setHours(12, 0, 0, 0);
  // Rounded, as days of 23 and 25 hours exist.
  const ago = Math.round((today.getTime() - noon.getTime()) / 86_400_000);
  if (ago === 0) return bouncesUi.today;
  if (ago === 1) return bouncesUi.yesterday;
  return dayName(noon.getTime(), now);
}

export type ShownKind = BounceRow['kind'] | 'not_ours';

/** Mail we never sent is "not ours" whatever its kind says; that we cannot know is no such claim. */
export function shownKind(row: Pick<BounceRow, 'kind' | 'ours'>): ShownKind {
  return row.ours === 'no' ? 'not_ours' : row.kind;
}

/** A message can be opened in the queue when its server and id are known. */
export function messageLink(row: Pick<BounceRow, 'server' | 'queueId'>): string | null {
  return row.server === null || row.queueId === null
    ? null
    : `queuewatch://message/${encodeURIComponent(row.server)}/${encodeURIComponent(row.queueId)}`;
}

/**
 * Parts of the status fields with what decides marked: Action, Status and the codes of Diagnostic-Code. Folded lines
 * belong to the field above (RFC 5322 section 2.2.3).
 */
export function markFields(fields: string): { text: string; mark: boolean }[] {
  const parts: { text: string; mark: boolean }[] = [];
  const push = (text: string, mark: boolean): void => {
    const last = parts.at(-1);
    if (text === '') return;
    if (last !== undefined && last.mark === mark) last.text += text;
    else parts.push({ text, mark });
  };
  for (const [index, line] of fields.slice(0, 200_000).split('\n').entries()) {
    if (index > 0) push('\n', false);
    const field = /^(Action|Status):([ \t]*)(.*)$/iu.exec(line);
    if (field !== null) {
      push(`${field[1] ?? ''}:${field[2] ?? ''}`, false);
      push(field[3] ?? '', true);
      continue;
    }
    const diagnostic =
      /^(Diagnostic-Code:[^;]{0,40};[ \t]*)(\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?|#?\d\.\d{1,3}\.\d{1,3})?/iu.exec(line);
    if (diagnostic?.[2] !== undefined) {
      push(diagnostic[1] ?? '', false);
      push(diagnostic[2], true);
      push(line.slice(diagnostic[0].length), false);
      continue;
    }
    push(line, false);
  }
  return parts;
}
