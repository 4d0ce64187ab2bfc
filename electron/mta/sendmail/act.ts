import { AppError } from '../../../shared/error.ts';
import { commandWords } from '../../../shared/messages/command-mtas.en.ts';
import type { ServerConfig } from '../../../shared/model/server.ts';
import type { ActReport, ActRequest, Reach } from '../../ports.ts';
import { runEach } from '../eachId.ts';
import { bounded } from '../run.ts';
import { isRun, prefix, runArguments, type Facts, type Runs } from './facts.ts';
import { readControl } from './spool.ts';

/** Each id in both queues, as a run that matches nothing does nothing. `-qI` matches parts of ids, but ours are whole. */
const runScript =
  'while IFS= read -r id; do rc=0; out=; for q in -Am -Ac; do o=$("$@" "$q" "-qI$id" </dev/null 2>&1) || rc=$?; out="$out $o"; done; echo "$rc $id $(echo "$out" | tr "\\n\\r" "  ")"; done';

/**
 * A run that delivers may take minutes for a dead host: it goes on in the background, four at a time. All ids are read before, so that
 * a lost connection afterwards stops nothing half-way.
 */
const backgroundScript =
  'ids=$(cat); { for q in -Am -Ac; do printf "%s\\n" "$ids" | sed "s/^/-qI/" | nohup xargs -n 1 -P 4 "$@" "$q"; done; } >/dev/null 2>&1 </dev/null & ' +
  'printf "%s\\n" "$ids" | sed "s/^/0 /"';

async function runQueue(
  reach: Reach,
  config: ServerConfig,
  facts: Facts,
  verb: Runs,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<ActReport> {
  const refused = new Map<string, string>();
  const submitted = new Set<string>();
  const { output } = await runEach(
    reach,
    [...prefix(config, facts), facts.program, ...runArguments[verb]],
    ids,
    ({ id, exitCode, text }) => {
      if (exitCode === 0) submitted.add(id);
      else refused.set(id, text);
    },
    { msEach: 1000, signal, script: verb === 'retry' ? backgroundScript : runScript },
  );
  if (submitted.size === 0 && /password is required|not allowed|permission denied/i.test(output)) {
    throw new AppError('rights_missing', output.trim().slice(0, 300), { why: 'act' });
  }
  return { refused, submitted, output };
}

/**
 * Sendmail has no command for it. A message is quarantined first, which takes Sendmail's own lock and waits for nothing: what is then
 * an hf file is in no delivery, and no queue run will begin one. The body goes last, as Sendmail does it itself.
 */
async function remove(
  reach: Reach,
  config: ServerConfig,
  facts: Facts,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<ActReport> {
  const aside = await runQueue(reach, config, facts, 'hold', ids, signal);
  const { control } = await readControl(reach, config, facts, signal);
  const refused = new Map(aside.refused);
  const submitted = new Set<string>();
  const heads = new Map<string, string>();
  for (const id of ids) {
    const place = control.places.get(id);
    if (place === undefined) refused.set(id, commandWords.gone);
    else if (!place.includes('/hf')) refused.set(id, commandWords.sendmail.noQuarantine);
    else heads.set(place, id);
  }
  const rm = [...prefix(config, facts), facts.rm];
  const removed: string[] = [];
  const first = await runEach(
    reach,
    rm,
    [...heads.keys()],
    ({ id: file, exitCode, text }) => {
      const id = heads.get(file) ?? '';
      if (exitCode !== 0) refused.set(id, text);
      else {
        submitted.add(id);
        removed.push(file);
      }
    },
    { msEach: 50, signal },
  );
  // Queues of several folders may keep control files and bodies apart, in qf and df (op.me, "Queue groups").
  const bodies = removed.map((file) =>
    file.replace(/\/(?:qf\/)?hf([^/]+)$/, (all, id: string) => (all.startsWith('/qf/') ? `/df/df${id}` : `/df${id}`)),
  );
  const second = await runEach(reach, rm, bodies, () => undefined, { msEach: 50, signal });
  return {
    refused,
    submitted,

    output: bounded([aside.output, first.output, second.output].filter((text) => text !== '').join('\n')),
  };
}

export async function actOnSendmail(
  reach: Reach,
  config: ServerConfig,
  facts: Facts,
  request: ActRequest,
  signal?: AbortSignal,
): Promise<ActReport> {
  if (request.verb === 'delete') return remove(reach, config, facts, request.ids, signal);
  if (!isRun(request.verb)) throw new AppError('verb_absent', commandWords.absent('Sendmail', request.verb));
  return runQueue(reach, config, facts, request.verb, request.ids, signal);
}

/** The commands as a person would type them. */
export function describeSendmail(config: ServerConfig, facts: Facts, request: ActRequest): string[] {
  const words = [...prefix(config, facts), facts.program].join(' ');
  const n = String(request.ids.length);
  const run = (verb: Runs) => `${[words, ...runArguments[verb]].join(' ')} -Am -qI ID (and -Ac), for each of ${n}`;
  if (request.verb === 'delete') {
    return [run('hold'), `${[...prefix(config, facts), facts.rm].join(' ')} ${facts.spools[0] ?? ''}/hfID, dfID`];
  }
  return isRun(request.verb) ? [run(request.verb)] : [];
}
