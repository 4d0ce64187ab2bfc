import { AppError } from '../../../shared/error.ts';
import type { Verb } from '../../../shared/model/action.ts';
import type { ServerConfig } from '../../../shared/model/server.ts';
import type { ActReport, ActRequest, Command, Reach } from '../../ports.ts';
import { createLines } from '../lines.ts';
import { bounded, checkElevation, commandOf, inParts, shown } from '../run.ts';
import type { PostfixFacts } from './facts.ts';

/** postsuper(1): the option and the word it says a message was done with. */
const superVerbs: Readonly<Partial<Record<Verb, { flag: string; done: RegExp }>>> = {
  hold: { flag: '-h', done: /^placed on hold$/ },
  release: { flag: '-H', done: /^released from hold$/ },
  delete: { flag: '-d', done: /^removed$/ },
  requeue: { flag: '-r', done: /^requeued$/ },
  // -f marks and releases; -e would leave a held message held.
  expire: { flag: '-f', done: /^(expired|released from hold)$/ },
};

/**
 * `postqueue -i` takes one id a call (2.4 and later) and says nothing; most of its time is its start, so four run side by side.
 * Ids come by standard input and were checked before; the script is a fixed text, so no id is ever part of a command line that
 * a shell reads. A lane stops at the first failure that would be the same for all, because every Postfix `fatal` sleeps a
 * second.
 */
const retryLanes = 4;
const retryScript = [
  'ids=$(cat); lane() { me=$1; shift; k=0; for id in $ids; do',
  `k=$((k + 1)); [ $((k % ${retryLanes})) -eq "$me" ] || continue;`,
  'out=$("$@" -i "$id" </dev/null 2>&1); rc=$?;',
  'if [ $rc -eq 0 ]; then echo "ok $id"; else echo "no $id $(echo "$out" | tr "\\n\\r" "  ")";',
  'case $out in *"not allowed"*|*"system is down"*|*unavailable*|*"not found"*|*"unauthorized"*) return 69;; esac; fi;',
  'done; };',
  `l=1; pids=; while [ $l -lt ${retryLanes} ]; do lane $l "$@" & pids="$pids $!"; l=$((l + 1)); done;`,
  'lane 0 "$@"; bad=$?; for p in $pids; do wait "$p" || bad=69; done; exit $bad',
].join(' ');

const idsAtATime = 20_000;

/** One command for all, its deadline by the number of ids. */
export function actCommand(facts: PostfixFacts, verb: Verb, ids: readonly string[]): Command {
  const c = facts.instance === null ? [] : ['-c', facts.instance];
  const stdin = `${ids.join('\n')}\n`;
  if (verb === 'retry') {
    return {
      argv: ['sh', '-c', retryScript, 'sh', facts.commands.postqueue, ...c],
      stdin,
      deadlineMs: 60_000 + ids.length * 50,
      maxBytes: 64 * 1024 * 1024,
    };
  }
  const own = superVerbs[verb];
  if (!own) throw new AppError('verb_absent', `Postfix has no ${verb}`);
  return {
    argv: [facts.commands.postsuper, ...c, own.flag, '-'],
    stdin,
    elevated: !facts.isRoot,
    // postsuper says everything on standard error, a line an id.
    mergeStderr: true,
    deadlineMs: 60_000 + ids.length * 20,
    maxBytes: 64 * 1024 * 1024,
  };
}

export function describePostfix(config: ServerConfig, facts: PostfixFacts, request: ActRequest): string[] {
  const own = (verb: Verb): string => {
    const c = facts.instance === null ? '' : ` -c ${facts.instance}`;
    if (verb === 'retry') return `${facts.commands.postqueue}${c} -i ID, for each of ${request.ids.length}`;
    const command = actCommand(facts, verb, []);
    const prefix = command.elevated === true && config.elevate !== 'none' ? `${config.elevate} -n ` : '';
    return `${prefix}${shown(command)}, ${request.ids.length} ids on standard input`;
  };
  return request.verb === 'expire' ? [own('expire'), own('retry')] : [own(request.verb)];
}

export async function actPostfix(
  reach: Reach,
  facts: PostfixFacts,
  request: ActRequest,
  signal?: AbortSignal,
): Promise<ActReport> {
  const refused = new Map<string, string>();
  const submitted = new Set<string>();
  let output = '';

  /** `second`: the step after the one that was asked for; what it says changes nothing about that one's success. */
  const one = async (verb: Verb, ids: readonly string[], second = false): Promise<boolean> => {
    const asked = new Set(ids);
    const done = superVerbs[verb]?.done;
    const warned = new Map<string, string>();
    const took = new Set<string>();
    let said = '';
    let stopped = false;
    const lines = createLines(
      (line) => {
        if (said.length < 64 * 1024) said += `${line}\n`;
        if (verb === 'retry') {
          const m = /^(ok|no) (\S+) ?(.*)$/.exec(line);
          const id = m?.[2] ?? '';
          if (!asked.has(id)) return;
          if (m?.[1] === 'ok') took.add(id);
          else warned.set(id, (m?.[3] ?? '').trim().slice(0, 500));
          return;
        }
        const m = /^postsuper: (?:warning: invalid mail queue id: (\S+)|(\S+): (.+))$/.exec(line);
        if (m?.[1] !== undefined && asked.has(m[1])) warned.set(m[1], 'Postfix: invalid mail queue id');
        else if (m?.[2] !== undefined && asked.has(m[2]) && done?.test(m[3] ?? '') === true) took.add(m[2]);
      },
      { maxLine: 65_536 },
    );
    const result = await commandOf(reach).run(actCommand(facts, verb, ids), (chunk) => lines.push(chunk), signal);
    lines.end();
    output += said + result.stderr;
    if (second) return true;
    if (took.size === 0 && result.exitCode !== 0 && result.exitCode !== null) {
      checkElevation(result, said);
      if (verb !== 'retry') {
        throw new AppError('command_failed', (said + result.stderr).trim().slice(0, 500) || 'postsuper failed', {
          exitCode: result.exitCode,
        });
      }
    }
    for (const id of took) submitted.add(id);
    for (const [id, text] of warned) refused.set(id, text);
    if (result.truncated === false && result.exitCode === 0 && verb !== 'retry') {
      // Everything was read from standard input; an id that is not named had no message in the right state.
      for (const id of ids) {
        if (!took.has(id) && !warned.has(id))
          refused.set(id, 'Postfix found no such message, or it was in that state already.');
      }
    }
    if (verb === 'retry' && result.exitCode === 69) stopped = true;
    return result.truncated === false && !stopped;
  };

  for (const ids of inParts(request.ids, idsAtATime)) {
    const whole = await one(request.verb, ids);
    if (request.verb === 'expire') {
      // The bounce is made at the next attempt: make it now. Refused or too late, the mark stays, and only listing and log
      // tell whether the message bounced.
      const marked = ids.filter((id) => submitted.has(id));
      if (marked.length > 0) await one('retry', marked, true);
    }
    if (!whole) break;
  }
  return {
    refused,
    submitted,
    output: bounded(output),
    ...(request.verb === 'expire' ? { triesFirst: true } : {}),
  };
}
