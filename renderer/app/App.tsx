import { CSPProvider } from '@base-ui/react/csp-provider';
import { useEffect, useMemo } from 'react';
import type { Bridge } from '../../shared/contract.ts';
import type { Connection } from '../bridge/connection.ts';
import { EngineContext } from '../state/bridge.tsx';
import { createStreams } from '../state/streams.ts';
import { Overlays } from './Overlays.tsx';
import { Shell } from './Shell.tsx';

export function App({ bridge, connection }: { bridge: Bridge; connection: Connection }) {
  const engine = useMemo(() => ({ bridge, streams: createStreams(bridge) }), [bridge]);
  useEffect(() => () => engine.streams.dispose(), [engine]);
  return (
    // The page's policy knows no inline styles, so Base UI must not add style elements.
    <CSPProvider disableStyleElements>
      <EngineContext value={engine}>
        <Shell connection={connection} overlays={<Overlays />} />
      </EngineContext>
    </CSPProvider>
  );
}
