import type { ReactNode } from 'react';
import { cx } from '../ui/cx.ts';
import ruled from '../ui/ruled.module.css';
import styles from './Settings.module.css';

/** A list of a section as a table that scrolls sideways where it must; `tools`: a last column of buttons, without a head. */
export function SettingTable(props: {
  head: readonly string[];
  tools?: boolean;
  labelledBy?: string;
  children: ReactNode;
}): ReactNode {
  return (
    <div className={styles.scroller}>
      <table className={cx(ruled.plain, styles.table)} aria-labelledby={props.labelledBy}>
        <thead>
          <tr>
            {props.head.map((text) => (
              <th key={text} scope="col">
                {text}
              </th>
            ))}
            {props.tools === true && <th />}
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </div>
  );
}
