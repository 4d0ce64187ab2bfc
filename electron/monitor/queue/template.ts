/**
 * A deferral text without what differs from recipient to recipient, so that a million replies are a few hundred
 * templates: the recipient's own address, long identifiers (a remote queue id, a session id), times to the second and the
 * number of a machine in a trace ("[AM6PR0732BE0065.eurprd07.prod.outlook.com]") are cut out, and how many seconds or
 * minutes to wait. Other numbers, codes, IP addresses and host names stay: they carry meaning.
 */
import { ownAddress, TextBytes, wait } from './textBytes.ts';

// Private-use characters: no server means anything by them.
const mark = '\uE000';
const hole = '\uE001';
const waitHole = '\uE002';
const holes = /[\uE001\uE002]/g;

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
  const cut: string[] = [];
  for (let part = 0; part < count; part += 1)
    if (kinds[part] !== ownAddress) cut.push(text.slice(starts[part], ends[part]));
  return { template, holes: cut.join('\n') };
}

/** The template of the text that was taken by `bytes`, whose parts are left there. */
export function cutTaken(bytes: TextBytes, address: string): string {
  bytes.cut(address);
  const { text, count, starts, ends, kinds } = bytes;
  let template = '';
  let from = 0;
  for (let part = 0; part < count; part += 1) {
    template += text.slice(from, starts[part]) + markOf(kinds[part] ?? 0);
    from = ends[part] ?? 0;
  }
  return from === 0 ? text : template + text.slice(from);
}

const markOf = (kind: number): string => (kind === ownAddress ? mark : kind === wait ? waitHole : hole);

export function fillText(template: string, cut: string, address: string): string {
  let text = template;
  if (cut !== '') {
    const parts = cut.split('\n');
    let at = 0;
    text = text.replace(holes, () => parts[at++] ?? '');
  }
  return text.includes(mark) ? text.replaceAll(mark, () => address) : text;
}

/** The template as the rules read it: plain words where texts differ, none of which may decide anything. */
export const plainTemplate = (template: string): string =>
  template.replaceAll(mark, 'recipient@recipient.invalid').replaceAll(hole, '0a0a0a0a0a0a').replaceAll(waitHole, '30');

/** Texts of this template ask for waits of their own. */
export const hasWait = (template: string): boolean => template.includes(waitHole);

/** The template as a person reads it: "…" where texts differ. */
export const showTemplate = (template: string): string => template.replace(/[\uE000-\uE002]/g, '…');
