import type { EventPayload } from '../../shared/contract.ts';

/** macOS cuts at 256 bytes, others wrap badly long before; the engine's texts are shorter anyway. */
const mostBody = 220;

/**
 * Text as the system's notification service takes it. Linux services may read markup (Desktop Notifications
 * Specification, "Body markup"), and a reply text may hold some.
 */
export function notificationText(text: string, platform: NodeJS.Platform): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is removed
  const plain = text.replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ');
  const short = plain.length > mostBody ? `${plain.slice(0, mostBody - 1)}…` : plain;
  if (platform !== 'linux') return short;
  return short.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Good news and blindness have a shape of their own, whatever their severity. */
export function noticeIcon({ kind, severity }: Pick<EventPayload<'notification'>, 'kind' | 'severity'>): string {
  const name = kind === 'recovered' || kind === 'away-summary' ? 'ok' : kind === 'blind' ? 'blind' : severity;
  return `notice-${name}.png`;
}
