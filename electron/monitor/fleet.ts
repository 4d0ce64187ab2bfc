/** All servers that are watched: their looks, what is stored of them, and what the screen shows of each. */
import type { AppError } from '../../shared/error.ts';
import type { Filter, Scope } from '../../shared/model/filter.ts';
import type { ServerConfig } from '../../shared/model/server.ts';
import type { Problem, ServerView } from '../../shared/views/servers.ts';
import { noticeWords } from '../../shared/messages/engine.en.ts';
import type { Clock, ConnectReach, Asker, MtaRegistry } from '../ports.ts';
import type { Alerting } from './alerting.ts';
import { binSeconds } from './archive.ts';
import type { Archive } from './archive.ts';
import { createGrouping } from './causes/grouping.ts';
import type { Grouping } from './causes/grouping.ts';
import { createGate } from './gate.ts';
import type { Judge } from './judge.ts';
import type { Notices } from './notices.ts';
import { atStart, networkCodes } from './pollTimes.ts';
import { compileFilter } from './queue/predicate.ts';
import type { Part } from './queue/select.ts';
import { binOf } from './recent.ts';
import { serverView } from './serverView.ts';
import type { Slices } from './slices.ts';
import { createWatch } from './watch.ts';
import type { Look, Watch } from './watch.ts';

export interface Fleet {
  watches(scope?: Scope): Watch[];
  get(id: string): Watch | undefined;
  set(config: ServerConfig): Watch;
  remove(id: string): void;
  lookNow(id: string | null): void;
  /** Nothing is looked at while true. */
  setPaused(paused: boolean): void;
  paused(): boolean;
  suspend(): void;
  resume(): void;
  views(): ServerView[];
  /** Tables in scope with the filter made ready. */
  parts(scope: Scope, filter: Filter): Part[];
  /** Same while nothing changed in scope. */
  stamp(scope: Scope): string;
  grouping: Grouping;
  version(): number;
  rejudge(): Promise<void>;
  /** For the screen: which hosts the admin said are not ours. */
  refuseHop(id: string, hop: string): void;
  dispose(): void;
}

export interface FleetDeps {
  clock: Clock;
  registry: MtaRegistry;
  connect: ConnectReach;
  asker(config: ServerConfig): Asker;
  judge: Judge;
  slices: Slices;
  archive: Archive;
  alerting(): Alerting;
  notices: Notices;
  /** Actions want to know what each look shows. */
  observed(watch: Watch, look: Look): void;
  refusedHops(id: string): readonly string[];
  refuseHop(id: string, hop: string): void;
  serversChanged: () => void;
  queueChanged(version: number, servers: string[]): void;
}

/** At most so many looks at once: sixty servers must not open sixty logins in one second. */
const mostLooks = 8;
/** Cells stored per server and interval; the tail of single domains is kept as one. */
const mostLanes = 300;
const livesAtOnce = 2000;

