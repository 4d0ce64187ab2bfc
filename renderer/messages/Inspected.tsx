import { useState } from 'react';
import { decodeError } from '../../shared/bridgeError.ts';
import { messagesUi as words } from '../../shared/messages/messages-ui.en.ts';
import type { Inspection } from '../../shared/views/messages.ts';
import { useBridge } from '../state/bridge.tsx';
import { Button } from '../ui/Button.tsx';
import { InPlace } from '../ui/facts.tsx';
import styles from './messages.module.css';

/** Text that is read on the server only when asked for: headers, beginning of the body, log lines. */
export function Inspected({ server, id, what }: { server: string; id: string; what: Inspection['what'] }) {
  const bridge = useBridge();
  const [state, setState] = useState<{ busy: boolean; got: Inspection | null; error: string | null }>({
    busy: false,
    got: null,
    error: null,
  });
  const read = (): void => {
    setState((s) => ({ ...s, busy: true, error: null }));
    bridge.request('messages.inspect', { server, id, what }).then(
      (got) => setState({ busy: false, got, error: null }),
      (thrown: unknown) => setState((s) => ({ ...s, busy: false, error: decodeError(thrown).message })),
    );
  };
  if (state.got === null) {
    return (
      <div className={styles.fetch}>
        <Button onClick={read} disabled={state.busy}>
          {words.panel.fetch[what]}
        </Button>
        <p className="s12 f3">{state.error ?? words.panel.fetchMeans[what]}</p>
      </div>
    );
  }
  if (state.got.missing !== null) {
    return (
      <InPlace
        title={state.got.missing}
        actions={
          <Button onClick={read} disabled={state.busy}>
            {words.panel.fetch[what]}
          </Button>
        }
      />
    );
  }
  return (
    <>
      <pre className={styles.raw} tabIndex={0}>
        {state.got.text}
      </pre>
      {state.got.truncated && <p className={styles.small}>{words.panel.truncated}</p>}
    </>
  );
}
