import { useState } from 'react';
import { causesWords as words } from '../../shared/messages/causes-ui.en.ts';
import { mtaNames } from '../../shared/messages/mtaNames.en.ts';
import type { ServerView } from '../../shared/views/servers.ts';
import { useWidth } from '../app/layout.ts';
import { useNow } from '../state/now.ts';
import { setPrefs, usePrefs } from '../state/prefs.ts';
import { StateBadge } from '../ui/Badge.tsx';
import { cx } from '../ui/cx.ts';
import { clock, number, range, span } from '../ui/format.ts';
import { Spark } from '../ui/Spark.tsx';
import styles from './strip.module.css';

const rank: Record<ServerView['state'], number> = {
  open: 0,
  blind: 1,
  pending: 2,
  draining: 3,
  new: 4,
  paused: 5,
  calm: 6,
};
const most = 6;

/** One ruled line of servers, each a scope button. More than six: worst first, the calm ones fold. */
export function ServerStrip({ servers }: { servers: readonly ServerView[] }) {
  const [all, setAll] = useState(false);
  const width = useWidth();
  const now = useNow();
  const scope = usePrefs((p) => p.scope);
  const folds = servers.length > most && !all;
  const sorted = servers.length > most ? [...servers].sort((a, b) => rank[a.state] - rank[b.state]) : servers;
  const bad = sorted.filter((s) => s.state !== 'calm');
  const shown = folds ? sorted.slice(0, Math.max(most - 1, Math.min(bad.length, 8))) : sorted;
  const hidden = sorted.length - shown.length;
  return (
    <section
      className={cx(styles.strip, (width === 'narrow' || all) && styles.narrow)}
      aria-label={words.servers}
      tabIndex={width === 'narrow' || all ? 0 : undefined}
    >
      {shown.map((s) => (
        <Cell key={s.config.id} server={s} now={now} chosen={scope?.length === 1 && scope[0] === s.config.id} />
      ))}
      {hidden > 0 && (
        <button type="button" className={styles.cell} onClick={() => setAll(true)}>
          <div className={styles.top}>
            <span>{words.moreCalm(hidden)}</span>
            <span className="f3">{words.showAllServers}</span>
          </div>
        </button>
      )}
    </section>
  );
}

function Cell({ server: s, now, chosen }: { server: ServerView; now: number; chosen: boolean }) {
  const blind = s.state === 'blind' || s.state === 'paused';
  const over = s.fresh15 !== null && s.normal !== null && s.fresh15 > s.normal.high;
  return (
    <button
      type="button"
      aria-pressed={chosen}
      className={cx(styles.cell, blind && styles.blind, s.config.production && styles.prod)}
      onClick={() => setPrefs({ scope: chosen ? null : [s.config.id] })}
    >
      <div className={styles.top}>
        <span className="cut">{s.config.name}</span>
        <span className="f3 cut">
          {s.detection === null && s.config.mta === null ? '' : mtaNames[s.detection?.mta ?? s.config.mta ?? 'postfix']}
        </span>
        <StateBadge state={s.state} severity={s.severity} word={s.stateText === '' ? undefined : s.stateText} />
      </div>
      <div className={styles.mid}>
        <span className={styles.big}>
          {s.waiting === null ? (s.readSoFar === null ? '?' : number(s.readSoFar)) : number(s.waiting)}
          <small>
            {s.waiting === null && s.readSoFar === null
              ? words.neverSeen
              : blind && s.seenAt !== null
                ? words.at(clock(s.seenAt))
                : words.waiting}
          </small>
        </span>
        <Spark series={s.spark} width={84} height={28} />
      </div>
      <div className={styles.bot}>
        <span className="cut">
          {s.problem !== null ? (
            s.problem.title
          ) : s.fresh15 === null ? (
            words.freshUnknown
          ) : (
            <>
              <b className={over ? 'c-critical' : undefined} style={over ? undefined : { fontWeight: 400 }}>
                {number(s.fresh15)}
              </b>{' '}
              {words.fresh(s.normal === null ? null : range(s.normal.low, s.normal.high))}
            </>
          )}
        </span>
        <span>{s.seenAt === null ? '' : span((now - s.seenAt) / 1000)}</span>
      </div>
    </button>
  );
}
