import type { ReactNode } from 'react';
import { mtaColumns, mtaFacts } from '../../shared/messages/mtas.en.ts';
import type { Extent } from '../../shared/messages/mtas.en.ts';
import { mtasUi } from '../../shared/messages/servers-ui.en.ts';
import { IconButton } from '../ui/Button.tsx';
import { Icon } from '../ui/icons.tsx';
import type { IconName } from '../ui/icons.tsx';
import { Content, PageHead } from '../ui/frame.tsx';
import { cx } from '../ui/cx.ts';
import styles from './MtasPage.module.css';

const icons: Record<Extent, IconName> = { yes: 'check', part: 'pending', no: 'minus' };

/** Every mail system that is read, with what its own interface can and cannot do. */
export function MtasPage(props: { onBack: () => void }): ReactNode {
  return (
    <Content>
      <PageHead before={<IconButton icon="left" label={mtasUi.back} onClick={props.onBack} />} title={mtasUi.title} />
      <div className={styles.body} tabIndex={0} role="region" aria-label={mtasUi.title}>
        <p className={styles.text}>{mtasUi.text}</p>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{mtasUi.columns.name}</th>
              {mtaColumns.map((column) => (
                <th key={column} scope="col">
                  {mtasUi.columns[column]}
                </th>
              ))}
            </tr>
          </thead>
          {mtaFacts.map((facts) => (
            <tbody key={facts.kind}>
              <tr>
                <th scope="row">{facts.name}</th>
                {mtaColumns.map((column) => (
                  <td key={column}>
                    <span className={cx('sign', styles[facts.can[column]])}>
                      <Icon name={icons[facts.can[column]]} size={13} />
                      {mtasUi.words[facts.can[column]]}
                    </span>
                  </td>
                ))}
              </tr>
              <tr>
                <td className={styles.note} colSpan={mtaColumns.length + 1}>
                  {mtasUi.by(facts.reach)} {facts.note} <span className={styles.source}>{facts.source}</span>
                </td>
              </tr>
            </tbody>
          ))}
        </table>
      </div>
    </Content>
  );
}
