/**
 * Watches the queue of one server: looks, compares with the look before, passes the difference on, and says plainly
 * when it cannot see.
 */
import { AppError, isAppError } from '../../shared/error.ts';
import type { MtaKind } from '../../shared/model/message.ts';
import type { Detection, ServerConfig } from '../../shared/model/server.ts';
import { queueHolders, type TextOrigin } from '../../shared/model/reason.ts';
import type { Problem } from '../../shared/views/servers.ts';
import { problemOf } from '../../shared/messages/problems.en.ts';
import type {
  Asker,
  Clock,
  ConnectReach,
  Disposer,
  ListOutcome,
  MtaDriver,
  MtaRegistry,
  Passed,
  Reach,
  TransportPeer,
} from '../ports.ts';
import type { Gate } from './gate.ts';
import type { Judge } from './judge.ts';
import { afterFailure, afterLook, waitsForPerson } from './pollTimes.ts';
import { createCells } from './queue/cells.ts';
import type { Cells } from './queue/cells.ts';
import { QueueTable } from './queue/table.ts';
import type { Difference } from './queue/difference.ts';
import { countTotals } from './queue/totals.ts';
import type { Totals } from './queue/totals.ts';
import { createDepartures } from './departures.ts';
import type { Departures } from './departures.ts';
import { createRecent } from './recent.ts';
import type { Recent } from './recent.ts';
import { createRequeues } from './requeues.ts';
import type { Requeues } from './requeues.ts';
import type { Slices } from './slices.ts';
import { createTraffic } from './traffic.ts';

export interface Look {
  difference: Difference;
  totals: Totals;
  outcome: ListOutcome;
  /** Epoch seconds of this look and of the good one before. */
  at: number;
  before: number | null;
  first: boolean;
  /** What passed the server since the count before; null where nothing tells it. */
  passed: Passed | null;
}

export interface Watch {
  readonly config: ServerConfig;
  readonly table: QueueTable;
  readonly recent: Recent;
  readonly departures: Departures;
  readonly requeues: Requeues;
  readonly state: WatchState;
  /** Driver and connection for acting and inspecting; rejects where there is none. */
  use<T>(work: (driver: MtaDriver, reach: Reach, found: Detection) => Promise<T>): Promise<T>;
  /** Looks now, or joins the look that is running. Never rejects; `problem` tells. */
  look(signal?: AbortSignal): Promise<void>;
  configure(config: ServerConfig): void;
  start(delayMs: number): void;
  /** Stops looking without forgetting; a running look is cut off. */
  rest(): void;
  /** Drops the connection: after sleep it is dead without knowing. */
  reset(): void;
  rejudge(): Promise<void>;
  /** Epoch seconds of the first good look since the program runs; null before it. */
  watchedSince(): number | null;
  /** Who answered and how we logged in; null before the first login and where there is none. */
  peer(): TransportPeer | null;
  /** Whether a silent outage would be noticed here, and by what; or why not. */
  inflow(): string;
  log(): readonly { at: number; text: string }[];
  dispose(): void;
}

export interface WatchState {
  detection: Detection | null;
  polling: boolean;
  /** Epoch ms. */
  seenAt: number | null;
  nextPollAt: number | null;
  pollMs: number | null;
  tries: number;
  problem: Problem | null;
  blindSince: number | null;
  remarks: string[];
  skipped: number;
  complete: boolean;
  totals: Totals | null;
  readSoFar: number | null;
}

export interface WatchDeps {
  clock: Clock;
  registry: MtaRegistry;
  connect: ConnectReach;
  asker: Asker;
  judge: Judge;
  slices: Slices;
  gate: Gate;
  /** A look was good. Awaited before the next one may begin. */
  looked(watch: Watch, look: Look): Promise<void>;
  failed(watch: Watch, problem: Problem, error: AppError): void;
  changed(watch: Watch): void;
  /** The last look left a question open that the next one decides. */
  hurried(watch: Watch): boolean;
  /** Global pause, suspended machine. */
  resting(): boolean;
}

const maxSkippedTexts = 5;
/** The least the settings allow: soon enough to confirm an own fault, rare enough for any server. */
const hurriedSeconds = 15;
/** What is found on a server is looked up again after that time: programs are updated, rights change. */
const detectionAgeMs = 6 * 3_600_000;

export function asAppError(error: unknown): AppError {
  if (isAppError(error)) return error;
  if (error instanceof Error && error.name === 'AbortError') return new AppError('cancelled', error.message);
  return new AppError('internal', error instanceof Error ? error.message : String(error), {}, error);
}

