import type { Reader } from '../finding.ts';
import { readEntries } from '../entries.ts';
import type { Letter } from '../letter.ts';
import { daemonSender, fromPerson, isList } from '../sender.ts';
import { holdsStatusFields, readStatus, statusLines } from '../statusFields.ts';
import { statusFinding } from './deliveryStatus.ts';

/**
 * The fields of RFC 3464 in a text: Amazon WorkMail's notices, reports whose boundaries were lost on the way, gateways
 * that turn everything into one part. Issue trackers and people quote such fields too, so a mail system must have sent it.
 */
export const statusInText: Reader = {
  name: 'status-in-text',
  read(letter, max) {
    const text = reportText(letter);
    if (text === null) return null;
    if (daemonSender(letter) === 0 && letter.type !== 'multipart/report') return null;
    if (fromPerson(letter) || isList(letter)) return null;
    const block = statusLines(text);
    const found = readStatus(block, max);
    const named = found.recipients.filter((r) => (r.finalRecipient ?? r.originalRecipient ?? '') !== '');
    if (named.length === 0) return null;
    return statusFinding(block, found.message, named, 'status fields in the text');
  },
};

/**
 * The notice; or the text behind it where a gateway put a whole report, header and all, under words of its own that name
 * no recipient. A notice with recipients speaks for itself, and what it returns is never read.
 */
function reportText(letter: Letter): string | null {
  if (holdsStatusFields(letter.notice)) return letter.notice;
  if (!holdsStatusFields(letter.behind)) return null;
  const inner = letter.returned.at(-1)?.fields ?? [];
  const daemon = inner.some((f) => f.name === 'from' && /mailer-daemon|postmaster/i.test(f.value));
  const named = readEntries(letter.notice, { own: [], domain: null, max: 1 }).some((e) => e.tier === 1);
  return daemon && !named ? letter.behind : null;
}
