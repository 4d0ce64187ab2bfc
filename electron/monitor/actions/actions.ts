/** Acting on messages: exactly what was previewed, gently, with proof, and written down. */
import { randomUUID } from 'node:crypto';
import type { Preview, Selection } from '../../../shared/contract.ts';
import { AppError } from '../../../shared/error.ts';
import type { ActionRun, Outcome, Pace, RunLines, Verb } from '../../../shared/model/action.ts';
import { mailDomainOf } from '../../../shared/mailDomain.ts';
import { actingWords as words } from '../../../shared/messages/acting.en.ts';
import { domainWords } from '../../../shared/messages/acting-domain.en.ts';
import type { Clock, MtaDriver, MtaRegistry } from '../../ports.ts';
import type { Alerting } from '../alerting.ts';
import type { Archive } from '../archive.ts';
import type { Causes } from '../causes/causes.ts';
import type { Fleet } from '../fleet.ts';
import type { Judge } from '../judge.ts';
import type { Messages } from '../messages.ts';
import type { Watch } from '../watch.ts';
import { copyOf } from './copy.ts';
import type { Copy } from './copy.ts';
import type { Item, Plan } from './plan.ts';
import { makePlan, serversOf } from './plan.ts';
import { makePreview } from './preview.ts';
import type { RunSeed } from './parts.ts';
import { restoreRuns } from './restore.ts';
import { createRun } from './run.ts';
import type { Run } from './run.ts';

export interface Actions {
  list(): ActionRun[];
  runsOf(cause: string): string[];
  preview(verb: Verb, selection: Selection, pace: Pace | null): Promise<Preview>;
  /** Envelopes and headers of a preview's messages; the preview stays good. */
  copy(token: string): Promise<Copy>;
  start(token: string, pace: Pace | null, typed: { count: number | null; domain: string | null }): { run: string };
  control(run: string, what: 'pause' | 'resume' | 'stop' | 'undo'): void;
  outcomes(run: string, from: number, count: number): { total: number; rows: Outcome[] };
  /** Of a run, or of the newest one that acted on the message since the program runs. */
  lines(run: string | null, after: number, message: { server: string; id: string } | null): Promise<RunLines>;
  restore(): void;
  suspend(): void;
  resume(): void;
  dispose(): void;
}

export interface ActionsDeps {
  clock: Clock;
  registry: MtaRegistry;
  fleet: Fleet;
  messages: Messages;
  causes: Causes;
  archive: Archive;
  alerting: Alerting;
  judge: Judge;
  account: string;
  changed: () => void;
  log: (error: unknown) => void;
}

const goodForMs = 5 * 60_000;
/** A preview does not wait longer for a fresh listing; it says then that it is from the last one. */
const freshListingMs = 30_000;
const fresh = 2000;
const mostShown = 20;
const noLines: RunLines = {
  run: null,
  outcome: null,
  rows: [],
  dropped: 0,
  messages: 0,
  followed: 0,
  unreadable: [],
  live: false,
};

