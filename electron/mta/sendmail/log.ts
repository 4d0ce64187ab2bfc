import type { LogLine } from '../../ports.ts';
import { syslogLine } from '../mailLog.ts';

/** `sm-mta[1]: ID: to=<a>, delay=..., dsn=4.7.1, stat=Deferred: 451 ...`. */
export function readSendmailLine(
  line: string,
  asked: ReadonlySet<string>,
  nowMs: number,
  zone: number,
): LogLine | null {
  const parts = syslogLine(line, nowMs, zone);
  const m = /^([0-9A-Za-z]{13,15}): (.*)$/.exec(parts?.text ?? '');
  if (parts === null || m === null || !asked.has(m[1] ?? '')) return null;
  const text = m[2] ?? '';
  const stat = /\bstat=(\w+)/.exec(text)?.[1]?.toLowerCase();
  const dsn = /\bdsn=(\d)\./.exec(text)?.[1];
  const proves: LogLine['proves'] =
    stat === 'sent'
      ? 'sent'
      : stat === 'deferred' || dsn === '4'
        ? 'deferred'
        : dsn === '5'
          ? 'bounced'
          : text.startsWith('from=')
            ? 'arrived'
            : 'other';
  return {
    at: parts.at,
    id: m[1] ?? '',
    recipient: /\bto=<?([^,>]*)/.exec(text)?.[1] ?? null,
    proves,
    newId: null,
    text: line,
  };
}
