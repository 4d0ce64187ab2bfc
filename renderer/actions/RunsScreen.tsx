import { outcomeWords, runStateWords, runWords } from '../../shared/messages/actions-ui.en.ts';
import type { Outcome } from '../../shared/model/action.ts';
import { useKeys } from '../app/keys.tsx';
import { useRowHeight } from '../app/layout.ts';
import { href, navigate } from '../app/router.ts';
import type { ScreenProps } from '../app/screens.tsx';
import { useBridge } from '../state/bridge.tsx';
import { useNow } from '../state/now.ts';
import { useStream } from '../state/streams.ts';
import { useWindow } from '../state/window.ts';
import { IconButton } from '../ui/Button.tsx';
import { clockSeconds, when } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { InPlace } from '../ui/facts.tsx';
import { Content, PageHead } from '../ui/frame.tsx';
import { Table, type Column } from '../ui/Table.tsx';
import { shellWords } from '../../shared/messages/ui.en.ts';
import styles from './actions.module.css';
import { outcomeLooks, sumsText } from './outcomeLooks.ts';
import { RunPanel } from './RunPanel.tsx';

const c = runWords.columns;
const columns: Column<Outcome>[] = [
  {
    id: 'kind',
    title: c.kind,
    width: 110,
    render: (o) => (
      <span className={`row ${outcomeLooks[o.kind].color}`} style={{ gap: '0.3125rem' }}>
        <Icon name={outcomeLooks[o.kind].icon} size={13} />
        {outcomeWords[o.kind]}
      </span>
    ),
  },
  { id: 'server', title: c.server, width: 80, render: (o) => <span className="f2 cut block">{o.server}</span> },
  {
    id: 'id',
    title: c.id,
    width: 130,
    render: (o) => (
      <span className="mono cut block">{o.newId === null ? o.id : `${o.id}, ${runWords.newId(o.newId)}`}</span>
    ),
  },
  {
    id: 'sender',
    title: c.sender,
    width: { min: 90, share: 1 },
    render: (o) => <span className="cut block stranger">{o.sender ?? ''}</span>,
  },
  {
    id: 'recipient',
    title: c.recipient,
    width: { min: 90, share: 1 },
    render: (o) => <span className="cut block stranger">{o.recipient ?? ''}</span>,
  },
  {
    id: 'evidence',
    title: c.evidence,
    width: { min: 100, share: 1.4 },
    render: (o) => (
      <span className="cut block f2 stranger" title={o.evidence ?? undefined}>
        {o.evidence ?? ''}
      </span>
    ),
  },
  {
    id: 'at',
    title: c.at,
    width: 64,
    align: 'end',
    render: (o) => <span className="f2">{o.at === null ? '' : clockSeconds(o.at)}</span>,
  },
];

/** What was done since start: a list, or one run with the outcome of each message. */
export default function RunsScreen({ route }: ScreenProps) {
  const runs = useStream('actions');
  const now = useNow(60_000);
  const id = route.path[0];
  const run = id === undefined ? undefined : runs?.find((r) => r.id === id);
  if (run !== undefined) return <One run={run} />;
  return (
    <Content>
      <PageHead title={runWords.runs}>{runWords.runsHead}</PageHead>
      <div className={styles.runList}>
        {(runs?.length ?? 0) === 0 && <InPlace title={runWords.none} />}
        {[...(runs ?? [])].reverse().map((r) => (
          <a key={r.id} className={styles.runRow} href={href('run', [r.id])}>
            <span className="med cut">{r.title}</span>
            <span className="f2 cut">{sumsText(r)}</span>
            <span className="f2">{runStateWords[r.state]}</span>
            <span className="num f3">{when(r.startedAt, now)}</span>
          </a>
        ))}
      </div>
    </Content>
  );
}

function One({ run }: { run: NonNullable<ReturnType<typeof useStream<'actions'>>>[number] }) {
  const bridge = useBridge();
  const rowHeight = useRowHeight(1);
  const stamp = JSON.stringify([run.counts, run.state]);
  const rows = useWindow<Outcome, { matched: number; rows: Outcome[] }>({
    key: run.id,
    version: stamp,
    held: false,
    ask: async (from, count) => {
      const answer = await bridge.request('actions.outcomes', { run: run.id, from, count });
      return { matched: answer.total, rows: answer.rows };
    },
  });
  const back = () => navigate(href('runs'));
  useKeys([{ keys: 'Escape', label: shellWords.back, run: back }]);
  return (
    <Content>
      <PageHead title={run.title} before={<IconButton icon="left" label={shellWords.back} onClick={back} />}>
        {sumsText(run)}
      </PageHead>
      <RunPanel run={run} own />
      <Table
        id="outcomes"
        label={runWords.outcomes}
        columns={columns}
        rows={rows.rows}
        keyOf={(o) => `${o.server}/${o.id}`}
        rowHeight={rowHeight}
        onOpen={(o) => navigate(href('message', [o.server, o.newId ?? o.id]))}
      />
    </Content>
  );
}
