/** One action in progress: hands ids over, at once or paced, and follows each message to its outcome. */
import type { ActionRun, Outcome, RunLines } from '../../../shared/model/action.ts';
import { actingWords as words } from '../../../shared/messages/acting.en.ts';
import { domainWords } from '../../../shared/messages/acting-domain.en.ts';
import { asAppError } from '../watch.ts';
import { allAtOnce } from './atOnce.ts';
import { createHandover } from './handover.ts';
import { countKinds, createLedger, outcomeOf } from './ledger.ts';
import { createLogLines } from './logLines.ts';
import type { RunDeps, RunParts, RunSeed } from './parts.ts';
import { paced } from './pacing.ts';
import type { Item } from './plan.ts';
import { createProgress } from './progress.ts';
import { withUndo } from './undo.ts';

export interface Run {
  readonly id: string;
  readonly items: readonly Item[];
  view(): ActionRun;
  /** Resolves when nothing more will happen. */
  start(): Promise<void>;
  pause(note?: string): void;
  resume(): void;
  stop(): void;
  undo(): void;
  over(): boolean;
  /** Whether it may still touch that message. */
  works(server: string, id: string): boolean;
  /** Whether that message is one of its own, settled or not. */
  has(server: string, id: string): boolean;
  outcome(index: number): Outcome;
  /** Log lines of its messages that are newer than a number. */
  lines(after: number, only: { server: string; id: string } | null): Promise<RunLines>;
  dispose(): void;
}

export function createRun(seed: RunSeed, deps: RunDeps): Run {
  const { clock, archive } = deps;
  const { items, pace, verb } = seed;
  const progress = createProgress(clock, seed.undoSeconds > 0 ? 'undo_window' : 'running');
  const ledger = createLedger(seed.id, items, deps);
  const lines = createLogLines({ clock, fleet: deps.fleet, endedAt: () => progress.endedAt });

  const later: RunParts['later'] = new Map();

  function wholeDomain(): ActionRun['domain'] {
    // Runs of an earlier version that go on after a restart have none.
    const domain = seed.domain ?? null;
    if (domain === null) return null;
    const own = ledger.servers.filter((server) => (domain.sides[server]?.offer ?? null) !== null);
    const counts = [...later.values()].map((ids) => ids?.size ?? null);
    return {
      name: domain.name,
      own,
      later: counts.length === 0 || counts.includes(null) ? null : counts.reduce<number>((sum, n) => sum + (n ?? 0), 0),
    };
  }

  function view(): ActionRun {
    const left = items.filter((item) => item.kind === 'waiting').length;
    const goesOn = progress.endedAt === null && progress.state === 'running';
    return {
      id: seed.id,
      verb,
      pace,
      servers: [...ledger.servers],
      title: seed.title,
      state: progress.state,
      note: progress.note,
      startedAt: seed.startedAt,
      endedAt: progress.endedAt,
      total: items.length,
      counts: countKinds(items),
      nextAt: progress.nextAt,
      undoUntil: progress.undoUntil,
      doneAt:
        goesOn && pace !== null ? (progress.nextAt ?? clock.now()) + Math.max(0, left - 1) * pace.intervalMs : null,
      cause: seed.cause,
      incident: seed.incident,
      domain: wholeDomain(),
      recent: ledger.recent(),
    };
  }

  let saved = '';
  /** What is needed to go on after a restart; outcomes are kept row by row. */
  function save(): void {
    saved ||= JSON.stringify({
      seed: { ...seed, items: [] },
      items: items.map((item) => ({ ...item, kind: 'waiting', evidence: null })),
    });
    archive.runs.save(view(), progress.endedAt === null ? saved : '{}');
  }

  const parts: RunParts = {
    seed,
    deps,
    ledger,
    progress,
    lines,
    later,
    save,
    change(state, note = progress.note) {
      progress.state = state;
      progress.note = note;
      save();
      deps.changed();
    },
  };

  function audit(server: string, result: string, ids: string[]): void {
    archive.audit.append({
      at: clock.now(),
      account: deps.account,
      server,
      verb,
      selection: seed.selection,
      count: ledger.of(server).length,
      result,
      run: seed.id,
      ids,
    });
  }

  async function work(): Promise<void> {
    const handover = createHandover(parts);
    try {
      await handover.lookAgain();
      if (pace !== null && verb === 'retry') await paced(parts, handover, pace);
      else if (seed.undoSeconds > 0) await withUndo(parts, handover);
      else await allAtOnce(parts, handover);
    } catch (thrown) {
      const why = words.note.failed(asAppError(thrown).message);
      progress.stop(why);
      progress.note = why;
    }
  }

  function end(): void {
    deps.unlock(seed.id);
    const of = (kind: Item['kind']): Item[] => items.filter((item) => item.kind === kind);
    if (progress.stopped()) ledger.mark(of('waiting'), 'not_done', words.evidence.stopped);
    ledger.mark(of('running'), 'unknown', words.evidence.noProof);
    progress.endedAt = clock.now();
    progress.nextAt = null;
    progress.undoUntil = null;
    const notDone = of('not_done').length;
    const nothing = notDone > 0 && notDone + of('gone_before').length === items.length;
    const cut = progress.stopped() || progress.undone;
    progress.state = cut ? 'stopped' : nothing ? 'failed' : 'done';
    for (const server of ledger.servers) {
      const list = ledger.of(server);
      const also = later.get(server)?.size ?? 0;
      const sums = words.audit.summary(countKinds(list));
      // The new ids of what was requeued: the history of acts is found under them too.
      const now = list.flatMap((item) => (item.kind === 'requeued' && item.newId !== null ? [item.newId] : []));
      const ids = [...now, ...(later.get(server) ?? [])];
      audit(server, also > 0 ? `${sums}. ${domainWords.alsoTook(also)}` : sums, ids);
    }
    save();
    deps.changed();
  }

  return {
    id: seed.id,
    items,
    view,
    over: () => progress.endedAt !== null,
    works: (server, id) => progress.endedAt === null && ledger.works(server, id),
    has: (server, id) => ledger.find(server, id) !== null,
    outcome(index) {
      const item = items[index];
      if (!item) throw new RangeError('no such outcome');
      return outcomeOf(item);
    },
    async lines(after, only) {
      const item = only === null ? null : ledger.find(only.server, only.id);
      const read = await lines.read(after, only);
      return { run: seed.id, outcome: item === null ? null : outcomeOf(item), ...read };
    },
    async start() {
      for (const server of ledger.servers) {
        audit(
          server,
          words.audit.started,
          ledger.of(server).map((item) => item.id),
        );
      }
      ledger.open();
      save();
      deps.changed();
      await work();
      if (!progress.closed()) end();
    },
    pause(note) {
      if (progress.endedAt !== null || progress.pausedBy !== null || pace === null) return;
      progress.pausedBy = note === undefined ? 'hand' : 'sleep';
      progress.nextAt = null;
      parts.change('paused', note ?? null);
    },
    resume() {
      if (progress.endedAt !== null || progress.pausedBy === null) return;
      progress.pausedBy = null;
      parts.change('running', null);
      progress.wake();
    },
    stop: () => progress.stop(words.note.stoppedByHand),
    undo() {
      if (progress.state !== 'undo_window' || progress.undone) return;
      progress.undone = true;
      progress.wake();
    },
    dispose() {
      progress.close();
      if (progress.endedAt === null) save();
    },
  };
}
