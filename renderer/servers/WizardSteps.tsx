import type { ReactNode } from 'react';
import { addServerUi } from '../../shared/messages/add-server-ui.en.ts';
import { Icon } from '../ui/icons.tsx';
import { cx } from '../ui/cx.ts';
import { wizardSteps } from './addServer.ts';
import type { WizardStep } from './addServer.ts';
import styles from './Wizard.module.css';

/** The list of steps beside the wizard: where one is, and what is done. */
export function WizardSteps(props: { step: WizardStep; api: boolean }): ReactNode {
  const at = wizardSteps.indexOf(props.step);
  return (
    <ol className={styles.steps} aria-label={addServerUi.stepsLabel}>
      {wizardSteps.map((step, index) => (
        <li
          key={step}
          className={cx(styles.step, index < at && styles.stepDone)}
          aria-current={index === at ? 'step' : undefined}
        >
          <span className={cx(styles.stepMark, index < at && styles.stepOk)}>
            {index < at ? (
              <>
                <Icon name="check" size={14} />
                <span className="vh">{addServerUi.done}</span>
              </>
            ) : (
              index + 1
            )}
          </span>
          {step === 'key' && props.api ? addServerUi.stepApi : addServerUi.steps[step]}
        </li>
      ))}
    </ol>
  );
}
