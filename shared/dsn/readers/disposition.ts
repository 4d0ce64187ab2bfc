import { fieldAddress } from '../address.ts';
import { first, readFields } from '../fields.ts';
import type { Reader } from '../finding.ts';
import { enhancedCode, replyCode } from '../codes.ts';

/**
 * RFC 8098 read receipts: not a bounce. One exception: Sieve "reject" (RFC 5429 section 2.2) may answer with a disposition
 * notification of type `deleted`, and that is a refusal; a person's deleted-unread receipt has the same type, so the words
 * decide.
 */
export const disposition: Reader = {
  name: 'disposition',
  read(letter) {
    if (letter.disposition === null) return null;
    const fields = readFields(letter.disposition);
    const type = (first(fields, 'disposition') ?? '').toLowerCase();
    const refused =
      /;\s*(?:deleted|denied|failed)/.test(type) &&
      /reject|refus|quota|could not be delivered|not accept/i.test(letter.notice) &&
      !/without being read|deleted unread|ungelesen/i.test(letter.notice);
    if (!refused) {
      return {
        bounce: false,
        subkind: 'read-receipt',
        why: `a disposition notification${type === '' ? '' : ` (${type.slice(0, 60)})`}`,
        recipients: [],
      };
    }
    const words = letter.notice
      .split(/\r?\n/)
      .map((l) => l.trim())
      .filter((l) => l !== '');
    const diagnostic = words.slice(1).join(' ') || (words[0] ?? null);
    return {
      bounce: true,
      why: 'a refusal sent as disposition notification (RFC 5429)',
      recipients: [
        {
          finalRecipient: fieldAddress(first(fields, 'final-recipient') ?? ''),
          originalRecipient: fieldAddress(first(fields, 'original-recipient') ?? ''),
          action: 'failed',
          diagnostic,
          status: diagnostic === null ? null : enhancedCode(diagnostic),
          smtpReply: diagnostic === null ? null : replyCode(diagnostic),
        },
      ],
      messageId: first(fields, 'original-message-id'),
      fields: letter.disposition.slice(0, 65_536),
    };
  },
};
