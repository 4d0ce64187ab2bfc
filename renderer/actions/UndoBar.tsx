import { useEffect, useRef } from 'react';
import { runWords } from '../../shared/messages/actions-ui.en.ts';
import { say } from '../app/live.tsx';
import { href, navigate } from '../app/router.ts';
import { useBridge } from '../state/bridge.tsx';
import { useNow } from '../state/now.ts';
import { useStream } from '../state/streams.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/icons.tsx';
import { showToast } from '../ui/Toast.tsx';
import styles from './actions.module.css';
import { isLive, sumsText } from './outcomeLooks.ts';

/** The seconds before a deletion begins, on every screen; and a word when an action is over. */
export function UndoBar() {
  const bridge = useBridge();
  const runs = useStream('actions');
  const now = useNow();
  const live = useRef<Set<string> | null>(null);
  useEffect(() => {
    if (runs === undefined) return;
    const before = live.current;
    live.current = new Set(runs.filter(isLive).map((r) => r.id));
    if (before === null) return;
    for (const run of runs) {
      if (!before.has(run.id) || isLive(run)) continue;
      const text = sumsText(run);
      say(runWords.finished(run.title, text));
      showToast({
        id: `run-${run.id}`,
        icon: run.state === 'done' ? 'check' : 'info',
        tone: run.state === 'done' ? 'c-ok' : 'c-warning',
        title: run.title,
        body: run.note === null ? text : `${run.note} ${text}`,
        stays: 10_000,
        actions: (close) => (
          <Button
            small
            onClick={() => {
              close();
              navigate(href('run', [run.id]));
            }}
          >
            {runWords.open}
          </Button>
        ),
      });
    }
  }, [runs]);
  const run = runs?.find((r) => r.state === 'undo_window');
  if (run === undefined) return null;
  return (
    <div className={styles.undo} role="alert">
      <Icon name="clock" size={15} />
      {runWords.undoBar(run.title, Math.max(0, Math.ceil(((run.undoUntil ?? now) - now) / 1000)))}
      <Button kind="primary" onClick={() => void bridge.request('actions.control', { run: run.id, what: 'undo' })}>
        {runWords.undo}
      </Button>
    </div>
  );
}
