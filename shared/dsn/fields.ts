/** One header-like field, unfolded; the name in lower case. */
export interface Field {
  readonly name: string;
  readonly value: string;
}

/** RFC 5322 field name: printable ASCII without colon and space. A name longer than 80 characters is no field of mail. */
const fieldLine = /^([!-9;-~]{1,80})[ \t]*:[ \t]*(.*)$/;

/**
 * Fields of a header block. Continuation lines are joined with one space (RFC 5322 section 2.2.3 keeps the white space;
 * reports fold inside words' gaps only). Lines that are no field are skipped: real status parts hold comments, mbox
 * "From " lines and stray text.
 */
export function readFields(block: string, max = 2000): Field[] {
  const found: { name: string; parts: string[] }[] = [];
  let open = false;
  for (const line of lines(block)) {
    if (line.startsWith(' ') || line.startsWith('\t')) {
      const last = found[found.length - 1];
      const text = line.trim();
      if (open && last && text !== '') last.parts.push(text);
      continue;
    }
    const match = fieldLine.exec(line);
    open = match !== null;
    if (!match) continue;
    if (found.length >= max) break;
    found.push({ name: (match[1] ?? '').toLowerCase(), parts: [(match[2] ?? '').trim()] });
  }
  return found.map((f) => ({ name: f.name, value: f.parts.join(' ').trim() }));
}

/** Lines without their ends; CRLF, LF and bare CR all end a line. */
export function lines(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

/**
 * Text without the given characters at its end. A pattern like `/[>;]+$/` is quadratic on a long run of them in the middle,
 * and strangers write long runs.
 */
export function trimEndOf(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** First value of a field that is not empty; null without one. */
export function first(fields: readonly Field[], name: string): string | null {
  for (const field of fields) if (field.name === name && field.value !== '') return field.value;
  return null;
}

export function all(fields: readonly Field[], name: string): string[] {
  return fields.filter((f) => f.name === name && f.value !== '').map((f) => f.value);
}

/**
 * Groups of fields separated by blank lines, empty groups left out (IIS writes several blank lines). A line of white
 * space alone separates too.
 */
export function* groups(text: string): Generator<string> {
  let group: string[] = [];
  for (const line of lines(text)) {
    if (line.trim() !== '') group.push(line);
    else if (group.length > 0) {
      yield group.join('\n');
      group = [];
    }
  }
  if (group.length > 0) yield group.join('\n');
}

/** A structured value, `text/plain; charset="x"; name*=…`: its first token and its parameters, names in lower case. */
export function structured(value: string): { value: string; params: Readonly<Record<string, string>> } {
  const params: Record<string, string> = Object.create(null) as Record<string, string>;
  const clean = stripComments(value.slice(0, 8192));
  const semicolon = clean.indexOf(';');
  const head = (semicolon < 0 ? clean : clean.slice(0, semicolon)).trim().toLowerCase();
  const rest = semicolon < 0 ? '' : clean.slice(semicolon);
  // Names take tokens only, a quoted value ends at the first unescaped quote: linear on any input.
  const param = /;\s{0,200}([\w*!#$%&'+.^`|~-]{1,60})\s{0,20}=\s{0,20}(?:"((?:[^"\\]|\\.)*)"?|([^;\s]*))/g;
  for (const m of rest.matchAll(param)) {
    const name = (m[1] ?? '').toLowerCase();
    if (!(name in params)) params[name] = m[2]?.replace(/\\(.)/g, '$1') ?? m[3] ?? '';
  }
  return { value: head, params };
}

/** RFC 5322 comments, outside quoted strings, removed. */
export function stripComments(value: string): string {
  if (!value.includes('(')) return value;
  let out = '';
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < value.length; i++) {
    const c = value.charAt(i);
    if (c === '\\' && (quoted || depth > 0)) {
      if (depth === 0) out += c + value.charAt(i + 1);
      i++;
    } else if (quoted) {
      out += c;
      if (c === '"') quoted = false;
    } else if (c === '(') depth++;
    else if (c === ')' && depth > 0) depth--;
    else if (depth === 0) {
      out += c;
      if (c === '"') quoted = true;
    }
  }
  return out;
}