export function createActions(deps: ActionsDeps): Actions {
  const { clock, fleet, archive, alerting, causes, judge, messages } = deps;
  const plans = new Map<string, { plan: Plan; preview: Preview; until: number }>();
  const runs = new Map<string, Run>();
  const locks = new Map<string, string>();

  const driver = (watch: Watch): MtaDriver | null => {
    const kind = watch.state.detection?.mta ?? null;
    if (kind === null) return null;
    try {
      return deps.registry.driver(kind);
    } catch {
      return null;
    }
  };
  const active = (): Run[] => [...runs.values()].filter((run) => !run.over());

  async function freshen(servers: readonly string[]): Promise<string[]> {
    const stale: string[] = [];
    await Promise.all(
      servers.map(async (id) => {
        const watch = fleet.get(id);
        if (!watch || watch.config.paused || watch.config.route.kind === 'listing') return;
        const asked = clock.now();
        if (watch.state.problem === null && watch.state.seenAt !== null && asked - watch.state.seenAt < fresh) return;
        const stop = new AbortController();
        const cancel = clock.after(freshListingMs, () => stop.abort());
        await watch.look(stop.signal);
        cancel();
        if (watch.state.problem !== null || watch.state.seenAt === null || watch.state.seenAt < asked - fresh)
          stale.push(id);
      }),
    );
    return stale;
  }

  async function causeTitle(cause: string): Promise<string> {
    const { parts, result } = await causes.figures({ servers: null }, []);
    const figures = result.causes.get(cause);
    return figures ? causes.row(parts, figures).title : cause;
  }

  function planOf(token: string): { plan: Plan; preview: Preview } {
    const entry = plans.get(token);
    if (entry && entry.until >= clock.now()) return entry;
    plans.delete(token);
    throw new AppError('preview_expired', 'the preview is too old or was used already');
  }

  function begin(seed: RunSeed): Run {
    const run = createRun(seed, {
      clock,
      fleet,
      archive,
      alerting,
      judge,
      account: deps.account,
      prioritySenders: () => alerting.settings().priority.senders,
      lock(destination, id) {
        const by = locks.get(destination);
        if (by !== undefined && by !== id) return false;
        locks.set(destination, id);
        return true;
      },
      unlock(id) {
        for (const [destination, by] of locks) if (by === id) locks.delete(destination);
      },
      changed: deps.changed,
    });
    runs.set(run.id, run);
    if (runs.size > 100) {
      for (const [id, old] of runs) {
        if (runs.size <= 60) break;
        if (old.over()) runs.delete(id);
      }
    }
    run.start().catch(deps.log);
    return run;
  }

  return {
    list() {
      const now = [...runs.values()].map((run) => run.view());
      const known = new Set(now.map((run) => run.id));
      const earlier = archive.runs.recent(mostShown).filter((run) => !known.has(run.id));
      return [...now, ...earlier]
        .sort((a, b) => b.startedAt - a.startedAt)
        .slice(0, Math.max(mostShown, active().length));
    },
    runsOf: (cause) => [...runs.values()].flatMap((run) => (run.view().cause === cause ? [run.id] : [])),
    async preview(verb, selection, pace) {
      const stale = await freshen(serversOf(selection, fleet));
      const plan = await makePlan(verb, selection, pace !== null, {
        fleet,
        messages,
        driver,
        busy: (server, id) => active().some((run) => run.works(server, id)),
        causeTitle,
        now: () => clock.now(),
      });
      const token = randomUUID();
      const preview = makePreview(token, plan, pace, { fleet, judge, driver, now: clock.now(), stale });
      for (const [old, entry] of plans) if (entry.until < clock.now()) plans.delete(old);
      plans.set(token, { plan, preview, until: clock.now() + goodForMs });
      return preview;
    },
    copy(token) {
      return copyOf(planOf(token).plan, { clock, fleet });
    },
    start(token, pace, typed) {
      const entry = planOf(token);
      const { plan, preview } = entry;
      if (plan.items.length === 0) throw new AppError('empty_selection', 'nothing is left to act on');
      const again = makePreview(token, plan, pace, { fleet, judge, driver, now: clock.now(), stale: [] });
      const byDomain = [...(plan.domain?.sides ?? [])].filter(([, { offer }]) => offer !== null);
      if (pace !== null && byDomain.length > 0)
        throw new AppError('bad_argument', 'a whole domain at once cannot be paced; ask for a paced preview');
      if (again.confirm === 'type_domain' && mailDomainOf(typed.domain ?? '') !== plan.domain?.name) {
        throw new AppError('domain_not_confirmed', 'the domain typed is not the domain acted on', {
          wanted: plan.domain?.name,
        });
      }
      if (again.confirm !== 'click' && typed.count !== plan.items.length) {
        throw new AppError('count_not_confirmed', 'the number typed is not the number of messages', {
          wanted: plan.items.length,
        });
      }
      // Used once: a second click, or a second window with the same preview, starts nothing. A mistyped count may be
      // typed again.
      plans.delete(token);
      // Between preview and start another window may have begun on some of them.
      const busy = (item: Item): boolean => active().some((run) => run.works(item.server, item.id));
      // A command for a whole domain could not leave those out.
      const shut = new Set(
        byDomain.map(([server]) => server).filter((server) => plan.items.some((i) => i.server === server && busy(i))),
      );
      const items = plan.items.map((item): Item => {
        const why = shut.has(item.server) ? domainWords.busyAtStart : busy(item) ? words.evidence.busy : null;
        return why === null ? item : { ...item, kind: 'not_done', evidence: why, at: clock.now() };
      });
      const servers = preview.perServer.filter((s) => s.messages > 0).map((s) => s.name);
      const [first] = plan.items;
      const cell = first ? fleet.get(first.server)?.table.cells.get(first.cell) : undefined;
      const incident =
        plan.cause === null || !cell
          ? null
          : causes.incidentOf(
              plan.cause,
              preview.perServer.map((s) => s.server),
              cell.class,
              cell.provider,
            );
      const run = begin({
        id: randomUUID(),
        verb: plan.verb,
        pace: plan.verb === 'retry' ? pace : null,
        items,
        title: words.title(
          plan.verb,
          plan.items.length,
          servers,
          plan.verb === 'retry' && pace !== null,
          plan.domain?.name ?? null,
        ),
        domain: plan.domain === null ? null : { name: plan.domain.name, sides: Object.fromEntries(plan.domain.sides) },
        selection: plan.selection,
        cause: plan.cause,
        incident: incident?.id ?? null,
        undoSeconds: preview.undoSeconds,
        startedAt: clock.now(),
      });
      return { run: run.id };
    },
    control(id, what) {
      const run = runs.get(id);
      if (!run) throw new AppError('no_such_run', `no action ${id} is running`);
      if (what === 'pause') run.pause();
      else if (what === 'resume') run.resume();
      else if (what === 'stop') run.stop();
      else run.undo();
      deps.changed();
    },
    outcomes(id, from, count) {
      const run = runs.get(id);
      if (run) {
        const rows: Outcome[] = [];
        for (let k = from; k < Math.min(run.items.length, from + count); k += 1) rows.push(run.outcome(k));
        return { total: run.items.length, rows };
      }
      const stored = archive.runs.recent(1000).find((r) => r.id === id);
      if (!stored) throw new AppError('no_such_run', `no action ${id}`);
      return {
        total: stored.total,
        rows: archive.runs.outcomes.read(id, from, count).map((json) => JSON.parse(json) as Outcome),
      };
    },
    async lines(id, after, message) {
      const run =
        id !== null
          ? runs.get(id)
          : message && [...runs.values()].findLast((one) => one.has(message.server, message.id));
      return run ? run.lines(after, message) : noLines;
    },
    restore: () => restoreRuns({ clock, archive, begin, log: deps.log }),
    suspend() {
      for (const run of active()) run.pause(words.note.slept);
    },
    resume() {
      for (const run of active()) if (run.view().note === words.note.slept) run.resume();
    },
    dispose() {
      for (const run of runs.values()) run.dispose();
    },
  };
}
