import type { ReactNode } from 'react';
import { bouncesUi } from '../../shared/messages/bounces-ui.en.ts';
import type { MailboxView } from '../../shared/views/mailboxes.ts';
import { useBridge } from '../state/bridge.tsx';
import { LinkButton } from '../ui/Button.tsx';
import { Icon } from '../ui/icons.tsx';
import { span } from '../ui/format.ts';
import { MailboxState } from './MailboxState.tsx';
import styles from './BouncesScreen.module.css';

const words = bouncesUi.mailbox;

/** Which mailboxes are read, how old that is, and the way to mend what is not. */
export function MailboxStrip(props: {
  mailboxes: readonly MailboxView[];
  now: number;
  onEdit: (id: string | null) => void;
}): ReactNode {
  const bridge = useBridge();
  return (
    <div className={styles.mailboxes} role="group" aria-label={words.strip}>
      {props.mailboxes.map((mailbox) => {
        const id = mailbox.config.id;
        const healthy = mailbox.state === 'watching' || mailbox.state === 'polling';
        return (
          <span key={id} className={styles.mailbox}>
            <Icon name="messages" size={14} />
            <span className={styles.name}>{mailbox.config.name}</span>
            {healthy && mailbox.seenAt !== null ? (
              <span className="f3" title={mailbox.text}>
                {bouncesUi.mailbox.ago(span((props.now - mailbox.seenAt) / 1000))}
              </span>
            ) : (
              <MailboxState mailbox={mailbox} />
            )}
            {mailbox.progress !== null && (
              <LinkButton onClick={() => void bridge.request('mailboxes.cancelRead', { id }).catch(() => undefined)}>
                {words.cancel}
              </LinkButton>
            )}
            {(mailbox.state === 'refused' || mailbox.state === 'broken') && (
              <LinkButton onClick={() => props.onEdit(id)}>{words.fix}</LinkButton>
            )}
          </span>
        );
      })}
      <span className={styles.push}>
        <LinkButton onClick={() => props.onEdit(null)}>{words.add}</LinkButton>
      </span>
    </div>
  );
}
