/**
 * Addresses. Inside the window `#/cause/KEY?x=y`, outside `queuewatch://cause/KEY?x=y`: the same words. A screen is the
 * first part; further parts say what is open on it.
 */
import { useSyncExternalStore } from 'react';

export interface Route {
  screen: string;
  /** Parts after the screen, decoded. */
  path: string[];
  query: Record<string, string>;
}

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

function parse(address: string): Route {
  const [path = '', query = ''] = address.split('?', 2);
  const parts = path
    .split('/')
    .filter((p) => p !== '')
    .map(decode);
  return { screen: parts[0] ?? 'causes', path: parts.slice(1), query: Object.fromEntries(new URLSearchParams(query)) };
}

/** `#/…` of the location; anything else (an empty hash, a token) is home. */
export const parseHash = (hash: string): Route => parse(hash.startsWith('#/') ? hash.slice(2) : '');

/** A link from a notification, the tray or the system; null when it is not one of ours. */
export function parseLink(link: string): Route | null {
  const found = /^queuewatch:\/\/\/?(.*)$/.exec(link);
  return found === null ? null : parse(found[1] ?? '');
}

/** "#/cause/KEY?x=y" for `href` and `navigate`. Undefined and empty query values are left out. */
export function href(
  screen: string,
  path: readonly (string | number)[] = [],
  query: Record<string, string | undefined> = {},
): string {
  const pairs = Object.entries(query).filter((e): e is [string, string] => e[1] !== undefined && e[1] !== '');
  const search = pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
  return `#/${[screen, ...path].map((p) => encodeURIComponent(p)).join('/')}${search}`;
}

export const hrefOfRoute = (r: Route): string => href(r.screen, r.path, r.query);

/** The address to hand out: works from a browser, a mail, a ticket. */
export const linkOf = (hash: string): string => `queuewatch://${hash.replace(/^#\//, '')}`;

/**
 * Goes there, at once: assigning `location.hash` tells its listeners a task later, and the next key of a quick hand would
 * meet the old screen. `replace` leaves no step to come back to (typing in a filter).
 */
export function navigate(to: string, { replace = false }: { replace?: boolean } = {}): void {
  if (to === location.hash) return;
  if (replace) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

/** Changes the query of the present address; undefined takes a value out. */
export function patchQuery(change: Record<string, string | undefined>, options?: { replace?: boolean }): void {
  const now = parseHash(location.hash);
  navigate(href(now.screen, now.path, { ...now.query, ...change }), options);
}

export function openLink(link: string): void {
  const route = parseLink(link);
  if (route !== null) navigate(hrefOfRoute(route));
}

let last: { hash: string; route: Route } = { hash: '\0', route: parse('') };
const snapshot = (): Route => {
  if (location.hash !== last.hash) last = { hash: location.hash, route: parseHash(location.hash) };
  return last.route;
};
const subscribe = (listener: () => void) => {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
};

export const useRoute = (): Route => useSyncExternalStore(subscribe, snapshot);
