import { useState } from 'react';
import type { ReactNode } from 'react';
import { addServerUi } from '../../shared/messages/add-server-ui.en.ts';
import { mtaFacts } from '../../shared/messages/mtas.en.ts';
import type { Detection } from '../../shared/model/server.ts';
import type { Probe } from '../../shared/views/servers.ts';
import { LinkButton } from '../ui/Button.tsx';
import { reachOf } from './abilityRows.ts';
import { ProbeSteps } from './ProbeSteps.tsx';
import { ProblemBox } from './ProblemBox.tsx';
import { facts } from '../ui/facts.tsx';
import { cx } from '../ui/cx.ts';
import styles from './Wizard.module.css';
import { Checkbox } from '../ui/labelled.tsx';

const words = addServerUi.found;

export const programOf = (found: Pick<Detection, 'mta' | 'version'>): string =>
  [mtaFacts.find((f) => f.kind === found.mta)?.name.split(',')[0] ?? found.mta, found.version]
    .filter((part) => part !== null)
    .join(' ');

/** What the host answered: the program, its queue, further instances, and every command that was run to find out. */
export function FoundStep(props: {
  probe: Probe;
  also: ReadonlySet<number>;
  onAlso: (index: number, on: boolean) => void;
}): ReactNode {
  const { probe } = props;
  if (probe.detection === null) {
    return (
      <>
        {probe.problem !== null ? (
          <ProblemBox problem={probe.problem} />
        ) : (
          <p className={styles.sub}>{probe.done ? words.nothing : words.looking}</p>
        )}
        <ProbeSteps probe={probe} />
      </>
    );
  }
  return (
    <>
      <FoundHead probe={probe} found={probe.detection} />
      {!probe.done && <ProbeSteps probe={probe} />}
      {probe.problem !== null && <ProblemBox problem={probe.problem} />}
      {probe.detection.ownHops.length > 0 && (
        <section className={styles.wide}>
          <h3 className={styles.label}>{words.hops}</h3>
          <ul className={styles.list}>
            {probe.detection.ownHops.map((hop) => (
              <li key={`${hop.address} ${hop.what}`}>
                <span className="code">{hop.address}</span> {hop.what}
              </li>
            ))}
          </ul>
          <p className={styles.note}>{words.hopsText}</p>
        </section>
      )}
      {probe.found.length > 0 && (
        <section className={styles.wide}>
          <h3 className={styles.label}>{words.alsoTitle}</h3>
          <div className={styles.list}>
            {probe.found.map((other, index) => (
              <Checkbox
                key={`${other.mta} ${other.instance ?? ''}`}
                label={other.label}
                checked={props.also.has(index)}
                onChange={(on) => props.onAlso(index, on)}
              />
            ))}
          </div>
          <p className={styles.note}>{words.alsoText}</p>
        </section>
      )}
    </>
  );
}

/** The one sentence that says what was found, and how. */
export function FoundHead(props: { probe: Probe; found: Detection }): ReactNode {
  const [shown, setShown] = useState(false);
  const { probe, found } = props;
  return (
    <section className={styles.wide}>
      <h2 className={styles.h2}>{words.title(programOf(found), reachOf(found.abilities))}</h2>
      <p className={styles.sub}>
        {probe.tookMs !== null && words.took(`${(probe.tookMs / 1000).toFixed(1)} s`, found.commands.length)}{' '}
        {probe.waiting !== null && words.waiting(probe.waiting, probe.deferred)}{' '}
        <LinkButton onClick={() => setShown(!shown)} aria-expanded={shown}>
          {shown ? words.hideCommands : words.showCommands}
        </LinkButton>
      </p>
      {shown && <pre className={cx('code', facts.box, styles.commands)}>{found.commands.join('\n')}</pre>}
    </section>
  );
}
