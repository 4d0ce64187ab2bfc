import type { Side } from '../../shared/model/reason.ts';
import { sideWords, stateWords } from '../../shared/messages/ui.en.ts';
import { cx } from './cx.ts';
import { Icon, type IconName } from './icons.tsx';
import styles from './badge.module.css';

/** Whose turn it is: symbol, word and colour, never less. LOCAL is the only solid one; `suspected` is "LOCAL?". */
export function SideBadge({ side, suspected }: { side: Side | null; suspected?: boolean }) {
  if (suspected === true) {
    return (
      <span className={cx(styles.badge, styles.suspect)}>
        <Icon name="local" size={12} />
        {sideWords.suspected}
      </span>
    );
  }
  if (side === null) return <span className={cx(styles.badge, styles.nobody)}>{sideWords.unknown}</span>;
  return (
    <span className={cx(styles.badge, styles[side])}>
      <Icon name={side} size={12} />
      {sideWords[side]}
    </span>
  );
}

export type ShownState = 'calm' | 'new' | 'pending' | 'open' | 'draining' | 'blind' | 'paused' | 'frozen' | 'closed';
export type Severity = 'critical' | 'warning' | 'info' | null;

/** Symbol and colour class of a server's or incident's state. */
export function stateLook(state: ShownState, severity: Severity): { icon: IconName; color: string } {
  switch (state) {
    case 'calm':
      return { icon: 'calm', color: 'c-ok' };
    case 'closed':
      return { icon: 'check', color: 'f3' };
    case 'new':
    case 'pending':
      return { icon: 'pending', color: 'c-info' };
    case 'draining':
      return { icon: 'draining', color: 'c-info' };
    case 'blind':
    case 'frozen':
      return { icon: 'blind', color: 'c-blind' };
    case 'paused':
      return { icon: 'paused', color: 'c-blind' };
    case 'open':
      return severity === 'critical'
        ? { icon: 'critical', color: 'c-critical' }
        : severity === 'warning'
          ? { icon: 'warning', color: 'c-warning' }
          : { icon: 'info', color: 'c-info' };
  }
}

export interface StateBadgeProps {
  state: ShownState;
  severity?: Severity;
  /** Instead of the state's own word: "pending 2 of 3", "blind 47 min". */
  word?: string | undefined;
  size?: number;
}

export function StateBadge({ state, severity = null, word, size = 14 }: StateBadgeProps) {
  const { icon, color } = stateLook(state, severity);
  return (
    <span className={cx('sign med nowrap', color)}>
      <Icon name={icon} size={size} />
      {word ?? stateWords[state]}
    </span>
  );
}

/** Symbol of a state with its word for screen readers only; for a column of symbols. */
export function StateMark({
  state,
  severity = null,
  size = 15,
}: {
  state: ShownState;
  severity?: Severity;
  size?: number;
}) {
  const { icon, color } = stateLook(state, severity);
  return (
    <span className={color} title={stateWords[state]}>
      <Icon name={icon} size={size} />
      <span className="vh">{stateWords[state]}</span>
    </span>
  );
}
