/**
 * Addresses inside the app: in notifications, the tray, deep links from elsewhere and the window's own history.
 * `queuewatch://cause/<id>`, `.../incident/131`, `.../message/<server>/<queue id>`, `.../server/<id>`, and the screens.
 * Parts are written with encodeURIComponent. Strangers can make such an address (a web page, a mail), so it only ever
 * shows something: a verb opens that verb's preview and is dropped from addresses that come from outside.
 */
export const screens = ['causes', 'messages', 'bounces', 'incidents', 'history', 'servers', 'settings'] as const;
export type Screen = (typeof screens)[number];

export type Link =
  | { to: 'cause'; id: string; verb: 'retry' | null }
  | { to: 'incident'; id: number }
  | { to: 'message'; server: string; id: string }
  | { to: 'server'; id: string }
  | { to: 'screen'; screen: Screen };

const shape = /^queuewatch:\/\/([a-z]{1,20})((?:\/[^/?#\s]{1,1500}){0,2})\/?(?:\?(do=retry))?$/;
const isScreen = (name: string): name is Screen => (screens as readonly string[]).includes(name);

/** A part as it was before encoding; null when it is broken, too long or holds control characters. */
function decode(part: string, most: number): string | null {
  try {
    const text = decodeURIComponent(part);
    // eslint-disable-next-line no-control-regex -- control characters are what is refused
    return text.length <= most && !/[\u0000-\u001f\u007f]/.test(text) ? text : null;
  } catch {
    return null;
  }
}

/** Reads an address strictly; null for anything else. */
export function parseLink(text: string): Link | null {
  const found = text.length > 4000 ? null : shape.exec(text);
  if (found === null) return null;
  const [, kind = '', rest = '', verb] = found;
  const [first, second] = rest.split('/').slice(1);
  if (verb !== undefined && kind !== 'cause') return null;

  if (first === undefined) return isScreen(kind) ? { to: 'screen', screen: kind } : null;
  if (kind === 'message') {
    const server = decode(first, 64);
    const id = second === undefined ? null : decode(second, 256);
    return server === null || id === null ? null : { to: 'message', server, id };
  }
  if (second !== undefined) return null;
  if (kind === 'cause') {
    const id = decode(first, 500);
    return id === null ? null : { to: 'cause', id, verb: verb === undefined ? null : 'retry' };
  }
  if (kind === 'server') {
    const id = decode(first, 64);
    return id === null ? null : { to: 'server', id };
  }
  if (kind === 'incident' && /^\d{1,15}$/.test(first)) return { to: 'incident', id: Number(first) };
  return null;
}

export function formatLink(link: Link): string {
  const part = encodeURIComponent;
  switch (link.to) {
    case 'cause':
      return `queuewatch://cause/${part(link.id)}${link.verb === null ? '' : `?do=${link.verb}`}`;
    case 'incident':
      return `queuewatch://incident/${link.id}`;
    case 'message':
      return `queuewatch://message/${part(link.server)}/${part(link.id)}`;
    case 'server':
      return `queuewatch://server/${part(link.id)}`;
    case 'screen':
      return `queuewatch://${link.screen}`;
  }
}

/** An address from outside: what it may show, without any verb. */
export function parseForeignLink(text: string): Link | null {
  const link = parseLink(text);
  return link?.to === 'cause' ? { ...link, verb: null } : link;
}
