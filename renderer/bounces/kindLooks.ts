import type { IconName } from '../ui/icons.tsx';
import type { ShownKind } from './bounceDays.ts';

/** Symbol of each kind of report; its word always stands beside it. */
export const kindIcons: Record<ShownKind, IconName> = {
  failed: 'x',
  delayed: 'clock',
  relayed: 'calm',
  expanded: 'calm',
  delivered: 'calm',
  unreadable: 'blind',
  not_ours: 'forged',
};
