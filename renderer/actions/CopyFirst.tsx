import { useState } from 'react';
import { decodeError } from '../../shared/bridgeError.ts';
import { previewWords as words } from '../../shared/messages/actions-ui.en.ts';
import { useBridge } from '../state/bridge.tsx';
import { download } from '../state/download.ts';
import { Button } from '../ui/Button.tsx';

/** Before messages go for good: their envelopes and headers as a file. */
export function CopyFirst({ token }: { token: string }) {
  const bridge = useBridge();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const save = (): void => {
    setBusy(true);
    bridge
      .request('actions.copy', { token })
      .then(
        (file) => {
          download(file);
          setSaid(words.copySaved(file.messages, file.headers));
        },
        (error: unknown) => setSaid(decodeError(error).message),
      )
      .finally(() => setBusy(false));
  };
  return (
    <span className="row wrap">
      <Button small icon="export" onClick={save} disabled={busy}>
        {words.copySave}
      </Button>
      <span className="s12 f3" role="status">
        {busy ? words.copyBusy : (said ?? words.copyMeans)}
      </span>
    </span>
  );
}
