import { useMemo, useState } from 'react';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { historyUi } from '../../shared/messages/history-ui.en.ts';
import type { HistoryLane, HistoryView } from '../../shared/views/history.ts';
import { SideBadge } from '../ui/Badge.tsx';
import { number, when } from '../ui/format.ts';
import { dayMarks, timeAt } from './dayMarks.ts';
import type { HistoryRange } from './dayMarks.ts';
import { lanePath } from './lanePath.ts';
import { markLabel } from './markLabel.ts';
import styles from './HistoryLanes.module.css';

/** Small multiples over the same time, each with its own scale. A click, or arrow keys and Enter, asks what was in the queue then. */
export function HistoryLanes(props: {
  view: HistoryView;
  range: HistoryRange;
  /** Moment looked at, epoch seconds. */
  at: number | null;
  onAt: (at: number) => void;
}): ReactNode {
  const { view } = props;
  const [hover, setHover] = useState<number | null>(null);
  const marks = dayMarks(view.from, view.to, props.range);
  const span = Math.max(1, view.to - view.from);
  const cursor = hover ?? props.at;
  const left = cursor === null ? null : ((cursor - view.from) / span) * 100;
  const step = view.lanes[0]?.spark.step ?? 3600;

  const fraction = (event: PointerEvent): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return (event.clientX - box.left) / Math.max(1, box.width);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const from = cursor ?? view.to;
    const by = event.key === 'ArrowLeft' ? -step : event.key === 'ArrowRight' ? step : 0;
    if (by !== 0) setHover(Math.min(view.to, Math.max(view.from, from + by)));
    else if (event.key === 'Enter' && cursor !== null) props.onAt(cursor);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <section className={styles.lanes} aria-label={historyUi.perHour}>
      <div className={styles.head} aria-hidden>
        <span>{historyUi.perHour}</span>
        <div className={styles.marks}>
          {marks.map((mark) => (
            <span key={mark.at} style={{ left: `${mark.left}%` }}>
              {markLabel(mark.at, props.range)}
            </span>
          ))}
        </div>
        <span className={styles.right}>{historyUi.peak(historyUi.ranges[props.range])}</span>
      </div>
      {view.lanes.map((lane) => (
        <div key={lane.key} className={styles.lane}>
          <div className={styles.name}>
            {lane.side === null ? <span title={lane.label}>{lane.label}</span> : <SideBadge side={lane.side} />}
          </div>
          <div
            className={styles.plot}
            role="slider"
            tabIndex={0}
            aria-label={`${historyUi.laneSentence(lane.label, lane.peak, lane.peakUnit)} ${historyUi.laneHelp}`}
            aria-valuemin={view.from}
            aria-valuemax={view.to}
            aria-valuenow={cursor ?? view.to}
            aria-valuetext={when((cursor ?? view.to) * 1000, view.to * 1000)}
            onKeyDown={onKeyDown}
            onPointerMove={(event) => setHover(timeAt(view.from, view.to, fraction(event)))}
            onPointerLeave={() => setHover(null)}
            onClick={(event) => {
              const box = event.currentTarget.getBoundingClientRect();
              props.onAt(timeAt(view.from, view.to, (event.clientX - box.left) / Math.max(1, box.width)));
            }}
          >
            {marks.map((mark) => (
              <i key={mark.at} className={styles.grid} style={{ left: `${mark.left}%` }} />
            ))}
            <LanePlot lane={lane} />
            {left !== null && <i className={styles.cursor} style={{ left: `${left}%` }} />}
          </div>
          <div className={styles.peak}>
            {lane.spark.values.every((v) => v === null) ? (
              <small>{historyUi.notSeen}</small>
            ) : (
              <>
                {number(lane.peak)} <small>{lane.peakUnit}</small>
              </>
            )}
          </div>
        </div>
      ))}
      <div className={styles.legend}>
        <span>
          <i className={styles.band} />
          {historyUi.legendNormal}
        </span>
        <span>
          <i className={styles.over} />
          {historyUi.legendOver}
        </span>
        <span>
          <i className={styles.none} />
          {historyUi.legendNone}
        </span>
        <span>
          <i className={styles.running} />
          {historyUi.legendRunning}
        </span>
        <span className="push">{cursor === null ? historyUi.ownScale : when(cursor * 1000, view.to * 1000)}</span>
      </div>
    </section>
  );
}

const width = 1000;
const height = 44;

function LanePlot(props: { lane: HistoryLane }): ReactNode {
  const path = useMemo(() => lanePath(props.lane.spark, width, height), [props.lane.spark]);
  return (
    <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden>
      <path d={path.band} fill="var(--chart-band)" />
      <path
        d={path.line}
        fill="none"
        stroke="var(--chart-line)"
        strokeWidth="1.2"
        vectorEffect="non-scaling-stroke"
        strokeLinejoin="round"
      />
      <path
        d={path.running}
        fill="none"
        stroke="var(--chart-line)"
        strokeWidth="1.2"
        strokeDasharray="3 2"
        vectorEffect="non-scaling-stroke"
      />
      <path
        d={path.over}
        fill="none"
        stroke="var(--chart-over)"
        strokeWidth="1.8"
        vectorEffect="non-scaling-stroke"
        strokeLinejoin="round"
      />
      <path
        d={path.gaps}
        fill="none"
        stroke="var(--chart-compare)"
        strokeWidth="1.5"
        strokeDasharray="2 3"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
