/** A paced retry: one message at a time, never more on the way than can be watched, an end at the first refusals. */
import type { Pace } from '../../../shared/model/action.ts';
import type { ReasonClass } from '../../../shared/model/reason.ts';
import { actingWords as words } from '../../../shared/messages/acting.en.ts';
import { looksAfterMs, verificationOf } from './atOnce.ts';
import type { Handover } from './handover.ts';
import { ordered } from './order.ts';
import type { RunParts } from './parts.ts';
import type { Item } from './plan.ts';
import { createStreak } from './streak.ts';
import { unresolved, verify } from './verify.ts';

/** A paced run does not send more while so many are not settled. */
const mostOpen = 3;
/** What is not settled by then is told as it is. */
const patienceMs = 60_000;
/** A server that cannot be seen is looked at again after that. */
const blindMs = 15_000;
const probeLookMs = 5000;

export async function paced(parts: RunParts, handover: Handover, rule: Pace): Promise<void> {
  const { seed, deps, ledger, progress } = parts;
  const { clock, fleet } = deps;
  const queue = ordered(
    ledger.items.filter((item) => item.kind === 'waiting'),
    rule.order,
    deps.prioritySenders(),
  );
  const streak = createStreak(rule);
  const atMost = Math.min(mostOpen, rule.stopAfter);
  /** On the way, with the time of handing over. */
  const open = new Map<Item, number>();
  // Handed over before a restart: their outcome is looked for, they are not handed over again.
  for (const item of ledger.items) if (item.kind === 'unknown') open.set(item, clock.now());

  let lookedAt = -Infinity;
  /** Looks at what is under way; false when the run has to end. */
  async function settle(final: boolean): Promise<boolean> {
    // Listing again costs the server something: not more than a fifth of the time goes into it.
    const cost = Math.max(0, ...[...open.keys()].map((item) => fleet.get(item.server)?.state.pollMs ?? 0));
    if (!final && clock.monotonic() - lookedAt < Math.max(1500, cost * 5)) return true;
    lookedAt = clock.monotonic();
    for (const server of new Set([...open.keys()].map((item) => item.server))) {
      const watch = fleet.get(server);
      if (!watch) continue;
      const list = [...open.keys()].filter((item) => item.server === server);
      const since = Math.min(...list.map((item) => open.get(item) ?? clock.now()));
      const old = list.every((item) => clock.now() - (open.get(item) ?? 0) > patienceMs);
      ledger.settled(await verify(watch, list, verificationOf(parts, handover, server, since, final || old)));
    }
    for (const item of [...open.keys()].sort((a, b) => (open.get(a) ?? 0) - (open.get(b) ?? 0))) {
      if (unresolved(item.kind)) continue;
      open.delete(item);
      const cls = classNow(item);
      const next = streak.settled(item.kind, cls);
      if (next === 'probe_failed') progress.stop(words.note.probeFailed);
      else if (next === 'refusals') {
        const title = cls === null ? words.outcomes[item.kind] : deps.judge.shortTitle(cls);
        progress.stop(words.note.refusals(streak.count(), title));
      }
      if (next !== 'go_on') return false;
    }
    return true;
  }

  /** Class it is deferred with now. */
  function classNow(item: Item): ReasonClass | null {
    const table = fleet.get(item.server)?.table;
    const slot = table?.slot(item.id);
    if (!table || slot === undefined) return null;
    const from = table.start[slot] ?? 0;
    for (let i = from; i < from + (table.count[slot] ?? 0); i += 1) {
      const cell = table.cell[i] ?? 0;
      if (cell !== 0) return table.cells.get(cell).class;
    }
    return null;
  }

  /** Going on after a pause wakes a wait; the interval between two messages is kept all the same. */
  async function until(at: number): Promise<void> {
    while (!progress.halted() && clock.now() < at) {
      progress.nextAt = at;
      await progress.wait(at - clock.now());
      await progress.whilePaused();
    }
  }
  function say(note: string | null): void {
    if (progress.note === note) return;
    progress.note = note;
    deps.changed();
  }

  while (!progress.halted()) {
    await progress.whilePaused();
    if (progress.halted()) break;
    if (open.size > 0 && !(await settle(false))) break;
    if (streak.probing()) say(words.note.probe);
    else if (progress.note === words.note.probe) say(null);
    // One at first; and never more on the way than can be watched.
    if ((streak.probing() && open.size > 0) || open.size >= atMost) {
      await until(clock.now() + Math.min(rule.intervalMs, probeLookMs));
      continue;
    }
    const at = queue.findIndex((item) => deps.lock(item.destination, seed.id));
    const item = at < 0 ? undefined : queue[at];
    if (!item) {
      if (queue.length === 0) break;
      say(words.note.destination);
      await until(clock.now() + rule.intervalMs);
      continue;
    }
    if (progress.note === words.note.destination) say(null);
    const watch = fleet.get(item.server);
    if (watch?.state.problem) {
      // Blind: going on would be doing without knowing.
      say(words.note.blind);
      await until(clock.now() + Math.max(rule.intervalMs, blindMs));
      await watch.look();
      if (progress.note === words.note.blind) progress.note = null;
      continue;
    }
    queue.splice(at, 1);
    if (!watch) {
      ledger.mark([item], 'not_done', words.refused.unknown(item.server));
      continue;
    }
    const since = clock.now();
    await handover.act(watch, seed.verb, [item]);
    if (unresolved(item.kind) || item.kind === 'unknown') open.set(item, since);
    parts.save();
    if (queue.length === 0) break;
    progress.nextAt = since + rule.intervalMs;
    deps.changed();
    await until(since + rule.intervalMs);
  }
  progress.nextAt = null;
  if (progress.closed()) return;
  if (open.size > 0) {
    if (!progress.stopped()) parts.change('verifying');
    for (const ms of looksAfterMs) {
      if (open.size === 0) break;
      await progress.wait(progress.stopped() ? 0 : ms);
      if (progress.closed() || !(await settle(ms === looksAfterMs.at(-1) || progress.stopped()))) break;
    }
  }
}
