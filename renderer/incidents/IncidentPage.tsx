import { useState } from 'react';
import type { ReactNode } from 'react';
import { incidentsUi, incidentStateWords } from '../../shared/messages/incidents-ui.en.ts';
import type { IncidentDetail } from '../../shared/views/incidents.ts';
import { useBridge } from '../state/bridge.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Chart } from '../ui/Chart.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import type { IconName } from '../ui/icons.tsx';
import { Menu } from '../ui/Menu.tsx';
import { InPlace } from '../ui/facts.tsx';
import { Content, frame, PageHead } from '../ui/frame.tsx';
import { SideBadge, StateBadge } from '../ui/Badge.tsx';
import { cx } from '../ui/cx.ts';
import { when } from '../ui/format.ts';
import { download } from '../state/download.ts';
import { useRequest } from '../state/request.ts';
import { useServers } from '../state/servers.ts';
import { useVersion } from '../state/streams.ts';
import { useKeys } from '../app/keys.tsx';
import { AcknowledgeDialog } from './AcknowledgeDialog.tsx';
import { IncidentSide } from './IncidentSide.tsx';
import { muteUntil } from './incidentWords.ts';
import { widerMutes } from './widerMutes.ts';
import { Section } from '../ui/panel.tsx';
import styles from './IncidentPage.module.css';

const words = incidentsUi.page;

const eventIcons: Readonly<Record<string, IconName>> = {
  opened: 'warning',
  reopened: 'warning',
  worse: 'up',
  notice: 'bell',
  held_back: 'mute',
  muted: 'mute',
  acknowledged: 'check',
  expected: 'check',
  closed: 'check',
  draining: 'draining',
  frozen: 'blind',
  thawed: 'eye',
  note: 'note',
  action: 'retry',
  held: 'held',
};

export interface IncidentPageProps {
  id: number;
  onBack: () => void;
  onLink: (link: string) => void;
}

