import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';

/**
 * What the page may load and do: its own files, and nothing else. React's `style` goes through CSSOM and needs no
 * 'unsafe-inline'. Source of the list: Electron's security tutorial, item 7.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const permissions = ['camera', 'geolocation', 'microphone', 'payment', 'usb', 'serial', 'hid', 'bluetooth', 'midi'];

/** Sent with every answer, page or data. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': permissions.map((name) => `${name}=()`).join(', '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

export interface PageFile {
  status: 200 | 400 | 404;
  headers: Record<string, string>;
  body: Uint8Array;
}

const refused = (status: 400 | 404): PageFile => ({
  status,
  headers: { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  body: new TextEncoder().encode(status === 400 ? 'Bad request' : 'Not found'),
});

/**
 * The path below `root` an address means, or why not. `pathname` is as it stands in the address, escapes included: an
 * escaped slash or dot must not become a way out after decoding, and no file name of ours holds a NUL or backslash.
 */
export function relativePath(pathname: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  // eslint-disable-next-line no-control-regex -- control characters are exactly what is refused
  if (!decoded.startsWith('/') || /[\u0000-\u001f\u007f\\:]/.test(decoded)) return null;
  const parts = decoded.slice(1).split('/');
  if (parts.some((part) => part === '..' || part === '.')) return null;
  if (parts.slice(0, -1).includes('')) return null;
  return decoded === '/' ? 'index.html' : parts.join('/');
}

/** Serves the built window. Only known file types below `root` are given out; links that lead outside are not followed. */
export function createPageFiles(root: string): (pathname: string) => Promise<PageFile> {
  const realRoot = realpath(root);
  realRoot.catch(() => undefined); // told by each request instead
  return async (pathname) => {
    const relative = relativePath(pathname);
    if (relative === null) return refused(400);
    const type = types[path.extname(relative)];
    if (type === undefined) return refused(404);
    try {
      const base = await realRoot;
      const file = await realpath(path.join(base, relative));
      if (!file.startsWith(base + path.sep)) return refused(404);
      // The bundler puts a hash of the content into the names below assets/.
      const cache = relative.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
      return {
        status: 200,
        headers: { ...securityHeaders, 'content-type': type, 'cache-control': cache },
        body: await readFile(file),
      };
    } catch {
      return refused(404);
    }
  };
}
