import { outcomeWords, runStateWords, runWords } from '../../shared/messages/actions-ui.en.ts';
import { href } from '../app/router.ts';
import { useStream } from '../state/streams.ts';
import { clockSeconds } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { Section } from '../ui/panel.tsx';
import styles from './actions.module.css';
import { outcomeLooks } from './outcomeLooks.ts';
import { RunLines } from './RunLines.tsx';
import { useRunLines } from './useRunLines.ts';

/** On a message's page: the last action that touched it, what became of it so far, and its log lines as they come. */
export function MessageRun({ server, id }: { server: string; id: string }) {
  const lines = useRunLines({ run: null, message: { server, id } });
  const run = useStream('actions')?.find((r) => r.id === lines?.run);
  const outcome = lines?.outcome ?? null;
  if (lines === null || run === undefined || outcome === null) return null;
  // The line that proves it stands among the lines already.
  const told = lines.rows.some((row) => row.text === outcome.evidence);
  const looks = outcomeLooks[outcome.kind];
  return (
    <Section
      title={runWords.title(run.verb, run.pace !== null, runStateWords[run.state])}
      aside={
        <a className={styles.link} href={href('run', [run.id])}>
          {runWords.open}
        </a>
      }
    >
      <p className={`row s12 ${looks.color}`} style={{ gap: '0.3125rem' }}>
        <Icon name={looks.icon} size={13} />
        <b>{outcomeWords[outcome.kind]}</b>
        {outcome.newId !== null && <span className="mono">{runWords.newId(outcome.newId)}</span>}
        <span className="f3 num push">{outcome.at === null ? '' : clockSeconds(outcome.at)}</span>
      </p>
      {outcome.evidence !== null && !told && (
        <p className={`${styles.evidence ?? ''} s12 f2 stranger`}>{outcome.evidence}</p>
      )}
      {(run.verb === 'retry' || run.verb === 'expire') && <RunLines lines={lines} />}
    </Section>
  );
}
