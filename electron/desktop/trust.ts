import type { IpcMainInvokeEvent, WebFrameMain } from 'electron';
import { pageHost, pageScheme } from './identity.ts';

/**
 * Is this address a page of ours? Scheme and host, never `URL.origin`: for a scheme Node does not know it is the text
 * "null", and so would be every other one.
 */
export function isOwnPage(address: string): boolean {
  try {
    const url = new URL(address);
    return url.protocol === `${pageScheme}:` && url.host === pageHost && url.username === '' && url.password === '';
  } catch {
    return false;
  }
}

/** Who asks over IPC: only the main frame of a window of ours, showing a page of ours (security tutorial, item 17). */
export function isTrustedSender(
  event: { senderFrame: Pick<WebFrameMain, 'url' | 'parent'> | null; sender: Pick<IpcMainInvokeEvent['sender'], 'id'> },
  isOwnWindow: (id: number) => boolean,
): boolean {
  const frame = event.senderFrame;
  // null: the frame is gone or has navigated since it asked.
  return frame !== null && frame.parent === null && isOwnPage(frame.url) && isOwnWindow(event.sender.id);
}
