import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Detection } from '../../shared/model/server.ts';
import { addServerUi } from '../../shared/messages/add-server-ui.en.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { somethingMissing } from './abilityRows.ts';
import { cx } from '../ui/cx.ts';
import { facts } from '../ui/facts.tsx';
import styles from './Recipe.module.css';

const words = addServerUi.rights;

/** The least-privilege recipe for what an account lacks, to copy to the server; nothing is installed from here. */
export function Recipe(props: { found: Detection; initial?: 'observe' | 'act' }): ReactNode {
  const [which, setWhich] = useState<'observe' | 'act'>(props.initial ?? 'act');
  if (!somethingMissing(props.found.abilities)) return <p className={styles.note}>{words.recipeNone}</p>;
  if (props.found.recipe === null) return <p className={styles.note}>{words.recipeAbsent}</p>;
  const text = props.found.recipe[which];
  return (
    <section>
      <div className={styles.head}>
        <h3 className={styles.title}>{words.recipe}</h3>
        <Segmented
          label={words.recipe}
          value={which}
          onChange={setWhich}
          options={[
            { value: 'observe', text: words.observe },
            { value: 'act', text: words.act },
          ]}
        />
        <CopyButton text={text} />
      </div>
      <pre className={cx('code', facts.box, styles.text)} tabIndex={0} aria-label={words.recipe}>
        {text.split('\n').map((line, index) => (
          <span key={index} className={line.startsWith('#') ? 'f3' : undefined}>
            {line}
            {'\n'}
          </span>
        ))}
      </pre>
      <p className={styles.note}>{words.not}</p>
    </section>
  );
}
