import type { CauseRow } from '../../shared/views/causes.ts';
import { causesWords as words } from '../../shared/messages/causes-ui.en.ts';
import { timeWords } from '../../shared/messages/ui.en.ts';
import { spokenPart } from '../../shared/spoken.ts';
import { SideBadge, StateMark } from '../ui/Badge.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import type { Column } from '../ui/columns.ts';
import { change, number, span, when } from '../ui/format.ts';
import { Menu, type MenuEntry } from '../ui/Menu.tsx';
import { Spark } from '../ui/Spark.tsx';
import { tableStyles as t } from '../ui/Table.tsx';
import { isLocal } from './useCauses.ts';

export interface CauseActions {
  check: (row: CauseRow) => void;
  retryOne: (row: CauseRow) => void;
  menu: (row: CauseRow) => readonly MenuEntry[];
  canRetry: (row: CauseRow) => boolean;
  serverName: (id: string) => string;
}

export type CauseLayout = 'full' | 'beside' | 'wide';

/** Narrow order of dropping: advice, next try, oldest, server. Side, cause and waiting always stay. */
export function causeColumns(
  layout: CauseLayout,
  width: 'narrow' | 'normal' | 'wide',
  now: number,
  act: CauseActions,
): Column<CauseRow>[] {
  const servers = (r: CauseRow) => (
    <span className="f2 cut block" title={r.servers.map(act.serverName).join(', ')}>
      {r.servers.length > 2 ? words.serverCount(r.servers.length) : r.servers.map(act.serverName).join(', ')}
    </span>
  );
  const delta = (r: CauseRow) => (r.change15 === null ? '' : change(r.change15));
  const age = (r: CauseRow) => (r.oldest === null ? timeWords.notTold : span(now / 1000 - r.oldest));
  const soon = (r: CauseRow) => r.bounces !== null && r.bounces.at - now / 1000 < 6 * 3600;
  const left = (r: CauseRow) => (r.bounces === null ? timeWords.notTold : span(r.bounces.at - now / 1000));
  const next = (r: CauseRow) => (r.nextTry === null ? timeWords.notTold : when(r.nextTry.at * 1000, now));
  const est = (r: CauseRow) => (r.nextTry?.how === 'est' ? timeWords.est : '');

  const mark: Column<CauseRow> = {
    id: 'mark',
    title: '',
    name: words.columns.mark,
    width: 16,
    fixed: true,
    render: (r) => (r.incident === null ? null : <StateMark state={r.incident.state} severity={r.incident.severity} />),
  };
  const side: Column<CauseRow> = {
    id: 'side',
    title: layout === 'beside' ? '' : words.columns.side,
    name: words.columns.side,
    width: 82,
    fixed: true,
    render: (r) => <SideBadge side={r.side} suspected={r.suspected} />,
  };
  const cause: Column<CauseRow> = {
    id: 'cause',
    title: words.columns.cause,
    width: { min: 120, share: layout === 'wide' ? 1.7 : 1 },
    fixed: true,
    render: (r) => (
      <>
        <span className={`${t.t1 ?? ''} cut`} title={r.title}>
          {r.title}
        </span>
        <span className={`${t.t2 ?? ''} mono cut`} title={r.reply ?? undefined}>
          {r.reply === null ? r.code : spokenPart(r.reply, r.code)}
        </span>
      </>
    ),
  };
  const waiting: Column<CauseRow> = {
    id: 'waiting',
    title: layout === 'beside' ? words.columns.count : words.columns.waiting,
    width: layout === 'beside' ? 62 : 88,
    align: 'end',
    fixed: true,
    render: (r) => (
      <>
        <span className={t.t1}>{number(r.messages)}</span>
        <span className={t.t2}>{delta(r)}</span>
      </>
    ),
  };
  const spark = (px: number, title: string): Column<CauseRow> => ({
    id: 'spark',
    title,
    width: px + 2,
    render: (r) => <Spark series={r.spark} width={px} height={layout === 'wide' ? 28 : 26} />,
  });
  const buttons = (r: CauseRow, icons: boolean) => (
    <span className="row" style={{ gap: '0.25rem', justifyContent: icons ? 'flex-end' : undefined }}>
      {isLocal(r) &&
        (icons ? (
          <>
            <IconButton icon="eye" label={words.check} tabIndex={-1} onClick={() => act.check(r)} />
            {act.canRetry(r) && (
              <IconButton icon="retry" label={words.retryOne} tabIndex={-1} onClick={() => act.retryOne(r)} />
            )}
          </>
        ) : (
          <>
            <Button small icon="eye" tabIndex={-1} onClick={() => act.check(r)}>
              {words.check}
            </Button>
            {act.canRetry(r) && (
              <Button small icon="retry" tabIndex={-1} onClick={() => act.retryOne(r)}>
                {words.retryOne}
              </Button>
            )}
          </>
        ))}
      {!isLocal(r) && !icons && (
        <span className="f2 cut grow" title={r.advice}>
          {r.advice}
        </span>
      )}
      {(isLocal(r) || icons) && (
        <Menu trigger={<IconButton icon="more" small label={words.more} tabIndex={-1} />} entries={act.menu(r)} />
      )}
    </span>
  );

  if (layout === 'beside') return [mark, side, cause, waiting, spark(70, words.columns.sparkShort)];
  if (layout === 'wide') {
    return [
      mark,
      side,
      cause,
      {
        id: 'advice',
        title: words.columns.advice,
        width: { min: 100, share: 1 },
        render: (r) => (
          <span className="f2 cut block" title={r.advice}>
            {r.advice}
          </span>
        ),
      },
      { id: 'server', title: words.columns.server, width: 76, render: servers },
      {
        id: 'count',
        title: words.columns.count,
        width: 56,
        align: 'end',
        fixed: true,
        render: (r) => <span className={t.t1}>{number(r.messages)}</span>,
      },
      {
        id: 'change',
        title: words.columns.change,
        width: 50,
        align: 'end',
        render: (r) => <span className="f2">{delta(r)}</span>,
      },
      spark(116, words.columns.spark),
      { id: 'oldest', title: words.columns.age, width: 78, align: 'end', render: age },
      {
        id: 'bounces',
        title: words.columns.bounces,
        width: 74,
        align: 'end',
        render: (r) => <span className={soon(r) ? 'c-warning med' : undefined}>{left(r)}</span>,
      },
      {
        id: 'next',
        title: words.columns.next,
        width: 92,
        align: 'end',
        render: (r) => (
          <span className="f2">
            {next(r)} <span className="f3">{est(r)}</span>
          </span>
        ),
      },
      {
        id: 'actions',
        title: '',
        name: words.columns.actions,
        width: 86,
        fixed: true,
        render: (r) => buttons(r, true),
      },
    ];
  }
  const full: Column<CauseRow>[] = [
    mark,
    side,
    cause,
    { id: 'server', title: words.columns.server, width: 64, render: servers },
    waiting,
    spark(98, words.columns.spark),
    {
      id: 'oldest',
      title: words.columns.oldest,
      width: 78,
      align: 'end',
      render: (r) => (
        <>
          <span className={t.t1} style={{ fontWeight: 400 }}>
            {age(r)}
          </span>
          <span
            className={soon(r) ? `${t.t2 ?? ''} c-warning med` : t.t2}
            title={r.bounces?.how === 'est' ? timeWords.est : undefined}
          >
            {left(r)}
          </span>
        </>
      ),
    },
    {
      id: 'next',
      title: words.columns.next,
      width: 62,
      align: 'end',
      render: (r) => (
        <>
          <span className="block">{next(r)}</span>
          <span className={t.t2}>{est(r)}</span>
        </>
      ),
    },
    { id: 'advice', title: words.columns.advice, width: 192, fixed: true, render: (r) => buttons(r, false) },
  ];
  if (width !== 'narrow') return full;
  const narrow = full.filter((c) => c.id !== 'next' && c.id !== 'advice');
  return [
    ...narrow,
    {
      id: 'actions',
      title: '',
      name: words.columns.actions,
      width: 86,
      fixed: true,
      render: (r) => buttons(r, true),
    },
  ];
}
