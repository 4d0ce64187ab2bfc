/**
 * CSV after RFC 4180. A cell that a spreadsheet would take for a formula (OWASP "CSV Injection": = + - @ tab CR) gets an
 * apostrophe in front: addresses and replies are a stranger's text. Numbers stay numbers.
 */
export type Cell = string | number | boolean | null;

export function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const safe = /^[=+\-@\t\r\n|%]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvRow = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}\r\n`;

export function csv(head: readonly string[], rows: Iterable<readonly Cell[]>): string {
  const out = [csvRow(head)];
  for (const row of rows) out.push(csvRow(row));
  return out.join('');
}
