import type { ReactNode } from 'react';
import { serversUi } from '../../shared/messages/servers-ui.en.ts';
import type { Problem } from '../../shared/views/servers.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Icon } from '../ui/icons.tsx';
import { cx } from '../ui/cx.ts';
import styles from './ProblemBox.module.css';

/**
 * A problem where the data would stand: what happened, the exact text, what it means for what is seen, what to do now
 * (design section 9). Never more than it knows.
 */
export function ProblemBox(props: { problem: Problem; critical?: boolean; children?: ReactNode }): ReactNode {
  const { problem } = props;
  const critical = props.critical ?? problem.code.startsWith('host_key_');
  return (
    <div className={cx(styles.box, critical && styles.critical)} role="group" aria-label={problem.title}>
      <span className={styles.icon}>
        <Icon name={critical ? 'critical' : 'blind'} size={15} />
      </span>
      <div className={styles.body}>
        <p className={styles.title}>{problem.title}</p>
        {problem.detail !== null && <p className={styles.detail}>{problem.detail}</p>}
        <p className={styles.meaning}>
          {problem.meaning} {problem.next}
        </p>
        {problem.command !== null && (
          <p className={styles.command}>
            <code>{problem.command}</code>
            <CopyButton text={problem.command} label={serversUi.copyCommand} small />
          </p>
        )}
        {props.children !== undefined && <div className={styles.actions}>{props.children}</div>}
      </div>
    </div>
  );
}
