import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Prompt } from '../../shared/views/servers.ts';
import { addServerUi } from '../../shared/messages/add-server-ui.en.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/icons.tsx';
import { cx } from '../ui/cx.ts';
import { compareFingerprint, fingerprintGroups } from './fingerprint.ts';
import { facts } from '../ui/facts.tsx';
import styles from './HostKeyCard.module.css';
import { TextArea } from '../ui/labelled.tsx';

const words = addServerUi.key;

export type HostKeyPrompt = Extract<Prompt, { kind: 'host_key' }>;

/** The host of a known_hosts name: `host` or `[host]:port`. */
export const hostOfKey = (name: string): string => name.replace(/^\[(.*)\](?::\d+)?$|:\d+$/u, '$1');

/**
 * First contact with a host: its key is compared by eye, or with a pasted fingerprint. A pasted one that differs takes
 * the possibility to trust away.
 */
export function HostKeyCard(props: {
  prompt: HostKeyPrompt;
  /** It stands in a dialog that has the title. */
  titled?: boolean;
  onAnswer: (trusted: boolean) => void;
}): ReactNode {
  const { prompt } = props;
  const [pasting, setPasting] = useState(false);
  const [pasted, setPasted] = useState('');
  const comparison = compareFingerprint(pasted, prompt.fingerprint);
  const title = words.title(hostOfKey(prompt.host));
  const differs = comparison.result === 'differs';
  return (
    <section className={cx(styles.card, props.titled === true && styles.bare)} aria-label={title}>
      {props.titled !== true && (
        <h2 className={styles.title}>
          <Icon name="key" size={15} />
          {title}
        </h2>
      )}
      <p className={styles.text}>{words.text}</p>
      <div className={styles.body}>
        <dl className={facts.kv}>
          <dt>{words.host}</dt>
          <dd className={styles.mono}>{prompt.host}</dd>
          {prompt.address !== null && (
            <>
              <dt>{words.address}</dt>
              <dd className={styles.mono}>{prompt.address}</dd>
            </>
          )}
          <dt>{words.kind}</dt>
          <dd>{prompt.keyType}</dd>
          <dt>SHA-256</dt>
          <dd>
            <FingerprintGroups fingerprint={prompt.fingerprint} differing={differs ? comparison.groups : []} />
          </dd>
        </dl>
        {prompt.randomart !== '' && (
          <pre className={cx(facts.box, styles.art)} role="img" aria-label={words.art(prompt.keyType)}>
            {prompt.randomart}
          </pre>
        )}
      </div>
      <p className={styles.server}>
        {words.onServer} <code>{prompt.compareCommand}</code>
      </p>
      {pasting && (
        <div className={styles.paste}>
          <TextArea label={words.pasteLabel} value={pasted} onChange={setPasted} rows={2} mono autoFocus />
          <ComparisonLine pasted={pasted} fingerprint={prompt.fingerprint} />
        </div>
      )}
      <div className={styles.actions}>
        <Button kind="primary" icon="check" disabled={differs} onClick={() => props.onAnswer(true)}>
          {words.matches}
        </Button>
        {!pasting && <Button onClick={() => setPasting(true)}>{words.paste}</Button>}
        <span className="push">
          <Button kind="danger" onClick={() => props.onAnswer(false)}>
            {words.differs}
          </Button>
        </span>
      </div>
    </section>
  );
}

/** A fingerprint in groups of four; those that differ from a pasted one are marked. */
export function FingerprintGroups(props: { fingerprint: string; differing?: readonly boolean[] }): ReactNode {
  return (
    <span className={styles.groups} role="img" aria-label={props.fingerprint}>
      {fingerprintGroups(props.fingerprint).map((group, index) => (
        <span key={index} className={cx(props.differing?.[index] === true && styles.other)} aria-hidden>
          {group}
        </span>
      ))}
    </span>
  );
}

/** What comparing says, in words; spoken as it changes. */
export function ComparisonLine(props: { pasted: string; fingerprint: string }): ReactNode {
  const { result } = compareFingerprint(props.pasted, props.fingerprint);
  const text = { empty: '', unreadable: words.unreadable, md5: words.md5, same: words.same, differs: words.notSame }[
    result
  ];
  return (
    <p
      aria-live="polite"
      className={result === 'same' ? styles.same : result === 'differs' ? styles.differs : styles.note}
    >
      {text}
    </p>
  );
}
