/** Reply code (RFC 5321 s.4.2) and enhanced status code (RFC 3463) of a text. */
export interface Codes {
  readonly reply: string | null;
  readonly enhanced: string | null;
}

// RFC 3463 s.2: class.subject.detail. Registered subjects are 0-7 and details have at most three digits; some systems
// use subjects up to 9. "4.16.50" (Yahoo's own numbering) and IP addresses are not status codes.
const enhancedCode = String.raw`[245]\.[0-9]\.[0-9]{1,3}`;
const notInNumber = String.raw`(?![\d]|\.\d)`;

// "203.0.113.5 is listed" begins with an address.
const notAddress = String.raw`(?!2\d\d\.\d)`;
const leadingReply = new RegExp(String.raw`^["'(#\s]*${notAddress}([2-5][0-9]{2})(?=[\s\-#:;,"'.<[(=]|$)`);
const anyReply = new RegExp(
  String.raw`(?:^|[\s"'(;:,<>=[])(?<!\b(?:of|than|over|limit|exceeds?|max|maximum|per|every|port|after) )([245][0-5][0-9])(?:[- ]\s?#?${enhancedCode}${notInNumber}|[- ](?=[^\d\s%])|["' ]*$)`,
);
// Python's smtplib shows a reply as a pair: (554, b'5.7.0 …').
const afterReply = new RegExp(
  String.raw`^["'(\s]*[2-5][0-9]{2}(?:, b['"]|[\s\-:#,(["']{1,4})(${enhancedCode})${notInNumber}`,
);
const hashed = new RegExp(String.raw`\(?#\s?(${enhancedCode})\)?${notInNumber}`);
const standing = new RegExp(String.raw`(?:^|[\s:(,;=[-])(${enhancedCode})(?=[\s:;,)\]<>"-]|\.?$)`);
// The enhanced code after a bracketed reference, or some words after the reply code.
const replyThenEnhanced = new RegExp(
  String.raw`(?:^|[\s"';:=])[245][0-9]{2}[- ]\s?(?:#\s?|\[[^\]\s]{1,80}\]\s?:?\s?)?(${enhancedCode})${notInNumber}`,
);

// Mail libraries name the code they waited for first: 'Expected response code 250 but got code "421", with message "…"'.
const gotCode = /\bexpected (?:response )?(?:code )?"?2\d\d"? but got (?:code )?"?([2-5]\d\d)\b/i;
const laterFailure = /\s([45][0-5][0-9])[- ](?=[^\d\s%]|[45]\.\d)/;

function isReply(code: string | undefined): code is string {
  return code !== undefined && /^[245][0-9]{2}$/.test(code);
}

/**
 * Codes of a reply. `quoted` says that the text is known to be a server's reply (it begins with its code); else a code
 * is looked for anywhere. A code that is not there is null: it is not made up from its relative.
 */
export function readCodes(core: string, quoted: boolean): Codes {
  const lead = gotCode.exec(core)?.[1] ?? leadingReply.exec(core)?.[1];
  // A greeting (220) before the refusal, or another success, is not the answer.
  let reply: string | null = isReply(lead) ? lead : null;
  if (reply?.startsWith('2') === true) reply = laterFailure.exec(core)?.[1] ?? reply;
  if (reply === null && !quoted) {
    const found = anyReply.exec(core)?.[1];
    reply = isReply(found) ? found : null;
  }
  const direct = reply === lead ? afterReply.exec(core)?.[1] : undefined;
  const enhanced =
    direct ?? replyThenEnhanced.exec(core)?.[1] ?? hashed.exec(core)?.[1] ?? standing.exec(core)?.[1] ?? null;
  return { reply, enhanced };
}

const code = String.raw`[245][0-9]{2}`;
const continuation = new RegExp(String.raw`(^|\s)${code}-\s?(?:#?${enhancedCode}${notInNumber}\s?)?`, 'g');
const first = new RegExp(
  String.raw`^["'(\s]*${notAddress}${code}(?=[\s\-#:;,"'.<[(=]|$)[\s:#-]*(?:${enhancedCode}${notInNumber}[\s:-]*)?`,
);

/**
 * The words of a reply: codes of all its glued lines taken away ("450-4.2.1 at a rate that 450 4.2.1 prevents"). Only
 * repetitions of the reply's own code count as line starts in the middle of a text.
 */
export function withoutCodes(core: string, codes: Codes): string {
  let text = core.replace(continuation, '$1').replace(first, '');
  if (codes.reply !== null) {
    const again = new RegExp(String.raw`\s${codes.reply}\s(?:#?${enhancedCode}${notInNumber}\s?)?(?=\S)`, 'g');
    text = text.replace(again, ' ');
  }
  if (codes.enhanced !== null) {
    const escaped = codes.enhanced.replaceAll('.', '\\.');
    text = text.replace(new RegExp(String.raw`(^|\s)${escaped}(?=\s)`, 'g'), '$1');
  }
  return text.replace(/\s+/g, ' ').trim();
}
