import type { Incident, Notification, NotificationKind } from '../model/incident.ts';
import { alertWords } from '../messages/alerts.en.ts';
import { type Core, type Held, isMuted, type Live, log, matches, type Pending } from './core.ts';
import { acknowledgedNow } from './lifecycle.ts';
import { isQuiet, passesQuiet, quietUntil } from './quiet.ts';

const hour = 3600;

/** Shows what is due: notices after their group wait, reminders, the digest, the summary after quiet hours. */
export function notify(core: Core): void {
  endOfSilence(core);
  for (let guard = 0; guard < 1000; guard++) {
    core.pending.sort((a, b) => a.due - b.due);
    const next = core.pending[0];
    if (!next || next.due > core.t) break;
    core.pending.shift();
    due(core, next);
  }
  reminders(core);
  unmuted(core);
  digest(core);
}

/** When there is something to do at the earliest. */
export function nextNotice(core: Core): number | null {
  const times: number[] = core.pending.map((p) => p.due);
  if (core.digestDue !== null) times.push(core.digestDue);
  if (core.quietSince !== null) {
    const end = quietUntil(core.settings, core.t);
    if (end !== null) times.push(end);
  }
  if (core.away) times.push(core.away.due);
  if (core.blindDue !== null) times.push(core.blindDue);
  if (core.pausedUntil !== null) times.push(core.pausedUntil);
  for (const l of core.live) {
    const at = reminderAt(core, l);
    if (at !== null) times.push(at);
  }
  for (const m of core.settings.mutes) if (m.until !== 'recovery' && m.until > core.t) times.push(m.until);
  return times.length === 0 ? null : Math.min(...times);
}

const liveOf = (core: Core, id: number): Live | undefined =>
  core.live.find((l) => l.inc.id === id) ?? core.closed.find((l) => l.inc.id === id);

function due(core: Core, p: Pending): void {
  const live = liveOf(core, p.incident);
  if (!live) return;
  const { inc } = live;
  if (inc.severity === 'info' && p.kind !== 'recovered') return;
  if (p.kind === 'opened' && inc.state === 'frozen') return;
  const group = p.kind === 'opened' ? siblings(core, inc) : [];
  if (group.length > 0)
    core.pending = core.pending.filter((q) => q.kind !== 'opened' || !group.some((l) => l.inc.id === q.incident));
  const all = [live, ...group];
  const told = alertWords.incident(
    p.kind,
    all.map((l) => l.inc),
    words(core),
  );
  const notification: Notification = {
    kind: p.kind,
    severity: all.some((l) => l.inc.severity === 'critical') ? 'critical' : inc.severity,
    ...told,
    incidents: all.map((l) => l.inc.id),
    servers: all.flatMap((l) => l.inc.key.servers),
  };
  if (inc.state === 'pending') inc.state = 'open';
  const shown = say(core, notification, isMuted(core, inc));
  for (const l of all) mark(core, l, p.kind, shown);
}

export const words = (core: Core): { time: (t: number) => string; now: number; addresses: boolean } => ({
  time: (t) => core.clock.time(t),
  now: core.t,
  addresses: core.settings.notifications.show_addresses,
});

/** The same cause on another server, not told yet: one notice for both. */
function siblings(core: Core, inc: Incident): Live[] {
  return core.live.filter(
    (l) =>
      l.inc.id !== inc.id &&
      l.inc.key.class === inc.key.class &&
      l.inc.key.provider === inc.key.provider &&
      core.pending.some((q) => q.kind === 'opened' && q.incident === l.inc.id),
  );
}

function mark(core: Core, live: Live, kind: NotificationKind, shown: boolean): void {
  const { inc } = live;
  log(core, inc, shown ? 'notice' : 'held_back', kind);
  if (!shown) {
    inc.notified.heldBack++;
    return;
  }
  inc.notified.openedAt ??= core.t;
  inc.notified.lastAt = core.t;
  inc.notified.lastCount = inc.count;
  inc.notified.lastSeverity = inc.severity;
  live.toldPace = Math.max(live.toldPace, inc.fresh15);
  if (kind === 'reminder') inc.notified.reminders++;
}

