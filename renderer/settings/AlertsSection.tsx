import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { alertsForm as words } from '../../shared/messages/settings-alerts-ui.en.ts';
import type { RequestOutput } from '../../shared/contract.ts';
import type { AlertSettings } from '../../shared/model/incident.ts';
import type { ServerView } from '../../shared/views/servers.ts';
import { useBridge } from '../state/bridge.tsx';
import { Button, LinkButton } from '../ui/Button.tsx';
import { cx } from '../ui/cx.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { when } from '../ui/format.ts';
import { AlertFields } from './AlertFields.tsx';
import { decides, merged, sameSettings } from './alertsDraft.ts';
import { NotifyFields } from './NotifyFields.tsx';
import { SettingSection } from './SettingRow.tsx';
import { WhyFired } from './WhyFired.tsx';
import styles from './Settings.module.css';

const dry = words.dry;
/** How far back a trial of changed settings looks. */
const days = 14;
type Trial = RequestOutput<'alerts.dryRun'>;

/** When an incident opens and when the person is told, tried on the stored history before it is saved. */
export function AlertsSection(props: {
  saved: AlertSettings;
  servers: readonly ServerView[];
  onSave: (settings: AlertSettings) => Promise<void>;
}): ReactNode {
  const { saved } = props;
  const [draft, setDraft] = useState(saved);
  const [error, setError] = useState<unknown>(null);
  // What was saved elsewhere meanwhile is taken over, unless this form has changes of its own.
  const [base, setBase] = useState(saved);
  if (base !== saved) {
    setBase(saved);
    setDraft(sameSettings(decides(draft), decides(base)) ? saved : merged(draft, saved));
  }
  const changed = !sameSettings(draft, saved);
  const save = (): void => {
    setError(null);
    props.onSave(merged(draft, saved)).catch(setError);
  };
  return (
    <>
      <WhyFired servers={props.servers} />
      <SettingSection id="open" title={words.openTitle}>
        <AlertFields draft={draft} onDraft={setDraft} servers={props.servers} />
        <NotifyFields draft={draft} onDraft={setDraft} />
        <DryRun draft={draft} saved={saved} changed={changed} onSave={save} onDiscard={() => setDraft(saved)} />
        {error !== null && <ErrorNote error={error} />}
      </SettingSection>
    </>
  );
}

function useTrial(settings: AlertSettings): { trial: Trial | null; failed: boolean } {
  const bridge = useBridge();
  const [answer, setAnswer] = useState<{ key: string; trial: Trial | null }>({ key: '', trial: null });
  const key = JSON.stringify(decides(settings));
  useEffect(() => {
    let stale = false;
    // Wait until the person stops turning a figure.
    const timer = setTimeout(() => {
      bridge.request('alerts.dryRun', { settings, days }).then(
        (trial) => {
          if (!stale) setAnswer({ key, trial });
        },
        () => {
          if (!stale) setAnswer({ key, trial: null });
        },
      );
    }, 400);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [key]);
  const current = answer.key === key;
  return { trial: current ? answer.trial : null, failed: current && answer.trial === null };
}

function DryRun(props: {
  draft: AlertSettings;
  saved: AlertSettings;
  changed: boolean;
  onSave: () => void;
  onDiscard: () => void;
}): ReactNode {
  const now = useTrial(props.draft);
  const before = useTrial(props.saved);
  const [shown, setShown] = useState(false);
  const tried = now.trial;
  return (
    <div className={cx(styles.bar, props.changed && styles.unsaved)}>
      <div className={styles.barText} aria-live="polite">
        {props.changed && <strong>{dry.unsaved} </strong>}
        {tried !== null ? (
          <>
            {dry.says(tried.opened, tried.notified, days)}{' '}
            {props.changed && before.trial !== null && dry.before(before.trial.opened, before.trial.notified)}{' '}
            {tried.rows.length > 0 && (
              <LinkButton onClick={() => setShown(!shown)} aria-expanded={shown}>
                {shown ? dry.hide : dry.show}
              </LinkButton>
            )}
            {tried.note !== null && <p className="s12 f3">{tried.note}</p>}
            {shown && (
              <ul className={styles.list}>
                {tried.rows.map((row, index) => (
                  <li key={index}>
                    <span className="f3">{when(row.at, Date.now())}</span> {row.server}: {row.title}
                  </li>
                ))}
              </ul>
            )}
          </>
        ) : (
          <span className="f3">{now.failed ? dry.failed : dry.asking}</span>
        )}
      </div>
      <Button disabled={!props.changed} onClick={props.onDiscard}>
        {dry.discard}
      </Button>
      <Button kind="primary" disabled={!props.changed} onClick={props.onSave}>
        {dry.save}
      </Button>
    </div>
  );
}
