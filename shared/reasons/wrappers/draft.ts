import type { Phase, TextOrigin } from '../../model/reason.ts';

/** A deferral text taken apart: who said what to whom. */
export interface Heard {
  /** The words that decide: the reply of the far side, or our MTA's own sentence. */
  readonly core: string;
  /** The text shows that another host gave `core` as its answer. */
  readonly quoted: boolean;
  /** The host our MTA talked to, or tried to. */
  readonly host: string | null;
  readonly ip: string | null;
  readonly phase: Phase | null;
  /** Type of a DSN diagnostic code (RFC 3464 s.2.3.6), lower case: `smtp`, `x-postfix`, `x-unix`. */
  readonly diagnosticType: string | null;
  /** The MTA whose wrapper this is, where the wrapper shows it. */
  readonly wrapper: TextOrigin | null;
  /** Exim handed the message to a transport that is no SMTP to a far host (LMTP, a file, a pipe). */
  readonly ownTransport: boolean;
  /** Status that a log line gives beside the text (Sendmail "dsn=5.1.2, stat=…"). */
  readonly loggedStatus: string | null;
}

/** What is known so far while one layer after another comes off. */
export type Draft = { -readonly [K in keyof Heard]: Heard[K] };

/** Takes one layer off and says whether it did. */
export type Peel = (draft: Draft) => boolean;

/** A host name, or what stands in its place, and what stands in the brackets after it, as expression source. */
export const name = String.raw`[^\s[\]()]{1,255}`;
export const ip = String.raw`[^\s[\]()]{1,255}`;

/** SMTP command named in a wrapper -> phase. */
export function phaseOf(command: string): Phase | null {
  const c = command.toLowerCase();
  if (/end.?of.?(?:data|message)|sending end of data|data block|bdat|dot\b|content/.test(c)) return 'end_of_data';
  if (/rcpt/.test(c)) return 'rcpt';
  if (/mail.?from|\bmail\b/.test(c)) return 'mail';
  if (/starttls|tls/.test(c)) return 'starttls';
  if (/auth/.test(c)) return 'auth';
  if (/ehlo|helo|lhlo/.test(c)) return 'ehlo';
  if (/\bdata\b|message body/.test(c)) return 'data';
  if (/initial|greeting|banner|connect/.test(c)) return 'connect';
  return null;
}
