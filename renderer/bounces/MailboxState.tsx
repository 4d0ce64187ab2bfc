import type { ReactNode } from 'react';
import type { MailboxView } from '../../shared/views/mailboxes.ts';
import { bouncesUi } from '../../shared/messages/bounces-ui.en.ts';
import { Icon } from '../ui/icons.tsx';
import type { IconName } from '../ui/icons.tsx';
import { cx } from '../ui/cx.ts';
import styles from './BouncesScreen.module.css';

const looks: Record<MailboxView['state'], { icon: IconName; tone: string | undefined }> = {
  connecting: { icon: 'pending', tone: styles.soft },
  reading: { icon: 'pending', tone: styles.soft },
  watching: { icon: 'calm', tone: styles.ok },
  polling: { icon: 'calm', tone: styles.ok },
  waiting: { icon: 'blind', tone: styles.blind },
  refused: { icon: 'blind', tone: styles.bad },
  broken: { icon: 'blind', tone: styles.bad },
  paused: { icon: 'paused', tone: styles.soft },
};

/** A mailbox's state: symbol, word and colour, and how far it has read back. */
export function MailboxState(props: { mailbox: MailboxView }): ReactNode {
  const { mailbox } = props;
  const look = looks[mailbox.state];
  return (
    <span className={cx(styles.state, look.tone)}>
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
