import { useCallback, useMemo, useRef, useState } from 'react';
import type { RequestOutput } from '../../shared/contract.ts';
import { domainUi } from '../../shared/messages/actions-ui.en.ts';
import { messagesUi as words } from '../../shared/messages/messages-ui.en.ts';
import type { Verb } from '../../shared/model/action.ts';
import type { Filter } from '../../shared/model/filter.ts';
import { parseQuery, printQuery } from '../../shared/query.ts';
import type { MessageRow, MessageSort } from '../../shared/views/messages.ts';
import { messageSorts } from '../../shared/views/messageSorts.ts';
import { allowedOn, domainEntries, domainOfFilter, openDomain } from '../actions/domainActions.tsx';
import { openPreview } from '../actions/previewState.ts';
import { useKeys } from '../app/keys.tsx';
import { useRowHeight, useWidth } from '../app/layout.ts';
import { href, navigate, patchQuery } from '../app/router.ts';
import type { ScreenProps } from '../app/screens.tsx';
import { useBridge } from '../state/bridge.tsx';
import { download } from '../state/download.ts';
import { useNow } from '../state/now.ts';
import { useScope } from '../state/prefs.ts';
import { useStream, useVersion } from '../state/streams.ts';
import { useWindow } from '../state/window.ts';
import { IconButton } from '../ui/Button.tsx';
import { Menu } from '../ui/Menu.tsx';
import { InPlace } from '../ui/facts.tsx';
import { Content, PageHead } from '../ui/frame.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { Table } from '../ui/Table.tsx';
import { AgesDialog } from './AgesDialog.tsx';
import { columnsOf } from './columns.tsx';
import { messageKey } from './messageLooks.ts';
import { MessagePanel } from './MessagePanel.tsx';
import { QueryLine } from './QueryLine.tsx';
import { SelectionBar } from './SelectionBar.tsx';
import { useSelection } from './useSelection.ts';

type Answer = RequestOutput<'messages.window'>;
type StateFilter = 'all' | 'deferred' | 'held' | 'active';

function sortOf(text: string | undefined): MessageSort {
  const [by, way] = (text ?? '').split('-');
  const known = messageSorts.find((sort) => sort === by);
  return known === undefined ? { by: 'age', down: true } : { by: known, down: way === 'down' };
}

