import type { Notification } from '../../shared/model/incident.ts';
import type { ShownNotification } from '../../shared/views/status.ts';

function linkOf(notification: Notification): string {
  const [incident] = notification.incidents;
  return incident === undefined ? 'queuewatch://causes' : `queuewatch://incident/${incident}`;
}

/** A notice of the alert engine as the window and the desktop show it; `at` is epoch seconds. */
export const shownNotification = (
  notification: Notification,
  at: number,
  id: string,
  seen: boolean,
): ShownNotification => ({
  id,
  at: at * 1000,
  kind: notification.kind,
  title: notification.title,
  body: notification.body,
  severity: notification.severity,
  incident: notification.incidents[0] ?? null,
  link: linkOf(notification),
  seen,
});
