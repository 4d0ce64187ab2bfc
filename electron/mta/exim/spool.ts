/** `-Mvh` is a spool file, not headers: each header begins with its length and a flag (spec, "Format of spool files"). */
export function headersOfSpool(text: string): string {
  const at = text.indexOf('\n\n');
  if (at < 0) return text;
  const out: string[] = [];
  for (const row of text.slice(at + 2).split('\n')) {
    const m = /^\d{3,} ?([A-Za-z* ]) (.*)$/.exec(row);
    if (m) {
      if (m[1] !== '*') out.push(m[2] ?? '');
    } else if (out.length > 0 && /^[ \t]/.test(row)) out.push(row);
  }
  return out.join('\n');
}
