import type { Preview, Selection } from '../../shared/contract.ts';
import { actWords as words } from '../../shared/messages/cli-act.en.ts';
import { outcomeKinds, type ActionRun, type Outcome, type Pace, type Verb } from '../../shared/model/action.ts';
import type { Prompt } from '../../shared/views/servers.ts';
import { systemClock } from '../clock.ts';
import { composeEngine } from '../engine/compose.ts';
import type { Engine } from '../engine/types.ts';
import { account } from '../host/account.ts';
import { lockFolder } from '../host/folderLock.ts';
import { openSettings } from '../store/settings.ts';
import { createWebSecrets } from '../web/secrets.ts';
import type { CliIo } from './io.ts';

export type ActResult =
  | { kind: 'not_run'; why: 'usage' | 'failed' | 'nothing' }
  | { kind: 'run'; server: string; outcomes: Outcome[]; leftOut: string[] };

export interface ActRunOptions {
  server: string;
  verb: Verb;
  pace: Pace | null;
  yes: boolean;
  dataDir: string;
  secrets: string | null;
  ask: CliIo['ask'] | undefined;
}

const over = (run: ActionRun): boolean => run.state === 'done' || run.state === 'stopped' || run.state === 'failed';
const progressEveryMs = 5000;

function show(io: CliIo, preview: Preview, pace: Pace | null): void {
  io.stderr(words.title(preview.verb, preview.messages, preview.recipients, preview.domains));
  if (preview.domain !== null) {
    const { name, servers } = preview.domain;
    for (const server of servers) io.stderr(words.domainWay(name, server.name, server.own ? null : (server.why ?? '')));
  }
  for (const server of preview.perServer) {
    io.stderr(words.server(server.name, server.messages, server.production));
    if (server.refused !== null) io.stderr(words.refused(server.refused));
  }
  for (const { title, messages } of preview.perClass) io.stderr(words.class(title, messages));
  if (preview.oldest !== null && preview.newest !== null) {
    const now = systemClock.now() / 1000;
    io.stderr(words.age(now - preview.oldest, now - preview.newest));
  }
  for (const { why, messages } of preview.leftOut) io.stderr(words.leftOut(why, messages));
  for (const { id, sender, recipient, more } of preview.sample) io.stderr(words.sample(id, sender, recipient, more));
  if (preview.messages > preview.sample.length) io.stderr(words.more(preview.messages - preview.sample.length));
  for (const command of preview.commands) io.stderr(words.command(command));
  for (const warning of [...preview.warnings, ...preview.notes]) io.stderr(words.warning(warning));
  if (preview.cannotUndo !== null && preview.messages > 0) io.stderr(words.cannotUndo(preview.cannotUndo));
  if (pace === null && preview.suggestedPace !== null)
    io.stderr(
      words.suggested(Math.max(1, Math.round(60_000 / preview.suggestedPace.intervalMs)), preview.domain?.name ?? null),
    );
  if (preview.takesMs !== null && preview.takesMs > 0) io.stderr(words.takes(preview.takesMs / 1000));
}

const partsOf = (counts: ActionRun['counts']): string[] =>
  outcomeKinds.flatMap((kind) => {
    const n = counts[kind] ?? 0;
    return n > 0 ? [words.part(kind, n)] : [];
  });

/** Nobody is there to be asked: a question ends the conversation with the words that say what is missing. */
function refusePrompts(io: CliIo, engine: Engine): void {
  const seen = new Set<string>();
  const refuse = (prompts: readonly Prompt[]): void => {
    for (const prompt of prompts) {
      if (seen.has(prompt.id)) continue;
      seen.add(prompt.id);
      io.stderr(
        prompt.kind === 'host_key' ? words.unknownKey(prompt.host, prompt.fingerprint) : words.noSecret(prompt.text),
      );
      void engine.handle('prompts.answer', { id: prompt.id, accept: false, text: null, save: false });
    }
  };
  engine.on('prompts', refuse);
}

async function confirmed(
  io: CliIo,
  preview: Preview,
  options: Pick<ActRunOptions, 'yes' | 'ask'>,
): Promise<true | 'usage' | 'nothing'> {
  if (options.yes) return true;
  if (options.ask === undefined) {
    io.stderr(words.needsYes);
    return 'usage';
  }
  const domain = preview.confirm === 'type_domain' ? (preview.domain?.name ?? '') : null;
  const wanted =
    domain !== null ? [domain] : preview.confirm === 'type_count' ? [String(preview.messages)] : ['y', 'yes'];
  const question =
    domain !== null
      ? words.typeDomain(preview.verb, preview.messages, domain)
      : preview.confirm === 'type_count'
        ? words.typeCount(preview.verb, preview.messages)
        : words.goOn;
  const answer = await options.ask(question);
  if (wanted.includes(answer?.trim().toLowerCase() ?? '')) return true;
  io.stderr(words.notConfirmed);
  return 'nothing';
}

