import { phaseOf } from './draft.ts';
import type { Peel } from './draft.ts';

/** Wrappers of OpenSMTPD, Stalwart, webmail and mail libraries. */

export const client: Peel = (d) => {
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

export const library: Peel = (d) => {
  // Nodemailer and what is built on it: "Mail command failed: 450 …", "Invalid greeting from server: 421 …",
  // "Can't send mail - all recipients were rejected: 550 …".
  if (d.quoted) return false;
  const m =
    /^(?:Error: )?(?:(Mail|Recipient|Data|Auth|STARTTLS|EHLO|HELO) command failed|(Message) failed|Invalid (greeting)(?: from server|\. response=.{1,400})?|(Can't send mail) - all recipients were rejected|Invalid (login)): (?=[245]\d\d[ -])/.exec(
      d.core,
    );
  if (m === null) return false;
  const command = m[1] ?? '';
  if (m[2] !== undefined) d.phase ??= 'end_of_data';
  else if (m[3] !== undefined) d.phase ??= 'connect';
  else if (m[5] === undefined) d.phase ??= m[4] !== undefined || command === 'Recipient' ? 'rcpt' : phaseOf(command);
  d.core = d.core.slice(m[0].length);
  d.quoted = true;
  return true;
};

export const communigate: Peel = (d) => {
  // CommuniGate Pro names the part that speaks: "LOCAL module(account user) reports: …", "SMTP module(domain example.com) reports: …".
  const m = /^(LOCAL|SMTP|PIPE|LIST|RPOP) module\([^()]{1,300}\) reports:\s*(?=\S)/.exec(d.core);
  if (m === null) return false;
  if (m[1] === 'LOCAL' || m[1] === 'PIPE') d.ownTransport = true;
  d.core = d.core.slice(m[0].length);
  return true;
};

export const dotNet: Peel = (d) => {
  // System.Net.Mail.SmtpException: a fixed sentence for the code, then what the server really said.
  const m = /^.{1,200}?\. The server response was: (?=\S)/.exec(d.core);
  if (m === null) return false;
  d.core = d.core.slice(m[0].length);
  d.quoted = true;
  return true;
};

export const opensmtpdAgent: Peel = (d) => {
  // OpenSMTPD mda: Error (temporary failure: "mail.lmtp: LMTP server error: 451 4.2.0 …")
  const m = /^Error \((?:temporary|permanent) failure: "?(?:mail\.lmtp: )?(?:LMTP server error: )?(?=\S)/.exec(d.core);
  if (m === null) return false;
  d.core = d.core.slice(m[0].length).replace(/"?\)$/, '');
  d.wrapper ??= 'opensmtpd';
  d.ownTransport = true;
  return true;
};

export const stalwartCode: Peel = (d) => {
  const m = /^Code: (\d{3}), Enhanced code: (\d\.\d{1,3}\.\d{1,3}), Message: /i.exec(d.core);
  if (m === null) return false;
  const enhanced = m[2] === '0.0.0' ? '' : `${m[2] ?? ''} `;
  d.core = `${m[1] ?? ''} ${enhanced}${d.core.slice(m[0].length)}`;
  d.wrapper ??= 'stalwart';
  return true;
};
