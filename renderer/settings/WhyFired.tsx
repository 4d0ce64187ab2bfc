import { useState } from 'react';
import type { ReactNode } from 'react';
import { alertsForm as words } from '../../shared/messages/settings-alerts-ui.en.ts';
import type { ServerView } from '../../shared/views/servers.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { cx } from '../ui/cx.ts';
import { useRequest } from '../state/request.ts';
import { SettingSection } from './SettingRow.tsx';
import { SettingTable } from './SettingTable.tsx';
import { facts } from '../ui/facts.tsx';
import styles from './Settings.module.css';
import { DateTimeField, Select } from '../ui/labelled.tsx';

/** "Why did, or didn't, this fire?": every test with its figures, for any server, series and time. */
export function WhyFired(props: { servers: readonly ServerView[]; initialServer?: string | null }): ReactNode {
  const [chosen, setChosen] = useState<string | null>(props.initialServer ?? null);
  const server = chosen ?? props.servers[0]?.config.id ?? null;
  if (server === null) {
    return (
      <SettingSection id="why" title={words.whyTitle}>
        <p className="s12 f3">{words.noServers}</p>
      </SettingSection>
    );
  }
  return <WhyOf key={server} servers={props.servers} server={server} onServer={setChosen} />;
}

function WhyOf(props: {
  servers: readonly ServerView[];
  server: string;
  onServer: (server: string) => void;
}): ReactNode {
  const [series, setSeries] = useState<string | null>(null);
  const [at, setAt] = useState(() => Date.now());
  const all = useRequest('alerts.series', { server: props.server });
  const key = series ?? all.data?.[0]?.key ?? '';
  return (
    <SettingSection
      id="why"
      title={words.whyTitle}
      tools={
        <>
          <Select
            label={words.server}
            hideLabel
            value={props.server}
            onChange={props.onServer}
            options={props.servers.map((s) => ({ value: s.config.id, label: s.config.name }))}
          />
          <Select
            label={words.series}
            hideLabel
            value={key}
            onChange={setSeries}
            options={(all.data ?? []).map((s) => ({ value: s.key, label: s.label }))}
          />
          <DateTimeField label={words.at} value={at} onChange={setAt} />
        </>
      }
    >
      <ErrorNote error={all.error} />
      {all.data !== undefined && key !== '' && <Answer server={props.server} series={key} at={at} />}
    </SettingSection>
  );
}

function Answer(props: { server: string; series: string; at: number }): ReactNode {
  const { data, error } = useRequest('alerts.explain', props);
  if (error !== undefined) return <ErrorNote error={error} />;
  if (data === undefined) return <p className="s12 f3">{words.asking}</p>;
  return (
    <>
      <p className={facts.callout} aria-live="polite">
        <Icon name="info" size={15} />
        <span>{data.sentence}</span>
      </p>
      {data.tests.length > 0 && (
        <SettingTable
          head={[
            words.columns.test,
            words.columns.measured,
            words.columns.needed,
            words.columns.holds,
            words.columns.words,
          ]}
        >
          {data.tests.map((test) => (
            <tr key={test.name}>
              <td>{test.name}</td>
              <td>{test.measured}</td>
              <td>{test.needed}</td>
              <td>
                <span
                  className={cx(
                    styles.state,
                    test.holds === true ? 'c-ok' : test.holds === false ? 'c-danger' : 'c-blind',
                  )}
                >
                  <Icon name={test.holds === true ? 'check' : test.holds === false ? 'x' : 'minus'} size={13} />
                  {test.holds === null ? words.holds.unknown : test.holds ? words.holds.yes : words.holds.no}
                </span>
              </td>
              <td className="f2">{test.words}</td>
            </tr>
          ))}
        </SettingTable>
      )}
    </>
  );
}
