import type { ReactNode } from 'react';
import { historyUi } from '../../shared/messages/history-ui.en.ts';
import { IconButton } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { PanelHead } from '../ui/PanelHead.tsx';
import { Panel } from '../ui/panel.tsx';
import { SideBadge } from '../ui/Badge.tsx';
import { number, when } from '../ui/format.ts';
import { useRequest } from '../state/request.ts';
import { cx } from '../ui/cx.ts';
import ruled from '../ui/ruled.module.css';
import styles from './HistoryScreen.module.css';

const words = historyUi.at;

/** What was in the queue at one past moment, by cause; as coarse as it was stored, and it says so. */
export function QueueThen(props: {
  servers: string[] | null;
  serverName: (id: string) => string;
  at: number;
  from: number;
  to: number;
  step: number;
  whole: boolean;
  onAt: (at: number) => void;
  onClose: () => void;
}): ReactNode {
  const { data, error } = useRequest('history.queueAt', { scope: { servers: props.servers }, at: props.at });
  const moment = when(props.at * 1000, Date.now());
  const rows = data === undefined ? [] : [...data.rows].sort((a, b) => b.messages - a.messages);
  const total = rows.reduce((sum, row) => sum + row.messages, 0);
  return (
    <Panel
      label={words.title(moment)}
      whole={props.whole}
      width={376}
      head={
        <PanelHead
          title={words.title(moment)}
          subtitle={data === undefined ? words.loading : rows.length === 0 ? words.nothing : words.total(total)}
          tools={
            <span className={styles.panelTools}>
              <IconButton
                icon="left"
                label={words.earlier}
                disabled={props.at <= props.from}
                onClick={() => props.onAt(Math.max(props.from, props.at - props.step))}
              />
              <IconButton
                icon="right"
                label={words.later}
                disabled={props.at >= props.to}
                onClick={() => props.onAt(Math.min(props.to, props.at + props.step))}
              />
            </span>
          }
          onClose={props.onClose}
        />
      }
    >
      <ErrorNote error={error} />
      {data?.note != null && <p className={styles.panelText}>{data.note}</p>}
      {rows.length > 0 && (
        <table className={cx(ruled.plain, styles.then)}>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>
                <td>
                  <SideBadge side={row.side} />
                </td>
                <td>{row.title}</td>
                <td className="f2">{props.serverName(row.server)}</td>
                <td className="num">{number(row.messages)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
