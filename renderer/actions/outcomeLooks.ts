import type { ActionRun, OutcomeKind } from '../../shared/model/action.ts';
import { outcomeSums } from '../../shared/messages/actions-ui.en.ts';
import { number } from '../ui/format.ts';
import type { IconName } from '../ui/icons.tsx';

export const outcomeLooks: Record<OutcomeKind, { icon: IconName; color: string; fill: string }> = {
  waiting: { icon: 'clock', color: 'f3', fill: 'transparent' },
  running: { icon: 'pending', color: 'c-info', fill: 'transparent' },
  in_delivery: { icon: 'info', color: 'c-unknown', fill: 'transparent' },
  sent: { icon: 'check', color: 'c-left', fill: 'var(--outcome-left)' },
  left_queue: { icon: 'check', color: 'c-left', fill: 'var(--outcome-left)' },
  deferred_same: { icon: 'retry', color: 'c-again', fill: 'var(--outcome-again)' },
  deferred_new: { icon: 'retry', color: 'c-again', fill: 'var(--outcome-again)' },
  bounced: { icon: 'bounces', color: 'c-bounced', fill: 'var(--outcome-bounced)' },
  held: { icon: 'held', color: 'c-left', fill: 'var(--outcome-left)' },
  released: { icon: 'release', color: 'c-left', fill: 'var(--outcome-left)' },
  deleted: { icon: 'trash', color: 'c-left', fill: 'var(--outcome-left)' },
  expired: { icon: 'bounces', color: 'c-left', fill: 'var(--outcome-left)' },
  requeued: { icon: 'retry', color: 'c-left', fill: 'var(--outcome-left)' },
  not_done: { icon: 'x', color: 'c-bounced', fill: 'var(--outcome-bounced)' },
  gone_before: { icon: 'minus', color: 'c-unknown', fill: 'var(--outcome-unknown)' },
  unknown: { icon: 'info', color: 'c-unknown', fill: 'var(--outcome-unknown)' },
};

/** Kinds in the order they are told; what has not happened is left out, except "to go". */
export const told: readonly OutcomeKind[] = [
  'sent',
  'left_queue',
  'held',
  'released',
  'deleted',
  'expired',
  'requeued',
  'in_delivery',
  'deferred_same',
  'deferred_new',
  'bounced',
  'not_done',
  'gone_before',
  'unknown',
  'running',
  'waiting',
];

export const sumsOf = (run: ActionRun): { kind: OutcomeKind; count: number }[] =>
  told.map((kind) => ({ kind, count: run.counts[kind] ?? 0 })).filter((s) => s.count > 0);

export const sumsText = (run: ActionRun): string =>
  sumsOf(run)
    .map((s) => `${number(s.count)} ${outcomeSums[s.kind]}`)
    .join(', ');

export const isLive = (run: ActionRun): boolean => run.endedAt === null;
