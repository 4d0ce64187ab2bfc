import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Selection } from '../../shared/contract.ts';
import { isAppError } from '../../shared/error.ts';
import { actWords as words } from '../../shared/messages/cli-act.en.ts';
import { messagesUi } from '../../shared/messages/messages-ui.en.ts';
import { verbs, type Outcome, type OutcomeKind, type Pace, type Verb } from '../../shared/model/action.ts';
import type { Filter } from '../../shared/model/filter.ts';
import { parseQuery } from '../../shared/query.ts';
import { builtFolder } from '../host/builtFolder.ts';
import { defaultDataFolder } from '../host/dataFolder.ts';
import { chooseNode, runAgain } from '../host/modernNode.ts';
import { serve as hostWords } from '../../shared/messages/host.en.ts';
import { createActRun, type ActResult } from './actRun.ts';
import { begin, exitCode, isClosedPipe, linesOf, createWriter, type CliIo } from './io.ts';

/** None reached the outcome; "some" is what 1 says for every subcommand. */
export const noneDone = 3;

export interface ActOptions {
  server: string;
  verb: Verb;
  ids: string[];
  idsFromInput: boolean;
  filter: Filter | null;
  /** A whole recipient domain, by the server's own verb where it has one. */
  domain: string | null;
  pace: Pace | null;
  yes: boolean;
  data: string | null;
  secrets: string | null;
}

const perUnitMs: Readonly<Record<string, number>> = { s: 1000, min: 60_000, h: 3_600_000 };

/** "30/min" as milliseconds between two messages; null when it is no rate. */
export function intervalOf(rate: string): number | null {
  const found = /^(\d{1,5})\/(s|min|h)$/.exec(rate.trim());
  const unit = perUnitMs[found?.[2] ?? ''];
  const many = Number(found?.[1]);
  if (!found || unit === undefined || many === 0) return null;
  const interval = Math.round(unit / many);
  return interval < 200 || interval > 3_600_000 ? null : interval;
}

/** Options, or the sentence that says what is wrong with them. */
export function readActArguments(argv: readonly string[]): ActOptions | string {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: {
        server: { type: 'string' },
        verb: { type: 'string' },
        id: { type: 'string', multiple: true },
        filter: { type: 'string' },
        domain: { type: 'string' },
        paced: { type: 'string' },
        'stop-after': { type: 'string' },
        order: { type: 'string' },
        probe: { type: 'boolean', default: false },
        yes: { type: 'boolean', default: false },
        data: { type: 'string' },
        secrets: { type: 'string' },
      },
    }));
  } catch (error) {
    return words.badArguments(error instanceof Error ? error.message : String(error));
  }
  if (!values.server) return words.needs('--server NAME');
  if (!values.verb) return words.needs('--verb VERB');
  const verb = verbs.find((v) => v === values.verb?.toLowerCase());
  if (verb === undefined) return words.unknownVerb(values.verb, verbs);
  const given = values.id ?? [];
  if ([given.length > 0, values.filter !== undefined, values.domain !== undefined].filter(Boolean).length !== 1)
    return words.idsOrFilter;
  if (values.domain !== undefined && values.paced !== undefined) return words.domainPaced;
  let filter: Filter | null = null;
  if (values.filter !== undefined) {
    const parsed = parseQuery(values.filter);
    const [problem] = parsed.problems;
    // A term that is left out would act on more than was meant.
    if (problem) return words.badFilter(messagesUi.problem(problem));
    filter = parsed.filter;
  }
  let pace: Pace | null = null;
  if (values.paced !== undefined) {
    if (verb !== 'retry') return words.pacedRetryOnly;
    const intervalMs = intervalOf(values.paced);
    if (intervalMs === null) return words.badRate(values.paced);
    const stopAfter = Number(values['stop-after'] ?? 3);
    if (!Number.isInteger(stopAfter) || stopAfter < 1 || stopAfter > 100)
      return words.badStopAfter(values['stop-after'] ?? '');
    const order = (['oldest', 'domains', 'priority'] as const).find((o) => o === (values.order ?? 'oldest'));
    if (order === undefined) return words.badOrder(values.order ?? '');
    pace = { intervalMs, stopAfter, order, probe: values.probe, resume: false };
  } else {
    for (const option of ['stop-after', 'order'] as const)
      if (values[option] !== undefined) return words.onlyPaced(`--${option}`);
    if (values.probe) return words.onlyPaced('--probe');
  }
  return {
    server: values.server,
    verb,
    ids: given.filter((id) => id !== '-' && id !== ''),
    idsFromInput: given.includes('-'),
    filter,
    domain: values.domain ?? null,
    pace,
    yes: values.yes,
    data: values.data ?? null,
    secrets: values.secrets ?? null,
  };
}

