import { app, type Session, type WebContents } from 'electron';
import { isOwnPage } from './trust.ts';

/** Copying is the one thing the page needs; asking for notifications is the host's business. */
const granted = new Set<string>(['clipboard-sanitized-write']);

export function restrictSession(session: Session, refused: (what: string) => void): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    const allowed = granted.has(permission) && isOwnPage(details.requestingUrl) && details.isMainFrame;
    if (!allowed) refused(`permission ${permission}`);
    callback(allowed);
  });
  session.setPermissionCheckHandler((_contents, permission, origin, details) => {
    return granted.has(permission) && isOwnPage(origin) && details.isMainFrame;
  });
  session.setDevicePermissionHandler(() => false);
  // The page offers files as blobs it made itself; nothing else is downloaded.
  session.on('will-download', (event, item) => {
    if (isBlobOfOurs(item.getURL())) return;
    refused('download');
    event.preventDefault();
  });
}

const isBlobOfOurs = (address: string): boolean => address.startsWith('blob:') && isOwnPage(address.slice(5));

/** The page stays where it is: no navigation, no new windows, no guests (security tutorial, items 12 to 14). */
export function restrictContents(contents: WebContents, refused: (what: string) => void): void {
  const stay = (event: { preventDefault(): void; url: string; isSameDocument?: boolean }): void => {
    if (isOwnPage(event.url)) return;
    refused(`navigation to ${event.url.slice(0, 200)}`);
    event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-frame-navigate', (event) => {
    // We have no frames: whatever appears in one is not ours.
    if (event.isMainFrame) {
      stay(event);
      return;
    }
    refused('a frame');
    event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => {
    refused('a webview');
    event.preventDefault();
  });
  contents.setWindowOpenHandler(({ url }) => {
    refused(`window ${url.slice(0, 200)}`);
    return { action: 'deny' };
  });
}

/** For every contents that will ever exist, whoever creates it. */
export function restrictAllContents(refused: (what: string) => void): void {
  app.on('web-contents-created', (_event, contents) => restrictContents(contents, refused));
}
