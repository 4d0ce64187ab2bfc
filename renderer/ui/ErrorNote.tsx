import type { ReactNode } from 'react';
import { requestWords } from '../../shared/messages/ui.en.ts';
import { decodeError } from '../../shared/bridgeError.ts';
import { Callout } from './facts.tsx';

/** A request that failed, in place; nothing without an error. The exact text is a stranger's and shown as text. */
export function ErrorNote({ error }: { error: unknown }): ReactNode {
  if (error === null || error === undefined) return null;
  const { message, code } = decodeError(error);
  return (
    <Callout icon="warning" tone="warning">
      <p role="alert">
        {requestWords.failed}: <span className="stranger">{message === '' ? code : message}</span>
      </p>
    </Callout>
  );
}
