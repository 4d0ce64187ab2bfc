import type { LogLine } from '../../ports.ts';
import { zoneMinutes } from '../dates.ts';
import type { LogPlace } from '../mailLog.ts';

/** The main log and the one before it. */
export const logPlace = (mainLog: string): LogPlace => ({ kind: 'files', files: [mainLog, `${mainLog}.1`] });

/** Time at which a line begins, epoch milliseconds; local unless log_timezone is set (spec, "Log files"). */
export function readEximTime(text: string, zone: number): number | null {
  const m = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(\.\d+)?( [+-]\d{4})? /.exec(text);
  if (m === null) return null;
  const at = Date.parse(`${(m[1] ?? '').replace(' ', 'T')}${m[2]?.slice(0, 4) ?? ''}Z`);
  return Number.isNaN(at) ? null : at - (m[3] === undefined ? zone : zoneMinutes(m[3])) * 60_000;
}

const logLine = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(\.\d+)?( [+-]\d{4})? (?:\[\d+\] )?(\S{16,23}) (.*)$/;

/** What one line of the main log proves about a message. `asked` are the ids looked for; `zone` is the server's, in minutes. */
export function readEximLogLine(text: string, asked: ReadonlySet<string>, zone: number): LogLine | null {
  const m = logLine.exec(text);
  const id = m?.[4] ?? '';
  if (m === null || !asked.has(id)) return null;
  const rest = m[5] ?? '';
  const mark = /^(<=|=>|->|>>|\*>|==|\*\*) ?(.*)$/.exec(rest);
  const proves: Readonly<Record<string, LogLine['proves']>> = {
    '<=': 'arrived',
    '=>': 'sent',
    '->': 'sent',
    '==': 'deferred',
    '**': 'bounced',
  };
  const recipient =
    mark !== null && mark[1] !== '<=' ? (/^(.+?)(?: <([^>]*)>)?(?::| [A-Z]{1,3}=)/.exec(mark[2] ?? '') ?? null) : null;
  return {
    at: readEximTime(text, zone),
    id,
    recipient: recipient?.[2] ?? recipient?.[1] ?? null,
    proves: /^(Completed|removed by )/.test(rest)
      ? 'removed'
      : // -Mg: given up by a person; the sender is told.
        rest.startsWith('cancelled by ')
        ? 'bounced'
        : ((mark && proves[mark[1] ?? '']) ?? 'other'),
    newId: null,
    text,
  };
}