/** Every message, by the window: the engine filters, sorts and counts. */
export default function MessagesScreen({ route }: ScreenProps) {
  const bridge = useBridge();
  const scope = useScope();
  const now = useNow(10_000);
  const width = useWidth();
  const narrow = width === 'narrow';
  const rowHeight = useRowHeight(1);
  const servers = useStream('servers');
  const version = useVersion('queue');
  const [held, setHeld] = useState(false);
  const [ages, setAges] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const line = route.query['q'] ?? '';
  const filter = useMemo(() => parseQuery(line).filter, [line]);
  const sort = useMemo(() => sortOf(route.query['sort']), [route.query]);
  const open = route.screen === 'message' && route.path.length === 2 ? route.path.join('/') : null;

  const list = useWindow<MessageRow, Answer>({
    ask: (from, count) => bridge.request('messages.window', { scope, filter, sort, from, count }),
    key: JSON.stringify([scope, filter, sort]),
    version,
    held,
  });
  const { info, loaded } = list;
  const matched = info?.matched ?? 0;
  const selected = useSelection({ scope, filter, matched, loaded });
  const inView = (servers ?? []).filter((s) => scope.servers === null || scope.servers.includes(s.config.id));

  const setFilter = useCallback((next: Filter) => patchQuery({ q: printQuery(next) }), []);
  const stateFilter = (filter.find((t) => t.field === 'state' && !t.not)?.value ?? 'all') as StateFilter;
  const show = (row: MessageRow | null): void =>
    navigate(row === null ? href('messages', [], route.query) : href('message', [row.server, row.id], route.query));
  const beside = (step: 1 | -1): (() => void) | null => {
    const rows = loaded();
    const at = rows.findIndex((row) => messageKey(row) === open);
    const next = at < 0 ? undefined : rows[at + step];
    return next === undefined ? null : () => show(next);
  };

  // Levels of the servers that the selection touches; the engine checks them again.
  const touched = selected.everything
    ? inView
    : inView.filter((s) => [...selected.rows.values()].some((row) => row.server === s.config.id));
  const allowed = allowedOn(touched);
  const allowedHere = allowedOn(inView);
  const domain = domainOfFilter(filter);
  const act = (verb: Verb, paced: boolean): void => {
    const selection = selected.selection();
    if (selection === null) return;
    openPreview({
      verb,
      selection,
      pace: paced ? { intervalMs: 2000, stopAfter: 3, order: 'oldest', probe: false, resume: false } : null,
    });
  };
  const some = selected.count > 0 && open === null;
  useKeys([
    { keys: '/', label: words.search, run: () => input.current?.focus() },
    { keys: 'Ctrl+A', label: words.selection.selectAll(matched), when: matched > 0, run: selected.selectAll },
    {
      keys: 'R',
      label: words.selection.retry(selected.count),
      when: some && allowed.retry,
      run: () => act('retry', false),
    },
    { keys: 'Shift+R', label: words.selection.retryPaced, when: some && allowed.retry, run: () => act('retry', true) },
    { keys: 'H', label: words.selection.hold, when: some && allowed.full, run: () => act('hold', false) },
    { keys: 'U', label: words.selection.release, when: some && allowed.full, run: () => act('release', false) },
    {
      keys: 'Shift+D',
      label: domain === null ? '' : domainUi.key(domain),
      when: domain !== null && open === null && allowedHere.retry,
      run: () => domain !== null && openDomain('retry', domain, scope),
    },
    { keys: 'D', label: words.menu.ages, run: () => setAges(true) },
  ]);

  const exportAs = (format: 'csv' | 'json'): void =>
    void bridge.request('messages.export', { scope, filter, format }).then(download);
  const mtas = inView.map((s) => s.detection?.mta ?? s.config.mta ?? '').join(' ');
  const columns = useMemo(
    () => columnsOf(now, open !== null || width === 'narrow' ? 'short' : width, mtas.split(' ')),
    [now, open, width, mtas],
  );
  const seen = new Set(loaded().map(messageKey));
  const whole = narrow && open !== null;
  return (
    <>
      {!whole && (
        <Content label={words.title}>
          <PageHead
            title={words.title}
            tools={
              <>
                {open === null && !narrow && (
                  <Segmented<StateFilter>
                    label={words.states.label}
                    value={stateFilter}
                    options={(['all', 'deferred', 'held', 'active'] as const).map((value) => ({
                      value,
                      text: words.states[value],
                    }))}
                    onChange={(value) =>
                      setFilter([
                        ...filter.filter((t) => t.field !== 'state'),
                        ...(value === 'all' ? [] : [{ field: 'state' as const, op: 'is' as const, value, not: false }]),
                      ])
                    }
                  />
                )}
                <Menu
                  trigger={<IconButton icon="more" label={words.menu.label} />}
                  entries={[
                    { text: words.menu.ages, icon: 'history', onChoose: () => setAges(true) },
                    { text: words.menu.exportCsv, icon: 'export', onChoose: () => exportAs('csv') },
                    { text: words.menu.exportJson, icon: 'export', onChoose: () => exportAs('json') },
                    ...(domain === null ? [] : domainEntries(domain, scope, allowedHere)),
                  ]}
                />
              </>
            }
          >
            {info !== undefined && (
              <>
                {filter.length === 0
                  ? words.all(info.total, inView.length)
                  : words.match(info.matched, info.total, inView.length)}
                {info.counting && ` ${words.counting}`}
              </>
            )}
          </PageHead>
          <QueryLine filter={filter} onChange={setFilter} inputRef={input} />
          <Table
            id="messages"
            label={words.title}
            columns={columns}
            rows={list.rows}
            keyOf={messageKey}
            rowHeight={rowHeight}
            sort={sort}
            onSort={(by) =>
              patchQuery({ sort: `${by}-${sort.by === by && sort.down ? 'up' : 'down'}` }, { replace: true })
            }
            selection={selected.table}
            openKey={open}
            onOpen={show}
            onHold={setHeld}
            empty={
              <Empty
                loading={list.loading && info === undefined}
                blind={inView.length > 0 && inView.every((s) => s.problem !== null && s.seenAt === null)}
                filtered={filter.length > 0}
                total={info?.total ?? 0}
                exact={list.error?.message ?? null}
              />
            }
          />
          {selected.count > 0 && (
            <SelectionBar
              count={selected.count}
              everything={selected.everything}
              matched={matched}
              left={
                selected.everything || matched > loaded().length
                  ? 0
                  : [...selected.rows.keys()].filter((key) => !seen.has(key)).length
              }
              allowed={allowed}
              onVerb={act}
              onSelectAll={selected.selectAll}
              onClear={selected.clear}
              onCopy={
                selected.everything
                  ? null
                  : () =>
                      void navigator.clipboard.writeText([...selected.rows.values()].map((row) => row.id).join('\n'))
              }
            />
          )}
        </Content>
      )}
      {open !== null && (
        <MessagePanel
          key={open}
          server={route.path[0] ?? ''}
          id={route.path[1] ?? ''}
          whole={whole}
          onClose={() => show(null)}
          onPrevious={beside(-1)}
          onNext={beside(1)}
        />
      )}
      {ages && <AgesDialog scope={scope} filter={filter} allowed={allowedHere} onClose={() => setAges(false)} />}
    </>
  );
}

function Empty(props: { loading: boolean; blind: boolean; filtered: boolean; total: number; exact: string | null }) {
  if (props.exact !== null) return <InPlace title={words.empty.blind} exact={props.exact} />;
  if (props.loading) return <InPlace title={words.empty.loading} />;
  if (props.blind) return <InPlace title={words.empty.blind} />;
  if (props.filtered && props.total > 0) {
    return <InPlace title={words.empty.noMatch}>{words.empty.noMatchMeans(props.total)}</InPlace>;
  }
  return <InPlace title={words.empty.none}>{words.empty.noneMeans}</InPlace>;
}
