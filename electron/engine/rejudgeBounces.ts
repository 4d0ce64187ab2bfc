/**
 * Judges stored reports anew when the rules have changed, the admin's own or those of a newer Queuewatch: past bounces
 * carry the classes of the rules in force. A little at a time, in the background.
 */
import { createHash } from 'node:crypto';
import { rejudge } from '../../shared/dsn/reasonOf.ts';
import type { Context } from './context.ts';

export interface RejudgeBounces {
  /** The rules are others now. */
  start(): void;
  dispose(): void;
}

const atOnce = 25;
const pauseMs = 50;

export function createRejudgeBounces(context: Pick<Context, 'archive' | 'deps' | 'bouncesChanged'>): RejudgeBounces {
  const { archive, deps } = context;
  let cancel: (() => void) | null = null;
  let judged = 0;
  const rules = (): string =>
    `${deps.version} ${createHash('sha256').update(deps.judge.rules()).digest('base64url').slice(0, 16)}`;

  function slice(): void {
    cancel = null;
    const now = rules();
    const rows = archive.bounces.judgedOtherwise(now, atOnce);
    if (rows.length === 0) {
      if (judged > 0) context.bouncesChanged();
      judged = 0;
      return;
    }
    const classify = (text: string) => deps.judge.classify(text, 'dsn', []);
    const written = archive.bounces.judge(
      now,
      rows.map(({ id, report }) => ({ id, report: { ...report, report: rejudge(report.report, classify) } })),
    );
    judged += written;
    // A full disk: they keep the old class until the next start.
    if (written > 0) cancel = deps.clock.after(pauseMs, slice);
  }

  return {
    start() {
      cancel ??= deps.clock.after(pauseMs, slice);
    },
    dispose() {
      cancel?.();
    },
  };
}
