import type { ReactNode } from 'react';
import type { Ability } from '../../shared/model/server.ts';
import { addServerUi } from '../../shared/messages/add-server-ui.en.ts';
import { abilityWords } from '../../shared/messages/servers-ui.en.ts';
import { Icon } from '../ui/icons.tsx';
import { cx } from '../ui/cx.ts';
import { abilityRows } from './abilityRows.ts';
import ruled from '../ui/ruled.module.css';
import styles from './AbilityTable.module.css';

const columns = addServerUi.rights.columns;

/** What an account may do on a server, with the command that was tried and what a "no" means. */
export function AbilityTable(props: { abilities: readonly Ability[]; label: string }): ReactNode {
  return (
    <table className={cx(ruled.plain, styles.table)} aria-label={props.label}>
      <thead>
        <tr>
          <th scope="col">{columns.ability}</th>
          <th scope="col">{columns.command}</th>
          <th scope="col">{columns.granted}</th>
          <th scope="col">{columns.means}</th>
        </tr>
      </thead>
      <tbody>
        {abilityRows(props.abilities).map((row) => (
          <tr key={row.ids.join(' ')}>
            <th scope="row">{row.title}</th>
            <td className={cx('code', styles.command)} title={row.command}>
              {row.command}
            </td>
            <td>
              <span className={cx('sign', row.granted === 'yes' ? 'c-ok' : 'f3')}>
                <Icon name={row.granted === 'yes' ? 'check' : 'minus'} size={13} />
                {abilityWords.granted[row.granted]}
              </span>
            </td>
            <td>{row.note}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
