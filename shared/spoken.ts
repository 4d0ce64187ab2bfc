/**
 * A deferral text from the reply's code on: "host mx.example[192.0.2.1] said: 451 4.3.0 try later" is "451 4.3.0 try
 * later". For narrow places; who said it stands elsewhere. `code` as told by the reasons engine ("451 4.3.0", or the
 * three digits alone); texts in which it does not begin a word stay whole.
 */
export function spokenPart(text: string, code: string | null): string {
  const digits = /^\d{3}/.exec(code ?? '')?.[0];
  if (digits === undefined) return text;
  for (let at = text.indexOf(digits); at >= 0; at = text.indexOf(digits, at + 3)) {
    const before = at === 0 ? ' ' : text.charAt(at - 1);
    if (/\s/.test(before) && /^[ -]/.test(text.slice(at + 3))) return text.slice(at);
  }
  return text;
}
