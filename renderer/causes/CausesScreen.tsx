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
import { Content, frame, VerdictHead } from '../ui/frame.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { causeColumns } from './causeColumns.tsx';
import { CausePanel } from './CausePanel.tsx';
import { ServerStrip } from './ServerStrip.tsx';
import { useCauseActions } from './useCauseActions.tsx';
import { isLocal, useCausesView, useHeldOrder } from './useCauses.ts';
import { CauseTable } from './CauseTable.tsx';

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