export function createFleet(deps: FleetDeps): Fleet {
  const { clock, judge, slices, archive } = deps;
  const gate = createGate(mostLooks);
  const grouping = createGrouping();
  const watches = new Map<string, Watch>();
  let paused = false;
  let suspended = false;
  let version = 1;
  let ownNetwork = false;

  function lanes(watch: Watch, look: Look) {
    const { cells } = watch.table;
    const fresh = new Map<number, number>();
    for (let k = 1; k < look.difference.fresh.length; k += 2) {
      const cell = watch.table.cell[look.difference.fresh[k] ?? 0] ?? 0;
      if (cell !== 0) fresh.set(cell, (fresh.get(cell) ?? 0) + 1);
    }
    interface Lane {
      class: ReturnType<typeof cells.get>['class'];
      side: ReturnType<typeof cells.get>['side'];
      provider: string | null;
      fresh: number;
      waiting: number;
    }
    const byKey = new Map<string, Lane>();
    const add = (lane: Lane): void => {
      const key = `${lane.class}|${lane.side ?? ''}|${lane.provider ?? ''}`;
      const known = byKey.get(key);
      if (known) {
        known.fresh += lane.fresh;
        known.waiting += lane.waiting;
      } else byKey.set(key, lane);
    };
    for (let n = 1; n < cells.size; n += 1) {
      const waiting = look.totals.messages[n] ?? 0;
      const came = fresh.get(n) ?? 0;
      if (waiting === 0 && came === 0) continue;
      const cell = cells.get(n);
      add({ class: cell.class, side: cell.side, provider: cell.provider, fresh: came, waiting });
    }
    let all = [...byKey.values()];
    if (all.length > mostLanes) {
      all.sort((a, b) => b.waiting + b.fresh - (a.waiting + a.fresh));
      const tail = all.slice(mostLanes);
      all = all.slice(0, mostLanes);
      byKey.clear();
      for (const lane of all) add(lane);
      for (const lane of tail) add({ ...lane, provider: null });
      all = [...byKey.values()];
    }
    return all;
  }

  async function looked(watch: Watch, look: Look): Promise<void> {
    const id = watch.config.id;
    const { difference } = look;
    watch.requeues.sort(watch.table, difference, clock.now());
    const rows = lanes(watch, look);
    const fresh = look.first ? 0 : difference.fresh.length / 2;
    // What waits at the first look is not news of these five minutes.
    const stored = look.first ? rows.map((row) => ({ ...row, fresh: 0 })) : rows;
    const gap = look.before === null ? Infinity : look.at - look.before;
    const through = gap <= Math.max(900, watch.config.pollSeconds * 3);
    const total = { waiting: look.totals.waiting, fresh };
    watch.departures.record(look.at, watch.requeues.left(difference.gone, clock.now()));
    watch.recent.record(look.at, through ? (look.before ?? look.at) : look.at, stored, total);
    archive.series.add(binOf(look.at), id, total, stored);
    if (through && look.before !== null && binOf(look.before) + binSeconds < binOf(look.at)) {
      archive.series.cover(id, binOf(look.before) + binSeconds, binOf(look.at) - binSeconds, total.waiting);
    }
    archive.blind.end(id, look.at);
    await slices.run(deps.alerting().looked(watch, look), { background: true });
    deps.observed(watch, look);
    // Before the lives are stored: the screen does not wait for the disk.
    regroup();
    version += 1;
    noteNetwork();
    deps.serversChanged();
    deps.queueChanged(version, [id]);
    await slices.run(storeLives(watch, look), { background: true });
  }

  function* storeLives(watch: Watch, look: Look): Generator<void, void> {
    const { table } = watch;
    const id = watch.config.id;
    const { arrived, attempted, gone } = look.difference;
    for (let k = 0; k < arrived.length; k += livesAtOnce) {
      archive.lives.arrived(
        id,
        arrived.slice(k, k + livesAtOnce).flatMap((slot) => {
          if (table.state[slot] === 0) return [];
          const i = table.start[slot] ?? 0;
          const n = table.count[slot] ?? 0;
          return [
            {
              id: table.id[slot] ?? '',
              arrival: table.arrival[slot] ?? 0,
              firstSeen: table.firstSeen[slot] ?? look.at,
              sender: table.senderText(slot),
              recipient: n > 0 ? (table.address[i] ?? null) : null,
              more: Math.max(0, (table.named[slot] ?? 0) - 1),
              reason: n > 0 ? table.reasonText(i) : null,
              attempts: 0,
            },
          ];
        }),
      );
      yield;
    }
    for (let k = 0; k < attempted.length; k += livesAtOnce) {
      archive.lives.attempts(
        id,
        look.at,
        attempted.slice(k, k + livesAtOnce).map((slot) => ({
          id: table.id[slot] ?? '',
          arrival: table.arrival[slot] ?? 0,
          text: (table.count[slot] ?? 0) > 0 ? table.reasonText(table.start[slot] ?? 0) : null,
        })),
      );
      yield;
    }
    for (let k = 0; k < gone.length; k += livesAtOnce) {
      archive.lives.gone(
        id,
        look.at,
        gone
          .slice(k, k + livesAtOnce)
          .map((it) => ({ id: it.id, arrival: it.arrival ?? 0, text: it.text, attempts: it.attempts })),
      );
      yield;
    }
  }

  function regroup(): void {
    grouping.regroup(
      [...watches.values()].flatMap((watch) =>
        watch.state.totals ? [{ id: watch.config.id, cells: watch.table.cells, totals: watch.state.totals }] : [],
      ),
    );
  }

  /** All out of sight within a minute, by the network: it is this computer, and it is told once. */
  function noteNetwork(): void {
    const watched = [...watches.values()].filter(
      (w) => !w.config.paused && (w.config.route.kind === 'ssh' || w.config.route.kind === 'https'),
    );
    const away = watched.filter(
      (w) => w.state.problem !== null && networkCodes.has(w.state.problem.code) && w.state.blindSince !== null,
    );
    const since = away.map((w) => w.state.blindSince ?? 0);
    const together = since.length > 0 && Math.max(...since) - Math.min(...since) < 90_000;
    const is = watched.length >= 2 && away.length === watched.length && (ownNetwork || together);
    if (is === ownNetwork) return;
    ownNetwork = is;
    if (is) {
      const words = noticeWords.ownNetwork(away.length);
      deps.notices.set({
        id: 'own-network',
        tone: 'warning',
        ...words,
        detail: away[0]?.state.problem?.detail ?? null,
      });
    } else deps.notices.clear('own-network');
  }

  function failed(watch: Watch, problem: Problem, error: AppError): void {
    const at = Math.floor(clock.now() / 1000);
    if (watch.state.tries === 1 && watch.state.seenAt !== null) archive.blind.begin(watch.config.id, at);
    noteNetwork();
    if (ownNetwork) {
      // Told once, as our own network; each server's own notice would be a storm.
      deps.alerting().failed(watch.config.id, 'own_network');
    } else deps.alerting().failed(watch.config.id, `${problem.title} (${error.code})`);
    deps.serversChanged();
  }

  const fleet: Fleet = {
    grouping,
    version: () => version,
    watches(scope) {
      const all = [...watches.values()];
      const servers = scope?.servers ?? null;
      return servers === null ? all : all.filter((w) => servers.includes(w.config.id));
    },
    get: (id) => watches.get(id),
    set(config) {
      const known = watches.get(config.id);
      if (known) {
        known.configure(config);
        version += 1;
        return known;
      }
      const watch = createWatch(config, {
        clock,
        registry: deps.registry,
        connect: deps.connect,
        asker: deps.asker(config),
        judge,
        slices,
        gate,
        looked,
        failed,
        changed: deps.serversChanged,
        hurried: (watched) => deps.alerting().suspects(watched.config.id),
        resting: () => paused || suspended,
      });
      const at = Math.floor(clock.now() / 1000);
      const from = binOf(at) - 48 * binSeconds;
      const scope = [config.id];
      watch.recent.load(
        archive.series.read({ servers: scope, from, to: at + 1 }),
        archive.series.coverage({ servers: scope, from, to: at + 1 }),
      );
      watches.set(config.id, watch);
      if (!config.paused) watch.start(atStart(config.pollSeconds, watches.size - 1, clock.random()));
      deps.serversChanged();
      return watch;
    },
    remove(id) {
      watches.get(id)?.dispose();
      watches.delete(id);
      deps.alerting().removeServer(id);
      archive.removeServer(id);
      regroup();
      version += 1;
      deps.serversChanged();
      deps.queueChanged(version, [id]);
    },
    lookNow(id) {
      for (const watch of watches.values())
        if ((id === null || watch.config.id === id) && !watch.config.paused) void watch.look();
    },
    setPaused(next) {
      if (paused === next) return;
      paused = next;
      deps.alerting().pause(next);
      for (const watch of watches.values()) {
        if (next) watch.rest();
        else if (!watch.config.paused) watch.start(Math.round(clock.random() * 500));
      }
      deps.serversChanged();
    },
    paused: () => paused,
    suspend() {
      suspended = true;
      for (const watch of watches.values()) watch.rest();
    },
    resume() {
      suspended = false;
      for (const watch of watches.values()) {
        watch.reset();
        if (!watch.config.paused && !paused) watch.start(Math.round(clock.random() * 2000));
      }
    },
    views: () =>
      [...watches.values()].map((watch) =>
        serverView(watch, {
          now: clock.now(),
          alerting: deps.alerting(),
          refusedHops: deps.refusedHops(watch.config.id),
        }),
      ),
    parts(scope, filter) {
      const now = Math.floor(clock.now() / 1000);
      return fleet.watches(scope).map((watch) => {
        const { table, config } = watch;
        const schedule = watch.state.detection?.retrySchedule ?? null;
        return {
          server: config.id,
          name: config.name,
          table,
          schedule,
          predicate: compileFilter(filter, table, {
            server: config,
            now,
            schedule,
            inCause: (cell, cause) => inCause(grouping, config.id, table.cells.get(cell), cause),
            providerName: (key) => judge.providerName(key),
          }),
        };
      });
    },
    stamp: (scope) =>
      `${grouping.version()};${judge.version()};${fleet
        .watches(scope)
        .map((w) => `${w.config.id}=${w.table.stamp}`)
        .join(',')}`,
    async rejudge() {
      for (const watch of watches.values()) await watch.rejudge();
      regroup();
      version += 1;
      deps.queueChanged(version, [...watches.keys()]);
    },
    refuseHop(id, hop) {
      deps.refuseHop(id, hop);
      deps.serversChanged();
    },
    dispose() {
      for (const watch of watches.values()) watch.dispose();
      watches.clear();
    },
  };
  return fleet;
}

/** Ids of rows of the other groupings start with a word of their own. */
export function inCause(
  grouping: Grouping,
  server: string,
  cell: Parameters<Grouping['causeOf']>[1],
  cause: string,
): boolean {
  if (cause.startsWith('provider:')) return (cell.provider ?? '') === cause.slice(9);
  return grouping.causeOf(server, cell) === cause;
}
