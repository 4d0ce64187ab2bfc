import { alertWords, duration, thousands } from '../messages/alerts.en.ts';
import type { TrayState } from './alerts.ts';
import { type Core, rank } from './core.ts';
import { acknowledgedNow } from './lifecycle.ts';

/**
 * The tray's shape: paused before critical before blind before warning before calm. It follows the incidents and not
 * the notices, so that what a missed or held-back notice said still stands there.
 */
export function trayState(core: Core, t: number): TrayState {
  const servers = [...core.servers.values()];
  const open = core.live
    .filter((l) => l.inc.severity !== 'info' && l.inc.state !== 'draining')
    .sort((a, b) => rank(b.inc.severity) - rank(a.inc.severity) || b.inc.fresh15 - a.inc.fresh15);
  const wanted = open.filter((l) => !l.inc.muted && !acknowledgedNow(core, l.inc));
  const draining = core.live.filter((l) => l.inc.severity !== 'info' && l.inc.state === 'draining');
  const blind = servers.filter((s) => s.blindSince !== null);
  const lines: TrayState['lines'] = [
    ...open.map((l) => ({
      incident: l.inc.id,
      severity: l.inc.severity,
      text: alertWords.causeTitle(l.inc),
      figure: thousands(l.inc.waiting),
    })),
    ...draining.map((l) => ({
      incident: l.inc.id,
      severity: 'draining' as const,
      text: alertWords.tray.draining(alertWords.causeTitle(l.inc)),
      figure: thousands(l.inc.waiting),
    })),
    ...blind.map((s) => ({
      incident: null,
      severity: 'blind' as const,
      text: alertWords.tray.notSeen(s.name),
      figure: duration(t - (s.blindSince ?? t)),
    })),
  ];
  const count = wanted.length;
  const top = wanted[0]?.inc;
  if (core.paused)
    return {
      shape: 'paused',
      count,
      tooltip: alertWords.tray.paused(core.pausedUntil === null ? null : core.clock.time(core.pausedUntil)),
      lines,
    };
  if (top?.severity === 'critical')
    return {
      shape: 'critical',
      count,
      tooltip:
        top.kind === 'local_fault'
          ? alertWords.tray.local(top.key.servers.join(', '), top.waiting)
          : alertWords.tray.open(count, alertWords.causeTitle(top), top.waiting),
      lines,
    };
  if (blind.length > 0) {
    const longest = Math.max(...blind.map((s) => t - (s.blindSince ?? t)));
    return {
      shape: 'blind',
      count,
      tooltip: alertWords.tray.blind(
        blind.map((s) => s.name),
        longest,
      ),
      lines,
    };
  }
  if (top)
    return {
      shape: 'warning',
      count,
      tooltip: alertWords.tray.open(count, alertWords.causeTitle(top), top.waiting),
      lines,
    };
  const seen = servers.map((s) => s.lastGood).filter((x) => x !== null);
  const age = seen.length === 0 ? null : Math.max(0, Math.round(t - Math.min(...seen)));
  return { shape: 'calm', count: 0, tooltip: alertWords.tray.calm(servers.length, age), lines };
}
