import { useState } from 'react';
import type { ReactNode } from 'react';
import { mailboxesForm as words } from '../../shared/messages/settings-ui.en.ts';
import type { MailboxView } from '../../shared/views/mailboxes.ts';
import { useBridge } from '../state/bridge.tsx';
import { Button, LinkButton } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { cx } from '../ui/cx.ts';
import { number } from '../ui/format.ts';
import { MailboxState } from '../bounces/MailboxState.tsx';
import { ProblemBox } from '../servers/ProblemBox.tsx';
import { SettingSection } from './SettingRow.tsx';
import { SettingTable } from './SettingTable.tsx';
import styles from './Settings.module.css';

/** The mailboxes that are read, each with its state in words and the way to mend it. */
export function MailboxesSection(props: {
  mailboxes: readonly MailboxView[];
  onEdit: (id: string | null) => void;
}): ReactNode {
  const bridge = useBridge();
  const [error, setError] = useState<unknown>(null);
  return (
    <SettingSection
      id="mailboxes"
      title={words.title}
      note={words.text}
      tools={
        <Button icon="plus" onClick={() => props.onEdit(null)}>
          {words.add}
        </Button>
      }
    >
      {error !== null && <ErrorNote error={error} />}
      {props.mailboxes.length === 0 ? (
        <p className="s12 f3">{words.none}</p>
      ) : (
        <SettingTable
          head={[words.columns.mailbox, words.columns.server, words.columns.state, words.columns.bounces]}
          tools
        >
          {props.mailboxes.map((mailbox) => {
            const id = mailbox.config.id;
            return (
              <tr key={id}>
                <td>{mailbox.config.name}</td>
                <td className={styles.mono}>{mailbox.config.host}</td>
                <td>
                  <MailboxState mailbox={mailbox} />
                </td>
                <td className={cx('num', 'f2')}>{number(mailbox.bounces)}</td>
                <td>
                  <div className={styles.tools}>
                    {mailbox.state !== 'refused' && (
                      <LinkButton onClick={() => void bridge.request('mailboxes.check', { id }).catch(setError)}>
                        {words.check}
                      </LinkButton>
                    )}
                    <LinkButton onClick={() => props.onEdit(id)}>
                      {mailbox.state === 'refused'
                        ? mailbox.config.auth === 'oauth2'
                          ? words.signIn
                          : words.newPassword
                        : words.edit}
                    </LinkButton>
                  </div>
                </td>
              </tr>
            );
          })}
        </SettingTable>
      )}
      {props.mailboxes.map((mailbox) =>
        mailbox.problem === null ? null : <ProblemBox key={mailbox.config.id} problem={mailbox.problem} />,
      )}
    </SettingSection>
  );
}
