import { useId } from 'react';
import type { ReactNode } from 'react';
import type { SafetyLevel } from '../../shared/model/server.ts';
import { safetyLevels, safetyWords } from '../../shared/messages/servers-ui.en.ts';
import styles from './SafetyChoice.module.css';

/** The three safety levels with what each means. */
export function SafetyChoice(props: {
  label: string;
  value: SafetyLevel;
  onChange: (level: SafetyLevel) => void;
}): ReactNode {
  const name = useId();
  return (
    <div className={styles.list} role="radiogroup" aria-label={props.label}>
      {safetyLevels.map((level) => (
        <label key={level} className={styles.item}>
          <input type="radio" name={name} checked={props.value === level} onChange={() => props.onChange(level)} />
          <span className={styles.name}>{safetyWords[level].name}</span>
          <span className={styles.text}>{safetyWords[level].text}</span>
        </label>
      ))}
    </div>
  );
}
