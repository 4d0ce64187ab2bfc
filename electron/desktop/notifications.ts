import { Notification } from 'electron';
import path from 'node:path';
import type { EventPayload } from '../../shared/contract.ts';
import { notification as words } from '../../shared/messages/host.en.ts';
import { noticeIcon, notificationText } from './notificationText.ts';

type Shown = EventPayload<'notification'>;

export interface NotificationsDeps {
  icons: string;
  platform: NodeJS.Platform;
  open(link: string): void;
  mute(shown: Shown): void;
  /** The system shows none (unsigned on macOS, no service on Linux, switched off): the window has to. */
  notShown(shown: Shown, why: string): void;
}

export interface Notifications {
  show(shown: Shown): void;
  /** A plain word of the app itself; nothing happens when the system shows none. */
  say(title: string, body: string): void;
  dispose(): void;
}

/** Buttons exist on macOS and Windows only (Electron's NotificationAction). */
const hasButtons = (platform: NodeJS.Platform): boolean => platform === 'darwin' || platform === 'win32';

export function createNotifications(deps: NotificationsDeps): Notifications {
  /** Without a reference a notification is collected, and its click with it. */
  const alive = new Map<string, Notification>();
  const { platform } = deps;

  if (platform === 'win32') {
    // A click on one of an earlier run: its object is gone, the list in the window has it.
    Notification.handleActivation(() => {
      if (alive.size === 0) deps.open('queuewatch://incidents');
    });
  }

  return {
    show(shown) {
      if (!Notification.isSupported()) {
        deps.notShown(shown, 'not supported');
        return;
      }
      const key = shown.incident === null ? shown.id : `incident-${shown.incident}`;
      const made = new Notification({
        // The later word on an incident takes the place of the earlier one (macOS, Windows).
        id: key,
        title: notificationText(shown.title, platform),
        body: notificationText(shown.body, platform),
        urgency: shown.severity === 'critical' ? 'critical' : shown.severity === 'warning' ? 'normal' : 'low',
        silent: shown.severity === 'info',
        ...(platform === 'darwin' ? {} : { icon: path.join(deps.icons, noticeIcon(shown)) }),
        ...(hasButtons(platform)
          ? {
              actions: [
                { type: 'button' as const, text: words.open },
                { type: 'button' as const, text: words.mute },
              ],
            }
          : {}),
      });
      const forget = (): void => {
        if (alive.get(key) === made) alive.delete(key);
      };
      made.on('click', () => {
        forget();
        deps.open(shown.link);
      });
      made.on('action', (event) => {
        forget();
        if (event.actionIndex === 1) deps.mute(shown);
        else deps.open(shown.link);
      });
      made.on('failed', (_event, why) => {
        forget();
        deps.notShown(shown, why);
      });
      // "close" is also said when it only moved to the notification centre, where it can still be clicked: it is kept.
      alive.get(key)?.close();
      alive.set(key, made);
      const oldest = alive.keys().next();
      if (alive.size > 50 && !oldest.done) alive.delete(oldest.value);
      made.show();
    },
    say(title, body) {
      if (!Notification.isSupported()) return;
      new Notification({ title: notificationText(title, platform), body: notificationText(body, platform) }).show();
    },
    dispose() {
      for (const one of alive.values()) one.close();
      alive.clear();
    },
  };
}
