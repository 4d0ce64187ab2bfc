/** One action in progress: hands ids over, at once or paced, and follows each message to its outcome. */
import type { ActionRun, Outcome, OutcomeKind, Pace, RunState, Verb } from '../../../shared/model/action.ts';
import { actingWords as words } from '../../../shared/messages/acting.en.ts';
import { problemOf } from '../../../shared/messages/problems.en.ts';
import type { ActReport, Clock, Disposer } from '../../ports.ts';
import type { Alerting } from '../alerting.ts';
import type { Archive } from '../archive.ts';
import type { Fleet } from '../fleet.ts';
import type { Judge } from '../judge.ts';
import { asAppError, targetOf } from '../watch.ts';
import type { Watch } from '../watch.ts';
import { ordered } from './order.ts';
import type { Item } from './plan.ts';
import { refusal } from './plan.ts';
import { unresolved, verify } from './verify.ts';

export interface Run {
  readonly id: string;
  readonly items: readonly Item[];
  view(): ActionRun;
  /** Resolves when nothing more will happen. */
  start(): Promise<void>;
  pause(note?: string): void;
  resume(): void;
  stop(note?: string): void;
  undo(): void;
  over(): boolean;
  /** Whether it may still touch that message. */
  works(server: string, id: string): boolean;
  outcome(index: number): Outcome;
  dispose(): void;
}

export interface RunDeps {
  clock: Clock;
  fleet: Fleet;
  archive: Archive;
  alerting: Alerting;
  judge: Judge;
  account: string;
  prioritySenders(): readonly string[];
  /** Takes a destination for this run; false while another one works on it. */
  lock(destination: string, run: string): boolean;
  unlock(run: string): void;
  changed(run: Run): void;
}

export interface RunSeed {
  id: string;
  verb: Verb;
  pace: Pace | null;
  items: Item[];
  title: string;
  selection: string;
  cause: string | null;
  incident: number | null;
  undoSeconds: number;
  /** Epoch ms. */
  startedAt: number;
}

/** 5,000 ids are one call of the tool: its start costs more than an id. */
const atOnce = 5000;
/** A listing of that age is good enough to act on, and a queue that takes longer to list is not waited for. */
const recentMs = 2000;
const mostForLookMs = 10_000;
const laterMs = [1500, 4000, 8000, 15_000, 30_000, 45_000];
/** A paced run does not send more while so many are not settled. */
const mostOpen = 3;

