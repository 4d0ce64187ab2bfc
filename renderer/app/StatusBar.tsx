import { shellWords } from '../../shared/messages/ui.en.ts';
import { useBridge } from '../state/bridge.tsx';
import { useNow } from '../state/now.ts';
import { useScope } from '../state/prefs.ts';
import { useStream } from '../state/streams.ts';
import { clock, span } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { href } from './router.ts';
import styles from './shell.module.css';

export function StatusBar({ onKeys }: { onKeys: () => void }) {
  const bridge = useBridge();
  const status = useStream('status');
  const servers = useStream('servers');
  const scope = useScope();
  const now = useNow();
  const last = status?.lastLookAt ?? null;
  const next = status?.nextLookAt ?? null;
  const ends = status?.mutes
    .map((m) => m.until)
    .filter((u) => u !== null)
    .sort((a, b) => a - b)[0];
  const levels = new Set(
    (servers ?? []).filter((s) => scope.servers?.includes(s.config.id) ?? true).map((s) => s.config.safety),
  );
  const [level] = levels;
  const polling = servers?.some((s) => s.polling) ?? false;
  return (
    <footer className={styles.status}>
      {last === null ? (
        <span>{shellWords.neverLooked}</span>
      ) : (
        <button
          type="button"
          title={shellWords.lookNow}
          onClick={() => void bridge.request('monitor.lookNow', { server: null })}
        >
          <span className="row" style={{ gap: '0.375rem' }}>
            <Icon name="retry" size={12} />
            {polling && next !== null && next <= now
              ? shellWords.lookingNow
              : shellWords.lastLook(
                  span((now - last) / 1000),
                  next === null || next <= now ? null : span((next - now) / 1000),
                )}
          </span>
        </button>
      )}
      {status !== undefined && status.servers > 0 && (
        <span className={status.inSight < status.servers ? 'c-blind' : undefined}>
          {status.inSight < status.servers && <Icon name="blind" size={12} />}
          {shellWords.inSight(status.inSight, status.servers)}
        </span>
      )}
      {status?.paused === true && (
        <span className="c-blind">
          <Icon name="paused" size={12} />
          {shellWords.watchPaused}
        </span>
      )}
      {status !== undefined && status.mutes.length > 0 && (
        <a href={href('settings', ['quiet'])} className="f3">
          <Icon name="mute" size={12} />
          {shellWords.mutes(status.mutes.length, ends === undefined ? null : clock(ends))}
        </a>
      )}
      {status?.quiet != null && (
        <a href={href('settings', ['quiet'])} className="f3">
          <Icon name="moon" size={12} />
          {status.quiet.now
            ? shellWords.quietNow(status.quiet.to)
            : shellWords.quiet(status.quiet.from, status.quiet.to)}
        </a>
      )}
      {level !== undefined && <span className="push">{shellWords.safety[levels.size > 1 ? 'mixed' : level]}</span>}
      <button type="button" className={level === undefined ? 'push' : undefined} onClick={onKeys}>
        <span className="row" style={{ gap: '0.375rem' }}>
          <kbd>?</kbd>
          {shellWords.keys}
        </span>
      </button>
    </footer>
  );
}
