import { messagesUi as words } from '../../shared/messages/messages-ui.en.ts';
import type { MessageMoves } from '../../shared/views/messages.ts';
import { href } from '../app/router.ts';
import { when } from '../ui/format.ts';
import { InPlace, List } from '../ui/facts.tsx';
import { Section } from '../ui/panel.tsx';
import styles from './messages.module.css';

/** Queue ids that changed by what was done here, oldest first; each leads to the page of the new one. */
export function Moves({ moves, server, now }: { moves: MessageMoves | undefined; server: string; now: number }) {
  if (moves === undefined || moves.steps.length === 0) return null;
  return (
    <Section title={words.panel.moves}>
      <List>
        {moves.steps.map((step, i) => (
          <div key={i} className={styles.line}>
            <span className="f3 num">{when(step.at, now)}</span>
            <span className="mono">{step.from}</span>
            <span className="cut f2 stranger" title={step.evidence}>
              <a className={`${styles.link ?? ''} mono`} href={href('message', [server, step.to])}>
                {words.panel.move(step.to)}
              </a>{' '}
              {step.evidence}
            </span>
          </div>
        ))}
      </List>
    </Section>
  );
}

/** In place of a message that is not in the queue under this id. */
export function Gone({ moves, server }: { moves: MessageMoves | undefined; server: string }) {
  const now = moves?.now ?? null;
  if (now === null) return <InPlace title={words.panel.gone}>{words.panel.goneMeans}</InPlace>;
  return (
    <InPlace title={words.panel.goneRequeued}>
      <a className={styles.link} href={href('message', [server, now])}>
        {words.panel.goneRequeuedMeans(now, moves?.here === true)}
      </a>
    </InPlace>
  );
}
