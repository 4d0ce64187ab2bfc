/**
 * Takes secrets out of what goes into a log. A net behind the rule that nobody logs secrets in the first place: linear
 * expressions on bounded text.
 */
const mostCharacters = 20_000;

const rules: readonly [RegExp, string][] = [
  [
    /-----BEGIN ([A-Z ]{0,40})PRIVATE KEY-----[^-]{0,20000}(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g,
    '[private key]',
  ],
  [/\b(Bearer|Basic|Token|Negotiate)\s+[A-Za-z0-9._~+/=-]{6,}/gi, '$1 [removed]'],
  [/\b(AUTH(?:ENTICATE)?\s+(?:PLAIN|LOGIN|XOAUTH2|OAUTHBEARER))\s+\S+/gi, '$1 [removed]'],
  [/\b(LOGIN\s+\S{1,256})\s+\S+/g, '$1 [removed]'],
  [/(:\/\/[^\s/:@]{1,256}):[^\s/@]{1,1024}@/g, '$1:[removed]@'],
  [
    /(["']?\b(?:pass(?:word|phrase|wd)?|secret|token|ticket|api[_-]?key|access[_-]?token|refresh[_-]?token|authorization|cookie)\b["']?\s*[:=]\s*)(?:"[^"\n]{0,4096}"|'[^'\n]{0,4096}'|[^\s,;}&]{1,4096})/gi,
    '$1[removed]',
  ],
];

export function redact(text: string): string {
  const cut = text.length > mostCharacters ? `${text.slice(0, mostCharacters)}… (cut)` : text;
  return rules.reduce((now, [pattern, by]) => now.replace(pattern, by), cut);
}
