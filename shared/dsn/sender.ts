import { headerAddresses } from './address.ts';
import type { Letter } from './letter.ts';

/** Local parts and display names mail systems send their notices under. */
const daemonLocal =
  /^(?:mailer[-_.]?daemon|post[-_]?master|mail[-_.]?daemon|mdaemon|mail(?:er|admin|[-_.]?delivery|[-_.]?system|[-_.]?router|gateway)?|double-bounce|bounces?|microsoftexchange[\w+]*|smtpd?|sysadmin|mmsc?|daemon|imss|noc|ndr|mail[-_.]?delivery[-_.]?(?:sub)?system|delivery)$/i;
const daemonName =
  /mail(?:er)?[ ._-]*(?:deliver(?:y|)?|daemon|system|admin(?:istrator)?|router|gateway|server|sub-?system|service)|delivery[ ._-]*(?:sub-?system|system|agent|service|status|notif)|post[ _-]?master|system[ _-]administrat|system[ _-]attendant|ndr admin|undeliver|non-?delivery|internet mail service|mta\b|smtp(?:32)?[ _-]?(?:mail|server|daemon|gateway)|администратор|メール配信|courrier|systemadministrator/i;

/** How much the sender looks like a mail system: 2 surely, 1 perhaps, 0 not at all. */
export function daemonSender(letter: Letter): 0 | 1 | 2 {
  const from = letter.from;
  if (from === '' || /^\s*(?:[^<]{0,80})<\s*>\s*$/.test(from)) return letter.value('from') === null ? 0 : 2;
  const address = headerAddresses(from)[0] ?? '';
  const local = (address === '' ? from : address.slice(0, Math.max(0, address.lastIndexOf('@')))).trim();
  if (
    /^["<]?(?:mailer[-_.]?daemon|post[-_]?master|mail[-_.]?daemon|mdaemon|double-bounce|microsoftexchange)/i.test(local)
  )
    return 2;
  if (/mailer-daemon|mail delivery (?:sub)?system|postmaster/i.test(from)) return 2;
  return daemonLocal.test(local.replace(/^["<]+|[">]+$/g, '')) || daemonName.test(from) ? 1 : 0;
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
  if (letter.value('x-failed-recipients') !== null) return false;
  return (
    isAnswer(letter.subject) ||
    letter.value('in-reply-to') !== null ||
    letter.value('references') !== null ||
    letter.value('user-agent') !== null
  );
}
