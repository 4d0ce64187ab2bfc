import { useState } from 'react';
import { messagesUi as words } from '../../shared/messages/messages-ui.en.ts';
import type { Filter, Scope } from '../../shared/model/filter.ts';
import { DomainMenu } from '../actions/domainActions.tsx';
import { useRequest } from '../state/request.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { number } from '../ui/format.ts';
import { Segmented } from '../ui/Segmented.tsx';
import ruled from '../ui/ruled.module.css';
import styles from './messages.module.css';

const cell = (n: number) => (n === 0 ? <span className="f3">0</span> : number(n));

/** qshape(1)'s table: waiting messages by domain and doubling age. */
export function AgesDialog({
  scope,
  filter,
  allowed,
  onClose,
}: {
  scope: Scope;
  filter: Filter;
  /** What may be done on the servers in sight. */
  allowed: { retry: boolean; full: boolean };
  onClose: () => void;
}) {
  const [by, setBy] = useState<'recipient' | 'sender'>('recipient');
  const { data } = useRequest('messages.ages', { scope, filter, by }, { key: by });
  const acts = by === 'recipient' && allowed.retry;
  const heads = data === undefined ? [] : [...data.bounds.map(number), words.ages.over(data.bounds.at(-1) ?? 0)];
  return (
    <Dialog
      open
      onClose={onClose}
      width={860}
      title={words.ages.title}
      description={words.ages.explain}
      foot={<Button onClick={onClose}>{words.ages.close}</Button>}
    >
      <div className={styles.agesBar}>
        <span className="f2">{words.ages.by}</span>
        <Segmented
          label={words.ages.by}
          value={by}
          onChange={setBy}
          options={[
            { value: 'recipient', text: words.ages.recipient },
            { value: 'sender', text: words.ages.sender },
          ]}
        />
      </div>
      <div className={styles.ages} tabIndex={0} role="group" aria-label={words.ages.title}>
        <table className={ruled.plain}>
          <thead>
            <tr>
              <th scope="col">{words.ages.domain}</th>
              <th scope="col" className="num">
                {words.ages.total}
              </th>
              {heads.map((head, i) => (
                <th key={i} scope="col" className="num">
                  {head}
                </th>
              ))}
              {acts && <td />}
            </tr>
          </thead>
          <tbody>
            {data !== undefined && (
              <tr>
                <th scope="row">{words.ages.all}</th>
                <td className="num med">{number(data.total.total)}</td>
                {data.total.counts.map((count, i) => (
                  <td key={i} className="num med">
                    {cell(count)}
                  </td>
                ))}
                {acts && <td />}
              </tr>
            )}
            {data?.rows.map((row) => (
              <tr key={row.domain}>
                <th scope="row" className="stranger">
                  {row.domain}
                </th>
                <td className="num">{number(row.total)}</td>
                {row.counts.map((count, i) => (
                  <td key={i} className="num">
                    {cell(count)}
                  </td>
                ))}
                {acts && (
                  <td>
                    <DomainMenu domain={row.domain} scope={scope} allowed={allowed} before={onClose} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Dialog>
  );
}
