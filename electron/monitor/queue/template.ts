/**
 * A deferral text without what differs from recipient to recipient, so that a million replies are a few hundred
 * templates: the recipient's own address, long identifiers (a remote queue id, a session id), times to the second and the
 * number of a machine in a trace ("[AM6PR0732BE0065.eurprd07.prod.outlook.com]") are cut out. Numbers, codes, IP addresses
 * and host names stay: they carry meaning.
 */
// Private-use characters: no server means anything by them.
const mark = '\uE000';
const hole = '\uE001';
/**
 * Ten or more letters and digits mixed, not a label of a host name and not part of an address, also with a number behind a
 * dot (Gmail's "…si497117317c.973"); a time (RFC 3339); the first label behind a bracket that is capitals and digits mixed;
 * the local part of another address that has digits (VERP).
 */
const identifier =
  /(?<![\w.@:/-])(?=[\w-]{0,40}\d)(?=[\w-]{0,40}[A-Za-z])[\w-]{10,80}(?:\.\d{1,5})?(?![\w@:/-]|\.\w)|(?<![\w.@:/-])\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?(?!\w)|(?<=\s\[)(?=[A-Z\d]{0,30}\d)(?=[A-Z\d]{0,30}[A-Z])[A-Z\d]{6,40}(?=\.[\w-]{1,60}\.\w)|(?<=[<\s])(?=[\w.+=-]{0,60}\d)[\w.+=-]{10,120}(?=@\w)/g;
const longest = 2000;

export interface Cut {
  template: string;
  /** What stood in the holes, in order, separated by a line feed; '' for nothing. */
  holes: string;
}

export function cutText(raw: string, address: string): Cut {
  let text = raw.length > longest ? raw.slice(0, longest) : raw;
  if (text.includes(mark) || text.includes(hole)) text = text.replace(/[\uE000\uE001]/g, ' ');
  if (address !== '' && text.includes(address)) text = text.replaceAll(address, mark);
  // A quick look first: most texts have nothing to cut.
  if (!/[\w-]{10}|[+=][\w.+=-]{0,60}@|\s\[[A-Z\d]{6}/.test(text)) return { template: text, holes: '' };
  let holes = '';
  const take = (found: string): string => {
    holes = holes === '' ? found : `${holes}\n${found}`;
    return hole;
  };
  const template = text.replace(identifier, take);
  return { template, holes };
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
