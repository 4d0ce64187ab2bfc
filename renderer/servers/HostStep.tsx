import { useState } from 'react';
import type { ReactNode } from 'react';
import { addServerUi } from '../../shared/messages/add-server-ui.en.ts';
import type { MtaKind } from '../../shared/model/message.ts';
import type { HostCandidate } from '../../shared/views/servers.ts';
import { HostPicker } from './HostPicker.tsx';
import { readHostText } from './hostText.ts';
import type { RouteChoices } from './hostText.ts';
import { ApiFields, SshFields } from './RouteFields.tsx';
import styles from './Wizard.module.css';

const words = addServerUi.host;

/** Choosing a host, and how to connect where the usual way does not fit. For an API, its login stands open below. */
export function HostStep(props: {
  initialText: string;
  choices: RouteChoices;
  onChoices: (choices: RouteChoices) => void;
  mta: MtaKind | null;
  onMta: (mta: MtaKind | null) => void;
  secret: string;
  onSecret: (secret: string) => void;
  onText: (text: string) => void;
  onChoose: (choice: HostCandidate | string) => void;
}): ReactNode {
  const [text, setText] = useState(props.initialText);
  const api = readHostText(text).kind === 'https';
  return (
    <>
      <section className={styles.narrow}>
        <h2 className={styles.label}>{words.label}</h2>
        <HostPicker
          label={words.label}
          placeholder={words.placeholder}
          autoFocus
          initialText={props.initialText}
          onText={(next) => {
            setText(next);
            props.onText(next);
          }}
          onChoose={props.onChoose}
        />
      </section>
      <section className={styles.narrow}>
        {api ? (
          <ApiFields
            choices={props.choices}
            onChange={props.onChoices}
            mta={props.mta}
            onMta={props.onMta}
            secret={props.secret}
            onSecret={props.onSecret}
          />
        ) : (
          <details className={styles.details}>
            <summary className={styles.summary}>{words.more}</summary>
            <SshFields choices={props.choices} onChange={props.onChoices} />
          </details>
        )}
      </section>
    </>
  );
}
