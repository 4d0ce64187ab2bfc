import type { Reader } from '../finding.ts';
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
    const text = holdsStatusFields(letter.notice) ? letter.notice : '';
    if (text === '') return null;
    if (daemonSender(letter) === 0 && letter.type !== 'multipart/report') return null;
    if (fromPerson(letter) || isList(letter)) return null;
    const block = statusLines(text);
    const found = readStatus(block, max);
    const named = found.recipients.filter((r) => (r.finalRecipient ?? r.originalRecipient ?? '') !== '');
    if (named.length === 0) return null;
    return statusFinding(block, found.message, named, 'status fields in the text');
  },
};
