import { useState } from 'react';
import type { ReactNode } from 'react';
import { addMailboxUi } from '../../shared/messages/add-server-ui.en.ts';
import type { MailboxView } from '../../shared/views/mailboxes.ts';
import type { RequestOutput } from '../../shared/contract.ts';
import { useBridge } from '../state/bridge.tsx';
import { Button } from '../ui/Button.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { cx } from '../ui/cx.ts';
import { Icon } from '../ui/icons.tsx';
import { frame, PageHead } from '../ui/frame.tsx';
import { MailboxFields } from './MailboxFields.tsx';
import { emptyMailbox, formOf, mailboxConfig } from './mailboxForm.ts';
import type { MailboxForm } from './mailboxForm.ts';
import { ProblemBox } from './ProblemBox.tsx';
import styles from './Wizard.module.css';

type TestResult = RequestOutput<'mailboxes.test'>;

/** Adding or changing a bounce mailbox. Its password travels beside the configuration and is never shown again. */
export function AddMailbox(props: {
  mailboxes: readonly MailboxView[];
  /** Set when one is changed instead of added. */
  edit?: MailboxView | null;
  onDone: () => void;
}): ReactNode {
  const bridge = useBridge();
  const edit = props.edit ?? null;
  const [form, setForm] = useState<MailboxForm>(edit === null ? emptyMailbox : formOf(edit.config));
  const [secret, setSecret] = useState('');
  const [tried, setTried] = useState(false);
  const [test, setTest] = useState<TestResult | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [signIn, setSignIn] = useState<RequestOutput<'mailboxes.authorize'> | null>(null);
  const taken = new Set(props.mailboxes.map((m) => m.config.id));
  const made = mailboxConfig(form, taken);
  const bad = new Set(tried ? (made.bad ?? []) : []);
  const given = secret === '' ? null : secret;

  const run = async (work: (config: NonNullable<typeof made.config>) => Promise<void>): Promise<void> => {
    setTried(true);
    setError(null);
    if (made.config === null) return;
    setBusy(true);
    try {
      await work(made.config);
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  const tryIt = (): Promise<void> =>
    run(async (config) => {
      setTest(null);
      setTest(await bridge.request('mailboxes.test', { config, secret: given }));
    });
  const save = (): Promise<void> =>
    run(async (config) => {
      await bridge.request('mailboxes.save', { config, secret: given });
      setSecret('');
      props.onDone();
    });
  // OAuth: the mailbox has to be known before the browser can come back with its token.
  const authorize = (): Promise<void> =>
    run(async (config) => {
      await bridge.request('mailboxes.save', { config, secret: given });
      setForm({ ...form, id: config.id });
      const answer = await bridge.request('mailboxes.authorize', { id: config.id });
      if (answer.url !== null) await bridge.request('app.openExternal', { url: answer.url });
      setSignIn(answer);
    });

  return (
    <form
      className={frame.page}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) {
          event.stopPropagation();
          props.onDone();
        }
      }}
    >
      <PageHead
        title={edit === null ? addMailboxUi.title : addMailboxUi.editTitle(edit.config.name)}
        tools={
          <Button kind="quiet" hint="Esc" onClick={props.onDone}>
            {addMailboxUi.cancel}
          </Button>
        }
      />
      <div className={styles.body} data-grow>
        <p className={cx(styles.sub, styles.narrow, styles.promise)}>
          <Icon name="eye" size={14} /> {addMailboxUi.promise}
        </p>
        <section className={styles.narrow}>
          <MailboxFields
            form={form}
            onForm={setForm}
            bad={bad}
            secret={secret}
            onSecret={setSecret}
            kept={edit !== null}
            folders={test?.folders ?? []}
          />
        </section>
        {form.auth === 'oauth2' && (
          <section className={styles.narrow}>
            <Button icon="ext" disabled={busy} onClick={() => void authorize()}>
              {addMailboxUi.signIn}
            </Button>
            {signIn !== null && signIn.problem !== null && <ProblemBox problem={signIn.problem} />}
            {signIn !== null && signIn.url !== null && (
              <>
                <p className={styles.sub}>{addMailboxUi.signedIn}</p>
                <p className={styles.note}>{addMailboxUi.copyAddress}</p>
                <div className={styles.inline}>
                  <code className="code">{new URL(signIn.url).host}/…</code>
                  <CopyButton text={signIn.url} />
                </div>
              </>
            )}
          </section>
        )}
        {error !== null && <ErrorNote error={error} />}
        {test !== null && (
          <section className={styles.narrow} aria-live="polite">
            {test.problem !== null ? (
              <ProblemBox problem={test.problem} />
            ) : (
              <p className={styles.sub}>
                <Icon name={test.ok ? 'check' : 'x'} size={14} /> {test.text}
              </p>
            )}
          </section>
        )}
      </div>
      <footer className={styles.foot}>
        <span className={styles.footText}>{busy ? addMailboxUi.testing : ''}</span>
        {form.auth === 'password' && (
          <Button disabled={busy} onClick={() => void tryIt()}>
            {addMailboxUi.test}
          </Button>
        )}
        <Button kind="primary" type="submit" disabled={busy}>
          {edit === null ? addMailboxUi.save : addMailboxUi.saveEdit}
        </Button>
      </footer>
    </form>
  );
}