/** Shows a notification or holds it back; true when it was shown. */
export function say(core: Core, notification: Notification, muted: boolean): boolean {
  if (muted || !core.settings.notifications.enabled || core.paused) return false;
  const quiet = isQuiet(core.settings, core.t);
  if (quiet && !passesQuiet(core.settings, notification.severity, notification.servers)) {
    core.quietSince ??= core.t;
    hold(core, notification, 'quiet');
    return false;
  }
  if (core.focus && core.settings.notifications.follow_focus) {
    hold(core, notification, 'focus');
    return false;
  }
  core.shown = core.shown.filter((t) => t > core.t - hour);
  // What is critical may go on to twice the budget: a storm of others must not hide it.
  const budget = core.settings.notifications.budget * (notification.severity === 'critical' ? 2 : 1);
  if (core.shown.length >= budget) {
    hold(core, notification, 'budget');
    core.digestDue ??= (core.shown[core.shown.length - budget] ?? core.t) + hour;
    return false;
  }
  show(core, notification);
  return true;
}

function show(core: Core, notification: Notification): void {
  core.shown.push(core.t);
  core.out.push({ t: core.t, event: 'notify', notification });
}

const mostHeld = 500;
function hold(core: Core, notification: Notification, why: Held['why']): void {
  core.held.push({ t: core.t, why, notification });
  if (core.held.length > mostHeld) core.held.splice(0, core.held.length - mostHeld);
}

/** After quiet hours, or when the person can be disturbed again: one summary of what was held back. */
function endOfSilence(core: Core): void {
  const quiet = isQuiet(core.settings, core.t);
  if (quiet) core.quietSince ??= core.t;
  else core.quietSince = null;
  const over = core.held.filter((h) => (h.why === 'quiet' && !quiet) || (h.why === 'focus' && !quiet && !core.focus));
  if (over.length === 0) return;
  core.held = core.held.filter((h) => !over.includes(h));
  summary(core, over, over[0]?.why === 'focus' ? 'focus' : 'night');
}

function digest(core: Core): void {
  if (core.digestDue === null || core.digestDue > core.t) return;
  core.digestDue = null;
  const over = core.held.filter((h) => h.why === 'budget');
  core.held = core.held.filter((h) => h.why !== 'budget');
  if (over.length > 0) summary(core, over, 'budget');
}

function summary(core: Core, over: readonly Held[], why: 'night' | 'focus' | 'budget'): void {
  const ids = [...new Set(over.flatMap((h) => h.notification.incidents))];
  const lives = ids.map((id) => liveOf(core, id)).filter((l) => l !== undefined);
  const others = over.filter((h) => h.notification.incidents.length === 0).map((h) => h.notification);
  lives.sort((a, b) => Number(b.inc.closedAt === null) - Number(a.inc.closedAt === null) || b.inc.peak - a.inc.peak);
  const open = lives.filter((l) => l.inc.closedAt === null);
  const notification: Notification = {
    kind: 'digest',
    severity: open.some((l) => l.inc.severity === 'critical') ? 'critical' : 'warning',
    ...alertWords.digest(
      why,
      lives.map((l) => l.inc),
      others,
      words(core),
    ),
    incidents: lives.map((l) => l.inc.id),
    servers: [...new Set(over.flatMap((h) => h.notification.servers))],
  };
  show(core, notification);
  for (const l of lives) mark(core, l, 'digest', true);
}

function reminderAt(core: Core, l: Live): number | null {
  const { inc } = l;
  const { reminder_after, reminders: most } = core.settings.notifications;
  if (inc.severity === 'info' || inc.notified.lastAt === null || inc.notified.openedAt === null) return null;
  if (inc.notified.reminders >= most || inc.unstable || inc.state !== 'open') return null;
  const at = inc.notified.lastAt + reminder_after;
  return inc.acknowledged && inc.acknowledged.until > at ? inc.acknowledged.until : at;
}

function reminders(core: Core): void {
  for (const l of core.live) {
    const at = reminderAt(core, l);
    if (at === null || at > core.t || isMuted(core, l.inc) || acknowledgedNow(core, l.inc)) continue;
    due(core, { kind: 'reminder', incident: l.inc.id, due: core.t, latest: core.t });
    // Held back counts as given: the summary names it.
    l.inc.notified.lastAt = core.t;
  }
}

/** A mute that ended while its incident is still open and was never told: tell it now. */
function unmuted(core: Core): void {
  const { mutes } = core.settings;
  const ended = mutes.filter((m) => m.until !== 'recovery' && m.until <= core.t);
  if (ended.length === 0) return;
  core.settings = { ...core.settings, mutes: mutes.filter((m) => !ended.includes(m)) };
  for (const l of core.live) {
    const { inc } = l;
    inc.muted = isMuted(core, inc);
    if (inc.muted || inc.notified.openedAt !== null || inc.severity === 'info') continue;
    if (!ended.some((m) => matches(m, inc.key)) || inc.state === 'draining') continue;
    due(core, { kind: 'opened', incident: inc.id, due: core.t, latest: core.t });
  }
}
