/** What the frame of the window and the tray show. */
import type { ParsedQuery } from '../../shared/query.ts';
import { parseQuery } from '../../shared/query.ts';
import type { Status } from '../../shared/views/status.ts';
import type { Alerting } from '../monitor/alerting.ts';
import type { Archive } from '../monitor/archive.ts';
import type { Causes } from '../monitor/causes/causes.ts';
import type { Fleet } from '../monitor/fleet.ts';
import type { Messages } from '../monitor/messages.ts';
import type { Notices } from '../monitor/notices.ts';
import type { Settings } from '../store/settings.ts';
import type { EngineDeps } from './types.ts';

export interface StatusSource {
  /** The present value; counts of saved views follow when they were counted. */
  get(): Status;
  /** Counts what takes a pass over the queue, then tells. */
  recount(): Promise<void>;
}

export interface StatusDeps {
  deps: EngineDeps;
  settings: Settings;
  fleet: Fleet;
  alerting: Alerting;
  archive: Archive;
  notices: Notices;
  messages: Messages;
  causes: Causes;
  changed: () => void;
}

const everything = { servers: null };

export function createStatus({
  deps,
  settings,
  fleet,
  alerting,
  archive,
  notices,
  messages,
  causes,
  changed,
}: StatusDeps): StatusSource {
  const { clock, judge } = deps;
  const viewCounts = new Map<string, { stamp: string; count: number }>();
  let causeCount = 0;
  let counting = false;
  let again = false;
  const wanted = (): boolean => again;
  const parsed = new Map<string, ParsedQuery>();
  const filterOf = (query: string): ParsedQuery['filter'] => {
    let known = parsed.get(query);
    if (!known) {
      known = parseQuery(query);
      if (parsed.size > 200) parsed.clear();
      parsed.set(query, known);
    }
    return known.filter;
  };

  return {
    get() {
      const now = clock.now();
      const watches = fleet.watches();
      const active = watches.filter((w) => !w.config.paused);
      const seen = active.flatMap((w) => w.state.seenAt ?? []);
      const next = active.flatMap((w) => w.state.nextPollAt ?? []);
      const incidents = alerting.incidents();
      const tray = alerting.tray();
      const alertSettings = alerting.settings();
      const { app, state } = { app: settings.app(), state: settings.state() };
      const quiet = alertSettings.quiet_hours;
      return {
        host: deps.host,
        version: deps.version,
        demo: deps.demo === true,
        tray: state.paused ? 'paused' : tray.shape,
        trayText: tray.tooltip,
        paused: fleet.paused(),
        lastLookAt: seen.length === 0 ? null : Math.max(...seen),
        nextLookAt: next.length === 0 ? null : Math.min(...next),
        inSight: active.filter((w) => w.state.seenAt !== null && w.state.problem === null).length,
        servers: watches.length,
        mutes: alertSettings.mutes.flatMap((mute, index) =>
          mute.until !== 'recovery' && mute.until * 1000 <= now
            ? []
            : [
                {
                  id: String(index),
                  side: null,
                  server: mute.server,
                  class: mute.class,
                  provider: mute.provider,
                  title:
                    [
                      mute.class === null ? null : judge.shortTitle(mute.class),
                      mute.provider === null ? null : judge.providerName(mute.provider),
                      mute.server,
                    ]
                      .filter((t) => t !== null)
                      .join(', ') || 'everything',
                  until: mute.until === 'recovery' ? null : mute.until * 1000,
                  held: incidents.filter((i) => i.muted).reduce((n, i) => n + i.notified.heldBack, 0),
                },
              ],
        ),
        quiet: quiet === null ? null : { from: quiet.from, to: quiet.to, now: inQuietHours(quiet, now) },
        counts: {
          causes: causeCount,
          messages: watches.reduce((n, w) => n + w.table.messages, 0),
          bounces:
            archive.bounces.countsSince(startOfDay(now)).failed + archive.bounces.countsSince(startOfDay(now)).delayed,
          openIncidents: incidents.filter((i) => i.state === 'open' || i.state === 'pending' || i.state === 'draining')
            .length,
          frozenIncidents: incidents.filter((i) => i.state === 'frozen').length,
          unseenNotifications: archive.notifications.list(200).filter((n) => !n.seen).length,
        },
        views: app.views.map((view) => ({ ...view, count: viewCounts.get(view.query)?.count ?? null })),
        notices: notices.list(),
        secrets: deps.secrets.backend,
      };
    },
    async recount() {
      if (counting) {
        again = true;
        return;
      }
      counting = true;
      try {
        do {
          again = false;
          const stamp = fleet.stamp(everything);
          causeCount = (await causes.figures(everything, [])).result.causes.size;
          for (const view of settings.app().views) {
            const count = await messages.count(everything, filterOf(view.query));
            viewCounts.set(view.query, { stamp, count });
          }
        } while (wanted());
      } finally {
        counting = false;
      }
      changed();
    },
  };
}

export function startOfDay(nowMs: number): number {
  const date = new Date(nowMs);
  date.setHours(0, 0, 0, 0);
  return date.getTime();
}

/** By the wall clock of the zone the quiet hours are meant in. */
export function inQuietHours(
  quiet: { from: string; to: string; timezone: string | null; whole_days: readonly number[] },
  nowMs: number,
): boolean {
  const format = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    weekday: 'short',
    hour12: false,
    ...(quiet.timezone === null ? {} : { timeZone: quiet.timezone }),
  });
  const parts = Object.fromEntries(format.formatToParts(nowMs).map((p) => [p.type, p.value]));
  const time = `${parts.hour ?? '00'}:${parts.minute ?? '00'}`;
  const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(parts.weekday ?? '');
  if (quiet.whole_days.includes(day)) return true;
  return quiet.from <= quiet.to ? time >= quiet.from && time < quiet.to : time >= quiet.from || time < quiet.to;
}
