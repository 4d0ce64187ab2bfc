import { useState } from 'react';
import type { ReactNode } from 'react';
import { addServerUi } from '../../shared/messages/add-server-ui.en.ts';
import { serversUi } from '../../shared/messages/servers-ui.en.ts';
import type { Problem } from '../../shared/views/servers.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { useBridge } from '../state/bridge.tsx';
import { day } from '../ui/format.ts';
import { compareFingerprint } from './fingerprint.ts';
import { ComparisonLine, FingerprintGroups } from './HostKeyCard.tsx';
import styles from './ProblemBox.module.css';
import { TextArea } from '../ui/labelled.tsx';

const words = serversUi.keyChanged;

/** Both fingerprints of a changed host key, those groups marked that differ. */
export function ChangedKeys(props: { keys: NonNullable<Problem['hostKey']> }): ReactNode {
  const { keys } = props;
  const comparison = compareFingerprint(keys.known, keys.offered);
  return (
    <dl className={styles.keys}>
      <dt>{words.known}</dt>
      <dd>
        <FingerprintGroups fingerprint={keys.known} />
        {keys.knownSince !== null && (
          <span className={styles.meaning}> {words.since(day(keys.knownSince, Date.now()))}</span>
        )}
      </dd>
      <dt>{words.now}</dt>
      <dd>
        <FingerprintGroups
          fingerprint={keys.offered}
          differing={comparison.result === 'differs' ? comparison.groups : []}
        />
      </dd>
    </dl>
  );
}

/**
 * The only way past a changed key: the fingerprint that was read on the server itself is pasted, and it is exactly the
 * offered one. The engine compares again. Focus rests on staying blocked.
 */
export function CompareKeyDialog(props: {
  server: string;
  host: string;
  keys: NonNullable<Problem['hostKey']>;
  command: string | null;
  onClose: () => void;
}): ReactNode {
  const bridge = useBridge();
  const [pasted, setPasted] = useState('');
  const [error, setError] = useState<unknown>(null);
  const same = compareFingerprint(pasted, props.keys.offered).result === 'same';
  const trust = (): void => {
    setError(null);
    bridge
      .request('servers.forgetHostKey', { id: props.server, fingerprint: props.keys.offered })
      .then(props.onClose, setError);
  };
  return (
    <Dialog
      open
      title={words.title(props.host)}
      onClose={props.onClose}
      foot={
        <>
          <Button kind="danger" disabled={!same} onClick={trust}>
            {words.trust}
          </Button>
          <Button kind="primary" onClick={props.onClose}>
            {words.stay}
          </Button>
        </>
      }
    >
      <p>{words.text}</p>
      <ChangedKeys keys={props.keys} />
      {props.command !== null && (
        <p className={styles.command}>
          {addServerUi.key.onServer} <code>{props.command}</code>
        </p>
      )}
      <TextArea label={addServerUi.key.pasteLabel} value={pasted} onChange={setPasted} rows={2} mono />
      <ComparisonLine pasted={pasted} fingerprint={props.keys.offered} />
      {error !== null && <ErrorNote error={error} />}
    </Dialog>
  );
}
