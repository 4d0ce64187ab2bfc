import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { reasonsForm as words } from '../../shared/messages/settings-ui.en.ts';
import { useBridge } from '../state/bridge.tsx';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { download } from '../state/download.ts';
import { useRequest } from '../state/request.ts';
import { useVersion } from '../state/streams.ts';
import { readRules } from './ownRules.ts';
import { RuleList } from './RuleList.tsx';
import { RuleTest } from './RuleTest.tsx';
import { SettingSection } from './SettingRow.tsx';
import { facts } from '../ui/facts.tsx';
import styles from './Settings.module.css';
import { TextArea } from '../ui/labelled.tsx';

/** Own rules for reasons: a list, the same as JSON, and a box in which a reply is tried on what is on screen. */
export function ReasonsSection(): ReactNode {
  const saved = useRequest('rules.get', {}, { after: [useVersion('settings')] });
  return (
    <SettingSection id="reasons" title={words.title}>
      <p className={styles.text}>{words.text}</p>
      <ErrorNote error={saved.error} />
      {saved.data !== undefined && <Rules saved={saved.data.json} onSaved={saved.reload} />}
    </SettingSection>
  );
}

function Rules(props: { saved: string; onSaved: () => void }): ReactNode {
  const bridge = useBridge();
  const [draft, setDraft] = useState<string | null>(null);
  const [asJson, setAsJson] = useState(false);
  const [problems, setProblems] = useState<string[]>([]);
  const [said, setSaid] = useState('');
  const [error, setError] = useState<unknown>(null);
  const picker = useRef<HTMLInputElement>(null);
  const json = draft ?? props.saved;
  const reading = readRules(json);
  const change = (next: string): void => {
    setDraft(next === props.saved ? null : next);
    setProblems([]);
    setSaid('');
  };
  const save = (): void => {
    setError(null);
    bridge.request('rules.set', { json }).then((answer) => {
      setProblems(answer.problems);
      if (!answer.ok) return;
      setDraft(null);
      setSaid(words.saved);
      props.onSaved();
    }, setError);
  };
  return (
    <>
      <RuleTest json={draft} />
      <div className={styles.head}>
        <h3 className={styles.h2}>{words.rules}</h3>
        <input
          ref={picker}
          type="file"
          accept=".json,application/json"
          hidden
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = '';
            if (file !== undefined && file.size <= 1_000_000) void file.text().then(change, setError);
          }}
        />
        <Button kind="quiet" onClick={() => setAsJson(!asJson)}>
          {asJson ? words.form : words.json}
        </Button>
        <Button icon="folder" onClick={() => picker.current?.click()}>
          {words.import}
        </Button>
        <Button
          icon="export"
          onClick={() =>
            download({ fileName: 'queuewatch-rules.json', mime: 'application/json', text: json, truncated: false })
          }
        >
          {words.export}
        </Button>
      </div>
      {asJson || !reading.ok ? (
        <TextArea
          label={words.jsonLabel}
          value={json}
          onChange={change}
          rows={14}
          mono
          invalid={!reading.ok}
          {...(reading.ok ? {} : { hint: reading.why === 'not_json' ? words.badJson(reading.detail) : words.notAList })}
        />
      ) : (
        <RuleList reading={reading} onChange={change} />
      )}
      {problems.length > 0 && (
        <div className={facts.callout} role="alert">
          <div>
            <p>{words.problems}</p>
            <ul className={styles.list}>
              {problems.map((problem) => (
                <li key={problem}>{problem}</li>
              ))}
            </ul>
          </div>
        </div>
      )}
      {error !== null && <ErrorNote error={error} />}
      <p className="s12 f3" aria-live="polite">
        {said}
      </p>
      {draft !== null && (
        <div className={`${styles.bar ?? ''} ${styles.unsaved ?? ''}`}>
          <span className={styles.barText}>{words.unsaved}</span>
          <Button onClick={() => setDraft(null)}>{words.discard}</Button>
          <Button kind="primary" disabled={!reading.ok} onClick={save}>
            {words.save}
          </Button>
        </div>
      )}
    </>
  );
}
