import { useEffect, useRef, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import { causesWords as words, problemWords } from '../../shared/messages/causes-ui.en.ts';
import { useIncidentDialogs } from '../incidents/useIncidentDialogs.tsx';
import { requestWords, tableWords } from '../../shared/messages/ui.en.ts';
import { parseQuery } from '../../shared/query.ts';
import type { CauseRow, CausesView } from '../../shared/views/causes.ts';
import { useKeys } from '../app/keys.tsx';
import { useRowHeight, useWidth } from '../app/layout.ts';
import { say } from '../app/live.tsx';
import { href, navigate, patchQuery } from '../app/router.ts';
import type { ScreenProps } from '../app/screens.tsx';
import { useNow } from '../state/now.ts';
import { setPrefs, usePrefs, useScope } from '../state/prefs.ts';
import { useStream } from '../state/streams.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { ColumnsMenu } from '../ui/ColumnsMenu.tsx';
import { TextField } from '../ui/form.tsx';
import { Icon, type IconName } from '../ui/icons.tsx';
import { InPlace } from '../ui/facts.tsx';
import { Content, frame, VerdictHead } from '../ui/frame.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { arrayRows, Table, type TableItem } from '../ui/Table.tsx';
import { causeColumns } from './causeColumns.tsx';
import { CausePanel } from './CausePanel.tsx';
import { ServerStrip } from './ServerStrip.tsx';
import { useCauseActions } from './useCauseActions.tsx';
import { isLocal, useCausesView, useHeldOrder, type Ordered } from './useCauses.ts';

const tones: Record<CausesView['verdict']['tone'], { icon: IconName; color: string }> = {
  calm: { icon: 'calm', color: 'c-ok' },
  warning: { icon: 'warning', color: 'c-warning' },
  critical: { icon: 'critical', color: 'c-critical' },
  blind: { icon: 'blind', color: 'c-blind' },
  empty: { icon: 'info', color: 'c-info' },
  pending: { icon: 'pending', color: 'c-info' },
};

/** Home: is it us or them, is it unusual? Then one row a cause, ours pinned on top. */
export default function CausesScreen({ route }: ScreenProps) {
  const query = route.query['q'] ?? '';
  const open = route.query['open'] ?? null;
  const width = useWidth();
  const now = useNow(1000);
  const scope = useScope();
  const group = usePrefs((p) => p.group);
  const view = useCausesView(query);
  const servers = useStream('servers');
  const act = useCauseActions();
  const [held, setHeld] = useState(false);
  const [cursor, setCursor] = useState<CauseRow | null>(null);
  const [filtering, setFiltering] = useState(query !== '');
  const field = useRef<HTMLInputElement>(null);
  const rowHeight = useRowHeight(2);
  const ordered = useHeldOrder(view.data?.rows ?? [], held, JSON.stringify([group, query, scope]));
  const inScope = (servers ?? []).filter((s) => scope.servers?.includes(s.config.id) ?? true);

  const title = view.data?.verdict.title;
  useEffect(() => {
    if (title !== undefined) say(title);
  }, [title]);
  useEffect(() => {
    if (servers?.length === 0 && query === '') navigate(href('welcome'), { replace: true });
  }, [servers, query]);

  const target = open === null ? cursor : (view.data?.rows.find((r) => r.id === open) ?? cursor);
  const about = useIncidentDialogs();
  const withTarget = (run: (row: CauseRow) => void) => () => {
    if (target !== null) run(target);
  };
  const startFilter = () => {
    // What is typed next belongs into the field: it must have the focus before the next key comes.
    flushSync(() => setFiltering(true));
    field.current?.focus();
  };
  useKeys([
    { keys: '/', label: words.filter, run: startFilter },
    { keys: 'S', label: tableWords.apply, run: ordered.apply },
    { keys: 'Escape', run: () => patchQuery({ open: undefined }), when: open !== null },
    { keys: 'R', label: words.retryOne, run: withTarget((r) => act.canRetry(r) && act.retryOne(r)) },
    { keys: 'Shift+R', label: words.retryPaced, run: withTarget((r) => act.canRetry(r) && act.retryPaced(r)) },
    { keys: 'H', label: words.hold, run: withTarget((r) => act.can(r, 'hold') && act.verb(r, 'hold')) },
    { keys: 'U', label: words.release, run: withTarget((r) => act.can(r, 'release') && act.verb(r, 'release')) },
    {
      keys: 'A',
      label: words.acknowledge,
      run: withTarget((r) => r.incident !== null && about.acknowledge(r.incident.id)),
    },
    { keys: 'N', label: words.note, run: withTarget((r) => r.incident !== null && about.note(r.incident.id)) },
    { keys: 'M', label: words.muteHour, run: withTarget((r) => act.mute(r, Date.now() + 3_600_000)) },
    {
      keys: 'C',
      label: `${words.copyReply} / ${words.checkAgain}`,
      run: withTarget((r) => (isLocal(r) ? act.check(r) : void navigator.clipboard.writeText(r.reply ?? ''))),
    },
  ]);

  const openRow = (row: CauseRow) => {
    if (open === row.id) navigate(href('cause', [row.id]));
    else patchQuery({ open: row.id }, { replace: open !== null });
  };
  const beside = open !== null && width === 'normal';
  const whole = open !== null && width === 'narrow';
  const layout = width === 'wide' ? 'wide' : beside ? 'beside' : 'full';
  const columns = causeColumns(layout, width, now, act);
  const { icon, color } = tones[view.data?.verdict.tone ?? 'pending'];

  return (
    <>
      {about.dialogs}
      {!whole && (
        <Content>
          <VerdictHead
            icon={icon}
            tone={color}
            title={view.data?.verdict.title ?? (view.error === undefined ? tableWords.loading : requestWords.failed)}
            detail={view.data?.verdict.detail ?? view.error?.message ?? ''}
            tools={
              !beside && (
                <>
                  {ordered.wouldMove > 0 && (
                    <Button kind="quiet" hint="S" onClick={ordered.apply}>
                      {tableWords.wouldMove(ordered.wouldMove)}
                    </Button>
                  )}
                  <Segmented
                    label={words.groupLabel}
                    value={group}
                    onChange={(g) => setPrefs({ group: g })}
                    options={(['cause', 'provider', 'sender'] as const).map((value) => ({
                      value,
                      text: words.groups[value],
                    }))}
                  />
                  {width !== 'narrow' && (
                    <Button icon="search" hint="/" onClick={startFilter}>
                      {words.filter}
                    </Button>
                  )}
                  <ColumnsMenu table={`causes.${layout}`} columns={columns} icon />
                </>
              )
            }
          />
          {(filtering || query !== '') && <FilterBar query={query} field={field} onClose={() => setFiltering(false)} />}
          {!beside && inScope.length > 0 && <ServerStrip servers={servers ?? []} />}
          {!beside && inScope.some((s) => s.problem !== null) && (
            <button type="button" className={frame.line} onClick={() => navigate(href('problems'))}>
              <Icon name="blind" size={13} className="c-blind" />
              {problemWords.link}
            </button>
          )}
          <CauseTable
            view={view.data}
            ordered={ordered}
            columns={columns}
            layout={layout}
            rowHeight={rowHeight}
            open={open}
            onOpen={openRow}
            onCursor={setCursor}
            onHold={setHeld}
            query={query}
            blind={inScope.filter((s) => s.state === 'blind').map((s) => s.config.name)}
            allBlind={inScope.length > 0 && inScope.every((s) => s.seenAt === null)}
          />
        </Content>
      )}
      {open !== null && (
        <CausePanel id={open} whole={whole} actions={act} onClose={() => patchQuery({ open: undefined })} />
      )}
    </>
  );
}

function FilterBar({
  query,
  field,
  onClose,
}: {
  query: string;
  field: RefObject<HTMLInputElement | null>;
  onClose: () => void;
}) {
  const [text, setText] = useState(query);
  useEffect(() => setText(query), [query]);
  const close = () => {
    patchQuery({ q: undefined }, { replace: true });
    onClose();
  };
  return (
    <div className={frame.bar}>
      <TextField
        ref={field}
        className="grow"
        icon="search"
        label={words.filterLabel}
        placeholder={words.filterHint}
        value={text}
        invalid={parseQuery(text).problems.length > 0}
        onChange={(t) => {
          setText(t);
          patchQuery({ q: t }, { replace: true });
        }}
        onKeyDown={(e) => {
          if (e.key !== 'Escape') return;
          e.preventDefault();
          close();
        }}
      />
      <IconButton icon="x" label={words.clearFilter} onClick={close} />
    </div>
  );
}

interface CauseTableProps {
  view: CausesView | undefined;
  ordered: Ordered;
  columns: ReturnType<typeof causeColumns>;
  layout: string;
  rowHeight: number;
  open: string | null;
  query: string;
  blind: readonly string[];
  allBlind: boolean;
  onOpen: (row: CauseRow) => void;
  onCursor: (row: CauseRow | null) => void;
  onHold: (held: boolean) => void;
}

function CauseTable({
  view,
  ordered,
  columns,
  layout,
  rowHeight,
  open,
  query,
  blind,
  allBlind,
  onOpen,
  onCursor,
  onHold,
}: CauseTableProps) {
  const [unfolded, setUnfolded] = useState(false);
  const items: TableItem<CauseRow>[] = [];
  const row = (r: CauseRow): TableItem<CauseRow> => ({ kind: 'row', row: r });
  const local = ordered.rows.filter((r) => isLocal(r.row)).map((r) => r.row);
  const others = ordered.rows.filter((r) => !isLocal(r.row)).map((r) => r.row);
  const gone = new Set(ordered.rows.filter((r) => r.gone).map((r) => r.row.id));
  const folded = view?.selfClearing ?? null;
  if (view !== undefined && !(allBlind && view.rows.length === 0)) {
    items.push({
      kind: 'section',
      id: 'local',
      node: (
        <>
          <Icon name="local" size={13} className={local.length > 0 ? 'c-local' : 'f3'} />
          <b>{words.local}</b>
          <span>{local.length > 0 ? words.localHint : words.localNone}</span>
          {local.length === 0 && blind.length > 0 && (
            <span className="c-blind row" style={{ gap: '0.25rem' }}>
              <Icon name="blind" size={12} />
              {words.localBlind(blind.join(', '))}
            </span>
          )}
        </>
      ),
    });
    items.push(...local.map(row));
    if (others.length > 0) {
      items.push({
        kind: 'section',
        id: 'others',
        node: (
          <>
            <b>{words.others}</b>
            <span>{words.othersHint}</span>
          </>
        ),
      });
      items.push(...others.map(row));
    }
    if (folded !== null) {
      items.push({
        kind: 'section',
        id: 'clears',
        height: 30,
        node: (
          <button
            type="button"
            className={frame.fold}
            tabIndex={-1}
            aria-expanded={unfolded}
            title={unfolded ? words.fold : words.unfold}
            onClick={() => setUnfolded(!unfolded)}
          >
            <Icon name={unfolded ? 'down' : 'right'} size={12} />
            <Icon name="clock" size={13} />
            <b>{words.clears}</b>
            <span className="cut">{folded.text}</span>
          </button>
        ),
      });
      if (unfolded) items.push(...folded.rows.map(row));
    }
  }
  const nothing = ordered.rows.length === 0 && folded === null;
  const empty =
    view === undefined ? undefined : allBlind ? (
      <InPlace title={words.blindNone} />
    ) : query !== '' ? (
      <InPlace title={words.noneMatch} />
    ) : (
      <InPlace title={words.none}>{words.noneText}</InPlace>
    );
  const shown = nothing ? [] : items;
  return (
    <>
      <Table
        id={`causes.${layout}`}
        label={words.title}
        columns={columns}
        rows={{ ...arrayRows(shown), stamp: shown.map((i) => (i.kind === 'row' ? i.row.id : i.id)).join(' ') }}
        keyOf={(r) => r.id}
        rowHeight={rowHeight}
        openKey={open}
        onOpen={onOpen}
        onCursor={onCursor}
        onHold={onHold}
        tone={(r) =>
          gone.has(r.id) ? 'gone' : r.side === 'local' && r.incident?.severity === 'critical' ? 'local' : undefined
        }
        empty={empty}
      />
      {view !== undefined && view.untold > 0 && <div className={frame.line}>{words.untold(view.untold)}</div>}
    </>
  );
}
