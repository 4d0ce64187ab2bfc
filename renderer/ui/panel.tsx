/** The panel beside a table, its sections and tabs. No knowledge of mail. */
import { useRef, type CSSProperties, type KeyboardEvent, type ReactNode } from 'react';
import { cx } from './cx.ts';
import styles from './panel.module.css';

export const panel = styles;

/** Opens beside the table, never over it; `whole` takes the table's place in a narrow window. */
export function Panel({
  label,
  head,
  foot,
  tabs,
  width,
  whole,
  children,
}: {
  label: string;
  head: ReactNode;
  foot?: ReactNode;
  tabs?: ReactNode;
  width?: number;
  whole?: boolean;
  children: ReactNode;
}) {
  return (
    <aside
      className={cx(styles.panel, whole === true && styles.whole)}
      aria-label={label}
      style={width === undefined || whole === true ? undefined : { width: `${width / 16}rem` }}
    >
      <div className={styles.phead}>{head}</div>
      {tabs}
      <div className={styles.pbody} tabIndex={0} role="group" aria-label={label}>
        {children}
      </div>
      {foot !== undefined && <div className={styles.pfoot}>{foot}</div>}
    </aside>
  );
}

export function Section({
  title,
  aside,
  children,
  className,
  style,
  level,
  live,
}: {
  title?: ReactNode;
  aside?: ReactNode;
  children?: ReactNode;
  className?: string | undefined;
  style?: CSSProperties;
  /** Of its heading. */
  level?: 2 | 3;
  /** What appears in it is spoken. */
  live?: boolean;
}) {
  return (
    <section className={cx(styles.sect, className)} style={style} aria-live={live === true ? 'polite' : undefined}>
      {title !== undefined && (
        <Label aside={aside} level={level}>
          {title}
        </Label>
      )}
      {children}
    </section>
  );
}

export function Label({
  children,
  aside,
  level = 3,
}: {
  children: ReactNode;
  aside?: ReactNode;
  level?: 2 | 3 | undefined;
}) {
  const Heading = `h${level}` as const;
  return (
    <Heading className={styles.label}>
      {children}
      {aside !== undefined && aside !== false && <span className="push">{aside}</span>}
    </Heading>
  );
}

export interface TabsProps<T extends string> {
  label: string;
  value: T;
  tabs: readonly { value: T; text: ReactNode }[];
  onChange: (value: T) => void;
}

export function Tabs<T extends string>({ label, value, tabs, onChange }: TabsProps<T>) {
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = (tabs.findIndex((t) => t.value === value) + step + tabs.length) % tabs.length;
    const next = tabs[at];
    if (next === undefined) return;
    onChange(next.value);
    list.current?.querySelectorAll('button')[at]?.focus();
  };
  return (
    <div className={styles.tabs} role="tablist" aria-label={label} ref={list} onKeyDown={move}>
      {tabs.map((t) => (
        <button
          key={t.value}
          type="button"
          role="tab"
          aria-selected={t.value === value}
          tabIndex={t.value === value ? 0 : -1}
          onClick={() => onChange(t.value)}
        >
          {t.text}
        </button>
      ))}
    </div>
  );
}
