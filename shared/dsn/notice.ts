import { lines } from './fields.ts';

/** Where one text holds both the notice and the returned message: the words before, and the header after. */
export interface SplitNotice {
  readonly notice: string;
  /** Everything after the cut; "" when there is none. */
  readonly behind: string;
  /** The header block of the returned message. */
  readonly header: string;
}

/**
 * Lines that announce the returned message, as the mail systems write them (qmail, Exim, Sendmail, Yahoo, Gmail, GMX,
 * MXLogic, IMail, Notes, m-FILTER, Courier, SurfControl, OpenSMTPD, DragonFly ...). All are whole lines.
 */
const marks: readonly RegExp[] = [
  /^-{2,}\s?(?:below|under) (?:this|the next) line is (?:a copy|the (?:original )?message)/i,
  /^-{2,}\s?below the next line is a copy/i,
  /^-{3,} ?this is a copy of (?:the|your) message/i,
  /^-{3,} ?this is a copy of the (?:first|headers?|body)/i,
  /^\s{0,8}-{2,}\s{0,3}(?:original|returned|unsent|undelivered|bounced|rejected|non-?delivered) (?:message|mail|e-?mail)(?: (?:follows|headers?(?: follows?)?|body|below|information|info|text))?\.?:?\s{0,3}-{0,60}$/i,
  /^-{3,}\s?original (?:message|mail)(?: info)?/i,
  /^-{2,}\s?(?:the )?(?:header|headers|body|text) of (?:the|your) (?:original )?message/i,
  /^\s{0,8}-{1,}\s{0,3}(?:the )?(?:header|headers)(?: and (?:top|first))?[^\n]{0,40} (?:message|mail)(?: follows?)?/i,
  /^\s{0,8}(?:the )?(?:original|returned|undelivered|rejected) (?:message|mail|e-?mail)(?: \(?headers?\)?)?(?: is)? (?:follows?|below|attached)[.:]?\s*$/i,
  /^(?:included|attached|below|here) is (?:a|the) copy of (?:the|your)(?: original)? message/i,
  /^\s{0,8}(?:below|enclosed) (?:is|are) (?:a copy of )?the (?:original |first )?(?:message|mail|headers)/i,
  /^\s{0,4}(?:original )?message headers? follow/i,
  /^\s{0,4}original message(?: headers?)?:\s*$/i,
  /^-{3,}\s?(?:message|mail) (?:header|text|content)s?(?: follows?)?\s?-*$/i,
  /^-{2,}\s?(?:returned|original) mail follows/i,
  /^-{2,}\s?undelivered message follows/i,
  /^\s{0,8}-{3,} Unsent message (?:follows|below)/i,
  /^--- (?:mensaje original|message original|ursprüngliche|messaggio originale|mensagem original)/i,
  /^(?:en-t[êe]tes? (?:du |de )?(?:message|d'origine)|kopfzeilen der (?:urspr|original)|ursprüngliche nachrichtenkopfzeilen|ursprüngliche nachrichtenköpfe|encabezados de mensajes? original(?:es)?|intestazioni (?:del )?messaggio originale|oorspronkelijke berichtkoppen|cabeçalhos (?:da mensagem )?originais|ursprungliga meddelanderubriker|oprindelige meddelelseshoveder|raw message headers)/i,
  /^(?:received|return-path|message-id)[ \t]?:[ \t]?\S/i,
];

const known =
  /^(?:return-path|received|message-id|from|to|cc|subject|date|reply-to|sender|mime-version|content-type|content-transfer-encoding|x-[\w-]+|dkim-signature|domainkey-signature|delivered-to|user-agent|importance|references|in-reply-to|precedence|list-[\w-]+|errors-to|authentication-results|arc-[\w-]+|x-mailer|thread-[\w-]+|organization|feedback-id|received-spf)[ \t]?:/i;
const sure = /^(?:return-path|received|message-id|dkim-signature|delivered-to|mime-version)[ \t]?:/i;

/** How many fields of a message's header start at line `at`, blank lines before it skipped. */
function headerAt(all: readonly string[], at: number): { fields: number; sure: number; from: number } {
  let i = at;
  while (i < all.length && i < at + 6 && !known.test(all[i] ?? '')) i++;
  const from = i;
  let fields = 0;
  let certain = 0;
  for (; i < all.length && i < from + 200; i++) {
    const line = all[i] ?? '';
    if (/^[ \t]+\S/.test(line)) continue;
    if (known.test(line)) fields++;
    else if (!/^>?[\w-]{2,60}:/.test(line)) break;
    if (sure.test(line)) certain++;
  }
  return { fields, sure: certain, from };
}

/**
 * Cuts a text at the returned message: at the line that announces it, or where a header block of a message starts. A
 * summary ("Subject: ...", "Sent: ...") between words is none: it takes a field that only transport writes.
 */
export function splitNotice(text: string): SplitNotice {
  const all = lines(text);
  for (let i = 0; i < all.length; i++) {
    const line = all[i] ?? '';
    if (line === '' || line.length > 300) continue;
    const mark = marks.findIndex((m) => m.test(line));
    const fieldItself = mark === marks.length - 1;
    if (mark >= 0 && !fieldItself) {
      const head = headerAt(all, i + 1);
      return {
        notice: between(all, 0, i),
        behind: between(all, i + 1),
        header: headerText(all, head.fields > 0 ? head.from : i + 1),
      };
    }
    if (fieldItself || (known.test(line) && (all[i - 1] ?? '').trim() === '')) {
      const head = headerAt(all, i);
      if (head.fields >= 3 && head.sure >= 1 && i > 0) {
        return { notice: between(all, 0, i), behind: between(all, i), header: headerText(all, head.from) };
      }
    }
  }
  return { notice: text, behind: '', header: '' };
}

function between(all: readonly string[], from: number, to = all.length): string {
  return all.slice(from, to).join('\n');
}

function headerText(all: readonly string[], from: number): string {
  const out: string[] = [];
  for (let i = from; i < all.length && out.length < 1000; i++) {
    const line = all[i] ?? '';
    if (line.trim() === '') {
      if (out.length > 0) break;
    } else out.push(line);
  }
  // A returned header that is indented as a whole ("Original mail as follows:").
  if (out.length > 2 && out.every((l) => /^\s/.test(l))) {
    const indent = /^\s+/.exec(out[0] ?? '')?.[0] ?? '';
    return out.map((l) => (l.startsWith(indent) ? l.slice(indent.length) : l)).join('\n');
  }
  return out.join('\n');
}
