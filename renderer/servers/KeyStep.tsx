import type { ReactNode } from 'react';
import { addServerUi } from '../../shared/messages/add-server-ui.en.ts';
import type { Prompt } from '../../shared/views/servers.ts';
import { Button } from '../ui/Button.tsx';
import type { WizardState } from './addServer.ts';
import { HostKeyCard } from './HostKeyCard.tsx';
import { ProbeSteps } from './ProbeSteps.tsx';
import { ProblemBox } from './ProblemBox.tsx';
import { SecretCard } from './SecretCard.tsx';
import type { PromptAnswer } from './usePrompts.ts';
import cardStyles from './HostKeyCard.module.css';
import styles from './Wizard.module.css';

const words = addServerUi.key;

/** Reaching the host: its steps as they go, and every question it brings, answered here. */
export function KeyStep(props: {
  state: WizardState;
  prompts: readonly Prompt[];
  onAnswer: (prompt: Prompt, answer: PromptAnswer) => void;
  onOther: () => void;
  onAgain: () => void;
}): ReactNode {
  const { state } = props;
  if (state.keyRefused) {
    return (
      <section className={cardStyles.card} role="alert">
        <h2 className={cardStyles.title}>{words.refusedTitle}</h2>
        <p className={cardStyles.text}>{words.refusedText}</p>
        <div className={cardStyles.actions}>
          <Button onClick={props.onOther}>{words.tryOther}</Button>
        </div>
      </section>
    );
  }
  return (
    <>
      {props.prompts.map((prompt) =>
        prompt.kind === 'host_key' ? (
          <HostKeyCard
            key={prompt.id}
            prompt={prompt}
            onAnswer={(accept) => props.onAnswer(prompt, { accept, text: null, save: accept })}
          />
        ) : (
          <SecretCard key={prompt.id} prompt={prompt} onAnswer={(answer) => props.onAnswer(prompt, answer)} />
        ),
      )}
      {state.probe?.problem != null && (
        <ProblemBox problem={state.probe.problem}>
          <Button icon="retry" onClick={props.onAgain}>
            {words.tryAgain}
          </Button>
        </ProblemBox>
      )}
      {state.probe === null ? (
        <p className={styles.sub}>{addServerUi.found.asking}</p>
      ) : (
        <ProbeSteps probe={state.probe} />
      )}
    </>
  );
}
