import { latin1 } from './bytes.ts';
import { decodeHeader } from './decode.ts';
import { first, readFields } from './fields.ts';
import { daemonSender } from './sender.ts';
import { bounceSubject } from './wording.ts';

const reportType =
  /^(?:multipart\/report|message\/(?:delivery-status|global-delivery-status|feedback-report|disposition-notification))/i;

/**
 * Whether a message is worth its body, from its header and the types of its own parts (none of a message inside it). Wide
 * on purpose, the readers decide; of the corpus it leaves out no bounce.
 */
export function worthReading(header: Uint8Array, types: readonly string[]): boolean {
  if (types.some((type) => reportType.test(type))) return true;
  const fields = readFields(latin1(header, 0, header.length));
  const value = (name: string): string | null => first(fields, name);
  if (value('x-failed-recipients') !== null || value('x-mlserver') !== null || value('x-amz-sns-message-id') !== null)
    return true;
  // RFC 5321 section 4.5.5: reports have the null sender.
  if (/^\s*<\s*>/.test(value('return-path') ?? '')) return true;
  const from = decodeHeader((value('from') ?? '').slice(0, 4096));
  if (from === '' || daemonSender({ from, value }) > 0 || daemonAddress.test(from)) return true;
  return bounceSubject.test(decodeHeader((value('subject') ?? '').slice(0, 4096)));
}

/** Senders of reports whose names say less than the readers ask for. */
const daemonAddress = /post[-_.]?master|mailer|daemon|bounce|\bimss@|sns\.amazonaws\.com|no-?reply-?dsn/i;
