import { bounceKindWords, bouncesUi as words } from '../../shared/messages/bounces-ui.en.ts';
import { adviceWords } from '../../shared/messages/reasons.en.ts';
import type { BounceRow } from '../../shared/views/bounces.ts';
import { href, navigate } from '../app/router.ts';
import { LinkButton } from '../ui/Button.tsx';
import { whenShort } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import type { Column } from '../ui/Table.tsx';
import { cx } from '../ui/cx.ts';
import { shownKind } from './bounceDays.ts';
import { kindIcons } from './kindLooks.ts';
import styles from './BouncesScreen.module.css';

export function bounceColumns(now: number, short: boolean): Column<BounceRow>[] {
  return [
    {
      id: 'time',
      title: words.columns.time,
      width: 62,
      render: (row) => <span className="f3 nowrap">{whenShort(row.at, now)}</span>,
    },
    {
      id: 'kind',
      title: words.columns.kind,
      width: 88,
      render: (row) => {
        const kind = shownKind(row);
        return (
          <span className={cx('sign med nowrap', styles.kind, styles[kind])}>
            <Icon name={kindIcons[kind]} size={13} />
            {bounceKindWords[kind].word}
          </span>
        );
      },
    },
    {
      id: 'recipient',
      title: words.columns.recipient,
      width: { min: 120, share: 0.85 },
      render: (row) => (
        <span className={cx('stranger cut block', (row.ours === 'no' || row.done) && 'f3')} title={row.recipient ?? ''}>
          {row.recipient ?? words.noRecipient}
          {row.more > 0 && ` ${words.more(row.more)}`}
        </span>
      ),
    },
    {
      id: 'why',
      title: words.columns.why,
      width: { min: 140, share: 1.3 },
      render: (row) => (
        <span className={styles.why} title={row.class === null ? '' : adviceWords[row.class].title}>
          {row.side !== null && (
            <span className={`c-${row.side}`} title={row.side}>
              <Icon name={row.side} size={13} />
            </span>
          )}
          <span className="stranger cut">{row.why}</span>
        </span>
      ),
    },
    ...(short
      ? []
      : [
          {
            id: 'message',
            title: words.columns.message,
            width: 112,
            render: (row: BounceRow) =>
              row.queueId === null ? (
                <span className="f3">{words.noMatch}</span>
              ) : (
                <span className="mono cut block">{row.queueId}</span>
              ),
          },
        ]),
    {
      id: 'incident',
      title: words.columns.incident,
      width: 56,
      render: (row) =>
        row.incident === null ? null : (
          <LinkButton onClick={() => navigate(href('incident', [row.incident ?? 0]))}>#{row.incident}</LinkButton>
        ),
    },
  ];
}
