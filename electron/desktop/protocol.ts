import { protocol } from 'electron';
import { createPageFiles, securityHeaders } from '../host/pageFiles.ts';
import { pageHost, pageScheme } from './identity.ts';

/** Must run before `ready`, once (Electron's protocol documentation). */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

const refuse = (status: number, headers: Record<string, string> = {}): Response =>
  new Response(null, { status, headers: { ...securityHeaders, ...headers } });

/** Serves the built window from `root`, and nothing else of the disk. */
export function handlePageScheme(root: string): void {
  const files = createPageFiles(root);
  protocol.handle(pageScheme, async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, { allow: 'GET, HEAD' });
    let url: URL;
    try {
      url = new URL(request.url);
    } catch {
      return refuse(400);
    }
    if (url.host !== pageHost) return refuse(404);
    const { status, headers, body } = await files(url.pathname);
    // A copy with a buffer of its own: what Response takes.
    return new Response(request.method === 'HEAD' ? null : new Uint8Array(body), { status, headers });
  });
}
