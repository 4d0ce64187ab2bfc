/** Frame of a screen: its column, head, bars and footers. No knowledge of mail. */
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons.tsx';
import styles from './frame.module.css';

export const frame = styles;

/** Column of a screen: head, bars, table. A panel stands beside it. */
export const Content = ({ children, label }: { children: ReactNode; label?: string }) => (
  <div className={styles.page} aria-label={label}>
    {children}
  </div>
);

/** Head of a screen: one sentence that answers it, tools at the right. */
export function PageHead({
  title,
  children,
  tools,
  before,
}: {
  title: ReactNode;
  children?: ReactNode;
  tools?: ReactNode;
  before?: ReactNode;
}) {
  return (
    <header className={styles.head}>
      {before}
      <h1>{title}</h1>
      {children !== undefined && <span className="s12 f2 cut">{children}</span>}
      {tools !== undefined && <span className={styles.tools}>{tools}</span>}
    </header>
  );
}

export function VerdictHead({
  icon,
  tone,
  title,
  detail,
  tools,
}: {
  icon: IconName;
  tone: string;
  title: ReactNode;
  detail: ReactNode;
  tools?: ReactNode;
}) {
  return (
    <header className={styles.verdict}>
      <span className={tone}>
        <Icon name={icon} size={17} />
      </span>
      <div className="grow">
        <h1>{title}</h1>
        <p className="cut" title={typeof detail === 'string' ? detail : undefined}>
          {detail}
        </p>
      </div>
      {tools}
    </header>
  );
}