/** Follows a run to its end; Ctrl-C takes a delete back within its undo window, and stops everything else. */
function follow(io: CliIo, engine: Engine, id: string): Promise<ActionRun> {
  return new Promise((resolve, reject) => {
    let said = '';
    let toldAt = systemClock.monotonic();
    let note: string | null = null;
    let undoTold = false;
    let latest: ActionRun | null = null;
    let timer: (() => void) | null = null;
    const stop = io.interrupted?.(() => {
      io.stderr(words.stopping);
      const what = latest?.state === 'undo_window' ? 'undo' : 'stop';
      engine.handle('actions.control', { run: id, what }).catch(reject);
    });
    const end = (): void => {
      timer?.();
      unlisten();
      stop?.();
    };
    const take = (runs: readonly ActionRun[]): void => {
      const run = runs.find((r) => r.id === id);
      if (!run) return;
      latest = run;
      if (over(run)) {
        end();
        resolve(run);
        return;
      }
      if (run.undoUntil !== null && !undoTold) {
        undoTold = true;
        io.stderr(words.undo((run.undoUntil - systemClock.now()) / 1000));
      }
      if (run.note !== note) {
        note = run.note;
        if (note !== null) io.stderr(note);
      }
      const now = systemClock.monotonic();
      const text = words.progress(partsOf(run.counts));
      if (text === said || now - toldAt < progressEveryMs) return;
      said = text;
      toldAt = now;
      io.stderr(text);
    };
    const unlisten = engine.on('actions', take);
    // Asked as well: what happened before we listened is in no event.
    const ask = (): void => {
      engine.handle('actions.list', {}).then((runs) => {
        take(runs);
        if (latest === null || !over(latest)) timer = systemClock.after(500, ask);
      }, reject);
    };
    ask();
  });
}

async function outcomesOf(engine: Engine, run: string): Promise<Outcome[]> {
  const all: Outcome[] = [];
  for (;;) {
    const { total, rows } = await engine.handle('actions.outcomes', { run, from: all.length, count: 500 });
    all.push(...rows);
    if (rows.length === 0 || all.length >= total) return all;
  }
}

/** One action by the app's own engine, on the settings folder that the app would use. */
export function createActRun(io: CliIo, options: ActRunOptions) {
  return async (selectionOf: (server: string) => Selection): Promise<ActResult> => {
    const { dataDir } = options;
    const servers = openSettings({ dataDir, now: () => systemClock.now() }).servers();
    const config = servers.find((s) => s.id === options.server) ?? servers.find((s) => s.name === options.server);
    if (config === undefined) {
      io.stderr(words.noServer(options.server, dataDir, servers.map((s) => s.name).join(', ')));
      return { kind: 'not_run', why: 'failed' };
    }
    const secrets = await createWebSecrets({
      file: options.secrets,
      credentialsDirectory: process.env['CREDENTIALS_DIRECTORY'] ?? null,
    });
    // Two engines on one folder would act behind each other's back.
    const unlock = lockFolder(dataDir);
    const engine = composeEngine({
      dataDir,
      demo: false,
      host: 'web',
      account: account(),
      secrets,
      only: config.id,
      log: (error) => io.stderr(words.failed('internal', error instanceof Error ? error.message : String(error))),
    });
    try {
      refusePrompts(io, engine);
      const preview = await engine.handle('actions.preview', {
        verb: options.verb,
        selection: selectionOf(config.id),
        pace: options.pace,
      });
      show(io, preview, options.pace);
      const [view] = await engine.handle('servers.list', {});
      const problem = view?.problem ?? preview.problem;
      if (problem) {
        io.stderr(words.problem(problem.title, problem.next, problem.detail));
        return { kind: 'not_run', why: 'failed' };
      }
      if (preview.messages === 0) {
        io.stderr(words.nothing);
        return preview.perServer.some((s) => s.refused !== null)
          ? { kind: 'not_run', why: 'failed' }
          : { kind: 'run', server: config.id, outcomes: [], leftOut: preview.leftOut.map(({ why }) => why) };
      }
      const sure = await confirmed(io, preview, options);
      if (sure !== true) return { kind: 'not_run', why: sure };
      const { run: id } = await engine.handle('actions.start', {
        token: preview.token,
        pace: options.pace,
        typedCount: preview.confirm === 'click' ? null : preview.messages,
        typedDomain: preview.confirm === 'type_domain' ? (preview.domain?.name ?? null) : null,
      });
      const run = await follow(io, engine, id);
      if (run.note !== null) io.stderr(run.note);
      io.stderr(
        words.summary(run.state === 'failed' || run.state === 'stopped' ? run.state : 'done', partsOf(run.counts)),
      );
      if ((run.domain?.own.length ?? 0) > 0) io.stderr(words.later(run.domain?.later ?? null));
      const outcomes = await outcomesOf(engine, id);
      return { kind: 'run', server: config.id, outcomes, leftOut: preview.leftOut.map(({ why }) => why) };
    } finally {
      await engine.dispose();
      unlock();
    }
  };
}
