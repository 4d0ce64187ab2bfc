import type { MessageState } from '../../../shared/model/message.ts';

/** Postfix's queues in the words of the screen (qmgr(8)); maildrop is what sendmail(1) left for pickup(8). */
export const postfixStates: Readonly<Record<string, MessageState>> = {
  maildrop: 'incoming',
  incoming: 'incoming',
  active: 'active',
  deferred: 'deferred',
  hold: 'held',
};
