import { useState } from 'react';
import type { ReactNode } from 'react';
import { targetsForm as words } from '../../shared/messages/settings-alerts-ui.en.ts';
import type { AlertSettings, AlertTarget } from '../../shared/model/incident.ts';
import { useBridge } from '../state/bridge.tsx';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { cx } from '../ui/cx.ts';
import { shownUrl } from './alertsDraft.ts';
import { FormEnd, SettingSection } from './SettingRow.tsx';
import { SettingTable } from './SettingTable.tsx';
import styles from './Settings.module.css';
import { Checkbox, Select, TextField } from '../ui/labelled.tsx';

const kinds = ['webhook', 'ntfy', 'slack'] as const;
const severities = ['critical', 'warning', 'info'] as const;

/** Where notices go besides the desktop. An address is a secret: of a saved one only the host is shown. */
export function TargetsSection(props: {
  saved: AlertSettings;
  onSave: (settings: AlertSettings) => Promise<void>;
}): ReactNode {
  const bridge = useBridge();
  const { targets } = props.saved;
  const [adding, setAdding] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [tests, setTests] = useState<ReadonlyMap<number, { ok: boolean; text: string }>>(new Map());
  const save = (next: AlertTarget[]): void => {
    setError(null);
    setTests(new Map());
    props.onSave({ ...props.saved, targets: next }).then(() => setAdding(false), setError);
  };
  const test = (index: number): void => {
    setError(null);
    bridge
      .request('alerts.testTarget', { index })
      .then((answer) => setTests((now) => new Map(now).set(index, answer)), setError);
  };
  return (
    <SettingSection
      id="targets"
      title={words.title}
      tools={
        !adding && (
          <Button icon="plus" onClick={() => setAdding(true)}>
            {words.add}
          </Button>
        )
      }
    >
      <p className={styles.text}>{words.text}</p>
      {error !== null && <ErrorNote error={error} />}
      {targets.length === 0 && !adding && <p className="s12 f3">{words.none}</p>}
      {targets.length > 0 && (
        <SettingTable
          head={[
            words.columns.name,
            words.columns.kind,
            words.columns.address,
            words.columns.least,
            words.columns.quiet,
          ]}
          tools
        >
          {targets.map((target, index) => (
            <tr key={index}>
              <td>{target.name}</td>
              <td className="f2">{words.kinds[target.kind]}</td>
              <td className={styles.mono}>{shownUrl(target.url)}</td>
              <td>{words.least[target.least]}</td>
              <td className="f2">{target.quiet ? words.quietYes : words.quietNo}</td>
              <td>
                <div className={styles.tools}>
                  <span aria-live="polite" className={cx(tests.get(index)?.ok === true ? 'c-ok' : 'c-danger')}>
                    {tests.get(index)?.text}
                  </span>
                  <Button small onClick={() => test(index)}>
                    {words.test}
                  </Button>
                  <Button small kind="quiet" onClick={() => save(targets.filter((_, i) => i !== index))}>
                    {words.remove}
                  </Button>
                </div>
              </td>
            </tr>
          ))}
        </SettingTable>
      )}
      {adding && <TargetForm onAdd={(target) => save([...targets, target])} onCancel={() => setAdding(false)} />}
    </SettingSection>
  );
}

function TargetForm(props: { onAdd: (target: AlertTarget) => void; onCancel: () => void }): ReactNode {
  const [name, setName] = useState('');
  const [kind, setKind] = useState<AlertTarget['kind']>('webhook');
  const [url, setUrl] = useState('');
  const [least, setLeast] = useState<AlertTarget['least']>('warning');
  const [quiet, setQuiet] = useState(false);
  const [tried, setTried] = useState(false);
  const goodUrl = URL.canParse(url) && /^https?:$/u.test(new URL(url).protocol);
  return (
    <form
      className={styles.card}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!goodUrl || name.trim() === '') return;
        props.onAdd({ kind, name: name.trim(), url: url.trim(), kinds: null, least, quiet });
      }}
    >
      <div className={styles.fields}>
        <TextField label={words.name} value={name} onChange={setName} invalid={tried && name.trim() === ''} autoFocus />
        <Select
          label={words.kind}
          value={kind}
          onChange={setKind}
          options={kinds.map((value) => ({ value, label: words.kinds[value] }))}
        />
        <TextField
          label={words.url}
          hint={tried && !goodUrl ? words.badUrl : words.urlHint}
          invalid={tried && !goodUrl}
          type="url"
          value={url}
          onChange={setUrl}
          autoComplete="off"
          mono
        />
        <Select
          label={words.fromSeverity}
          value={least}
          onChange={setLeast}
          options={severities.map((value) => ({ value, label: words.least[value] }))}
        />
      </div>
      <Checkbox label={words.quiet} checked={quiet} onChange={setQuiet} />
      <FormEnd done={words.save} cancel={words.cancel} onCancel={props.onCancel} />
    </form>
  );
}
