import { AppError } from '../../../shared/error.ts';
import type { Verb } from '../../../shared/model/action.ts';
import type { Detection, ServerConfig } from '../../../shared/model/server.ts';
import type { ActReport, ActRequest, Reach } from '../../ports.ts';
import { createLines } from '../lines.ts';
import { bounded, commandOf, inParts } from '../run.ts';
import { base, factsOf, prefix } from './facts.ts';

const options: Readonly<Partial<Record<Verb, { flag: string; done: RegExp | null }>>> = {
  hold: { flag: '-Mf', done: /is now frozen/ },
  release: { flag: '-Mt', done: /is no longer frozen/ },
  delete: { flag: '-Mrm', done: /has been removed$/ },
  // -Mg says nothing and starts the delivery of the bounce.
  expire: { flag: '-Mg', done: null },
};

/**
 * Each change of a message is a write to the disk that Exim waits for, so four run side by side. What 40 ids say stays below a
 * pipe's 4 KiB, and is written at once: lines of two processes never mix.
 */
const sideBySide = ['-n', '40', '-P', '4'];

/**
 * `exim -M` delivers at once and may take minutes for a dead host: it runs in the background, four at a time. All ids are read before, so
 * that a lost connection afterwards stops nothing half-way.
 */
const retryScript =
  'ids=$(cat); { printf "%s\\n" "$ids" | nohup xargs -n 20 -P 4 "$@" -M; } >/dev/null 2>&1 </dev/null & echo handed over';

export async function actOnExim(
  reach: Reach,
  config: ServerConfig,
  found: Detection,
  request: ActRequest,
  signal?: AbortSignal,
): Promise<ActReport> {
  const facts = factsOf(found);
  const words = [...prefix(config, facts), ...base(facts)];
  const refused = new Map<string, string>();
  const submitted = new Set<string>();
  let output = '';
  for (const ids of inParts(request.ids, 10_000)) {
    const asked = new Set(ids);
    const stdin = `${ids.join('\n')}\n`;
    if (request.verb === 'retry') {
      const result = await commandOf(reach).text(
        { argv: ['sh', '-c', retryScript, 'sh', ...words], stdin, deadlineMs: 60_000 },
        signal,
      );
      output += result.stdout + result.stderr;
      if (!result.stdout.includes('handed over')) break;
      for (const id of ids) submitted.add(id);
      continue;
    }
    const option = options[request.verb];
    if (!option) throw new AppError('verb_absent', `Exim has no ${request.verb}`);
    const took = new Set<string>();
    const lines = createLines(
      (line) => {
        if (output.length < 64 * 1024) output += `${line}\n`;
        const m = /^Message (\S+) (.*)$/.exec(line);
        const id = m?.[1] ?? '';
        if (!asked.has(id)) return;
        if (option.done?.test(m?.[2] ?? '') === true) took.add(id);
        else refused.set(id, (m?.[2] ?? '').slice(0, 300));
      },
      { maxLine: 65_536 },
    );
    const result = await commandOf(reach).run(
      {
        argv: ['xargs', ...sideBySide, ...words, option.flag],
        stdin,
        mergeStderr: true,
        deadlineMs: 60_000 + ids.length * 100,
        maxBytes: 64 * 1024 * 1024,
      },
      (chunk) => lines.push(chunk),
      signal,
    );
    lines.end();
    if (took.size === 0 && /permission denied|reserved for|password is required/i.test(output)) {
      throw new AppError('rights_missing', output.trim().slice(0, 300), { why: 'act' });
    }
    if (option.done === null && result.exitCode === 0) for (const id of ids) if (!refused.has(id)) took.add(id);
    for (const id of took) submitted.add(id);
    if (result.truncated !== false) break;
    for (const id of ids) if (!took.has(id) && !refused.has(id)) refused.set(id, 'Exim said nothing about this id.');
  }
  return { refused, submitted, output: bounded(output) };
}

/** The command as a person would type it. */
export function describeExim(config: ServerConfig, found: Detection, request: ActRequest): string[] {
  const facts = factsOf(found);
  const flag = request.verb === 'retry' ? '-M' : (options[request.verb]?.flag ?? '');
  return [
    `${[...prefix(config, facts), ...base(facts)].join(' ')} ${flag} ID..., ${request.ids.length} ids on standard input of xargs`,
  ];
}
