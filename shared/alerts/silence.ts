import type { Baseline } from './baseline.ts';
import type { Core } from './core.ts';
import { countLimit } from './flow.ts';
import { open } from './lifecycle.ts';
import type { Server } from './server.ts';

/** Whether a log or a counter tells what this server accepts; without one a silent outage is not watched there. */
export const watchesInflow = (s: Server): boolean =>
  s.lastGood !== null && s.accepted.told(s.lastGood, countLimit(s.sightLimit));

type Silence = 'in' | 'out' | 'deferrals';

/**
 * Silent outage: nothing happens at an hour that always brings mail.
 *
 * - `in`: nothing was accepted, by the log or a counter. A dead filter or listener refuses before the queue, so the queue
 *   looks healthy.
 * - `out`: mail is accepted and none is delivered - the queue manager stands still. Told only where no other incident of
 *   the server explains it: deferrals have their own.
 * - `deferrals`: only the queue is seen, and nothing fresh is deferred any more. A hint, never more than a badge.
 */
export function silentOutage(core: Core, s: Server): void {
  const { enabled, expected, minutes } = core.settings.silent_outage;
  if (!enabled) return;
  const live = core.live.find((l) => l.inc.kind === 'silent_outage' && l.inc.key.servers.includes(s.name));
  const seconds = minutes * 60;
  if (live) {
    const silence = live.inc.why.silence as Silence;
    const lasts = silent(core, s, silence, seconds);
    live.fresh[s.name] = lasts ? 1 : 0;
    if (lasts && silence !== 'deferrals') s[silence === 'in' ? 'accepted' : 'sent'].noteOutage(live.inc.since, core.t);
    return;
  }
  const counted = watchesInflow(s);
  for (const silence of counted ? (['in', 'out'] as const) : (['deferrals'] as const)) {
    if (!silent(core, s, silence, seconds)) continue;
    const normal = normalOf(core, s, silence);
    const refused = s.refused.reduce((n, r) => n + r.n, 0);
    const busy = normal.with === 'hour_of_week' && normal.mean15 >= expected && normal.least15 > 0;
    if (!busy && !(silence === 'in' && refused >= expected && normal.mean15 > 0)) continue;
    if (silence === 'out' && explained(core, s)) continue;
    const from = core.t - seconds;
    open(core, {
      key: { servers: [s.name], class: null, provider: null },
      kind: 'silent_outage',
      scope: 'none',
      severity: counted ? 'critical' : 'info',
      why: {
        rule: 'silent_outage',
        silence,
        minutes,
        normal15: Math.round(normal.mean15),
        least15: normal.least15,
        refused,
      },
      floor: 1,
      calm: 0,
      busy15: 0,
      figures: { count: 0, waiting: 0, since: from },
    });
    return;
  }
}

function silent(core: Core, s: Server, silence: Silence, seconds: number): boolean {
  const limit = countLimit(s.sightLimit);
  switch (silence) {
    case 'in':
      return s.accepted.silentFor(core.t, seconds, limit);
    case 'out':
      return s.sent.silentFor(core.t, seconds, limit) && s.accepted.someWithin(core.t, seconds);
    case 'deferrals':
      return s.window.sums15.size === 0 && s.previousGood !== null && s.unseenUntil < core.t - 900;
  }
}

function normalOf(core: Core, s: Server, silence: Silence): Baseline {
  if (silence === 'deferrals') return s.normal('*|*', core.t);
  return s.flowNormal(silence === 'in' ? s.accepted : s.sent, core.t);
}

const explained = (core: Core, s: Server): boolean =>
  core.live.some((l) => l.inc.key.servers.includes(s.name) && l.inc.severity !== 'info');
