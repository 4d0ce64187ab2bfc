/** What sections hold: replies, facts, steps, bars, lists, callouts. No knowledge of mail. */
import type { CSSProperties, ReactNode } from 'react';
import { cx } from './cx.ts';
import { number } from './format.ts';
import { Icon, type IconName } from './icons.tsx';
import styles from './facts.module.css';

export const facts = styles;

/** A stranger's words in mono. `strong` marks the part that decided (a code, a host). */
export function Reply({
  text,
  strong,
  before,
  style,
}: {
  text: string;
  strong?: string | null;
  before?: ReactNode;
  style?: CSSProperties;
}) {
  const at = strong === undefined || strong === null || strong === '' ? -1 : text.indexOf(strong);
  return (
    <div className={cx(styles.box, styles.reply)} style={style}>
      {before !== undefined && <span className="f3">{before} </span>}
      {at < 0 || strong === undefined || strong === null ? (
        text
      ) : (
        <>
          {text.slice(0, at)}
          <mark>{strong}</mark>
          {text.slice(at + strong.length)}
        </>
      )}
    </div>
  );
}

export const Mono = ({ children }: { children: ReactNode }) => <span className="mono stranger">{children}</span>;

export function KeyValues({
  rows,
  width,
  mono,
}: {
  rows: readonly (readonly [ReactNode, ReactNode])[];
  width?: number;
  mono?: boolean;
}) {
  return (
    <dl
      className={cx(styles.kv, mono === true && 'mono')}
      style={width === undefined ? undefined : { gridTemplateColumns: `${width / 16}rem minmax(0, 1fr)` }}
    >
      {rows.map(([key, value], i) => (
        <div key={i} style={{ display: 'contents' }}>
          <dt>{key}</dt>
          <dd className="stranger">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Ranked steps; `done` is what was done already, in words. */
export function Steps({ steps }: { steps: readonly { body: ReactNode; source?: ReactNode; done?: ReactNode }[] }) {
  return (
    <ol className={styles.steps}>
      {steps.map((s, i) => (
        <li key={i} data-done={s.done === undefined || s.done === null ? undefined : ''}>
          <div>
            {s.body} {s.done !== undefined && s.done !== null && <span className="f3">{s.done}</span>}
            {s.source !== undefined && <div className={styles.src}>{s.source}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}

/** Who is behind it: label, bar, count. The bar is relative to the largest. */
export function Bars({
  rows,
  bar = 92,
}: {
  /** `menu`: more to do with that one, a button at its end. */
  rows: readonly { label: string; count: number; onOpen?: (() => void) | undefined; menu?: ReactNode }[];
  bar?: number;
}) {
  const most = Math.max(1, ...rows.map((r) => r.count));
  return (
    <div className={styles.bars} style={{ '--bar': `${bar / 16}rem` } as CSSProperties}>
      {rows.map((r, i) => {
        const inside = (
          <>
            <span className="cut stranger" title={r.label}>
              {r.label}
            </span>
            <i style={{ width: `${(r.count / most) * 100}%` }} />
            <span className="num">{number(r.count)}</span>
          </>
        );
        const row =
          r.onOpen === undefined ? (
            <div key={i}>{inside}</div>
          ) : (
            <button key={i} type="button" onClick={r.onOpen}>
              {inside}
            </button>
          );
        return r.menu == null ? (
          row
        ) : (
          <div key={i} className={styles.withMenu}>
            {row}
            {r.menu}
          </div>
        );
      })}
    </div>
  );
}

export function Callout({
  icon,
  tone,
  children,
}: {
  icon?: IconName;
  tone?: 'critical' | 'warning' | 'info';
  children: ReactNode;
}) {
  return (
    <div className={cx(styles.callout, tone === 'critical' && styles.critical)} role="note">
      {icon !== undefined && <Icon name={icon} size={15} className={tone === undefined ? 'f2' : `c-${tone}`} />}
      <div className="grow">{children}</div>
    </div>
  );
}

/** Coloured parts of a whole with the sentence that says the same. */
export function Meter({
  parts: shown,
  total,
  label,
}: {
  parts: readonly { count: number; color: string }[];
  total: number;
  label: string;
}) {
  return (
    <div className={styles.meter} role="img" aria-label={label}>
      {shown.map((p, i) => (
        <i key={i} style={{ width: `${total > 0 ? (p.count / total) * 100 : 0}%`, background: p.color }} />
      ))}
    </div>
  );
}

/** Ruled lines of small print. Each child is a grid with its own columns. */
export const List = ({ boxed, children, label }: { boxed?: boolean; children: ReactNode; label?: string }) => (
  <div
    className={cx(styles.list, boxed === true && styles.boxed)}
    aria-label={label}
    role={label === undefined ? undefined : 'group'}
  >
    {children}
  </div>
);

/** Why there is nothing, or what went wrong, in place: what, exact text, what it means, what to do. */
export function InPlace({
  title,
  exact,
  children,
  actions,
}: {
  title: ReactNode;
  exact?: string | null | undefined;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className={styles.notice}>
      <h2>{title}</h2>
      {exact !== undefined && exact !== null && <pre>{exact}</pre>}
      {children !== undefined && <p>{children}</p>}
      {actions !== undefined && <div className="row wrap">{actions}</div>}
    </div>
  );
}
