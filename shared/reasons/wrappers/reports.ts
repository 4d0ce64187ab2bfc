import { phaseOf } from './draft.ts';
import type { Peel } from './draft.ts';

/** How delivery reports name the far side and its answer. */

export const dsnFields: Peel = (d) => {
  const m = /\bDiagnostic-Code:\s*(?=\S)/i.exec(d.core);
  if (m === null) return false;
  const before = d.core.slice(0, m.index);
  const remote = /\bRemote-MTA:\s*(?:dns\s*;\s*)?([^\s;()]{1,255})(?:\s*\(([^\s()]{1,60})\))?/i.exec(before);
  d.host ??= remote?.[1] ?? null;
  d.ip ??= remote?.[2] ?? null;
  d.core = d.core.slice(m.index + m[0].length);
  return true;
};

export const diagnosticType: Peel = (d) => {
  const m = /^["'(]?(smtp|esmtp|lmtp|dns|unknown|local|x-[a-z0-9-]{1,40})\s*;\s*/i.exec(d.core);
  if (m === null) return false;
  d.diagnosticType ??= (m[1] ?? '').toLowerCase();
  if (/x-postfix/i.test(m[0])) d.wrapper ??= 'postfix';
  d.core = d.core.slice(m[0].length);
  return true;
};

export const reported: Peel = (d) => {
  // Gmail's and Exchange's reports, Dragonfly, Haraka, ZoneMTA and others name the other side's answer in their words.
  const m =
    /^.{0,600}?(?:(?:the )?(?:error|response|reply|message)(?: that)?(?: from)?(?: the)? (?:other|remote|receiving|recipient) (?:mail )?server(?: returned)?(?: was| said)?:|remote server returned '|remote server (?:returned|said|replied|responded)(?: with)?:|the remote server responded:?|did not like our ([A-Z ]{3,12}):|upstream error:|unexpected response for ([A-Z ]{3,12}) from (?:host )?'?([^\s':]{1,255})'?:)\s*["'(]{0,2}(?=[#<a-z(]{0,40}[2-5]\d\d|code:)/i.exec(
      d.core,
    );
  if (m === null) return false;
  d.phase ??= phaseOf(m[1] ?? m[2] ?? '');
  d.host ??= m[3] ?? null;
  const peer = /(?:^|\s)(\S{1,255}) \[([0-9a-f.:]{3,45})\] did not like/i.exec(m[0]);
  if (peer !== null) {
    d.host = peer[1] ?? null;
    d.ip = peer[2] ?? null;
  }
  d.quoted = true;
  d.core = d.core.slice(m[0].length);
  // Behind the quotation stand the headers of the report.
  const closed = m[0].endsWith("'") ? /^([^']{8,2000})'(?=\s|$)/.exec(d.core)?.[1] : undefined;
  if (closed !== undefined) d.core = closed;
  return true;
};

export const perfora: Peel = (d) => {
  // 1&1, IONOS and GMX: "SMTP error from remote server for TEXT command, host: HOST (IP) reason: 550 ..."
  const m =
    /(?:^|\s)SMTP error from remote server (?:in|for|after) ([A-Za-z ]{3,30}?)(?: command)?,? (?:host: ?([^\s()]{1,255}) \(([^\s()]{1,60})\) )?reason: ?/i.exec(
      d.core,
    );
  if (m === null) return false;
  const command = m[1] ?? '';
  d.phase ??= /text/i.test(command) ? 'end_of_data' : phaseOf(command);
  d.host ??= m[2] ?? null;
  d.ip ??= m[3] ?? null;
  d.quoted = true;
  d.core = d.core.slice(m.index + m[0].length);
  return true;
};
