import type { ReactNode } from 'react';
import { addServerUi } from '../../shared/messages/add-server-ui.en.ts';
import type { Detection } from '../../shared/model/server.ts';
import type { Probe } from '../../shared/views/servers.ts';
import { Button } from '../ui/Button.tsx';
import { AbilityTable } from './AbilityTable.tsx';
import type { WizardEvent, WizardState } from './addServer.ts';
import { somethingMissing } from './abilityRows.ts';
import { FoundHead } from './FoundStep.tsx';
import { Recipe } from './Recipe.tsx';
import { SafetyChoice } from './SafetyChoice.tsx';
import styles from './Wizard.module.css';
import { Checkbox, Select } from '../ui/labelled.tsx';

const words = addServerUi.rights;

/** What the account may do, the recipe for what it may not, and how much Queuewatch shall be allowed of it. */
export function RightsStep(props: {
  state: WizardState;
  probe: Probe;
  found: Detection;
  dispatch: (event: WizardEvent) => void;
  onTestAgain: () => void;
}): ReactNode {
  const { state, dispatch, found } = props;
  const byCommand = state.config?.route.kind === 'ssh' || state.config?.route.kind === 'local';
  return (
    <>
      <FoundHead probe={props.probe} found={found} />
      <section className={styles.wide}>
        <AbilityTable abilities={found.abilities} label={addServerUi.steps.rights} />
      </section>
      <section className={styles.wide}>
        <Recipe found={found} />
        {somethingMissing(found.abilities) && (
          <div className={styles.inline}>
            {byCommand && (
              <Select
                label={words.elevate}
                value={state.elevate}
                onChange={(elevate) => dispatch({ type: 'set', values: { elevate } })}
                options={(['none', 'sudo', 'doas'] as const).map((value) => ({ value, label: words.elevates[value] }))}
              />
            )}
            <Button icon="retry" onClick={props.onTestAgain}>
              {words.again}
            </Button>
          </div>
        )}
      </section>
      <section className={styles.wide}>
        <h3 className={styles.label}>{words.safety}</h3>
        <SafetyChoice
          label={words.safety}
          value={state.safety}
          onChange={(safety) => dispatch({ type: 'set', values: { safety } })}
        />
        <Checkbox
          label={words.production}
          hint={words.productionHint}
          checked={state.production}
          onChange={(production) => dispatch({ type: 'set', values: { production } })}
        />
      </section>
    </>
  );
}
