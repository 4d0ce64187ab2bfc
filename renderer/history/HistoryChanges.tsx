import { useState } from 'react';
import type { ReactNode } from 'react';
import { historyUi } from '../../shared/messages/history-ui.en.ts';
import type { HistoryChange } from '../../shared/views/history.ts';
import { LinkButton } from '../ui/Button.tsx';
import { Icon } from '../ui/icons.tsx';
import { SideBadge } from '../ui/Badge.tsx';
import { Spark } from '../ui/Spark.tsx';
import { cx } from '../ui/cx.ts';
import { number } from '../ui/format.ts';
import { changeText } from './markLabel.ts';
import ruled from '../ui/ruled.module.css';
import styles from './HistoryScreen.module.css';

type SortKey = 'count' | 'change';

const changeRank = (row: HistoryChange): number => row.change ?? Infinity;

/** LOCAL stays on top whatever the order (design section 1.3); then by what was asked for. */
export function sortChanges(rows: readonly HistoryChange[], by: SortKey): HistoryChange[] {
  const value = (row: HistoryChange): number => (by === 'count' ? row.count : changeRank(row));
  return [...rows].sort((a, b) => {
    const local = Number(b.side === 'local') - Number(a.side === 'local');
    if (local !== 0) return local;
    const [x, y] = [value(a), value(b)];
    return x === y ? b.count - a.count : y > x ? 1 : -1;
  });
}

/** What changed against the time before: count, change and pattern of every cause. */
export function HistoryChanges(props: {
  rows: readonly HistoryChange[];
  rangeLabel: string;
  serverName: (id: string) => string;
  onIncident: (id: number) => void;
}): ReactNode {
  const [sort, setSort] = useState<SortKey>('change');
  const words = historyUi.columns;
  const head = (key: SortKey, label: string): ReactNode => (
    <th scope="col" className="num" aria-sort={sort === key ? 'descending' : undefined}>
      <button type="button" className={cx(styles.sort, sort === key && styles.sorted)} onClick={() => setSort(key)}>
        {label}
        {sort === key && <Icon name="sort" size={11} />}
      </button>
    </th>
  );
  return (
    <table className={cx(ruled.sticky, styles.changes)}>
      <thead>
        <tr>
          <th scope="col">{words.side}</th>
          <th scope="col" className={styles.cause}>
            {words.cause}
          </th>
          <th scope="col" className={styles.hideNarrow}>
            {words.server}
          </th>
          {head('count', words.count)}
          {head('change', words.change)}
          <th scope="col">{props.rangeLabel}</th>
          <th scope="col">{words.pattern}</th>
          <th scope="col">{words.last}</th>
        </tr>
      </thead>
      <tbody>
        {sortChanges(props.rows, sort).map((row) => {
          const change = changeText(row.change, historyUi.new);
          return (
            <tr key={row.key}>
              <td>
                <SideBadge side={row.side} />
              </td>
              <td className={cx('cut', styles.cause)} title={row.title}>
                {row.title}
              </td>
              <td className={cx('f2', styles.hideNarrow)}>{historyUi.servers(row.servers.map(props.serverName))}</td>
              <td className="num">{number(row.count)}</td>
              <td className={cx('num', change.strong ? 'strong' : 'f3')}>{change.text}</td>
              <td>
                <Spark series={row.spark} width={112} height={20} />
              </td>
              <td className="f2">{row.pattern}</td>
              <td>
                {row.incident !== null && (
                  <LinkButton className="mono" onClick={() => props.onIncident(row.incident ?? 0)}>
                    #{row.incident}
                  </LinkButton>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
