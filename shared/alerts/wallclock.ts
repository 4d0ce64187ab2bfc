/** Wall clock of an IANA time zone, from the JavaScript engine's own tables. */
export interface WallClock {
  /** Minutes since midnight and day of the week (0 Sunday). */
  at(t: number): { minutes: number; day: number };
  /** Seconds ahead of UTC. */
  offset(t: number): number;
  /** "14:02" */
  time(t: number): string;
}

const clocks = new Map<string, WallClock>();
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** An unknown zone falls back to UTC: a settings file from another machine must not stop the alerts. */
export function wallClock(zone: string | null): WallClock {
  const key = zone ?? '';
  let clock = clocks.get(key);
  if (!clock) clocks.set(key, (clock = create(zone)));
  return clock;
}

function create(zone: string | null): WallClock {
  const options = { hour: '2-digit', minute: '2-digit', weekday: 'short', hourCycle: 'h23' } as const;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-GB', zone === null ? options : { ...options, timeZone: zone });
  } catch {
    format = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' });
  }
  // Zones change their offset at full quarter hours only.
  const offsets = new Map<number, number>();
  const clock: WallClock = {
    at: (t) => {
      const local = t + clock.offset(t);
      return {
        minutes: Math.floor((((local % 86_400) + 86_400) % 86_400) / 60),
        day: (Math.floor(local / 86_400) + 4) % 7,
      };
    },
    offset: (t) => {
      const quarter = Math.floor(t / 900);
      const known = offsets.get(quarter);
      if (known !== undefined) return known;
      const parts = new Map(format.formatToParts(quarter * 900_000).map((p) => [p.type, p.value]));
      const minutes = Number(parts.get('hour')) * 60 + Number(parts.get('minute'));
      const utc = Math.floor(((((quarter * 900) % 86_400) + 86_400) % 86_400) / 60);
      const days = weekdays.indexOf(parts.get('weekday') ?? '') - ((Math.floor((quarter * 900) / 86_400) + 4) % 7);
      const wrapped = days > 1 ? days - 7 : days < -1 ? days + 7 : days;
      const value = Number.isFinite(minutes) ? (minutes - utc + wrapped * 1440) * 60 : 0;
      if (offsets.size > 20_000) offsets.clear();
      offsets.set(quarter, value);
      return value;
    },
    time: (t) => {
      const { minutes } = clock.at(t);
      return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
    },
  };
  return clock;
}

export const clockMinutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));

/** Whether `minutes` lies in from (inclusive) … to (exclusive), over midnight when `to` is earlier; equal means never. */
export function within(minutes: number, from: string, to: string): boolean {
  const a = clockMinutes(from);
  const b = clockMinutes(to);
  return a <= b ? minutes >= a && minutes < b : minutes >= a || minutes < b;
}
