import type { Peel } from './draft.ts';

/** How qmail writes reports and quotes remote hosts. */

export const underscored: Peel = (d) => {
  // qmail-send writes a report into its log with "_" for a space and "/" for a line end (qmail-send.c, qmail-log(5)).
  const m = /^(?:(?:.{0,200}?\s)?(?:deferral|failure):\s)?(?=\S{8,4000}$)/.exec(d.core);
  if (m === null) return false;
  const report = d.core.slice(m[0].length);
  if (report.split('_').length < 4) return false;
  d.wrapper ??= 'qmail';
  d.core = report
    .replaceAll('_', ' ')
    .replace(/\/(?=\S|$)/g, (line, at: number) => (report[at - 1] === ':' ? line : ' '))
    .trim();
  return true;
};

export const qmail: Peel = (d) => {
  // Inside a reply it is somebody else's talk (an address probe of theirs).
  if (d.quoted) return false;
  const m =
    /^(?:.{1,300}?\b)??(?:Remote host said|remote host (\S{1,100}) said|(?:\S{1,255}) said):\s(?=["'(]?[2-5]\d\d)/i.exec(
      d.core,
    );
  if (m === null) return false;
  const before = m[0];
  const peer = /(?:^|\s)(?:Connected to )?((?:\d{1,3}\.){3}\d{1,3})(?=\s(?:does|but|failed|said))/i.exec(before);
  d.ip ??= peer?.[1] ?? m[1] ?? null;
  if (/like recipient|RCPT TO response/i.test(before)) d.phase ??= 'rcpt';
  else if (/sender was rejected|MAIL FROM response/i.test(before)) d.phase ??= 'mail';
  else if (/after I sent the message/i.test(before)) d.phase ??= 'end_of_data';
  else if (/greeting failed/i.test(before)) d.phase ??= 'connect';
  else if (/name was rejected|HELO response/i.test(before)) d.phase ??= 'ehlo';
  else if (/failed on DATA/i.test(before)) d.phase ??= 'data';
  d.wrapper ??= 'qmail';
  d.quoted = true;
  d.core = d.core
    .slice(m[0].length)
    .replace(/\sGiving up on \S{1,100}?\.?(?=\s|$)(?:\sI'm not going to try again.{0,120})?.{0,60}$/, '')
    .trim();
  return true;
};