export function createRun(seed: RunSeed, deps: RunDeps): Run {
  const { clock, fleet, archive, alerting } = deps;
  const { items, pace, verb } = seed;
  let state: RunState = seed.undoSeconds > 0 ? 'undo_window' : 'running';
  let note: string | null = null;
  let endedAt: number | null = null;
  let nextAt: number | null = null;
  let undoUntil: number | null = null;
  let pausedBy: 'hand' | 'sleep' | null = null;
  let stopped = false;
  let undone = false;
  let disposed = false;
  const wakers = new Set<() => void>();
  const indexOf = new Map(items.map((item, index) => [item, index]));
  const mine = new Map(items.map((item) => [`${item.server}\n${item.id}`, item]));
  const latest: Item[] = [];
  /** Ids handed over for the present step, by server. */
  const handedOver = new Map<string, Set<string>>();
  const submittedAt = (server: string): Set<string> => {
    let set = handedOver.get(server);
    if (!set) handedOver.set(server, (set = new Set()));
    return set;
  };
  const renamed = new Map<string, string>();
  const servers = [...new Set(items.map((item) => item.server))];
  const halted = (): boolean => stopped || disposed;
  const isDisposed = (): boolean => disposed;

  const counts = (): Partial<Record<OutcomeKind, number>> => {
    const out: Partial<Record<OutcomeKind, number>> = {};
    for (const item of items) out[item.kind] = (out[item.kind] ?? 0) + 1;
    return out;
  };
  const outcomeOf = (item: Item): Outcome => ({
    server: item.server,
    id: item.id,
    sender: item.sender,
    recipient: item.recipient,
    kind: item.kind,
    evidence: item.evidence,
    at: item.at,
    newId: item.newId,
  });

  function view(): ActionRun {
    const left = items.filter((item) => item.kind === 'waiting').length;
    return {
      id: seed.id,
      verb,
      pace,
      servers,
      title: seed.title,
      state,
      note,
      startedAt: seed.startedAt,
      endedAt,
      total: items.length,
      counts: counts(),
      nextAt,
      undoUntil,
      doneAt:
        endedAt === null && pace !== null && state === 'running'
          ? (nextAt ?? clock.now()) + Math.max(0, left - 1) * pace.intervalMs
          : null,
      cause: seed.cause,
      incident: seed.incident,
      recent: latest.slice(-20).reverse().map(outcomeOf),
    };
  }

  let saved = '';
  /** What is needed to go on after a restart; outcomes are kept row by row. */
  function save(): void {
    saved ||= JSON.stringify({
      seed: { ...seed, items: [] },
      items: items.map((item) => ({ ...item, kind: 'waiting', evidence: null })),
    });
    archive.runs.save(view(), endedAt === null ? saved : '{}');
  }

  function settled(changed: readonly Item[]): void {
    if (changed.length === 0) return;
    for (const item of changed) {
      const at = latest.indexOf(item);
      if (at >= 0) latest.splice(at, 1);
      latest.push(item);
    }
    if (latest.length > 60) latest.splice(0, latest.length - 40);
    archive.runs.outcomes.put(
      seed.id,
      changed.map((item) => ({ index: indexOf.get(item) ?? 0, json: JSON.stringify(outcomeOf(item)) })),
    );
    deps.changed(self);
  }
  function mark(list: readonly Item[], kind: OutcomeKind, evidence: string | null): void {
    for (const item of list) {
      item.kind = kind;
      item.evidence = evidence;
      item.at = clock.now();
    }
    settled(list);
  }

  function wait(ms: number): Promise<void> {
    if (halted()) return Promise.resolve();
    return new Promise((resolve) => {
      const timer: { cancel: Disposer | null } = { cancel: null };
      const wake = (): void => {
        timer.cancel?.();
        wakers.delete(wake);
        resolve();
      };
      timer.cancel = clock.after(ms, wake);
      wakers.add(wake);
    });
  }
  /** Waits while paused; answers at once when the run was stopped. */
  async function whilePaused(): Promise<void> {
    while (pausedBy !== null && !halted()) await wait(3_600_000);
  }
  const wake = (): void => {
    for (const one of [...wakers]) one();
  };

  function change(next: RunState, why: string | null = note): void {
    state = next;
    note = why;
    save();
    deps.changed(self);
  }

  /** Hands ids over. Never twice: what was handed over or may have been is not waiting any more. */
  async function act(watch: Watch, what: Verb, list: readonly Item[], always = false): Promise<{ lost: boolean }> {
    // The queue is looked up once more: what left it, or another message under the same id, is not touched.
    const ready: Item[] = [];
    const away: Item[] = [];
    const others: Item[] = [];
    for (const item of list) {
      const slot = watch.table.slot(item.id);
      if (slot === undefined) away.push(item);
      else if (item.arrival !== 0 && watch.table.arrival[slot] !== 0 && watch.table.arrival[slot] !== item.arrival)
        others.push(item);
      else ready.push(item);
    }
    mark(away, 'gone_before', words.evidence.before);
    mark(others, 'gone_before', words.evidence.otherMessage);
    // Rights and safety level may have been withdrawn since the preview.
    const refused = refusal(watch.config, watch, what === 'release' && verb === 'delete' ? 'delete' : what);
    if (refused !== null) {
      mark(ready, 'not_done', refused);
      return { lost: false };
    }
    let lost = false;
    for (let k = 0; k < ready.length && !lost && (always || !halted()); k += atOnce) {
      const batch = ready.slice(k, k + atOnce);
      const ids = batch.map((item) => item.id);
      mark(batch, 'running', null);
      alerting.acted(watch.config.id, what, ids);
      try {
        const report: ActReport = await watch.use((driver, reach, found) =>
          driver.act(reach, watch.config, found, { verb: what, ids }),
        );
        for (const id of report.submitted) submittedAt(watch.config.id).add(id);
        for (const [from, to] of report.renamed) renamed.set(from, to);
        const bad: Item[] = [];
        const notReached: Item[] = [];
        for (const item of batch) {
          const why = report.refused.get(item.id);
          if (why !== undefined) {
            item.evidence = why.slice(0, 500);
            item.kind = 'not_done';
            item.at = clock.now();
            bad.push(item);
          } else if (!report.submitted.has(item.id)) notReached.push(item);
        }
        settled(bad);
        if (notReached.length > 0) {
          mark(notReached, 'unknown', words.evidence.lost);
          lost = true;
        }
      } catch (thrown) {
        const error = asAppError(thrown);
        const problem = problemOf(error, { name: watch.config.name, at: clock.now(), target: targetOf(watch.config) });
        // Broken off somewhere in between: only the next listing and the log can tell how far it came.
        if (neverBegan.has(error.code)) mark(batch, 'not_done', problem.title);
        else mark(batch, 'unknown', words.evidence.lost);
        note = neverBegan.has(error.code) ? words.note.failed(problem.title) : words.note.lost;
        lost = true;
      }
    }
    return { lost };
  }

  /**
   * Between preview and action others work too: what they took away is found missing before anything is handed over, not
   * afterwards, where it would look like our doing. After a restart nothing was listed yet, and an empty table must not be
   * taken for an empty queue.
   */
  async function lookAgain(): Promise<void> {
    await Promise.all(
      servers.map(async (server) => {
        const watch = fleet.get(server);
        if (!watch) return;
        const { seenAt } = watch.state;
        if (seenAt === null) await watch.look();
        else if (clock.now() - seenAt > recentMs) {
          const stop = new AbortController();
          const cancel = clock.after(mostForLookMs, () => stop.abort());
          await watch.look(stop.signal);
          cancel();
        }
      }),
    );
  }

  async function follow(
    watch: Watch,
    what: Verb,
    list: readonly Item[],
    since: number,
    rounds: readonly number[],
  ): Promise<void> {
    for (const [round, ms] of rounds.entries()) {
      const open = list.filter((item) => unresolved(item.kind) || item.kind === 'unknown');
      if (open.length === 0 || disposed) return;
      await wait(ms);
      const final = round === rounds.length - 1 || stopped;
      settled(
        await verify(watch, open, {
          verb: what,
          since,
          final,
          submitted: submittedAt(watch.config.id),
          renamed,
          now: () => clock.now(),
        }),
      );
      if (stopped && round > 0) return;
    }
    // Nothing may stay "running" for ever.
    mark(
      list.filter((item) => item.kind === 'running'),
      'unknown',
      words.evidence.noProof,
    );
  }

  const itemsOf = (server: string): Item[] => items.filter((item) => item.server === server);

  async function allAtOnce(): Promise<void> {
    await Promise.all(
      servers.map(async (server) => {
        const watch = fleet.get(server);
        const waiting = itemsOf(server).filter((item) => item.kind === 'waiting');
        if (!watch) {
          mark(waiting, 'not_done', words.refused.unknown(server));
          return;
        }
        const since = clock.now();
        const { lost } = await act(watch, verb, waiting);
        if (lost) {
          mark(
            itemsOf(server).filter((item) => item.kind === 'waiting'),
            'not_done',
            words.evidence.notReached,
          );
        }
        if (state === 'running') change('verifying');
        await follow(
          watch,
          verb,
          itemsOf(server),
          since,
          verb === 'retry' || verb === 'requeue' ? laterMs : laterMs.slice(0, 3),
        );
      }),
    );
  }

  async function withUndo(): Promise<void> {
    undoUntil = clock.now() + seed.undoSeconds * 1000;
    const holdable = new Map<string, Watch>();
    for (const server of servers) {
      const watch = fleet.get(server);
      if (watch && refusal(watch.config, watch, 'hold') === null) holdable.set(server, watch);
    }
    // Held first, so that nothing is delivered while the person may still change their mind.
    const held: Item[] = [];
    for (const [server, watch] of holdable) {
      const list = itemsOf(server).filter((item) => item.kind === 'waiting' && !item.wasHeld);
      if (list.length === 0) continue;
      const { lost } = await act(watch, 'hold', list);
      for (const item of list) {
        if (item.kind === 'running') {
          item.kind = 'waiting';
          held.push(item);
        } else if (item.kind === 'not_done' && !lost) {
          // Held by somebody meanwhile, most likely: that is no reason not to delete it.
          item.kind = 'waiting';
          item.evidence = null;
        }
      }
    }
    deps.changed(self);
    save();
    await wait(Math.max(0, undoUntil - clock.now()));
    if (disposed) return;
    if (undone || stopped) {
      for (const [server, watch] of holdable) {
        const list = held.filter((item) => item.server === server);
        await act(watch, 'release', list, true);
        await watch.look();
      }
      mark(
        items.filter((item) => unresolved(item.kind)),
        'not_done',
        words.evidence.undone,
      );
      note = words.note.undone;
      return;
    }
    undoUntil = null;
    // What was handed over so far was the hold; the delete is another step.
    handedOver.clear();
    change('running', null);
    await lookAgain();
    await allAtOnce();
  }

  async function paced(rule: Pace): Promise<void> {
    const queue = ordered(
      items.filter((item) => item.kind === 'waiting'),
      rule.order,
      deps.prioritySenders(),
    );
    const open = new Map<Item, number>();
    // Handed over before a restart: their outcome is looked for, they are not handed over again.
    for (const item of items) if (item.kind === 'unknown') open.set(item, clock.now());
    let refusals = 0;
    let refusedClass: string | null = null;
    let probing = rule.probe;
    if (probing) note = words.note.probe;

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
        const old = list.every((item) => clock.now() - (open.get(item) ?? 0) > 60_000);
        settled(
          await verify(watch, list, {
            verb,
            since,
            final: final || old,
            submitted: submittedAt(server),
            renamed,
            now: () => clock.now(),
          }),
        );
      }
      for (const item of [...open.keys()].sort((a, b) => (open.get(a) ?? 0) - (open.get(b) ?? 0))) {
        if (unresolved(item.kind)) continue;
        open.delete(item);
        const refusedAgain = item.kind === 'deferred_same' || item.kind === 'deferred_new' || item.kind === 'bounced';
        if (!refusedAgain) {
          if (item.kind === 'sent' || item.kind === 'left_queue') {
            refusals = 0;
            refusedClass = null;
            if (probing) {
              probing = false;
              note = null;
            }
          }
          continue;
        }
        if (probing) {
          stop(words.note.probeFailed);
          return false;
        }
        const cls = classNow(item);
        refusals = cls === refusedClass ? refusals + 1 : 1;
        refusedClass = cls;
        if (refusals >= rule.stopAfter) {
          stop(words.note.refusals(refusals, cls === null ? words.outcomes[item.kind] : deps.judge.shortTitle(cls)));
          return false;
        }
      }
      return true;
    }

    while (!halted()) {
      await whilePaused();
      if (halted()) break;
      if (open.size > 0 && !(await settle(false))) break;
      // One at first; and never more on the way than can be watched.
      if ((probing && open.size > 0) || open.size >= mostOpen) {
        nextAt = clock.now() + Math.min(rule.intervalMs, 5000);
        await wait(Math.min(rule.intervalMs, 5000));
        continue;
      }
      const at = queue.findIndex((item) => deps.lock(`${item.server}\n${item.destination}`, seed.id));
      const item = at < 0 ? undefined : queue[at];
      if (!item) {
        if (queue.length === 0) break;
        if (note !== words.note.destination) {
          note = words.note.destination;
          deps.changed(self);
        }
        nextAt = clock.now() + rule.intervalMs;
        await wait(rule.intervalMs);
        continue;
      }
      if (note === words.note.destination) note = null;
      const watch = fleet.get(item.server);
      if (watch?.state.problem) {
        // Blind: going on would be doing without knowing.
        note = words.note.blind;
        nextAt = clock.now() + Math.max(rule.intervalMs, 15_000);
        deps.changed(self);
        await wait(Math.max(rule.intervalMs, 15_000));
        await watch.look();
        if (note === words.note.blind) note = null;
        continue;
      }
      queue.splice(at, 1);
      if (!watch) {
        mark([item], 'not_done', words.refused.unknown(item.server));
        continue;
      }
      const since = clock.now();
      await act(watch, verb, [item]);
      if (unresolved(item.kind) || item.kind === 'unknown') open.set(item, since);
      save();
      if (queue.length === 0) break;
      nextAt = clock.now() + rule.intervalMs;
      deps.changed(self);
      await wait(rule.intervalMs);
    }
    nextAt = null;
    if (disposed) return;
    if (open.size > 0) {
      if (!stopped) change('verifying');
      for (const ms of laterMs) {
        if (open.size === 0) break;
        await wait(stopped ? 0 : ms);
        if (isDisposed() || !(await settle(ms === laterMs.at(-1) || stopped))) break;
      }
    }
  }

  /** Class it is deferred with now. */
  function classNow(item: Item) {
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

  function stop(why?: string): void {
    if (endedAt !== null || stopped) return;
    stopped = true;
    note = why ?? words.note.stoppedByHand;
    wake();
  }

  function audit(result: string): void {
    for (const server of servers) {
      const list = itemsOf(server);
      archive.audit.append({
        at: clock.now(),
        account: deps.account,
        server,
        verb,
        selection: seed.selection,
        count: list.length,
        result,
        run: seed.id,
        ids: list.map((item) => item.id),
      });
    }
  }

  const self: Run = {
    id: seed.id,
    items,
    view,
    over: () => endedAt !== null,
    works(server, id) {
      if (endedAt !== null) return false;
      const item = mine.get(`${server}\n${id}`);
      return item !== undefined && (unresolved(item.kind) || item.kind === 'unknown');
    },
    outcome: (index) => {
      const item = items[index];
      if (!item) throw new RangeError('no such outcome');
      return outcomeOf(item);
    },
    async start() {
      audit(words.audit.started);
      archive.runs.outcomes.put(
        seed.id,
        items.map((item, index) => ({ index, json: JSON.stringify(outcomeOf(item)) })),
      );
      save();
      deps.changed(self);
      try {
        await lookAgain();
        if (pace !== null && verb === 'retry') await paced(pace);
        else if (seed.undoSeconds > 0) await withUndo();
        else await allAtOnce();
      } catch (thrown) {
        note = words.note.failed(asAppError(thrown).message);
        stopped = true;
      }
      if (disposed) return;
      deps.unlock(seed.id);
      if (stopped) {
        mark(
          items.filter((item) => item.kind === 'waiting'),
          'not_done',
          words.evidence.stopped,
        );
      }
      mark(
        items.filter((item) => item.kind === 'running'),
        'unknown',
        words.evidence.noProof,
      );
      endedAt = clock.now();
      nextAt = null;
      undoUntil = null;
      const done = counts();
      const nothing = (done.not_done ?? 0) + (done.gone_before ?? 0) === items.length;
      state =
        stopped || undone ? 'stopped' : nothing && items.length > 0 && (done.not_done ?? 0) > 0 ? 'failed' : 'done';
      for (const server of servers) {
        const own: Partial<Record<OutcomeKind, number>> = {};
        for (const item of itemsOf(server)) own[item.kind] = (own[item.kind] ?? 0) + 1;
        archive.audit.append({
          at: clock.now(),
          account: deps.account,
          server,
          verb,
          selection: seed.selection,
          count: itemsOf(server).length,
          result: words.audit.summary(own),
          run: seed.id,
          ids: [],
        });
      }
      save();
      deps.changed(self);
    },
    pause(why) {
      if (endedAt !== null || pausedBy !== null || pace === null) return;
      pausedBy = why === undefined ? 'hand' : 'sleep';
      nextAt = null;
      change('paused', why ?? null);
    },
    resume() {
      if (endedAt !== null || pausedBy === null) return;
      pausedBy = null;
      change('running', null);
      wake();
    },
    stop,
    undo() {
      if (state !== 'undo_window' || undone) return;
      undone = true;
      wake();
    },
    dispose() {
      disposed = true;
      if (endedAt === null) save();
      wake();
    },
  };
  return self;
}

/** Errors before anything ran on the server: nothing was done, and that is known. */
const neverBegan = new Set([
  'dns_failed',
  'connect_refused',
  'connect_timeout',
  'connect_failed',
  'network_unreachable',
  'host_key_unknown',
  'host_key_changed',
  'host_key_revoked',
  'auth_failed',
  'auth_cancelled',
  'agent_unavailable',
  'channel_refused',
  'not_permitted',
  // sudo or doas refused before the tool was started.
  'rights_missing',
  'verb_absent',
  'wrong_route',
  'command_missing',
  'no_mta',
  'tls_untrusted',
  'bad_argument',
]);
