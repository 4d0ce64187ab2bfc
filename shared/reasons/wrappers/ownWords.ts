import { ip, name, phaseOf } from './draft.ts';
import type { Draft } from './draft.ts';
import type { Phase } from '../../model/reason.ts';

/** Peer and phase of the sentences in which our MTA tells that it could not talk at all. */
export function ownWords(d: Draft): void {
  const postfix = new RegExp(
    String.raw`^(?:connect to|lost connection with|conversation with) (${name}?)(?:\[(${ip})\])?(?::\d{1,5})?(?=[:\s]|$)`,
  ).exec(d.core);
  if (postfix !== null) {
    d.host ??= postfix[1] ?? null;
    d.ip ??= postfix[2] ?? null;
    d.wrapper ??= 'postfix';
    if (d.core.startsWith('connect to')) d.phase ??= 'connect';
    else {
      const doing = /\bwhile ((?:performing|sending|receiving) [^()]{1,80})/.exec(d.core)?.[1];
      if (doing !== undefined) {
        if (/initial protocol handshake/.test(doing)) d.phase ??= 'ehlo';
        else d.phase ??= phaseOf(doing);
      }
    }
    return;
  }
  const tls = new RegExp(
    String.raw`^TLS (?:is required, but (?:was not offered by|our TLS engine is unavailable|cannot)|session).{0,30}?host (${name})\[(${ip})\]`,
  ).exec(d.core);
  if (tls !== null) {
    d.host ??= tls[1] ?? null;
    d.ip ??= tls[2] ?? null;
  }
  if (
    /^(?:TLS is required, but|Cannot start TLS|Server certificate not|no TLSA records|TLSA lookup|TLS session:|a TLS session is required|non DNSSEC destination|.{0,80}dane-only|TLS negotiation failed|failed to (?:setup|establish) TLS)/i.test(
      d.core,
    )
  )
    d.phase ??= 'starttls';
  if (/\bauthenticator failed\b|\bauthentication attempt\(s\) failed/i.test(d.core)) d.phase ??= 'auth';
  if (
    /^Connected to \S{1,255} but greeting failed|establish an SMTP connection|^Connected to \S{1,255} but connection died/i.test(
      d.core,
    )
  )
    d.phase ??= /died/.test(d.core) ? null : 'connect';
  if (/^SASL authentication fail|^Authentication failed: (?:server|cannot SASL)/i.test(d.core)) d.phase ??= 'auth';
  if (
    d.wrapper === 'exim' &&
    /^(?:Connection (?:refused|timed out)|No route to host|Network is unreachable)\b/i.test(d.core)
  )
    d.phase ??= 'connect';
  if (
    /^(?:\S{1,255}\.\.\. )?(?:Deferred: )?(?:(?:Connection (?:timed out|refused|reset)|Operation timed out|Network is unreachable) (?:by|with|to) |(?:\S{1,255}: )?No route to host\b)/i.test(
      d.core,
    )
  )
    d.phase ??= 'connect';
  // Sendmail usersmtp.c: "reply: read error from HOST", "timeout writing message to HOST".
  const talk =
    /\b(?:read error from|timeout writing message to|open timeout on|(?:connection (?:timed out|reset|refused)|operation timed out) (?:with|by)) (\S{1,255}?)\.?$/i.exec(
      d.core,
    );
  const address = /^\[([0-9a-f.:]{3,45})\]$/i.exec(talk?.[1] ?? '')?.[1];
  if (address !== undefined) d.ip ??= address;
  else if (talk?.[1]?.includes('.') === true) d.host ??= talk[1];
  if (/did not accept our requests to connect/i.test(d.core)) d.phase ??= 'connect';
  const sorry = /most progress was (RCPT TO|MAIL FROM|DATA|HELO|initial) /i.exec(d.core);
  if (sorry !== null) d.phase ??= phaseOf(sorry[1] ?? '');
  if (
    /\bstarttls (?:command )?(?:is )?(?:required|needed|first)|must issue a starttls|too many new tls sessions/i.test(
      d.core,
    )
  )
    d.phase ??= 'starttls';
  d.phase ??= namedPhase(d);
}

/** What the sentence itself says was being done, whoever wrote it. */
function namedPhase({ core }: Draft): Phase | null {
  // An answer that was asked for elsewhere: a verification of theirs, or a proxy's ("response to "RCPT TO:<…>" from X was:").
  const asked = /\b(?:response|reply|answer) to "?(RCPT TO|MAIL FROM|DATA|EHLO|HELO)\b/i.exec(core)?.[1];
  if (asked !== undefined) return phaseOf(asked);
  // OpenSMTPD mta_session.c: "BANNER rejected: 421 …"; libraries: "MAIL FROM failed: '452 …'".
  const command =
    /^(BANNER|GREETING|EHLO|HELO|LHLO|STARTTLS|AUTH|MAIL(?: FROM)?|RCPT(?: TO)?|DATA)(?: command)? (?:rejected|failed|refused|error)\b/.exec(
      core,
    )?.[1];
  if (command !== undefined) return phaseOf(command);
  // Postfix smtpd_check.c names the command it refuses: "<DATA>: Data command rejected", "<END-OF-MESSAGE>: End-of-data rejected".
  const refused = /<(DATA|END-OF-MESSAGE)>: (?:Data command|End-of-data) rejected\b/i.exec(core)?.[1];
  if (refused !== undefined) return phaseOf(refused.replaceAll('-', ' '));
  const during =
    /\b(?:connection|eof|timeout|timed out)\b.{0,60}\bduring (?:the )?(MAIL FROM|RCPT TO|DATA|EHLO|HELO|STARTTLS|AUTH)\b/i.exec(
      core,
    )?.[1];
  if (during !== undefined) return phaseOf(during);
  if (/\bcertificate verification failed for \S/i.test(core)) return 'starttls';
  if (/^invalid greeting\b/i.test(core)) return 'connect';
  if (/\bpossible duplicate!/i.test(core)) return 'end_of_data';
  if (/^dialing smtp server/.test(core)) return 'connect';
  if (/\bwrite a data block\b/.test(core)) return 'data';
  if (/(?<!after )\bstarttls\b|\btls handshake\b|\bssl_connect\b/i.test(core)) return 'starttls';
  if (/\brefus\w{1,3} to auth\b|\bauthentication: AUTH \S{1,20} (?:not|is)\b/i.test(core)) return 'auth';
  return null;
}
