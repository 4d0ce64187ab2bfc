import type { ReactNode } from 'react';
import type { Probe, ProbeStep } from '../../shared/views/servers.ts';
import { addServerUi } from '../../shared/messages/add-server-ui.en.ts';
import { Icon } from '../ui/icons.tsx';
import type { IconName } from '../ui/icons.tsx';
import { cx } from '../ui/cx.ts';
import styles from './ProbeSteps.module.css';

const icons: Record<ProbeStep['state'], IconName> = {
  waiting: 'minus',
  running: 'pending',
  ok: 'check',
  failed: 'x',
  asking: 'key',
};

/** How far the conversation with a host has come; each step with its word. */
export function ProbeSteps(props: { probe: Probe }): ReactNode {
  return (
    <ol className={styles.list} aria-live="polite">
      {props.probe.steps.map((step) => (
        <li key={step.id} className={styles.step}>
          <span className={cx(styles[step.state])}>
            <Icon name={icons[step.state]} size={14} />
          </span>
          <span className={cx(step.state === 'waiting' && styles.waiting)}>{addServerUi.probe[step.id]}</span>
          <span className={styles.text}>
            {step.text !== ''
              ? step.text
              : step.state === 'ok' || (props.probe.done && step.state === 'waiting')
                ? ''
                : addServerUi.probeStates[step.state]}
          </span>
        </li>
      ))}
    </ol>
  );
}
