import { phaseOf } from './draft.ts';
import type { Peel } from './draft.ts';

/** What logs and listings of any server put around a text. */

export const logLine: Peel = (d) => {
  // Postfix: "... dsn=4.7.1, status=deferred (TEXT)"; Sendmail: "dsn=4.0.0, stat=Deferred: TEXT".
  const postfix = /\bstatus=(?:deferred|bounced|undeliverable|SOFTBOUNCE|expired) \((.{1,4000})\)?$/.exec(d.core);
  if (postfix?.[1] !== undefined) {
    const text = postfix[1];
    d.core = text.endsWith(')') && !balanced(text) ? text.slice(0, -1) : text;
    d.wrapper ??= 'postfix';
    return true;
  }
  const sendmail = /\bstat=(.{1,4000})$/.exec(d.core);
  if (sendmail?.[1] !== undefined) {
    const before = d.core.slice(0, sendmail.index);
    d.loggedStatus ??= /\bdsn=([245]\.\d{1,3}\.\d{1,3})\b/.exec(before)?.[1] ?? null;
    // op.me, "mailer=": what hands to a mailbox, a program or a file of our own.
    if (/\bmailer=(?:local|prog|lmtp|cyrus\w{0,10}|\*file\*|\*include\*)(?=,|\s|$)/.test(before)) d.ownTransport = true;
    d.core = sendmail[1];
    d.wrapper ??= 'sendmail';
    // sysexits.h in Sendmail's words: EX_UNAVAILABLE is what it writes for a refusal whose text it does not repeat.
    if (/^Service unavailable\.?$/.test(d.core)) d.quoted = true;
    return true;
  }
  return false;
};

function balanced(text: string): boolean {
  let depth = 0;
  for (const ch of text) depth += ch === '(' ? 1 : ch === ')' ? -1 : 0;
  return depth >= 0;
}

export const suspended: Peel = (d) => {
  const m =
    /^(?:\(?delivery temporarily suspended|deferred|deferral|failed|transient failure|smtp error|error|reason|last error|lasterror|deferred transport error)\s*:\s*(?=\S)/i.exec(
      d.core,
    );
  if (m === null) return false;
  if (/^\(?delivery/i.test(m[0])) d.wrapper ??= 'postfix';
  d.core = d.core.slice(m[0].length);
  return true;
};

export const inReplyTo: Peel = (d) => {
  const m = /\s*\(in reply to (?:the )?([^()]{1,60}?)(?: command)?\s*(?:\){1,3}[\s,.;)]*)?$/i.exec(d.core);
  if (m === null) return false;
  d.phase ??= phaseOf(m[1] ?? '');
  d.core = d.core.slice(0, m.index);
  return true;
};

export const bracketCommand: Peel = (d) => {
  const m = /\s\[(RCPT_TO|MAIL_FROM|DATA|CONNECT|EHLO|HELO|END_OF_DATA|EOM)\]\s*$/.exec(d.core);
  if (m === null) return false;
  const command = m[1] ?? '';
  d.phase ??= command === 'EOM' ? 'end_of_data' : phaseOf(command.replace('_', ' '));
  d.core = d.core.slice(0, m.index);
  return true;
};
