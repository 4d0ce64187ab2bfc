import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { incidentsUi as words, incidentStateWords } from '../../shared/messages/incidents-ui.en.ts';
import type { IncidentRow } from '../../shared/views/incidents.ts';
import { useRowHeight, useWidth } from '../app/layout.ts';
import { href, navigate, openLink, patchQuery } from '../app/router.ts';
import type { ScreenProps } from '../app/screens.tsx';
import { useNow } from '../state/now.ts';
import { useScope } from '../state/prefs.ts';
import { useRequest } from '../state/request.ts';
import { useServers } from '../state/servers.ts';
import { useVersion } from '../state/streams.ts';
import { SideBadge, StateBadge } from '../ui/Badge.tsx';
import { LinkButton } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { number, span, whenShort } from '../ui/format.ts';
import { InPlace } from '../ui/facts.tsx';
import { Content, PageHead } from '../ui/frame.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { arrayRows, Table } from '../ui/Table.tsx';
import type { Column } from '../ui/Table.tsx';
import { cx } from '../ui/cx.ts';
import { IncidentLanes } from './IncidentLanes.tsx';
import { IncidentPage } from './IncidentPage.tsx';
import { orderIncidents } from './lanes.ts';
import styles from './IncidentsScreen.module.css';

const ranges = ['24h', '7d', '30d', 'all'] as const;

/** What is open, and what happened while nobody looked: lanes over time, and the list. */
export default function IncidentsScreen({ route }: ScreenProps): ReactNode {
  const id = route.screen === 'incident' ? Number(route.path[0]) : null;
  return id === null || !Number.isSafeInteger(id) ? (
    <IncidentList range={ranges.find((r) => r === route.query['range']) ?? '24h'} />
  ) : (
    <IncidentPage key={id} id={id} onBack={() => navigate(href('incidents'))} onLink={openLink} />
  );
}

function IncidentList(props: { range: (typeof ranges)[number] }): ReactNode {
  const scope = useScope();
  const now = useNow(30_000);
  const width = useWidth();
  const rowHeight = useRowHeight(1);
  const { servers, nameOf } = useServers();
  const { data, error } = useRequest(
    'incidents.list',
    { scope, range: props.range },
    { after: [useVersion('incidents'), useNow(60_000)] },
  );
  const rows = useMemo(
    () => arrayRows(orderIncidents(data?.rows ?? []).map((row) => ({ kind: 'row' as const, row }))),
    [data],
  );
  const lanes = servers
    .filter((s) => scope.servers === null || scope.servers.includes(s.config.id))
    .map((s) => ({ id: s.config.id, name: s.config.name }));
  const blind = servers.filter((s) => s.state === 'blind').map((s) => s.config.name);
  const columns = useMemo(() => columnsOf(now, nameOf, width === 'narrow'), [now, nameOf, width]);
  return (
    <Content>
      <PageHead
        title={words.title}
        tools={
          <Segmented
            label={words.rangeLabel}
            value={props.range}
            onChange={(range) => patchQuery({ range: range === '24h' ? undefined : range })}
            options={ranges.map((value) => ({ value, text: words.ranges[value] }))}
          />
        }
      >
        {data?.sentence}
      </PageHead>
      <ErrorNote error={error} />
      {data !== undefined && lanes.length > 0 && (
        <IncidentLanes view={data} servers={lanes} onOpen={(id) => navigate(href('incident', [id]))} />
      )}
      <Table
        id="incidents"
        label={words.title}
        columns={columns}
        rows={rows}
        keyOf={(row) => String(row.id)}
        rowHeight={rowHeight * (34 / 26)}
        onOpen={(row) => navigate(href('incident', [row.id]))}
        empty={
          data === undefined ? (
            <InPlace title={words.asking} />
          ) : (
            <InPlace
              title={words.empty.title}
              actions={
                <LinkButton onClick={() => navigate(href('settings', ['alerts']))}>{words.empty.why}</LinkButton>
              }
            >
              {words.empty.text} {blind.length > 0 && words.empty.blind(blind.join(', '))}
            </InPlace>
          )
        }
      />
    </Content>
  );
}

function columnsOf(now: number, nameOf: (id: string) => string, narrow: boolean): Column<IncidentRow>[] {
  const all: Column<IncidentRow>[] = [
    {
      id: 'state',
      title: words.columns.state,
      width: 92,
      render: (row) => (
        <div className="row">
          <StateBadge state={row.state} severity={row.severity} word={incidentStateWords[row.state]} />
        </div>
      ),
    },
    { id: 'no', title: words.columns.no, width: 44, render: (row) => <span className={styles.no}>#{row.id}</span> },
    {
      id: 'side',
      title: words.columns.side,
      width: 84,
      render: (row) => (
        <div className="row">
          <SideBadge side={row.side} suspected={row.suspected} />
        </div>
      ),
    },
    {
      id: 'cause',
      title: words.columns.cause,
      width: { min: 160, share: 1 },
      render: (row) => (
        <span className={cx('cut block', styles.title, row.state === 'closed' && styles.titleClosed)} title={row.title}>
          {row.title}
        </span>
      ),
    },
    {
      id: 'server',
      title: words.columns.server,
      width: 72,
      render: (row) => (
        <span className="f2 cut block" title={row.servers.map(nameOf).join(', ')}>
          {words.servers(nameOf(row.servers[0] ?? ''), row.servers.length)}
        </span>
      ),
    },
    {
      id: 'started',
      title: words.columns.started,
      width: 78,
      render: (row) => <span className="f2 nowrap">{whenShort(row.startedAt, now)}</span>,
    },
    {
      id: 'lasted',
      title: words.columns.lasted,
      width: 84,
      align: 'end',
      render: (row) => span(((row.endedAt ?? now) - row.startedAt) / 1000),
    },
    {
      id: 'peak',
      title: words.columns.peak,
      width: 60,
      align: 'end',
      render: (row) => <span title={words.peakUnit}>{number(row.peak)}</span>,
    },
    {
      id: 'outcome',
      title: words.columns.outcome,
      width: 108,
      render: (row) => <span className="f2 cut block">{row.outcome}</span>,
    },
    {
      id: 'told',
      title: words.columns.told,
      width: 104,
      render: (row) => <span className="f3 cut block">{row.told}</span>,
    },
  ];
  // Narrow order of dropping: what can be read on the page of the incident goes first.
  const dropped = narrow ? ['started', 'server'] : [];
  return all.filter((column) => !dropped.includes(column.id));
}