/** What counts as reached. "Left the queue" is what a retry is for where the log may not be read. */
const reached: Readonly<Record<Verb, readonly OutcomeKind[]>> = {
  retry: ['sent', 'left_queue'],
  hold: ['held'],
  release: ['released', 'sent', 'left_queue'],
  delete: ['deleted'],
  expire: ['expired', 'bounced'],
  requeue: ['requeued'],
};

/** The fields and their order are the command's contract. */
const lineOf = (outcome: Outcome): string =>
  `${JSON.stringify({
    server: outcome.server,
    id: outcome.id,
    sender: outcome.sender,
    recipient: outcome.recipient,
    outcome: outcome.kind,
    evidence: outcome.evidence,
    at: outcome.at === null ? null : Math.round(outcome.at / 1000),
    new_id: outcome.newId,
  })}\n`;

export function exitOf(verb: Verb, outcomes: readonly Outcome[]): number {
  const done = outcomes.filter((o) => reached[verb].includes(o.kind)).length;
  if (done === 0) return noneDone;
  return done === outcomes.length ? exitCode.done : exitCode.someFailed;
}

async function idsOf(options: ActOptions, io: CliIo): Promise<string[]> {
  const ids = new Set(options.ids);
  if (options.idsFromInput) {
    for await (const { text } of linesOf(io.stdin, 1000)) {
      const id = text.trim();
      if (id !== '') ids.add(id);
      if (ids.size >= 100_000) break;
    }
  }
  return [...ids];
}

/** `queuewatch act`: the app's own engine for one action on one server (see its --help). */
export async function runAct(argv: string[], io: CliIo): Promise<number> {
  const options = await begin(argv, io, words.help, readActArguments);
  if (typeof options === 'number') return options;
  const node = chooseNode(path.dirname(builtFolder()));
  if (node.kind === 'other') return runAgain(node.node);
  if (node.kind === 'none') {
    io.stderr(hostWords.oldNode(process.versions.node));
    return exitCode.someFailed;
  }
  const byId = options.filter === null && options.domain === null;
  const ids = byId ? await idsOf(options, io) : [];
  if (byId && ids.length === 0) {
    io.stderr(words.noIds);
    return exitCode.usage;
  }
  const selectionOf = (server: string): Selection =>
    options.domain !== null
      ? { kind: 'domain', scope: { servers: [server] }, domain: options.domain, own: true }
      : options.filter !== null
        ? { kind: 'filter', scope: { servers: [server] }, filter: options.filter }
        : { kind: 'ids', messages: ids.map((id) => ({ server, id })) };
  let result: ActResult;
  try {
    const run = createActRun(io, {
      ...options,
      dataDir: options.data === null ? defaultDataFolder() : path.resolve(options.data),
      // Standard input is spent when ids came from there.
      ask: options.idsFromInput ? undefined : io.ask,
    });
    result = await run(selectionOf);
  } catch (error) {
    if (!isAppError(error)) throw error;
    if (error.code === 'bad_argument' && options.domain !== null) {
      io.stderr(words.badDomain(error.message));
      return exitCode.usage;
    }
    io.stderr(
      error.code === 'folder_in_use' ? words.folderInUse(error.message) : words.failed(error.code, error.message),
    );
    return exitCode.someFailed;
  }
  if (result.kind === 'not_run')
    return result.why === 'usage' ? exitCode.usage : result.why === 'failed' ? 1 : noneDone;
  const acted = new Set(result.outcomes.map((o) => o.id));
  const { leftOut, server } = result;
  const why = leftOut.length === 1 ? (leftOut[0] ?? '') : words.leftOutUnknown;
  const outcomes: Outcome[] = [
    ...result.outcomes,
    // Named on the command line and not acted on: an answer for each.
    ...ids
      .filter((id) => !acted.has(id))
      .map((id): Outcome => ({
        server,
        id,
        sender: null,
        recipient: null,
        kind: 'not_done',
        evidence: why,
        at: null,
        newId: null,
      })),
  ];
  const out = createWriter(io);
  try {
    for (const outcome of outcomes) await out.write(lineOf(outcome));
    await out.flush();
  } catch (error) {
    // The reader has gone; what became of the messages is the exit code all the same.
    if (!isClosedPipe(error)) throw error;
  }
  return exitOf(options.verb, outcomes);
}
