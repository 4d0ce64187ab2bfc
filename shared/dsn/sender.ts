import { headerAddresses } from './address.ts';
import { trimEndOf } from './fields.ts';
import type { Letter } from './letter.ts';

/** Local parts and display names mail systems send their notices under. */
const daemonLocal =
  /^(?:mailer[-_.]?daemon|post[-_]?master|mail[-_.]?daemon|mdaemon|mail(?:er|admin|[-_.]?delivery|[-_.]?system|[-_.]?router|gateway)?|double-bounce|bounces?|microsoftexchange[\w+]*|smtpd?|sysadmin|mmsc?|daemon|imss|noc|ndr|mail[-_.]?delivery[-_.]?(?:sub)?system|delivery)$/i;
const daemonName =
  /mail(?:er)?[ ._-]*(?:deliver(?:y|)?|daemon|system|admin(?:istrator)?|router|gateway|server|sub-?system|service)|delivery[ ._-]*(?:sub-?system|system|agent|service|status|notif)|post[ _-]?master|system[ _-]administrat|system[ _-]attendant|ndr admin|undeliver|non-?delivery|internet mail service|mta\b|smtp(?:32)?[ _-]?(?:mail|server|daemon|gateway)|администратор|メール配信|courrier|systemadministrator/i;

/** How much the sender looks like a mail system: 2 surely, 1 perhaps, 0 not at all. */
export function daemonSender(letter: Pick<Letter, 'from' | 'value'>): 0 | 1 | 2 {
  const from = letter.from.trim();
  // RFC 5321 section 4.5.5 has the null sender in the envelope; some systems write it into the header too.
  if (/^[^<@]{0,80}<\s*>$/.test(from)) return 2;
  if (from === '') return letter.value('from') === null ? 0 : 1;
  const address = headerAddresses(from)[0] ?? '';
  const name = address === '' ? from : from.replace(address, '');
  // `"postmaster@example.org" <it@upgrade.example>`: a name that is another address is a disguise.
  if (address !== '' && name.includes('@')) return 0;
  const local = trimEndOf(
    (address === '' ? from.slice(0, 320) : address.slice(0, address.lastIndexOf('@'))).replace(/^["<\s]+/, ''),
    '"> ',
  );
  if (sureLocal.test(local)) return 2;
  if (/mailer-daemon|mail delivery (?:sub-?)?system|mail deliver system/i.test(name)) return 2;
  return daemonLocal.test(local) || daemonName.test(from) ? 1 : 0;
}

/** Whether a mailing list or a newsletter sends it; a report on a list's mail comes from a mail system. */
export function isList(letter: Letter): boolean {
  if (daemonSender(letter) === 2 || letter.value('x-failed-recipients') !== null) return false;
  return (
    letter.value('list-id') !== null || letter.value('list-unsubscribe') !== null || letter.value('list-post') !== null
  );
}

const sureLocal = /^(?:mailer[-_.]?daemon|post[-_]?master|mail[-_.]?daemon|mdaemon|double-bounce|microsoftexchange)/i;
const challenge =
  /(?:not in|add(?:ed)? (?:you )?to) (?:the|my|our|his|her|their|your) (?:white ?list|allow(?:ed)?[ -]list|address book|guest list)|white-?list|confirm (?:that )?(?:you|your|this)[^.\n]{0,40}(?:message|mail|address|sender|human|delivery)|(?:message|mail)[^.\n]{0,60}(?:is being held|has been (?:held|quarantined)|awaits? (?:your )?(?:confirmation|approval))|prove you are (?:a )?human|challenge[- ]response|verify (?:your|that you)|boxbe|guest list|spamarrest|requires? (?:that you )?verif/i;
/** Challenge-response: a person or program asks the sender to prove or confirm something. */
export function asksToConfirm(letter: Letter): boolean {
  return daemonSender(letter) < 2 && challenge.test(letter.notice.slice(0, 4000));
}

const answered =
  /^\s*(?:(?:re|fwd?|aw|wg|tr|rv|sv|vs|antw|odp|rif|i|vb|ynt|回复|转发|答复|返信|転送)\s?(?:\[\d{1,3}\])?\s?[:：]\s*)/i;

/** Whether a subject is an answer or a forward ("Re:", "Fwd:", "AW:", ...). */
export function isAnswer(subject: string): boolean {
  return answered.test(subject);
}

/** A message a person wrote: an ordinary sender and an answered or forwarded subject, or a mail client's marks. */
export function fromPerson(letter: Letter): boolean {
  if (daemonSender(letter) === 2) return false;
  // fml, a list driver, answers with References to the message it refuses.
  if (letter.value('x-failed-recipients') !== null || letter.value('x-mlserver') !== null) return false;
  return (
    isAnswer(letter.subject) ||
    letter.value('in-reply-to') !== null ||
    letter.value('references') !== null ||
    letter.value('user-agent') !== null
  );
}
