import { useState } from 'react';
import type { ReactNode } from 'react';
import { incidentsUi, incidentStateWords } from '../../shared/messages/incidents-ui.en.ts';
import type { IncidentRow, IncidentsView } from '../../shared/views/incidents.ts';
import { LinkButton } from '../ui/Button.tsx';
import { Icon } from '../ui/icons.tsx';
import { cx } from '../ui/cx.ts';
import { axisLabel } from './axisLabel.ts';
import { axisMarks, layoutLanes } from './lanes.ts';
import type { LaneBar } from './lanes.ts';
import styles from './IncidentLanes.module.css';

/** Lines of a lane, px: the bar with air around it. */
const lineHeight = 20;

/** Incidents over time, a lane a server. What is calm folds into one line when there are many servers. */
export function IncidentLanes(props: {
  view: IncidentsView;
  /** Servers in the order of the screen, id and name. */
  servers: readonly { id: string; name: string }[];
  onOpen: (id: number) => void;
}): ReactNode {
  const [all, setAll] = useState(false);
  const { view } = props;
  const marks = axisMarks(view.from, view.to, 7);
  const rows = new Map(view.rows.map((row) => [row.id, row]));
  const lanes = layoutLanes(
    view,
    props.servers.map((s) => s.id),
  ).map((lane, index) => ({ ...lane, name: props.servers[index]?.name ?? lane.server }));
  const busy = lanes.filter((lane) => lane.bars.length > 0);
  const shown = all || lanes.length <= 6 ? lanes : busy.slice(0, 12);
  const hidden = lanes.length - shown.length;
  return (
    <section className={styles.lanes} aria-label={incidentsUi.lanesLabel}>
      <div className={styles.axis} aria-hidden>
        {marks.map((mark, index) => (
          <span key={mark.left} style={{ left: `${mark.left}%` }}>
            {mark.at === null ? incidentsUi.now : axisLabel(mark.at, marks[index - 1]?.at ?? null, view.to - view.from)}
          </span>
        ))}
      </div>
      {shown.map((lane) => (
        <div key={lane.server} className={styles.lane}>
          <span className={styles.server} title={lane.name}>
            {lane.name}
          </span>
          <div className={styles.track} style={{ height: 30 + (lane.lines - 1) * lineHeight }}>
            {lane.bars.map((bar) => (
              <Bar
                key={`${bar.incident ?? 'blind'} ${bar.left}`}
                bar={bar}
                row={bar.incident === null ? null : (rows.get(bar.incident) ?? null)}
                server={lane.name}
                onOpen={props.onOpen}
              />
            ))}
          </div>
        </div>
      ))}
      {(hidden > 0 || all) && lanes.length > 6 && (
        <p className={styles.more}>
          <LinkButton onClick={() => setAll(!all)} aria-expanded={all}>
            {all ? incidentsUi.fewer : incidentsUi.calmMore(hidden)}
          </LinkButton>
        </p>
      )}
    </section>
  );
}

function Bar(props: {
  bar: LaneBar;
  row: IncidentRow | null;
  server: string;
  onOpen: (id: number) => void;
}): ReactNode {
  const { bar, row } = props;
  const place = { left: `${bar.left}%`, width: `${bar.width}%`, top: 9 + bar.line * lineHeight };
  if (row === null) {
    return (
      <span
        className={cx(styles.bar, styles.blind)}
        style={place}
        role="img"
        aria-label={incidentsUi.laneBlind(props.server)}
      />
    );
  }
  const label = `#${row.id}${bar.kind === 'closed' ? '' : ` ${row.title}`}${row.state === 'draining' ? `, ${incidentStateWords.draining}` : ''}`;
  const labelPlace =
    bar.label === 'before'
      ? { right: `calc(${100 - bar.left}% + 6px)`, top: 6 + bar.line * lineHeight }
      : { left: `calc(${bar.left + bar.width}% + 6px)`, top: 6 + bar.line * lineHeight };
  return (
    <>
      <button
        type="button"
        className={cx(styles.bar, styles[bar.kind])}
        style={place}
        title={row.title}
        aria-label={incidentsUi.laneBar(row.id, row.title, incidentStateWords[row.state])}
        onClick={() => props.onOpen(row.id)}
      />
      <span className={styles.label} style={labelPlace} aria-hidden>
        {row.side !== null && (
          <span className={`c-${row.side}`}>
            <Icon name={row.side} size={12} />
          </span>
        )}
        <span className="cut">{label}</span>
      </span>
    </>
  );
}
