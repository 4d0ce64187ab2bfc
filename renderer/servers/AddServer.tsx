import { useEffect, useReducer, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { addServerUi } from '../../shared/messages/add-server-ui.en.ts';
import type { MtaKind } from '../../shared/model/message.ts';
import type { ServerConfigInput } from '../../shared/model/server.ts';
import type { HostCandidate, Prompt, ServerView } from '../../shared/views/servers.ts';
import { useBridge } from '../state/bridge.tsx';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { frame, PageHead } from '../ui/frame.tsx';
import { canLeave, configsToSave, emptyWizard, footKey, promptsFor, wizardReducer, wizardSteps } from './addServer.ts';
import { arrived, handedOver } from './chosenHost.ts';
import { AlertsStep } from './AlertsStep.tsx';
import { FoundStep } from './FoundStep.tsx';
import { firstConfig, plainChoices, readCandidate, readHostText, routeOf } from './hostText.ts';
import { HostStep } from './HostStep.tsx';
import { KeyStep } from './KeyStep.tsx';
import { RightsStep } from './RightsStep.tsx';
import type { PromptAnswer } from './usePrompts.ts';
import { usePrompts } from './usePrompts.ts';
import { WizardSteps } from './WizardSteps.tsx';
import styles from './Wizard.module.css';

export interface AddServerProps {
  servers: readonly ServerView[];
  /** With the id of the server that is watched now, or null when the person gave up. */
  onDone: (id: string | null) => void;
}

/**
 * "Add server": choose a host, trust its key, see what was found, rights, alerts. Nothing is sent anywhere before a
 * host is chosen, and nothing is kept before the last step.
 */
export function AddServer(props: AddServerProps): ReactNode {
  const bridge = useBridge();
  const [state, dispatch] = useReducer(wizardReducer, emptyWizard);
  // What was chosen on the first screen already.
  const [initial] = useState(handedOver);
  useEffect(arrived, []);
  const [text, setText] = useState(typeof initial === 'string' ? initial : (initial?.target ?? ''));
  const [choices, setChoices] = useState(plainChoices);
  const [mta, setMta] = useState<MtaKind | null>(null);
  const [secret, setSecret] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [saving, setSaving] = useState(false);
  const { prompts, answer } = usePrompts();
  const taken = new Set(props.servers.map((s) => s.config.id));
  const running = useRef<string | null>(null);

  useEffect(() => bridge.on('probe', (probe) => dispatch({ type: 'probe', probe })), []);
  running.current = state.probe !== null && !state.probe.done ? state.probe.id : null;
  // Leaving the wizard in the middle of the conversation with a host ends it.
  useEffect(
    () => () => {
      if (running.current !== null) {
        bridge.request('servers.cancelProbe', { id: running.current }).catch(() => undefined);
      }
    },
    [],
  );

  const send = (config: ServerConfigInput): void => {
    setError(null);
    dispatch({ type: 'sent', config });
    bridge.request('servers.probe', { config, secret: secret === '' ? null : secret }).then(
      (probe) => dispatch({ type: 'probe', probe }),
      (cause: unknown) => {
        setError(cause);
        dispatch({ type: 'go', step: 'host' });
      },
    );
  };
  const choose = (choice: HostCandidate | string): void => {
    const reading = typeof choice === 'string' ? readHostText(choice) : readCandidate(choice);
    const route = reading.kind === 'local' ? ({ kind: 'local' } as const) : routeOf(reading, choices);
    if (route === null) return;
    const name =
      typeof choice !== 'string' && choice.kind === 'ssh'
        ? choice.target
        : reading.kind === 'ssh' || reading.kind === 'https'
          ? reading.name
          : addServerUi.host.local;
    send(firstConfig(name, route, route.kind === 'https' ? mta : null, taken));
  };
  const first = useRef(initial);
  useEffect(() => {
    const chosen = first.current;
    first.current = null;
    // An API needs its login first; a host can be asked at once.
    if (
      chosen !== null &&
      (typeof chosen === 'string' ? readHostText(chosen).kind === 'ssh' : chosen.kind !== 'https')
    ) {
      choose(chosen);
    }
  });
  const stop = (): void => {
    const id = running.current;
    if (id !== null) bridge.request('servers.cancelProbe', { id }).catch(() => undefined);
  };
  const startOver = (): void => {
    stop();
    dispatch({ type: 'again' });
  };
  const sendAgain = (): void => {
    if (state.config !== null) send(state.config);
  };
  const body = useRef<HTMLDivElement>(null);
  const before = useRef(state.step);
  // A new step is read from its beginning, unless a field of it took the focus.
  useEffect(() => {
    if (before.current === state.step) return;
    before.current = state.step;
    if (body.current?.contains(document.activeElement) !== true) body.current?.focus();
  }, [state.step]);
  const onAnswer = (prompt: Prompt, given: PromptAnswer): void => {
    if (prompt.kind === 'host_key' && !given.accept) dispatch({ type: 'key_refused' });
    answer(prompt.id, given).catch(setError);
  };
  const save = async (): Promise<void> => {
    setSaving(true);
    setError(null);
    try {
      const configs = configsToSave(state, taken);
      for (const config of configs)
        await bridge.request('servers.save', { config, secret: secret === '' ? null : secret });
      props.onDone(configs[0]?.id ?? null);
    } catch (cause) {
      setError(cause);
    } finally {
      setSaving(false);
    }
  };

  const at = wizardSteps.indexOf(state.step);
  const reading = readHostText(text);
  const back = wizardSteps[at - 1];
  const next = wizardSteps[at + 1];
  const found = state.probe?.detection ?? null;
  const asked = promptsFor(state, prompts);
  const groups = [...new Set(props.servers.flatMap((s) => (s.config.group === null ? [] : [s.config.group])))];
  const forward = (): void => {
    if (state.step === 'host') choose(text);
    else if (next === undefined) void save();
    else dispatch({ type: 'go', step: next });
  };
  const mayGo = state.step === 'host' ? reading.kind === 'ssh' || reading.kind === 'https' : canLeave(state) && !saving;

  return (
    <div
      className={frame.page}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) {
          event.stopPropagation();
          props.onDone(null);
        }
      }}
    >
      <PageHead
        title={addServerUi.title}
        tools={
          <Button kind="quiet" hint="Esc" onClick={() => props.onDone(null)}>
            {addServerUi.cancel}
          </Button>
        }
      />
      <div className={frame.split}>
        <WizardSteps step={state.step} api={state.config?.route.kind === 'https' || reading.kind === 'https'} />
        <div className={styles.body} ref={body} tabIndex={-1}>
          {error !== null && <ErrorNote error={error} />}
          {state.step === 'host' && (
            <HostStep
              initialText={text}
              choices={choices}
              onChoices={setChoices}
              mta={mta}
              onMta={setMta}
              secret={secret}
              onSecret={setSecret}
              onText={setText}
              onChoose={choose}
            />
          )}
          {state.step === 'key' && (
            <KeyStep state={state} prompts={asked} onAnswer={onAnswer} onOther={startOver} onAgain={sendAgain} />
          )}
          {state.step === 'found' && state.probe !== null && (
            <>
              {asked.length > 0 && (
                <KeyStep state={state} prompts={asked} onAnswer={onAnswer} onOther={startOver} onAgain={sendAgain} />
              )}
              {asked.length === 0 && (
                <FoundStep
                  probe={state.probe}
                  also={state.also}
                  onAlso={(index, on) => dispatch({ type: 'also', index, on })}
                />
              )}
            </>
          )}
          {state.step === 'rights' && state.probe !== null && found !== null && (
            <RightsStep
              state={state}
              probe={state.probe}
              found={found}
              dispatch={dispatch}
              onTestAgain={() => state.config !== null && send({ ...state.config, elevate: state.elevate })}
            />
          )}
          {state.step === 'alerts' && found !== null && (
            <AlertsStep state={state} groups={groups} dispatch={dispatch} />
          )}
        </div>
      </div>
      <footer className={styles.foot}>
        <span className={styles.footText} aria-live="polite">
          {addServerUi.foot[footKey(state)]}
        </span>
        <Button
          icon="left"
          disabled={back === undefined}
          onClick={() => back !== undefined && (back === 'host' ? startOver() : dispatch({ type: 'go', step: back }))}
        >
          {addServerUi.back}
        </Button>
        <Button kind="primary" disabled={!mayGo} onClick={forward}>
          {state.step === 'alerts'
            ? addServerUi.watch(1 + state.also.size)
            : state.step === 'rights' && found !== null
              ? addServerUi.watchAsIs
              : addServerUi.next}
        </Button>
      </footer>
    </div>
  );
}