/** One incident: what it was, how it went, what was done, and what to hand to others. */
export function IncidentPage(props: IncidentPageProps): ReactNode {
  const bridge = useBridge();
  const { nameOf } = useServers();
  const { data, error, loading, reload } = useRequest(
    'incidents.get',
    { id: props.id },
    { after: [useVersion('incidents')] },
  );
  const [failed, setFailed] = useState<unknown>(null);
  const [acknowledging, setAcknowledging] = useState(false);
  const act = (work: Promise<unknown>): void => {
    setFailed(null);
    work.then(reload, setFailed);
  };
  useKeys([
    { keys: 'Escape', label: words.back, run: props.onBack },
    { keys: 'A', label: words.acknowledge, run: () => setAcknowledging(true), when: data?.row.state !== 'closed' },
    { keys: 'M', label: words.mute, run: () => document.getElementById('incident-mute')?.click() },
    { keys: 'N', label: words.addNote, run: () => document.getElementById('incident-note')?.focus() },
  ]);
  const back = <IconButton icon="left" label={words.back} onClick={props.onBack} />;
  if (data == null) {
    return (
      <Content>
        <PageHead before={back} title={`#${props.id}`} />
        {error !== undefined ? (
          <ErrorNote error={error} />
        ) : loading ? (
          <InPlace title={words.loading} />
        ) : (
          <InPlace title={words.gone}>{words.goneText}</InPlace>
        )}
      </Content>
    );
  }
  const { row } = data;
  const mute = (until: number | null): void =>
    act(
      bridge.request('mutes.add', { cause: null, incident: row.id, server: null, provider: null, class: null, until }),
    );
  const cause = row.cause;
  return (
    <Content>
      <PageHead
        before={
          <>
            {back}
            <span className={styles.no}>#{row.id}</span>
            <SideBadge side={row.side} suspected={row.suspected} />
          </>
        }
        title={row.title}
        tools={
          <>
            {row.state !== 'closed' && (
              <>
                <Menu
                  trigger={
                    <Button icon="mute" hint="M" id="incident-mute">
                      {row.muted ? words.muted : words.mute}
                    </Button>
                  }
                  entries={[
                    { text: words.mutes.hour, onChoose: () => mute(muteUntil('hour', Date.now())) },
                    { text: words.mutes.day, onChoose: () => mute(muteUntil('morning', Date.now())) },
                    { text: words.mutes.week, onChoose: () => mute(muteUntil('week', Date.now())) },
                    { text: words.mutes.recovery, onChoose: () => mute(null) },
                    ...widerMutes(row, nameOf, (what) =>
                      act(
                        bridge.request('mutes.add', {
                          cause: null,
                          incident: null,
                          ...what,
                          until: muteUntil('hour', Date.now()),
                        }),
                      ),
                    ),
                  ]}
                />
                <Button icon="check" hint="A" onClick={() => setAcknowledging(true)}>
                  {words.acknowledge}
                </Button>
              </>
            )}
            {cause !== null && (
              <Button icon="causes" onClick={() => props.onLink(`queuewatch://cause/${encodeURIComponent(cause)}`)}>
                {words.openCause}
              </Button>
            )}
          </>
        }
      >
        <StateBadge
          state={row.state}
          severity={row.severity}
          word={row.state === 'frozen' ? incidentsUi.frozenNote : incidentStateWords[row.state]}
        />
      </PageHead>
      {failed !== null && <ErrorNote error={failed} />}
      <dl className={styles.figures}>
        {data.figures.map((figure) => (
          <div key={figure.label}>
            <dt>{figure.label}</dt>
            <dd className={styles.value}>{figure.value}</dd>
            <dd className={styles.note}>{figure.note}</dd>
          </div>
        ))}
      </dl>
      <div className={cx(frame.split, styles.split)}>
        <div className={styles.main}>
          <IncidentChart detail={data} />
          <Section level={2} title={words.events}>
            <ol>
              {data.events.map((event, index) => (
                <li key={`${event.at} ${index}`} className={styles.event}>
                  <time dateTime={new Date(event.at).toISOString()}>{when(event.at, Date.now())}</time>
                  <span className={cx(styles.icon, event.kind === 'opened' && styles.opened)}>
                    <Icon name={eventIcons[event.kind] ?? 'info'} size={14} />
                  </span>
                  <span className={styles.what}>{event.title}</span>
                  <span className={styles.detail}>{event.detail}</span>
                </li>
              ))}
            </ol>
          </Section>
        </div>
        <IncidentSide
          detail={data}
          onNote={(text) => act(bridge.request('incidents.note', { id: row.id, text }))}
          onExpected={() => act(bridge.request('incidents.expected', { id: row.id }))}
          onLink={props.onLink}
          onExport={(input) => act(bridge.request('incidents.export', { id: row.id, ...input }).then(download))}
        />
      </div>
      {acknowledging && (
        <AcknowledgeDialog
          id={row.id}
          onClose={() => setAcknowledging(false)}
          onDo={(untilMs, note) => {
            setAcknowledging(false);
            act(bridge.request('incidents.acknowledge', { id: row.id, untilMs, note }));
          }}
        />
      )}
    </Content>
  );
}

function IncidentChart(props: { detail: IncidentDetail }): ReactNode {
  const { chart, row } = props.detail;
  return (
    <Section
      level={2}
      title={words.chart}
      aside={
        chart.spark.high.length > 0 && (
          <span className={styles.legend}>
            <i />
            {words.normal}
          </span>
        )
      }
    >
      {chart.spark.values.some((v) => v !== null) ? (
        <Chart
          series={chart.spark}
          marks={chart.marks}
          height={196}
          label={words.chartSentence(row.title, row.now, row.peak)}
        />
      ) : (
        <p className={styles.hint}>{words.noChart}</p>
      )}
    </Section>
  );
}
