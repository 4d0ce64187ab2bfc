/**
 * Reply codes and enhanced status codes in a diagnostic. Both are anchored on both sides: pieces of IP addresses, dates,
 * queue ids and version numbers look like codes ("4.3.2.1", "554.12", "Exim 4.52").
 */
const enhanced = /(?<![\w.])([245])\.([0-7])\.(\d{1,3})(?!\.?\d)(?![\w-]*@)/g;

/** Codes that say nothing more than good, temporary or permanent (RFC 3463 section 3.1, "other undefined status"). */
export function saysNothing(status: string | null): boolean {
  return status === null || /^[245]\.0\.0$/.test(status);
}

/** The first enhanced code that says something, else the first one; null without any. */
export function enhancedCode(text: string): string | null {
  let vague: string | null = null;
  for (const m of text.matchAll(enhanced)) {
    const code = `${m[1] ?? ''}.${m[2] ?? ''}.${m[3] ?? ''}`;
    if (code.startsWith('2.')) continue;
    if (!saysNothing(code)) return code;
    vague ??= code;
  }
  return vague;
}

/** A code given alone in a Status field: `5.1.1`, `5.1.1 (text)`, `5.1.1:`; "5.7" and worse are not taken. */
export function statusField(value: string): string | null {
  const m = /(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])/.exec(value.slice(0, 400));
  return m ? `${m[1] ?? ''}.${Number(m[2])}.${Number(m[3])}` : null;
}

const beforeStatus = /(?<![\w.])([245][0-5]\d)[\s:-]{1,3}[(#<"']{0,3}[245]\.\d{1,3}\.\d{1,3}(?!\.?\d)/;
const atStart = /^\W{0,4}([45][0-5]\d)(?=[\s:;,-]|$)/;
const afterWord =
  /(?:said|says|respon(?:se|ded)|repl(?:y|ied)|returned|was|code|error|status|command|with|follows|<<<|smtp;|\)|:|\[|=|ERROR_CODE)[\s:("'[#<]{1,6}([45][0-5]\d)(?=[\s:;,.)\]"'-]|$)/i;
const anywhere = /(?<![\w.:/-])([45][0-5]\d)[ -](?=[A-Za-z<#("'])/;

/** The SMTP reply code a diagnostic gives; null without one. */
export function replyCode(text: string): string | null {
  for (const pattern of [beforeStatus, atStart, afterWord, anywhere]) {
    const m = pattern.exec(text);
    if (m?.[1] !== undefined && !m[1].startsWith('2')) return m[1];
  }
  return null;
}
