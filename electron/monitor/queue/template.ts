/**
 * A deferral text without what differs from recipient to recipient, so that a million replies are a few hundred
 * templates: the recipient's own address, long identifiers (a remote queue id, a session id), times to the second and the
 * number of a machine in a trace ("[AM6PR0732BE0065.eurprd07.prod.outlook.com]") are cut out. Numbers, codes, IP addresses
 * and host names stay: they carry meaning.
 */
import { ownAddress, TextBytes } from './textBytes.ts';

// Private-use characters: no server means anything by them.
const mark = '\uE000';
const hole = '\uE001';

export interface Cut {
  template: string;
  /** What stood in the holes, in order, separated by a line feed; '' for nothing. */
  holes: string;
}

const scan = new TextBytes();

export function cutText(raw: string, address: string): Cut {
  scan.take(raw);
  return cutTaken(scan, scan.text, address);
}

/** The same for a text that was taken by `bytes`, whose parts are left there. */
export function cutTaken(bytes: TextBytes, text: string, address: string): Cut {
  bytes.cut(address);
  const { count, starts, ends, kinds } = bytes;
  if (count === 0) return { template: text, holes: '' };
  let template = '';
  let holes = '';
  let from = 0;
  for (let part = 0; part < count; part += 1) {
    const start = starts[part] ?? 0;
    const end = ends[part] ?? 0;
    const own = kinds[part] === ownAddress;
    template += text.slice(from, start) + (own ? mark : hole);
    if (!own) holes = holes === '' ? text.slice(start, end) : `${holes}\n${text.slice(start, end)}`;
    from = end;
  }
  return { template: template + text.slice(from), holes };
}

export function fillText(template: string, holes: string, address: string): string {
  let text = template;
  if (holes !== '') {
    const parts = holes.split('\n');
    let at = 0;
    text = text.replaceAll(hole, () => parts[at++] ?? '');
  }
  return text.includes(mark) ? text.replaceAll(mark, () => address) : text;
}

/** The template as the rules read it: plain words where texts differ, none of which may decide anything. */
export const plainTemplate = (template: string): string =>
  template.replaceAll(mark, 'recipient@recipient.invalid').replaceAll(hole, '0a0a0a0a0a0a');

/** The template as a person reads it: "…" where texts differ. */
export const showTemplate = (template: string): string => template.replace(/[\uE000\uE001]/g, '…');
