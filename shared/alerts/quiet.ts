import type { AlertSettings, Severity } from '../model/incident.ts';
import { clockMinutes, wallClock, within } from './wallclock.ts';

/** Whether `t` lies in quiet hours. */
export function isQuiet(settings: AlertSettings, t: number): boolean {
  const q = settings.quiet_hours;
  if (!q) return false;
  const { minutes, day } = wallClock(q.timezone ?? settings.timezone).at(t);
  return q.whole_days.includes(day) || within(minutes, q.from, q.to);
}

/** May a notice of this severity pass in quiet hours? */
export function passesQuiet(settings: AlertSettings, severity: Severity, servers: readonly string[]): boolean {
  const q = settings.quiet_hours;
  if (!q || severity !== 'critical' || !q.critical_passes) return false;
  const named = q.critical_servers;
  return named === null || servers.some((s) => named.includes(s));
}

/** When the quiet hours that hold at `t` end; null when none hold, or nothing ends within eight days. */
export function quietUntil(settings: AlertSettings, t: number): number | null {
  const q = settings.quiet_hours;
  if (!q || !isQuiet(settings, t)) return null;
  const clock = wallClock(q.timezone ?? settings.timezone);
  const ends = [clockMinutes(q.to), 0];
  let best: number | null = null;
  for (let day = 0; day <= 8; day++)
    for (const end of ends) {
      const start = t - (t % 60);
      const ahead = (end - clock.at(start).minutes + 1440) % 1440;
      let at = start + ahead * 60 + day * 86_400;
      // A change of summer time between now and then moves the wall clock.
      at += clock.offset(start) - clock.offset(at);
      if (at > t && !isQuiet(settings, at) && (best === null || at < best)) best = at;
    }
  return best;
}
