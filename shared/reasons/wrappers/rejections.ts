import { phaseOf } from './draft.ts';
import type { Peel } from './draft.ts';

/** What a server of ours logs when it refuses a client: the reply it gave stands in the middle of the line. */

export const smtpdReject: Peel = (d) => {
  // Postfix smtpd.c, cleanup_milter.c: "NOQUEUE: reject: RCPT from HOST[IP]: 554 5.7.1 …; from=<…> to=<…> proto=… helo=<…>"
  if (d.quoted) return false;
  const m =
    /\b(?:milter-)?(?:reject|discard|hold|reject_warning): (CONNECT|EHLO|HELO|AUTH|STARTTLS|MAIL|RCPT|BDAT|DATA|END-OF-MESSAGE|VRFY|ETRN)(?: from \S{1,300})?: (?=\S)(.{1,4000}?)(?:; (?:from|to|proto|helo|client|sasl_username)=.{0,2000})?$/.exec(
      d.core,
    );
  if (m === null) return false;
  d.phase ??= phaseOf((m[1] ?? '').replaceAll('-', ' '));
  d.wrapper ??= 'postfix';
  answeredByUs(d, m[2] ?? '');
  return true;
};

export const milterReject: Peel = (d) => {
  // Sendmail milter.c: "Milter: data, reject=451 4.3.2 Please try again later", "Milter: to=<…>, reject=…"
  if (d.quoted) return false;
  const m = /\bMilter(?: \([^)]{1,80}\))?: ([a-z]{2,10})(?:=\S{1,320})?, reject=(?=[45]\d\d)(.{1,4000})$/.exec(d.core);
  if (m === null) return false;
  d.phase ??= phaseOf(m[1] === 'to' ? 'rcpt' : (m[1] ?? ''));
  d.wrapper ??= 'sendmail';
  answeredByUs(d, m[2] ?? '');
  return true;
};

/** A "try again" of our own server or its filter is ours to mend; a refusal is a refusal of the client. */
function answeredByUs(d: Parameters<Peel>[0], reply: string): void {
  d.core = reply;
  d.quoted = true;
  if (/^4(?:\d\d|\.\d)/.test(reply)) d.ownTransport = true;
}
