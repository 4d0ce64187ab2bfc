import { useState } from 'react';
import { domainUi, outcomeSums, outcomeWords, runStateWords, runWords } from '../../shared/messages/actions-ui.en.ts';
import { timeWords } from '../../shared/messages/ui.en.ts';
import type { ActionRun } from '../../shared/model/action.ts';
import { href } from '../app/router.ts';
import { useBridge } from '../state/bridge.tsx';
import { useNow } from '../state/now.ts';
import { Button } from '../ui/Button.tsx';
import { cx } from '../ui/cx.ts';
import { clock, clockSeconds, number, span } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { List, Meter } from '../ui/facts.tsx';
import { Section } from '../ui/panel.tsx';
import styles from './actions.module.css';
import { isLive, outcomeLooks, sumsOf, sumsText } from './outcomeLooks.ts';
import { RunLines } from './RunLines.tsx';
import { useRunLines } from './useRunLines.ts';

/** Pause, go on, stop, undo: as far as the state of the run lets them. */
export function RunControls({ run }: { run: ActionRun }) {
  const bridge = useBridge();
  const control = (what: 'pause' | 'resume' | 'stop' | 'undo') => () =>
    void bridge.request('actions.control', { run: run.id, what });
  if (run.state === 'undo_window') {
    return (
      <Button icon="bounces" onClick={control('undo')}>
        {runWords.undo}
      </Button>
    );
  }
  if (!isLive(run) || run.state === 'verifying') return null;
  return (
    <>
      {run.state === 'paused' ? (
        <Button icon="release" onClick={control('resume')}>
          {runWords.resume}
        </Button>
      ) : (
        run.pace !== null && (
          <Button icon="held" onClick={control('pause')}>
            {runWords.pause}
          </Button>
        )
      )}
      <Button icon="x" onClick={control('stop')}>
        {runWords.stop}
      </Button>
    </>
  );
}

/** A running (or just finished) action: how far it is and what became of each message. `own`: on its own page. */
export function RunPanel({ run, own = false }: { run: ActionRun; own?: boolean }) {
  const now = useNow();
  const sums = sumsOf(run);
  const [shown, setShown] = useState(false);
  // Holding or releasing is no delivery: there is nothing to read of it.
  const hasLines = run.verb === 'retry' || run.verb === 'expire' || run.verb === 'requeue';
  const lines = useRunLines({ run: run.id, message: null, when: shown });
  const waits = run.nextAt !== null && run.nextAt > now && run.state === 'running';
  return (
    <Section
      title={runWords.title(run.verb, run.pace !== null, runStateWords[run.state])}
      aside={
        waits && (
          <span className="c-info row" style={{ gap: '0.3125rem' }}>
            <Icon name="pending" size={13} />
            {runWords.next(span(((run.nextAt ?? now) - now) / 1000))}
          </span>
        )
      }
    >
      <p className="s12">
        {run.pace === null
          ? runWords.plain(run.total)
          : runWords.pace(run.total, span(run.pace.intervalMs / 1000), run.pace.stopAfter)}{' '}
        {run.endedAt !== null ? (
          runWords.took(span((run.endedAt - run.startedAt) / 1000))
        ) : run.doneAt !== null ? (
          <>
            {runWords.doneAbout(clock(run.doneAt))} <span className="f3">{timeWords.est}</span>
          </>
        ) : null}
      </p>
      {run.note !== null && <p className="s12 med">{run.note}</p>}
      {run.domain !== null && run.domain.own.length > 0 && run.state !== 'undo_window' && (
        <p className="s12 f2">{domainUi.later(run.domain.later)}</p>
      )}
      <div style={{ marginTop: '0.5rem' }}>
        <Meter
          total={run.total}
          label={sumsText(run)}
          parts={sums.map((s) => ({ count: s.count, color: outcomeLooks[s.kind].fill }))}
        />
      </div>
      <div className={styles.sums}>
        {sums.map((s) => (
          <span key={s.kind} className={outcomeLooks[s.kind].color}>
            <Icon name={outcomeLooks[s.kind].icon} size={13} />
            <b>{number(s.count)}</b> {outcomeSums[s.kind]}
          </span>
        ))}
      </div>
      <div className="row" style={{ marginBottom: '0.5rem' }}>
        <RunControls run={run} />
        {hasLines && (
          <Button icon="eye" pressed={shown} onClick={() => setShown(!shown)}>
            {shown ? runWords.lines.hide : runWords.lines.show}
          </Button>
        )}
        {!own && (
          <a className="s12 push" href={href('run', [run.id])}>
            {runWords.open}
          </a>
        )}
      </div>
      {shown && <RunLines lines={lines} />}
      <List>
        {run.recent.slice(0, 8).map((o) => (
          <div key={`${o.server}/${o.id}`} className={styles.outcomeRow} title={o.evidence ?? undefined}>
            <span className={outcomeLooks[o.kind].color}>
              <Icon name={outcomeLooks[o.kind].icon} size={13} />
            </span>
            <span className={cx('cut', outcomeLooks[o.kind].color)}>{outcomeWords[o.kind]}</span>
            <span className="mono cut">{o.id}</span>
            <span className="cut f2 stranger">{o.recipient ?? ''}</span>
            <span className="f3 num">{o.at === null ? '' : clockSeconds(o.at)}</span>
          </div>
        ))}
      </List>
      {(run.counts.left_queue ?? 0) > 0 && (
        <p className="s11 f3" style={{ marginTop: '0.5rem' }}>
          {runWords.leftNote}
        </p>
      )}
    </Section>
  );
}
