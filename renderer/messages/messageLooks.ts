import type { MessageState } from '../../shared/model/message.ts';
import type { IconName } from '../ui/icons.tsx';

/** Symbol and colour class of a message's state; the word always stands beside it. */
export const stateLooks: Readonly<Record<MessageState, { icon: IconName; color: string }>> = {
  deferred: { icon: 'clock', color: 'f3' },
  active: { icon: 'play', color: 'c-ok' },
  incoming: { icon: 'draining', color: 'c-info' },
  held: { icon: 'held', color: 'c-warning' },
  frozen: { icon: 'paused', color: 'c-blind' },
  bouncing: { icon: 'bounces', color: 'c-critical' },
  unknown: { icon: 'info', color: 'c-blind' },
};

export const messageKey = (ref: { server: string; id: string }): string => `${ref.server}/${ref.id}`;
