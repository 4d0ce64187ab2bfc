import { useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { bouncesUi as words } from '../../shared/messages/bounces-ui.en.ts';
import type { RequestOutput } from '../../shared/contract.ts';
import type { BounceDay, BounceFilter, BounceRow } from '../../shared/views/bounces.ts';
import { useKeys } from '../app/keys.tsx';
import { useRowHeight, useWidth } from '../app/layout.ts';
import { href, navigate, openLink, patchQuery } from '../app/router.ts';
import type { ScreenProps } from '../app/screens.tsx';
import { useBridge } from '../state/bridge.tsx';
import { download } from '../state/download.ts';
import { useNow } from '../state/now.ts';
import { useScope } from '../state/prefs.ts';
import { useStream, useVersion } from '../state/streams.ts';
import { useWindow } from '../state/window.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { span } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { Menu } from '../ui/Menu.tsx';
import { InPlace } from '../ui/facts.tsx';
import { Content, frame, PageHead } from '../ui/frame.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { Table } from '../ui/Table.tsx';
import type { TableRows } from '../ui/Table.tsx';
import { cx } from '../ui/cx.ts';
import { BounceGroups } from './BounceGroups.tsx';
import { BouncePanel } from './BouncePanel.tsx';
import { dayTitle } from './bounceDays.ts';
import { bounceFilterOf, kindFilters } from './bounceFilter.ts';
import { FilterLine } from './FilterLine.tsx';
import { inSight } from './MailboxState.tsx';
import { MailboxStrip } from './MailboxStrip.tsx';
import { withDays } from './withDays.ts';
import styles from './BouncesScreen.module.css';
import { bounceColumns } from './bounceColumns.tsx';

type WindowOf = RequestOutput<'bounces.window'>;

/** What failed for good, what is only late, and what was never ours. */
export default function BouncesScreen({ route }: ScreenProps): ReactNode {
  const bridge = useBridge();
  const scope = useScope();
  const now = useNow(10_000);
  const width = useWidth();
  const rowHeight = useRowHeight(1);
  const mailboxes = useStream('mailboxes');
  const version = useVersion('bounces');
  const [held, setHeld] = useState(false);
  const [failed, setFailed] = useState<unknown>(null);
  const search = useRef<HTMLInputElement>(null);
  const filter = useMemo(() => bounceFilterOf(route.query), [route.query]);
  const by = (['domain', 'class', 'sender'] as const).find((b) => b === route.query['by']) ?? null;
  const open = route.screen === 'bounce' ? Number(route.path[0]) : null;

  const list = useWindow<BounceRow, WindowOf>({
    ask: (from, count) => bridge.request('bounces.window', { scope, filter, from, count }),
    key: JSON.stringify([scope, filter]),
    version,
    held,
  });
  const info = list.info;
  const rows = useMemo<TableRows<BounceRow>>(
    () => withDays(list.rows, info?.days ?? [], (day) => <DayHead day={day} now={now} />),
    [list.rows, info, now],
  );
  const show = (id: number | null): void =>
    navigate(id === null ? href('bounces', [], route.query) : href('bounce', [id], route.query));
  /** Row before or after the open one, as far as rows are here. */
  const beside = (by: 1 | -1): BounceRow | null => {
    const loaded = list.loaded();
    const at = loaded.findIndex((row) => row.id === open);
    return at === -1 ? null : (loaded[at + by] ?? null);
  };
  const set = (change: Partial<BounceFilter>): void => {
    const query: Record<string, string | undefined> = {};
    for (const [key, value] of Object.entries(change)) {
      query[key] = value === null || value === false || value === '' || value === 'all' ? undefined : String(value);
    }
    // Opening a group is leaving the groups.
    if ('domain' in change || 'class' in change || 'sender' in change) query['by'] = undefined;
    patchQuery(query, { replace: 'text' in change });
  };
  const exportAs = (what: 'reports' | 'dead_addresses', format: 'csv' | 'json'): void => {
    setFailed(null);
    bridge.request('bounces.export', { filter, format, what }).then(download, setFailed);
  };
  const markDone = (): void => {
    const row = list.loaded().find((r) => r.id === open);
    if (row === undefined) return;
    bridge.request('bounces.done', { id: row.id, done: !row.done }).then(list.refresh, setFailed);
  };
  useKeys([
    { keys: '/', label: words.search, run: () => search.current?.focus() },
    { keys: 'E', label: words.panel.markDone, when: open !== null, run: markDone },
    { keys: 'Escape', label: words.panel.close, when: open !== null, run: () => show(null) },
  ]);
  useEffect(() => setFailed(null), [route]);

  const edit = (id: string | null): void => navigate(href('servers', id === null ? ['mailbox'] : ['mailbox', id]));
  const narrow = width === 'narrow';
  const columns = useMemo(() => bounceColumns(now, narrow), [now, narrow]);
  const blind = mailboxes !== undefined && mailboxes.length > 0 && !mailboxes.some(inSight);
  const panel = open !== null && (
    <BouncePanel
      key={open}
      id={open}
      whole={narrow}
      onPrevious={beside(-1) === null ? null : () => show(beside(-1)?.id ?? null)}
      onNext={beside(1) === null ? null : () => show(beside(1)?.id ?? null)}
      onClose={() => show(null)}
      onLink={openLink}
      onOpen={show}
      onSameAddress={(text) => navigate(href('bounces', [], { text }))}
      onDone={list.refresh}
    />
  );
  return (
    <div className={cx(frame.beside, styles.screen)}>
      {!(narrow && open !== null) && (
        <Content>
          <PageHead
            title={words.title}
            tools={
              <>
                <Segmented
                  label={words.filterLabel}
                  value={filter.kind}
                  onChange={(kind) => set({ kind })}
                  options={kindFilters(info?.counts, open !== null && width !== 'wide' ? filter.kind : null).map(
                    (f) => ({
                      value: f.kind,
                      text: (
                        <span className="sign">
                          {f.icon !== null && <Icon name={f.icon} size={12} />}
                          {f.text}
                        </span>
                      ),
                    }),
                  )}
                />
                <Menu
                  trigger={<Button icon="export">{words.export}</Button>}
                  entries={[
                    { kind: 'group', text: `${words.exports.dead}: ${words.exports.deadHint}` },
                    { text: words.exports.csv, onChoose: () => exportAs('dead_addresses', 'csv') },
                    { text: words.exports.json, onChoose: () => exportAs('dead_addresses', 'json') },
                    {
                      kind: 'group',
                      text: `${words.exports.reports}: ${words.exports.reportsHint(info?.matched ?? 0)}`,
                    },
                    { text: words.exports.csv, onChoose: () => exportAs('reports', 'csv') },
                    { text: words.exports.json, onChoose: () => exportAs('reports', 'json') },
                  ]}
                />
              </>
            }
          >
            {info !== undefined && words.summary(info.today.failed, info.today.delayed)}
          </PageHead>
          {mailboxes !== undefined && mailboxes.length > 0 && (
            <MailboxStrip mailboxes={mailboxes} now={now} onEdit={edit} />
          )}
          <FilterLine
            filter={filter}
            by={by}
            inputRef={search}
            onFilter={set}
            onGroup={(group) => patchQuery({ by: group ?? undefined })}
            onClear={() => navigate(href('bounces'))}
          />
          <ErrorNote error={failed ?? list.error} />
          {by !== null ? (
            <BounceGroups servers={scope.servers} filter={filter} by={by} onFilter={set} />
          ) : (
            <Table
              id="bounces"
              label={words.title}
              columns={columns}
              rows={rows}
              keyOf={(row) => String(row.id)}
              rowHeight={rowHeight * (32 / 26)}
              openKey={open === null ? null : String(open)}
              onOpen={(row) => show(row.id)}
              onHold={setHeld}
              empty={
                <Empty
                  mailboxes={mailboxes?.length ?? null}
                  blind={blind}
                  loading={list.loading}
                  filtered={info !== undefined && (info.counts.all > 0 || JSON.stringify(filter) !== plainFilter)}
                  seen={latest(mailboxes?.map((m) => m.seenAt) ?? [])}
                  now={now}
                  onAdd={() => edit(null)}
                />
              }
            />
          )}
        </Content>
      )}
      {panel}
    </div>
  );
}

function DayHead({ day, now }: { day: BounceDay; now: number }): ReactNode {
  return (
    <>
      <b>{dayTitle(day.day, now)}</b>
      <span>{words.dayCounts(day.failed, day.delayed, day.notOurs)}</span>
    </>
  );
}

const plainFilter = JSON.stringify(bounceFilterOf({}));
const latest = (times: readonly (number | null)[]): number | null => {
  const seen = times.filter((t) => t !== null);
  return seen.length === 0 ? null : Math.max(...seen);
};

function Empty(props: {
  mailboxes: number | null;
  blind: boolean;
  loading: boolean;
  filtered: boolean;
  seen: number | null;
  now: number;
  onAdd: () => void;
}): ReactNode {
  const empty = words.empty;
  if (props.loading || props.mailboxes === null) return <InPlace title={words.asking} />;
  if (props.filtered) return <InPlace title={empty.filtered}>{empty.filteredText}</InPlace>;
  if (props.mailboxes === 0) {
    return (
      <InPlace title={empty.noMailbox} actions={<Button onClick={props.onAdd}>{empty.add}</Button>}>
        {empty.noMailboxText}
      </InPlace>
    );
  }
  if (props.blind) return <InPlace title={empty.blind}>{empty.blindText}</InPlace>;
  const age = props.seen === null ? null : words.mailbox.ago(span((props.now - props.seen) / 1000));
  return <InPlace title={empty.none}>{empty.noneText(props.mailboxes, age)}</InPlace>;
}
