import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Prompt } from '../../shared/views/servers.ts';
import { addServerUi } from '../../shared/messages/add-server-ui.en.ts';
import { useStream } from '../state/streams.ts';
import { Button } from '../ui/Button.tsx';
import { cx } from '../ui/cx.ts';
import { Icon } from '../ui/icons.tsx';
import styles from './HostKeyCard.module.css';
import { Checkbox, TextField } from '../ui/labelled.tsx';

const words = addServerUi.secret;

export type SecretPrompt = Extract<Prompt, { kind: 'secret' }>;

/** A question of a server or key that only the person can answer. Its text is a stranger's and shown as text. */
export function SecretCard(props: {
  prompt: SecretPrompt;
  /** It stands in a dialog that has the title. */
  titled?: boolean;
  onAnswer: (answer: { accept: boolean; text: string | null; save: boolean }) => void;
}): ReactNode {
  const { prompt } = props;
  const [text, setText] = useState('');
  const [save, setSave] = useState(false);
  const label = words.whats[prompt.what];
  const secrets = useStream('status')?.secrets ?? 'unknown';
  return (
    <form
      className={cx(styles.card, props.titled === true && styles.bare)}
      onSubmit={(event) => {
        event.preventDefault();
        props.onAnswer({ accept: true, text, save: prompt.canSave && save });
        setText('');
      }}
    >
      {props.titled !== true && (
        <h2 className={styles.title}>
          <Icon name="key" size={15} />
          {words.title(prompt.server)}
        </h2>
      )}
      {prompt.text !== '' && <p className={styles.text}>{prompt.text}</p>}
      <TextField
        label={label}
        type={prompt.echo ? 'text' : 'password'}
        value={text}
        onChange={setText}
        autoFocus
        autoComplete={prompt.what === 'one_time_code' ? 'one-time-code' : 'off'}
      />
      {prompt.canSave && <Checkbox label={words.save[secrets]} checked={save} onChange={setSave} />}
      <div className={styles.actions}>
        <Button kind="primary" type="submit">
          {words.send}
        </Button>
        <Button onClick={() => props.onAnswer({ accept: false, text: null, save: false })}>{words.decline}</Button>
      </div>
    </form>
  );
}
