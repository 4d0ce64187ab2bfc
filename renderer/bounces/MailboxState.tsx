import type { ReactNode } from 'react';
import type { MailboxView } from '../../shared/views/mailboxes.ts';
import { bouncesUi } from '../../shared/messages/bounces-ui.en.ts';
import { Icon } from '../ui/icons.tsx';
import type { IconName } from '../ui/icons.tsx';
import { cx } from '../ui/cx.ts';

const looks: Record<MailboxView['state'], { icon: IconName; tone: string | undefined }> = {
  connecting: { icon: 'pending', tone: 'f2' },
  reading: { icon: 'pending', tone: 'f2' },
  watching: { icon: 'calm', tone: 'c-ok' },
  polling: { icon: 'calm', tone: 'c-ok' },
  waiting: { icon: 'blind', tone: 'c-blind' },
  refused: { icon: 'blind', tone: 'c-danger' },
  broken: { icon: 'blind', tone: 'c-danger' },
  paused: { icon: 'paused', tone: 'f2' },
};

/** A mailbox's state: symbol, word and colour, and how far it has read back. */
export function MailboxState(props: { mailbox: MailboxView }): ReactNode {
  const { mailbox } = props;
  const look = looks[mailbox.state];
  return (
    <span className={cx('sign med', look.tone)}>
      <Icon name={look.icon} size={13} />
      {mailbox.progress === null
        ? mailbox.text
        : bouncesUi.mailbox.reading(mailbox.progress.done, mailbox.progress.total)}
    </span>
  );
}

/** True while what arrives in this mailbox can be seen. */
export const inSight = (mailbox: MailboxView): boolean =>
  mailbox.state === 'watching' || mailbox.state === 'polling' || mailbox.state === 'reading';
