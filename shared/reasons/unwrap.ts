import type { Phase, TextOrigin } from '../model/reason.ts';
import { tidy } from './text.ts';

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
}

interface Draft {
  core: string;
  quoted: boolean;
  host: string | null;
  ip: string | null;
  phase: Phase | null;
  diagnosticType: string | null;
  wrapper: TextOrigin | null;
  ownTransport: boolean;
}

/** SMTP command named in a wrapper -> phase. */
function phaseOf(command: string): Phase | null {
  const c = command.toLowerCase();
  if (/end.?of.?data|sending end of data|data block|bdat|dot\b|content/.test(c)) return 'end_of_data';
  if (/rcpt/.test(c)) return 'rcpt';
  if (/mail.?from|\bmail\b/.test(c)) return 'mail';
  if (/starttls|tls/.test(c)) return 'starttls';
  if (/auth/.test(c)) return 'auth';
  if (/ehlo|helo|lhlo/.test(c)) return 'ehlo';
  if (/\bdata\b|message body/.test(c)) return 'data';
  if (/initial|greeting|banner|connect/.test(c)) return 'connect';
  return null;
}

const name = String.raw`[^\s[\]()]{1,255}`;
const ip = String.raw`[^\s[\]()]{1,255}`;

/** Each peel takes one layer off and says whether it did. Ordered: outer layers first. */
type Peel = (draft: Draft) => boolean;

const logLine: Peel = (d) => {
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
    d.core = sendmail[1];
    d.wrapper ??= 'sendmail';
    return true;
  }
  return false;
};

function balanced(text: string): boolean {
  let depth = 0;
  for (const ch of text) depth += ch === '(' ? 1 : ch === ')' ? -1 : 0;
  return depth >= 0;
}

const underscored: Peel = (d) => {
  // qmail-send writes a report into its log with "_" for a space and "/" for a line end (qmail-send.c, qmail-log(5)).
  const m = /^(?:.{0,200}?\s)?(?:deferral|failure):\s(?=\S{8,4000}$)/.exec(d.core);
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

const client: Peel = (d) => {
  // Webmail and libraries name the code in brackets: Roundcube "SMTP Error (451): Failed to add recipient "…" (text)".
  const m =
    /^(?:smtp error|error smtp|smtp server error|erro smtp|smtp-fehler|erreur smtp)\s?:?\s?[[(]([245]\d\d)[\])]\s?:?\s(?=\S)(?:failed to (?:add|set) (?:recipient|sender) "[^"]{0,320}"\s)?/i.exec(
      d.core,
    );
  if (m === null) return false;
  const said = d.core.slice(m[0].length);
  d.core = `${m[1] ?? ''} ${/^\(.*\)\.?$/s.test(said) ? said.slice(1).replace(/\)\.?$/, '') : said}`;
  d.quoted = true;
  return true;
};