export function createWatch(initial: ServerConfig, deps: WatchDeps): Watch {
  const { clock, registry, judge, slices } = deps;
  let config = initial;
  let reach: (Reach & { dispose(): void }) | null = null;
  let driver: MtaDriver | null = null;
  let detectedAt = 0;
  let running: Promise<void> | null = null;
  let stop = new AbortController();
  let timer: Disposer | null = null;
  let disposed = false;
  let lastGood: number | null = null;
  let firstGood: number | null = null;
  let asked = false;
  const wanted = (): boolean => asked && !disposed;
  const another = (): boolean => wanted() && state.problem === null;

  const hops = (): string[] => [...config.ownHops, ...(state.detection?.ownHops.map((h) => h.address) ?? [])];
  const makeCells = (kind: MtaKind | null): Cells => createCells(judge, originOf(kind), hops);
  const table = new QueueTable(makeCells(initial.mta));
  const recent = createRecent();
  const traffic = createTraffic(clock);
  const departures = createDepartures();
  const requeues = createRequeues();
  const state: WatchState = {
    detection: null,
    polling: false,
    seenAt: null,
    nextPollAt: null,
    pollMs: null,
    tries: 0,
    problem: null,
    blindSince: null,
    remarks: [],
    skipped: 0,
    complete: true,
    totals: null,
    readSoFar: null,
  };

  function schedule(ms: number): void {
    timer?.();
    timer = null;
    if (disposed || config.paused || config.route.kind === 'listing' || deps.resting()) {
      state.nextPollAt = null;
      return;
    }
    state.nextPollAt = clock.now() + ms;
    timer = clock.after(ms, () => {
      timer = null;
      void self.look();
    });
  }

  async function detect(signal: AbortSignal): Promise<Detection> {
    const way = (reach ??= deps.connect(config, deps.asker));
    const known = state.detection;
    if (known && driver && clock.now() - detectedAt < detectionAgeMs) return known;
    const candidates = config.mta === null ? registry.drivers(config.route) : [registry.driver(config.mta)];
    for (const candidate of candidates) {
      signal.throwIfAborted();
      const found = await candidate.detect(way, config, signal);
      if (!found) continue;
      const before = hops().join();
      const first = state.detection === null;
      driver = candidate;
      state.detection = found;
      detectedAt = clock.now();
      if (first || hops().join() !== before)
        await slices.run(table.rejudge(makeCells(found.mta)), { background: true });
      return found;
    }
    throw new AppError('no_mta', 'no mail server was found there', { wanted: config.mta });
  }

  async function lookOnce(signal: AbortSignal): Promise<void> {
    const began = clock.monotonic();
    const found = await detect(signal);
    const way = reach;
    const by = driver;
    if (!way || !by) throw new AppError('disposed', 'the connection was closed');
    if (found.abilities.some((a) => a.id === 'list' && a.granted === 'no')) {
      detectedAt = 0;
      throw new AppError('list_not_permitted', 'the account may not list the queue', {
        command: found.abilities.find((a) => a.id === 'list')?.command ?? null,
      });
    }
    let skipped = 0;
    const skippedTexts: string[] = [];
    const at = Math.floor(clock.now() / 1000);
    const first = lastGood === null;
    table.begin(at);
    if (first) state.readSoFar = 0;
    let outcome: ListOutcome | null = null;
    let failure: unknown = null;
    let told = clock.monotonic();
    try {
      outcome = await by.list(
        way,
        config,
        found,
        {
          message(message) {
            table.put(message);
            if (first && (table.read & 1023) === 0) {
              state.readSoFar = table.read;
              if (clock.monotonic() - told > 400) {
                told = clock.monotonic();
                deps.changed(self);
              }
            }
          },
          skipped(why, text) {
            skipped += 1;
            if (skippedTexts.length < maxSkippedTexts) skippedTexts.push(`${why}: ${text.slice(0, 120)}`);
          },
        },
        signal,
      );
    } catch (error) {
      failure = error;
    }
    // Even a listing that broke off has shown messages; only their absence says nothing.
    const difference = await slices.run(table.end(outcome?.complete === true), { background: true });
    const totals = await slices.run(countTotals(table), { background: true });
    state.readSoFar = null;
    if (outcome === null) {
      if (table.messages > 0) state.totals = totals;
      throw failure instanceof Error ? failure : new AppError('internal', String(failure));
    }
    const passed = await traffic.count(by, way, config, found, signal);
    state.totals = totals;
    state.remarks = outcome.remarks;
    state.complete = outcome.complete;
    state.skipped = skipped;
    state.seenAt = clock.now();
    state.pollMs = Math.round(clock.monotonic() - began);
    state.problem = null;
    state.tries = 0;
    state.blindSince = null;
    const before = lastGood;
    lastGood = at;
    firstGood ??= at;
    await deps.looked(self, { difference, totals, outcome, at, before, first, passed });
    await slices.run(
      table.tidy(() => makeCells(state.detection?.mta ?? null)),
      { background: true },
    );
  }

  async function turn(): Promise<void> {
    state.polling = true;
    state.nextPollAt = null;
    timer?.();
    timer = null;
    deps.changed(self);
    const signal = stop.signal;
    try {
      await deps.gate.run(() => lookOnce(signal));
      state.polling = false;
      const floor = deps.hurried(self) ? Math.min(config.pollSeconds, hurriedSeconds) : config.pollSeconds;
      schedule(afterLook(floor, state.pollMs ?? 0, clock.random()));
    } catch (thrown) {
      state.polling = false;
      state.readSoFar = null;
      const error = asAppError(thrown);
      if (signal.aborted || error.code === 'cancelled' || error.code === 'aborted' || error.code === 'disposed') {
        schedule(afterLook(config.pollSeconds, 0, clock.random()));
      } else {
        state.tries += 1;
        state.blindSince ??= clock.now();
        const problem = problemOf(error, {
          name: config.name,
          at: clock.now(),
          target: targetOf(config),
          tries: state.tries,
        });
        state.problem = problem;
        if (error.code === 'no_mta' || error.code === 'list_not_permitted') detectedAt = 0;
        deps.failed(self, problem, error);
        if (!waitsForPerson(error.code, state.tries))
          schedule(afterFailure(config.pollSeconds, state.tries, clock.random()));
      }
    }
    deps.changed(self);
  }

  async function rejudged(): Promise<void> {
    await slices.run(table.rejudge(makeCells(state.detection?.mta ?? config.mta)), { background: true });
    if (state.totals !== null) state.totals = await slices.run(countTotals(table), { background: true });
    deps.changed(self);
  }

  const self: Watch = {
    get config() {
      return config;
    },
    table,
    recent,
    departures,
    requeues,
    state,
    look(signal) {
      if (disposed || config.route.kind === 'listing') return Promise.resolve();
      if (running) {
        // A look that began before the question may have passed over what was asked about.
        asked = true;
      } else {
        const one = async (): Promise<void> => {
          do {
            asked = false;
            await turn();
          } while (another());
        };
        running = one().finally(() => {
          running = null;
        });
      }
      const mine = running;
      if (!signal) return mine;
      return Promise.race([
        mine,
        new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve(), { once: true });
        }),
      ]);
    },
    async use(work) {
      if (disposed) throw new AppError('disposed', 'the server is no longer watched');
      const found = await detect(stop.signal);
      if (!reach || !driver) throw new AppError('disposed', 'the connection was closed');
      return work(driver, reach, found);
    },
    configure(next) {
      const other =
        JSON.stringify([config.route, config.mta, config.instance, config.elevate]) !==
        JSON.stringify([next.route, next.mta, next.instance, next.elevate]);
      const hopsBefore = hops().join();
      config = next;
      if (other) {
        stop.abort();
        stop = new AbortController();
        reach?.dispose();
        reach = null;
        driver = null;
        traffic.forget();
        state.detection = null;
        state.problem = null;
        state.tries = 0;
      } else if (hops().join() !== hopsBefore) void self.rejudge();
      if (next.paused) self.rest();
      else if (!running) schedule(0);
      deps.changed(self);
    },
    start(delayMs) {
      schedule(delayMs);
    },
    rest() {
      timer?.();
      timer = null;
      state.nextPollAt = null;
      stop.abort();
      stop = new AbortController();
    },
    reset() {
      reach?.command?.reset();
      reach?.http?.reset();
    },
    async rejudge() {
      while (running) await running;
      if (disposed) return;
      // Takes the place of a look: a listing that streams in meanwhile would be judged half by the old rules.
      asked = false;
      running = rejudged().finally(() => {
        running = null;
      });
      await running;
      if (wanted()) void self.look();
    },
    watchedSince: () => firstGood,
    peer: () => reach?.command?.peer?.() ?? null,
    inflow: () => traffic.words(config),
    log: () => reach?.command?.log() ?? reach?.http?.log() ?? [],
    dispose() {
      disposed = true;
      timer?.();
      stop.abort();
      reach?.dispose();
      reach = null;
    },
  };
  return self;
}

/** The wrapper around a reply follows from the MTA that wrote it. */
export function originOf(kind: MtaKind | null): TextOrigin {
  // These are Postfix inside.
  if (kind === 'mailcow' || kind === 'pmg') return 'postfix';
  return queueHolders.find((own) => own === kind) ?? 'bare';
}

export function targetOf(config: ServerConfig): string {
  const { route } = config;
  switch (route.kind) {
    case 'ssh':
      return route.target;
    case 'https':
      return route.baseUrl;
    case 'local':
      return 'this computer';
    case 'demo':
      return route.simulation;
    case 'listing':
      return route.fileName;
  }
}
