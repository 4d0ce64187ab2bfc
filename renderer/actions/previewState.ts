/** What an action's preview is open for. Any screen opens it; `Overlays` shows it. */
import { create } from 'zustand';
import type { RequestInput } from '../../shared/contract.ts';
import type { Pace } from '../../shared/model/action.ts';

export interface PreviewRequest {
  verb: RequestInput<'actions.preview'>['verb'];
  selection: RequestInput<'actions.preview'>['selection'];
  pace?: Pace | null;
}

export const usePreview = create<{ request: PreviewRequest | null }>(() => ({ request: null }));
export const openPreview = (request: PreviewRequest): void => usePreview.setState({ request });
export const closePreview = (): void => usePreview.setState({ request: null });
