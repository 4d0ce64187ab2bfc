import type { ReactNode } from 'react';
import { Button } from '../ui/Button.tsx';
import styles from './Settings.module.css';

/** A setting: its name with a short hint on the left, what can be set on the right. */
export function SettingRow(props: { name: string; hint?: string; children: ReactNode }): ReactNode {
  return (
    <div className={styles.row} role="group" aria-label={props.name}>
      <div className={styles.rowName}>
        {props.name}
        {props.hint !== undefined && <span>{props.hint}</span>}
      </div>
      <div className={styles.rowBody}>{props.children}</div>
    </div>
  );
}

/** Controls and words of one setting on one line. */
export function SettingLine(props: { children: ReactNode }): ReactNode {
  return <div className={styles.line}>{props.children}</div>;
}

/** How a form ends: with what it was filled in for, or with nothing. */
export function FormEnd(props: { done: string; cancel: string; onCancel: () => void }): ReactNode {
  return (
    <SettingLine>
      <Button kind="primary" type="submit">
        {props.done}
      </Button>
      <Button onClick={props.onCancel}>{props.cancel}</Button>
    </SettingLine>
  );
}

/** A section of the page with its heading and, at the right, its tools. */
export function SettingSection(props: {
  id: string;
  title: string;
  note?: string;
  tools?: ReactNode;
  children: ReactNode;
}): ReactNode {
  return (
    <section className={styles.section} id={`settings-${props.id}`} aria-labelledby={`settings-${props.id}-title`}>
      <div className={styles.head}>
        <h2 className={styles.h2} id={`settings-${props.id}-title`} tabIndex={-1}>
          {props.title} {props.note !== undefined && <small>{props.note}</small>}
        </h2>
        {props.tools}
      </div>
      {props.children}
    </section>
  );
}