const opensmtpdAgent: Peel = (d) => {
  // OpenSMTPD mda: Error (temporary failure: "mail.lmtp: LMTP server error: 451 4.2.0 …")
  const m = /^Error \((?:temporary|permanent) failure: "?(?:mail\.lmtp: )?(?:LMTP server error: )?(?=\S)/.exec(d.core);
  if (m === null) return false;
  d.core = d.core.slice(m[0].length).replace(/"?\)$/, '');
  d.wrapper ??= 'opensmtpd';
  d.ownTransport = true;
  return true;
};

const suspended: Peel = (d) => {
  const m =
    /^(?:\(?delivery temporarily suspended|deferred|deferral|failed|transient failure|smtp error|error|reason|last error|lasterror|deferred transport error)\s*:\s*(?=\S)/i.exec(
      d.core,
    );
  if (m === null) return false;
  if (/^\(?delivery/i.test(m[0])) d.wrapper ??= 'postfix';
  d.core = d.core.slice(m[0].length);
  return true;
};

const dsnFields: Peel = (d) => {
  const m = /\bDiagnostic-Code:\s*(?=\S)/i.exec(d.core);
  if (m === null) return false;
  const before = d.core.slice(0, m.index);
  const remote = /\bRemote-MTA:\s*(?:dns\s*;\s*)?([^\s;()]{1,255})(?:\s*\(([^\s()]{1,60})\))?/i.exec(before);
  d.host ??= remote?.[1] ?? null;
  d.ip ??= remote?.[2] ?? null;
  d.core = d.core.slice(m.index + m[0].length);
  return true;
};

const diagnosticType: Peel = (d) => {
  const m = /^["'(]?(smtp|esmtp|lmtp|dns|unknown|local|x-[a-z0-9-]{1,40})\s*;\s*/i.exec(d.core);
  if (m === null) return false;
  d.diagnosticType ??= (m[1] ?? '').toLowerCase();
  if (/x-postfix/i.test(m[0])) d.wrapper ??= 'postfix';
  d.core = d.core.slice(m[0].length);
  return true;
};

const postfixSaid: Peel = (d) => {
  // Inside a reply it is the far side's own business (an address probe of theirs).
  if (d.quoted) return false;
  const m = new RegExp(
    String.raw`^(?:.{1,200}?\b)??host (${name})\[(${ip})\](?::\d{1,5})? (said|refused to talk to me): ?(.*)$`,
  ).exec(d.core);
  if (m === null) return false;
  d.host = m[1] ?? null;
  d.ip = m[2] ?? null;
  d.quoted = true;
  d.wrapper = 'postfix';
  d.core = m[4] ?? '';
  if (m[3] !== 'said') d.phase ??= 'connect';
  return true;
};

const postfixRefused: Peel = (d) => {
  // Postfix before 2.3: "connect to NAME[ADDRESS]: server refused to talk to me: 421 …".
  if (d.quoted) return false;
  const m = new RegExp(
    String.raw`^connect to (${name})\[(${ip})\](?::\d{1,5})?: server refused to talk to me: (?=[2-5]\d\d)`,
  ).exec(d.core);
  if (m === null) return false;
  d.host = m[1] ?? null;
  d.ip = m[2] ?? null;
  d.quoted = true;
  d.wrapper = 'postfix';
  d.phase ??= 'connect';
  d.core = d.core.slice(m[0].length);
  return true;
};

const spacedSaid: Peel = (d) => {
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

const postfixSasl: Peel = (d) => {
  const m = new RegExp(
    String.raw`^SASL authentication fail(?:ed|ure)[;:] (?:server|host) (${name})\[(${ip})\](?::\d{1,5})? (said: |offered )(.*)$`,
    'i',
  ).exec(d.core);
  if (m === null) return false;
  d.host = m[1] ?? null;
  d.ip = m[2] ?? null;
  d.phase = 'auth';
  d.wrapper = 'postfix';
  d.quoted = m[3] === 'said: ';
  if (d.quoted) d.core = m[4] ?? '';
  return d.quoted;
};

const inReplyTo: Peel = (d) => {
  const m = /\s*\(in reply to (?:the )?([^()]{1,60}?)(?: command)?\s*(?:\){1,3}[\s,.;)]*)?$/i.exec(d.core);
  if (m === null) return false;
  d.phase ??= phaseOf(m[1] ?? '');
  d.core = d.core.slice(0, m.index);
  return true;
};

const eximDefer: Peel = (d) => {
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

const eximDeferCode: Peel = (d) => {
  const m = /^(?:==\s\S{1,200}\s)?defer \((-?\d{1,4})\):? ?(?=\S)/.exec(d.core);
  if (m === null) return false;
  d.wrapper = 'exim';
  d.core = d.core.slice(m[0].length);
  return true;
};

const eximSmtpError: Peel = (d) => {
  const m = new RegExp(
    String.raw`(?:^|[\s:])(?:host (${name}) \[(${ip})\](?::\d{1,5})?:? )?(?:SMTP|LMTP) error (?:from remote (?:mail server|mailer|host) )?after (.{1,300}?)(?: SIZE=\d+)?(?: BODY=\w+)?: (?:host (${name}) \[(${ip})\](?::\d{1,5})?: ?)?(?=["'(]?[2-5]\d\d[\s-]|\S)`,
    'i',
  ).exec(d.core);
  if (m === null) return false;
  d.wrapper = 'exim';
  d.host = m[4] ?? m[1] ?? d.host;
  d.ip = m[5] ?? m[2] ?? d.ip;
  d.phase ??= phaseOf((m[3] ?? '').replace(/:.*$/, ''));
  d.quoted = true;
  d.core = d.core.slice(m.index + m[0].length);
  return true;
};

const eximClosed: Peel = (d) => {
  const m =
    /(?:closed connection|connection closed|timed out|timeout(?: while connected to \S{1,255} \[[^\]\s]{1,60}\])?|connection (?:lost|reset)|lost connection) (?:in response to|after|while waiting for response to) (initial connection|[^:]{1,60})/i.exec(
      d.core,
    );
  if (m === null) return false;
  d.phase ??= phaseOf(m[1] ?? '');
  return false;
};

const qmail: Peel = (d) => {
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

const bracketCommand: Peel = (d) => {
  const m = /\s\[(RCPT_TO|MAIL_FROM|DATA|CONNECT|EHLO|HELO|END_OF_DATA|EOM)\]\s*$/.exec(d.core);
  if (m === null) return false;
  const command = m[1] ?? '';
  d.phase ??= command === 'EOM' ? 'end_of_data' : phaseOf(command.replace('_', ' '));
  d.core = d.core.slice(0, m.index);
  return true;
};

const sendmailTalk: Peel = (d) => {
  const m = /(?:^|\s)(?:\.\.\. )?while talking to (\S{1,255}?)\.?:\s/.exec(d.core);
  if (m !== null) {
    d.host ??= m[1] ?? null;
    d.wrapper ??= 'sendmail';
  }
  const sent = />>> (\S{1,20}(?: (?:to|from))?)/i.exec(d.core);
  if (sent !== null) d.phase ??= phaseOf(sent[1] ?? '');
  const got = /<<< (?=[2-5]\d\d)/.exec(d.core);
  if (got !== null) {
    d.quoted = true;
    d.wrapper ??= 'sendmail';
    d.core = d.core.slice(got.index + got[0].length).replace(/<<< /g, '');
    return true;
  }
  return false;
};

const sendmailDeferred: Peel = (d) => {
  const m = /^(?:<?\S{1,255}?>?\.\.\. )?Deferred: (?=\S)/.exec(d.core);
  if (m === null) return false;
  d.wrapper ??= 'sendmail';
  d.core = d.core.slice(m[0].length);
  return true;
};

const reported: Peel = (d) => {
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
  return true;
};

const perfora: Peel = (d) => {
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

const stalwartCode: Peel = (d) => {
  const m = /^Code: (\d{3}), Enhanced code: (\d\.\d{1,3}\.\d{1,3}), Message: /i.exec(d.core);
  if (m === null) return false;
  const enhanced = m[2] === '0.0.0' ? '' : `${m[2] ?? ''} `;
  d.core = `${m[1] ?? ''} ${enhanced}${d.core.slice(m[0].length)}`;
  d.wrapper ??= 'stalwart';
  return true;
};

const peels: readonly Peel[] = [
  logLine,
  inReplyTo,
  bracketCommand,
  underscored,
  client,
  opensmtpdAgent,
  suspended,
  dsnFields,
  diagnosticType,
  eximDefer,
  eximDeferCode,
  postfixSasl,
  postfixSaid,
  postfixRefused,
  spacedSaid,
  eximSmtpError,
  eximClosed,
  sendmailDeferred,
  sendmailTalk,
  qmail,
  perfora,
  reported,
  stalwartCode,
];

/** Peer and phase of the sentences in which our MTA tells that it could not talk at all. */
function ownWords(d: Draft): void {
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
    /^(?:\S{1,255}\.\.\. )?(?:Deferred: )?(?:Connection (?:timed out|refused|reset)|Operation timed out|No route to host|Network is unreachable) (?:by|with|to) /i.test(
      d.core,
    )
  )
    d.phase ??= 'connect';
  // Sendmail usersmtp.c: "reply: read error from HOST", "timeout writing message to HOST".
  const talk =
    /\b(?:read error from|timeout writing message to|open timeout on|(?:connection (?:timed out|reset|refused)|operation timed out) (?:with|by)) (\S{1,255}?)\.?$/i.exec(
      d.core,
    );
  if (talk?.[1]?.includes('.') === true) d.host ??= talk[1];
  if (/did not accept our requests to connect/i.test(d.core)) d.phase ??= 'connect';
  const sorry = /most progress was (RCPT TO|MAIL FROM|DATA|HELO|initial) /i.exec(d.core);
  if (sorry !== null) d.phase ??= phaseOf(sorry[1] ?? '');
  if (
    /\bstarttls (?:command )?(?:is )?(?:required|needed|first)|must issue a starttls|too many new tls sessions/i.test(
      d.core,
    )
  )
    d.phase ??= 'starttls';
}

/** Takes the wrappers of MTAs, logs and reports off a text. Never throws; bounded by {@link tidy}. */
export function unwrap(text: string): Heard {
  const d: Draft = {
    core: tidy(text),
    quoted: false,
    host: null,
    ip: null,
    phase: null,
    diagnosticType: null,
    wrapper: null,
    ownTransport: false,
  };
  for (let layer = 0; layer < 8; layer += 1) {
    let peeled = false;
    for (const peel of peels) peeled = peel(d) || peeled;
    if (!peeled) break;
  }
  ownWords(d);
  return { ...d, core: d.core.trim() };
}
