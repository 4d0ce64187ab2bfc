import type { ReactNode } from 'react';
import { addServerUi } from '../../shared/messages/add-server-ui.en.ts';
import type { WizardEvent, WizardState } from './addServer.ts';
import styles from './Wizard.module.css';
import { NumberField, TextField } from '../ui/labelled.tsx';

const words = addServerUi.alerts;

/** Name, pace of looking, and what the person will be told about this server. */
export function AlertsStep(props: {
  state: WizardState;
  /** True where the delivery log may be read, so that a silent outage can be noticed. */
  groups: readonly string[];
  dispatch: (event: WizardEvent) => void;
}): ReactNode {
  const { state } = props;
  const set = (values: Partial<Pick<WizardState, 'name' | 'group' | 'pollSeconds'>>): void =>
    props.dispatch({ type: 'set', values });
  return (
    <>
      <section className={styles.narrow}>
        <div className={styles.fields}>
          <TextField
            label={words.name}
            value={state.name}
            onChange={(name) => set({ name })}
            maxLength={64}
            autoFocus
          />
          <TextField
            label={words.group}
            hint={words.groupHint}
            value={state.group}
            onChange={(group) => set({ group })}
            maxLength={64}
            suggestions={props.groups}
          />
          <NumberField
            label={words.poll}
            unit={words.seconds}
            hint={words.pollHint}
            value={state.pollSeconds}
            min={15}
            max={3600}
            onChange={(pollSeconds) => set({ pollSeconds })}
          />
        </div>
      </section>
      <section className={styles.narrow}>
        <h3 className={styles.label}>{words.what}</h3>
        <ul className={styles.bullets}>
          {words.lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <p className={styles.note}>{words.inflow}</p>
        <p className={styles.note}>
          {words.learning} {words.settings}
        </p>
      </section>
    </>
  );
}
