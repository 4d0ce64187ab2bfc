import { useCallback } from 'react';
import type { Prompt } from '../../shared/views/servers.ts';
import { useBridge } from '../state/bridge.tsx';
import { useStream } from '../state/streams.ts';

export interface PromptAnswer {
  accept: boolean;
  text: string | null;
  save: boolean;
}

const none: readonly Prompt[] = [];

/** Questions the engine has for the person now, and the way to answer one. */
export function usePrompts(): {
  prompts: readonly Prompt[];
  answer: (id: string, answer: PromptAnswer) => Promise<void>;
} {
  const bridge = useBridge();
  const prompts = useStream('prompts') ?? none;
  const answer = useCallback(
    async (id: string, given: PromptAnswer): Promise<void> => {
      await bridge.request('prompts.answer', { id, ...given });
    },
    [bridge],
  );
  return { prompts, answer };
}
