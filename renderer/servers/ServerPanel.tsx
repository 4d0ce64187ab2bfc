import { useState } from 'react';
import type { ReactNode } from 'react';
import { addServerUi } from '../../shared/messages/add-server-ui.en.ts';
import { serversUi } from '../../shared/messages/servers-ui.en.ts';
import type { SafetyLevel } from '../../shared/model/server.ts';
import type { Probe, ServerView } from '../../shared/views/servers.ts';
import { useBridge } from '../state/bridge.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Menu } from '../ui/Menu.tsx';
import { PanelHead } from '../ui/PanelHead.tsx';
import { Panel, Section } from '../ui/panel.tsx';
import { clockSeconds } from '../ui/format.ts';
import { useRequest } from '../state/request.ts';
import { AbilityTable } from './AbilityTable.tsx';
import { somethingMissing } from './abilityRows.ts';
import { ConnectionFacts } from './ConnectionFacts.tsx';
import { ChangedKeys, CompareKeyDialog } from './HostKeyChanged.tsx';
import { OwnHops } from './OwnHops.tsx';
import { ProbeSteps } from './ProbeSteps.tsx';
import { ProblemBox } from './ProblemBox.tsx';
import { Recipe } from './Recipe.tsx';
import { SafetyChoice } from './SafetyChoice.tsx';
import { facts } from '../ui/facts.tsx';
import { cx } from '../ui/cx.ts';
import styles from './ServerPanel.module.css';

const words = serversUi.detail;

/** One server: its problem first, then what its account may do, its safety level, own hops and connection. */
export function ServerPanel(props: {
  server: ServerView;
  /** Takes the table's place in a narrow window. */
  whole: boolean;
  onEdit: () => void;
  onClose: () => void;
}): ReactNode {
  const bridge = useBridge();
  const { server } = props;
  const { config, problem } = server;
  const [error, setError] = useState<unknown>(null);
  const [probe, setProbe] = useState<Probe | null>(null);
  const [logShown, setLogShown] = useState(false);
  const [comparing, setComparing] = useState(false);
  const [removing, setRemoving] = useState(false);
  const act = (work: Promise<unknown>): void => {
    setError(null);
    work.catch(setError);
  };
  const save = (values: Partial<ServerView['config']>): void =>
    act(bridge.request('servers.save', { config: { ...config, ...values } }));
  const test = (): void => act(bridge.request('servers.test', { id: config.id }).then(setProbe));
  const lookNow = (): void => act(bridge.request('monitor.lookNow', { server: config.id }));
  const polled = config.route.kind !== 'listing';
  const abilities = server.detection?.abilities ?? null;
  return (
    <Panel
      label={serversUi.panelLabel(config.name)}
      whole={props.whole}
      width={452}
      head={
        <PanelHead
          title={config.name}
          subtitle={[server.program, server.detection?.system].filter((p) => p != null && p !== '').join(', ')}
          tools={
            polled && (
              <>
                <Button icon="play" small onClick={test}>
                  {serversUi.test}
                </Button>
                <Button small onClick={props.onEdit}>
                  {serversUi.edit}
                </Button>
                <Menu
                  trigger={<IconButton icon="more" label={serversUi.more} />}
                  entries={[
                    { text: serversUi.lookNow, icon: 'retry', onChoose: lookNow },
                    {
                      text: config.paused ? serversUi.resume : serversUi.pause,
                      icon: config.paused ? 'play' : 'paused',
                      onChoose: () => save({ paused: !config.paused }),
                    },
                    { text: serversUi.log, icon: 'term', onChoose: () => setLogShown(!logShown) },
                    { kind: 'rule' },
                    { text: serversUi.remove, icon: 'trash', danger: true, onChoose: () => setRemoving(true) },
                  ]}
                />
              </>
            )
          }
          onClose={props.onClose}
        />
      }
    >
      {error !== null && <ErrorNote error={error} />}
      {problem !== null && (
        <Section className={styles.section}>
          <ProblemBox problem={problem}>
            {problem.hostKey !== undefined ? (
              <>
                <ChangedKeys keys={problem.hostKey} />
                <Button kind="primary" onClick={props.onClose}>
                  {serversUi.keyChanged.stay}
                </Button>
                <Button onClick={() => setComparing(true)}>{serversUi.keyChanged.compare}</Button>
              </>
            ) : (
              <Button icon="retry" onClick={lookNow}>
                {serversUi.lookNow}
              </Button>
            )}
            {!logShown && (
              <Button kind="quiet" onClick={() => setLogShown(true)}>
                {serversUi.log}
              </Button>
            )}
          </ProblemBox>
        </Section>
      )}
      {probe !== null && (
        <Section className={styles.section} live title={serversUi.testing}>
          <ProbeSteps probe={probe} />
          {probe.problem !== null ? (
            <ProblemBox problem={probe.problem} />
          ) : (
            probe.done && <p className="s11 f3">{serversUi.testDone}</p>
          )}
        </Section>
      )}
      {logShown && <ConnectionLog id={config.id} />}
      <Section className={styles.section} title={words.account}>
        {abilities === null ? (
          <p className="s11 f3">{words.noDetection}</p>
        ) : (
          <AbilityTable abilities={abilities} label={words.account} />
        )}
      </Section>
      {polled && (
        <Section className={styles.section} title={words.safety} aside={words.safetyNote}>
          <SafetyChoice
            label={words.safety}
            value={config.safety}
            onChange={(safety: SafetyLevel) => save({ safety })}
          />
          {config.production && <p className="s11 f3">{addServerUi.rights.productionHint}</p>}
        </Section>
      )}
      {polled && (
        <OwnHops
          server={server}
          onHop={(hop, ours) => act(bridge.request('servers.hop', { id: config.id, hop, ours }))}
        />
      )}
      {server.detection?.recipe != null && somethingMissing(server.detection.abilities) && (
        <Section className={styles.section}>
          <details>
            <summary className={styles.summary}>{words.recipe}</summary>
            <Recipe found={server.detection} />
          </details>
        </Section>
      )}
      <ConnectionFacts server={server} />
      {comparing && problem?.hostKey !== undefined && (
        <CompareKeyDialog
          server={config.id}
          host={config.name}
          keys={problem.hostKey}
          command={problem.command}
          onClose={() => setComparing(false)}
        />
      )}
      {removing && (
        <Dialog
          open
          title={serversUi.removeTitle(config.name)}
          onClose={() => setRemoving(false)}
          foot={
            <>
              <Button
                kind="danger-solid"
                onClick={() => {
                  setRemoving(false);
                  act(bridge.request('servers.remove', { id: config.id }).then(props.onClose));
                }}
              >
                {serversUi.removeDo(config.name)}
              </Button>
              <Button kind="primary" onClick={() => setRemoving(false)}>
                {serversUi.keep}
              </Button>
            </>
          }
        >
          <p>{serversUi.removeText}</p>
        </Dialog>
      )}
    </Panel>
  );
}

/** The last lines of the connection's life. Never secrets. */
function ConnectionLog(props: { id: string }): ReactNode {
  const { data, error } = useRequest('servers.log', { id: props.id });
  return (
    <Section className={styles.section} title={serversUi.log}>
      <ErrorNote error={error} />
      {data !== undefined && (
        <pre className={cx(facts.box, styles.log)} tabIndex={0}>
          {data.lines.length === 0
            ? serversUi.logEmpty
            : data.lines.map((line) => `${clockSeconds(line.at)}  ${line.text}`).join('\n')}
        </pre>
      )}
    </Section>
  );
}
