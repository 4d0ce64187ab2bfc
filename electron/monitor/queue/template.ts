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
  const template = cutTaken(scan, address);
  const { text, count, starts, ends, kinds } = scan;
  const holes: string[] = [];
  for (let part = 0; part < count; part += 1)
    if (kinds[part] !== ownAddress) holes.push(text.slice(starts[part], ends[part]));
  return { template, holes: holes.join('\n') };
}

/** The template of the text that was taken by `bytes`, whose parts are left there. */
export function cutTaken(bytes: TextBytes, address: string): string {
  bytes.cut(address);
  const { text, count, starts, ends, kinds } = bytes;
  let template = '';
  let from = 0;
  for (let part = 0; part < count; part += 1) {
    template += text.slice(from, starts[part]) + (kinds[part] === ownAddress ? mark : hole);
    from = ends[part] ?? 0;
  }
  return from === 0 ? text : template + text.slice(from);
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
