import { ip, name, phaseOf } from './draft.ts';
import type { Peel } from './draft.ts';

/** How Exim writes router, transport, errno and host before a reply. */

export const eximDefer: Peel = (d) => {
  // exim_msglog(8): R=router T=transport defer (errno) H=host [ip]: text. Specification 52.7, "delayed deliveries".
  const m = new RegExp(
    String.raw`^(?:.{1,200}?\s)??R=[^\s:]{1,80}:?(?: T=([^\s:]{1,80}):?)?(?: defer \((-?\d{1,4})\)| \((-?\d{1,4})\))?(?: H=(${name}) \[(${ip})\](?::\d{1,5})?\*?)?(?: [A-Z]{1,4}=\S{1,120}| DT=\S{1,20})*:? (?=\S)`,
  ).exec(d.core);
  if (m === null) return false;
  d.wrapper = 'exim';
  d.host = m[4] ?? d.host;
  d.ip = m[5] ?? d.ip;
  if (
    m[4] === undefined &&
    /lmtp|dovecot|local|virtual|pipe|maildir|appendfile|procmail|cyrus|spamcheck|amavis|file|autoreply/i.test(
      m[1] ?? '',
    )
  )
    d.ownTransport = true;
  d.core = d.core.slice(m[0].length);
  return true;
};

export const eximHost: Peel = (d) => {
  // Log of old servers and panels: "H=HOST [ADDRESS] Connection timed out" without router and transport.
  const m = new RegExp(String.raw`^H=(${name}) \[(${ip})\](?::\d{1,5})?:? (?=\S)`).exec(d.core);
  if (m === null) return false;
  d.wrapper = 'exim';
  d.host ??= m[1] ?? null;
  d.ip ??= m[2] ?? null;
  d.core = d.core.slice(m[0].length);
  return true;
};

export const eximDeferCode: Peel = (d) => {
  const m = /^(?:==\s\S{1,200}\s)?defer \((-?\d{1,4})\):? ?(?=\S)/.exec(d.core);
  if (m === null) return false;
  d.wrapper = 'exim';
  d.core = d.core.slice(m[0].length);
  return true;
};

export const eximSmtpError: Peel = (d) => {
  const said = (behind: string): RegExpExecArray | null =>
    new RegExp(
      String.raw`(?:^|[\s:])(?:host (${name}) \[(${ip})\](?::\d{1,5})?:? )?(?:SMTP|LMTP) error (?:from remote (?:mail server|mailer|host|server) )?after (.{1,300}?)(?: SIZE=\d+)?(?: BODY=\w+)?: ${behind}`,
      'i',
    ).exec(d.core);
  // A colon may also stand in the command ("after RCPT TO: <u@example.org>: host …"): what names a host or a code goes first.
  const m =
    said(String.raw`host (${name}) \[(${ip})\](?::\d{1,5})?: ?`) ??
    said(String.raw`()()(?=["'(]?[2-5]\d\d[\s-])`) ??
    said('()()(?=\\S)');
  if (m === null) return false;
  d.wrapper = 'exim';
  // LMTP goes to a store of ours (RFC 2033 s.1).
  if (/\bLMTP error\b/i.test(m[0])) d.ownTransport = true;
  d.host = m[4] || (m[1] ?? d.host);
  d.ip = m[5] || (m[2] ?? d.ip);
  d.phase ??= phaseOf((m[3] ?? '').replace(/:.*$/, ''));
  d.quoted = true;
  d.core = d.core.slice(m.index + m[0].length);
  return true;
};

export const eximClosed: Peel = (d) => {
  const m =
    /(?:closed connection|connection closed|timed out|timeout(?: while connected to (\S{1,255}) \[([^\]\s]{1,60})\])?|connection (?:lost|reset)|lost connection) (?:in response to|after|while waiting for response to) (initial connection|[^:]{1,60})/i.exec(
      d.core,
    );
  if (m === null) return false;
  d.host ??= m[1] ?? null;
  d.ip ??= m[2] ?? null;
  d.phase ??= phaseOf(m[3] ?? '');
  return false;
};

export const spacedSaid: Peel = (d) => {
  // Exim before 4.87 and some panels: "host NAME [ADDRESS] said: 451 …", as Postfix says it but with a space.
  if (d.quoted) return false;
  const m = new RegExp(String.raw`^host (${name}) \[(${ip})\](?::\d{1,5})? said: ?(?=["'(]?[2-5]\d\d)`).exec(d.core);
  if (m === null) return false;
  d.host ??= m[1] ?? null;
  d.ip ??= m[2] ?? null;
  d.quoted = true;
  d.core = d.core.slice(m[0].length);
  return true;
};
