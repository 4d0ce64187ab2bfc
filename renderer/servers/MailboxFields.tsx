import type { ReactNode } from 'react';
import { addMailboxUi as words, secretGoes } from '../../shared/messages/add-server-ui.en.ts';
import { useStream } from '../state/streams.ts';
import { Segmented } from '../ui/Segmented.tsx';
import { withAddress, withSecurity } from './mailboxForm.ts';
import type { MailboxField, MailboxForm } from './mailboxForm.ts';
import styles from './Wizard.module.css';
import { Checkbox, Select, TextArea, TextField } from '../ui/labelled.tsx';

/** The fields of a mailbox; those in `bad` are marked. */
export function MailboxFields(props: {
  form: MailboxForm;
  onForm: (form: MailboxForm) => void;
  bad: ReadonlySet<MailboxField>;
  secret: string;
  onSecret: (secret: string) => void;
  /** A password is in the keychain already. */
  kept: boolean;
  /** Folders the server told; empty before the first test. */
  folders: readonly string[];
}): ReactNode {
  const { form, bad } = props;
  const goes = secretGoes[useStream('status')?.secrets ?? 'unknown'];
  const to =
    <K extends keyof MailboxForm>(key: K) =>
    (value: MailboxForm[K]): void =>
      props.onForm({ ...form, [key]: value });
  const all = [...new Set([...form.folders, ...props.folders])];
  return (
    <div className={styles.fields}>
      <TextField
        label={words.address}
        hint={words.addressHint}
        value={form.name}
        invalid={bad.has('name')}
        onChange={(address) => props.onForm(withAddress(form, address))}
        autoFocus
      />
      <div className={styles.inline}>
        <TextField
          label={words.host}
          value={form.host}
          invalid={bad.has('host')}
          onChange={to('host')}
          placeholder={form.name.includes('@') ? `imap.${form.name.split('@')[1] ?? ''}` : 'imap.example.org'}
          mono
        />
        <TextField
          label={words.port}
          value={form.port}
          invalid={bad.has('port')}
          onChange={to('port')}
          width="narrow"
        />
        <Segmented
          label={words.security}
          value={form.security}
          onChange={(security) => props.onForm(withSecurity(form, security))}
          options={(['tls', 'starttls', 'none'] as const).map((value) => ({ value, text: words.securities[value] }))}
        />
      </div>
      {form.security === 'none' && <p className={styles.warning}>{words.noneWarning}</p>}
      <TextField label={words.user} value={form.user} invalid={bad.has('user')} onChange={to('user')} />
      <Segmented
        label={words.auth}
        value={form.auth}
        onChange={to('auth')}
        options={(['password', 'oauth2'] as const).map((value) => ({ value, text: words.auths[value] }))}
      />
      {form.auth === 'password' ? (
        <TextField
          label={words.password}
          hint={props.kept ? words.passwordKept : goes}
          type="password"
          value={props.secret}
          onChange={props.onSecret}
          autoComplete="off"
        />
      ) : (
        <>
          <OAuthFields form={form} to={to} bad={bad} />
          <TextField
            label={words.clientSecret}
            hint={words.clientSecretHint}
            type="password"
            value={props.secret}
            onChange={props.onSecret}
            autoComplete="off"
          />
        </>
      )}
      {all.length > 1 || props.folders.length > 0 ? (
        <fieldset className={styles.fieldset}>
          <legend className={styles.legend}>{words.folders}</legend>
          <p className={styles.note}>{words.foldersHint}</p>
          <div className={styles.folders}>
            {all.map((folder) => (
              <Checkbox
                key={folder}
                label={folder}
                checked={form.folders.includes(folder)}
                onChange={(on) =>
                  to('folders')(on ? [...form.folders, folder] : form.folders.filter((f) => f !== folder))
                }
              />
            ))}
          </div>
        </fieldset>
      ) : (
        <TextArea
          label={words.folders}
          hint={words.foldersFirst}
          value={form.folders.join('\n')}
          invalid={bad.has('folders')}
          onChange={(text) => to('folders')(text.split('\n'))}
          rows={2}
          mono
        />
      )}
      <TextField
        label={words.lookBack}
        unit={words.lookBackDays}
        hint={words.lookBackNow}
        value={form.lookBackDays}
        invalid={bad.has('lookBackDays')}
        onChange={to('lookBackDays')}
        width="narrow"
      />
      <TextField
        label={words.recheck}
        unit={words.recheckSeconds}
        hint={words.recheckHint}
        value={form.recheckSeconds}
        invalid={bad.has('recheckSeconds')}
        onChange={to('recheckSeconds')}
        width="narrow"
      />
      <TextArea label={words.ca} hint={words.caHint} value={form.ca} onChange={to('ca')} rows={3} mono />
    </div>
  );
}

function OAuthFields(props: {
  form: MailboxForm;
  to: <K extends keyof MailboxForm>(key: K) => (value: MailboxForm[K]) => void;
  bad: ReadonlySet<MailboxField>;
}): ReactNode {
  const { form, to, bad } = props;
  return (
    <>
      <Select
        label={words.provider}
        value={form.provider}
        onChange={to('provider')}
        options={(['google', 'microsoft', 'other'] as const).map((value) => ({ value, label: words.providers[value] }))}
      />
      <TextField
        label={words.clientId}
        hint={words.clientIdHint}
        value={form.clientId}
        invalid={bad.has('clientId')}
        onChange={to('clientId')}
        mono
      />
      {form.provider === 'other' && (
        <>
          <TextField
            label={words.authorizeUrl}
            value={form.authorizeUrl}
            invalid={bad.has('authorizeUrl')}
            onChange={to('authorizeUrl')}
            mono
          />
          <TextField
            label={words.tokenUrl}
            value={form.tokenUrl}
            invalid={bad.has('tokenUrl')}
            onChange={to('tokenUrl')}
            mono
          />
          <TextField label={words.scope} value={form.scope} onChange={to('scope')} mono />
        </>
      )}
    </>
  );
}
