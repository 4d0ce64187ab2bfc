import { create } from 'zustand';
import type { RequestInput } from '../../shared/contract.ts';
import type { Pace, Verb } from '../../shared/model/action.ts';

export interface PreviewRequest {
  verb: Verb;
  selection: RequestInput<'actions.preview'>['selection'];
  /** A pace to begin with (retry paced); null or missing: the engine suggests one, or none. */
  pace?: Pace | null;
}

/** Every verb starts here: the preview finds and fixes the messages before anything is done to them. */
export const usePreview = create<{ request: PreviewRequest | null }>(() => ({ request: null }));
export const openPreview = (request: PreviewRequest): void => usePreview.setState({ request });
export const closePreview = (): void => usePreview.setState({ request: null });
