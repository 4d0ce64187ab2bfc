import type { ReactNode } from 'react';
import type { MtaKind } from '../../shared/model/message.ts';
import { addServerUi, secretGoes } from '../../shared/messages/add-server-ui.en.ts';
import { mtaFacts } from '../../shared/messages/mtas.en.ts';
import type { RouteChoices } from './hostText.ts';
import { useStream } from '../state/streams.ts';
import styles from './Wizard.module.css';
import { Select, TextArea, TextField } from '../ui/labelled.tsx';

const words = addServerUi.host;

interface RouteFieldsProps {
  choices: RouteChoices;
  onChange: (choices: RouteChoices) => void;
}

const set =
  (props: RouteFieldsProps) =>
  <K extends keyof RouteChoices>(key: K) =>
  (value: RouteChoices[K]): void =>
    props.onChange({ ...props.choices, [key]: value });

/** How an SSH connection is made, beyond what the SSH configuration says. */
export function SshFields(props: RouteFieldsProps): ReactNode {
  const { choices } = props;
  const to = set(props);
  return (
    <div className={styles.fields}>
      <Select
        label={words.client}
        hint={words.clientHint}
        value={choices.client}
        onChange={to('client')}
        options={[
          { value: 'builtin', label: words.clientBuiltin },
          { value: 'openssh', label: words.clientOpenssh },
        ]}
      />
      <Select
        label={words.auth}
        value={choices.sshAuth}
        onChange={to('sshAuth')}
        options={(['auto', 'agent', 'key', 'password'] as const).map((value) => ({ value, label: words.auths[value] }))}
      />
      <TextField label={words.user} hint={words.userHint} value={choices.user} onChange={to('user')} />
      {choices.sshAuth === 'key' && (
        <TextField
          label={words.identity}
          hint={words.identityHint}
          value={choices.identityFile}
          onChange={to('identityFile')}
          mono
        />
      )}
    </div>
  );
}

const apiKinds = mtaFacts.filter((facts) => facts.reach === 'api');

/** How an HTTP API is reached and logged in to. The secret is beside the choices: it is never part of a configuration. */
export function ApiFields(
  props: RouteFieldsProps & {
    mta: MtaKind | null;
    onMta: (mta: MtaKind | null) => void;
    secret: string;
    onSecret: (secret: string) => void;
  },
): ReactNode {
  const { choices } = props;
  const to = set(props);
  const goes = secretGoes[useStream('status')?.secrets ?? 'unknown'];
  const named = choices.apiAuth === 'basic' || choices.apiAuth === 'ticket';
  return (
    <div className={styles.fields}>
      <Select
        label={words.program}
        value={props.mta ?? ''}
        onChange={(value) => props.onMta(value === '' ? null : value)}
        options={[
          { value: '' as const, label: words.programAny },
          ...apiKinds.map((facts) => ({ value: facts.kind, label: facts.name })),
        ]}
      />
      <Select
        label={words.api}
        value={choices.apiAuth}
        onChange={to('apiAuth')}
        options={(['apikey', 'bearer', 'basic', 'ticket', 'none'] as const).map((value) => ({
          value,
          label: words.apis[value],
        }))}
      />
      {named && <TextField label={words.username} value={choices.username} onChange={to('username')} />}
      {choices.apiAuth !== 'none' && (
        <TextField
          label={words.secret}
          hint={goes}
          type="password"
          value={props.secret}
          onChange={props.onSecret}
          autoComplete="off"
        />
      )}
      <TextField
        label={words.via}
        hint={words.viaHint}
        placeholder={words.viaPlaceholder}
        value={choices.via}
        onChange={to('via')}
        mono
      />
      <TextField label={words.pin} hint={words.pinHint} value={choices.pin} onChange={to('pin')} mono />
      <TextArea label={words.ca} hint={words.caHint} value={choices.ca} onChange={to('ca')} rows={3} mono />
    </div>
  );
}
