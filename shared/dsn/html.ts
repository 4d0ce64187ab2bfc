const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  zwnj: '',
  shy: '',
  mdash: '-',
  ndash: '-',
  rsquo: "'",
  lsquo: "'",
  rdquo: '"',
  ldquo: '"',
  eacute: 'é',
  egrave: 'è',
  agrave: 'à',
  ccedil: 'ç',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  szlig: 'ß',
  ntilde: 'ñ',
  oacute: 'ó',
  iacute: 'í',
  aacute: 'á',
  uacute: 'ú',
};

const breaks = /^\/?(?:p|div|br|tr|li|ul|ol|h[1-6]|table|pre|hr|blockquote|dt|dd|td|th|title|body|html)$/;
const hidden = /^(?:style|script|head)$/;

/**
 * The words of an HTML notice, a line a block. Only for reading: never shown as markup. `<user@example.org>` written
 * without escaping (many gateways do) stays text, because an element name holds no "@". One pass, linear.
 */
export function htmlText(html: string): string {
  const out: string[] = [];
  let at = 0;
  let pre = false;
  const words = (text: string): string => (pre ? text : text.replace(/\s+/g, ' '));
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0) {
      out.push(words(html.slice(at)));
      break;
    }
    out.push(words(html.slice(at, open)));
    if (html.startsWith('<!--', open)) {
      const end = html.indexOf('-->', open);
      if (end < 0) break;
      at = end + 3;
      continue;
    }
    const close = html.indexOf('>', open);
    if (close < 0) {
      out.push(html.slice(open));
      break;
    }
    const tag = html.slice(open + 1, Math.min(close, open + 200));
    const name = (/^\/?[a-z][a-z0-9:]*/i.exec(tag)?.[0] ?? '').toLowerCase();
    if (name === '' && !tag.startsWith('!') && !tag.startsWith('?')) {
      out.push('<');
      at = open + 1;
      continue;
    }
    if (/^[^\s"'=]+@/.test(tag)) {
      out.push(html.slice(open, close + 1));
      at = close + 1;
      continue;
    }
    at = close + 1;
    if (name === 'pre' || name === '/pre') pre = name === 'pre';
    if (hidden.test(name)) {
      const end = html.toLowerCase().indexOf(`</${name}`, at);
      if (end < 0) {
        if (name !== 'head') break;
      } else at = end;
    } else if (breaks.test(name)) out.push(name === 'td' || name === 'th' || name === '/td' ? ' \n' : '\n');
  }
  return entities(out.join(''))
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n[ \t]+/g, '\n');
}

function entities(text: string): string {
  return text.replace(/&(#x?[0-9a-f]{1,6}|[a-z]{2,8});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return named[name] ?? named[name.toLowerCase()] ?? whole;
    const code = name.charAt(1).toLowerCase() === 'x' ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
    return code > 0 && code < 0x110000 && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : whole;
  });
}
