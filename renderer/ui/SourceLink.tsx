import type { ReactNode } from 'react';
import { useBridge } from '../state/bridge.tsx';
import { LinkButton } from './Button.tsx';

/** Where a step comes from; opened by the system's browser through the host, which checks the address. */
export function SourceLink({ source, url }: { source: string; url: string | null }): ReactNode {
  const bridge = useBridge();
  if (url === null) return source;
  return (
    <LinkButton onClick={() => void bridge.request('app.openExternal', { url }).catch(() => undefined)}>
      {source}
    </LinkButton>
  );
}
