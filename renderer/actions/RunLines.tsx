import { runWords } from '../../shared/messages/actions-ui.en.ts';
import { cx } from '../ui/cx.ts';
import { facts } from '../ui/facts.tsx';
import styles from './actions.module.css';
import type { RunLinesAnswer } from './useRunLines.ts';

const tone: Partial<Record<RunLinesAnswer['rows'][number]['proves'], string>> = {
  sent: 'c-left',
  deferred: 'c-again',
  bounced: 'c-bounced',
};

/** Delivery-log lines, newest first; where a log cannot be read, that is said instead. */
export function RunLines({ lines }: { lines: RunLinesAnswer | null }) {
  if (lines === null) return <p className="s12 f3">{runWords.lines.reading}</p>;
  return (
    <>
      {lines.unreadable.map((why) => (
        <p key={why} className="s12 f2">
          {why}
        </p>
      ))}
      {lines.rows.length === 0 ? (
        lines.unreadable.length === 0 && (
          <p className="s12 f3">{lines.live ? runWords.lines.waiting : runWords.lines.none}</p>
        )
      ) : (
        <ol className={cx(facts.box, styles.lines)} tabIndex={0} aria-label={runWords.lines.label}>
          {lines.rows.map((row) => (
            <li key={row.seq} className={cx(tone[row.proves])}>
              <span className="mono stranger">{row.text}</span>
            </li>
          ))}
        </ol>
      )}
      {lines.followed < lines.messages && (
        <p className="s11 f3">{runWords.lines.followed(lines.followed, lines.messages)}</p>
      )}
      {lines.dropped > 0 && <p className="s11 f3">{runWords.lines.dropped(lines.dropped)}</p>}
    </>
  );
}
