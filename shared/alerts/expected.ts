import type { Expected, Incident, IncidentKey } from '../model/incident.ts';
import { type Core, matches } from './core.ts';
import { wallClock, within } from './wallclock.ts';

/** Is this what a person marked as normal for this time of day, and no more than they marked? */
export function expectedNow(core: Core, key: IncidentKey, fresh15: number): boolean {
  return core.settings.expected.some((e) => {
    if (!matches(e, key) || (e.most !== null && fresh15 > e.most)) return false;
    const { minutes, day } = wallClock(e.timezone ?? core.settings.timezone).at(core.t);
    return within(minutes, e.from, e.to) && (e.days.length === 0 || e.days.includes(day));
  });
}

const text = (minutes: number): string => {
  const m = ((Math.round(minutes) % 1440) + 1440) % 1440;
  return `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`;
};

/**
 * The rule that "this is normal" makes of an incident: the same cause, every day, an hour to either side, up to twice
 * its size. Anything beyond still opens.
 */
export function expectedLike(core: Core, inc: Incident): Expected {
  const clock = core.clock;
  const end = inc.closedAt ?? core.t;
  const long = end - inc.since > 20 * 3600;
  return {
    server: inc.key.servers.length === 1 ? (inc.key.servers[0] ?? null) : null,
    provider: inc.key.provider,
    class: inc.key.class,
    from: long ? '00:00' : text(clock.at(inc.since).minutes - 60),
    to: long ? '23:59' : text(clock.at(end).minutes + 60),
    timezone: core.settings.timezone,
    days: [],
    most: 2 * Math.max(inc.peak, 1),
  };
}
