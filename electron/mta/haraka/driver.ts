/**
 * Haraka 3. Sources: haraka/Haraka bin/haraka, outbound/{queue,qfile,todo}.js, plugins/status.js. The queue holds no reason;
 * retry and delete need the plugin "status", which answers on this host's SMTP port.
 */
import { z } from 'zod';
import { commandWords } from '../../../shared/messages/command-mtas.en.ts';
import type { Detection } from '../../../shared/model/server.ts';
import type { MtaDriver } from '../../ports.ts';
import { createLines } from '../lines.ts';
import { bounded, checkElevation, commandOf, createTrials, notFound, systemOf } from '../run.ts';
import { ability, absent, checkListing, listOutcome, noVerb } from '../refused.ts';
import { createHarakaReader, fileName } from './reader.ts';
import { listScript, readScript, statusScript } from './scripts.ts';

const Facts = z.object({ node: z.string(), queue: z.string(), status: z.boolean(), port: z.number() });
type Facts = z.infer<typeof Facts>;
const factsOf = (found: Detection): Facts => Facts.parse(found.facts);
const label = 'Haraka';
const escape = String.fromCharCode(27);

export const haraka: MtaDriver = {
  kind: 'haraka',
  label,
  needs: 'command',
  validId: (id) => fileName.test(id),

  async detect(reach, config, signal) {
    const trials = createTrials(reach, signal);
    const said = await trials.text(['haraka', '-v'], { maxBytes: 8192 });
    if (notFound(said)) return null;
    const text = said.stdout.replaceAll(new RegExp(`${escape}\\[[0-9;]*m`, 'g'), '');
    const version = /Version:\s*(\d+\.\d+(?:\.\d+)?)/.exec(text)?.[1] ?? null;
    if (version === null && config.mta !== 'haraka') return null;
    const folder = config.instance ?? '/etc/haraka';
    const [system, stat, plugins, ini, node] = await Promise.all([
      systemOf(trials),
      trials.text(['haraka', '--qstat', '-c', folder], { maxBytes: 8192 }),
      trials.text(['cat', `${folder}/config/plugins`], { maxBytes: 65_536 }),
      trials.text(['cat', `${folder}/config/smtp.ini`], { maxBytes: 65_536 }),
      trials.text(['node', '-v'], { maxBytes: 100 }),
    ]);
    const queue = /queue_dir:\s*'([^']{1,1024})'/.exec(stat.stdout)?.[1] ?? `${folder}/queue`;
    const status = /^\s*status\s*$/m.test(plugins.stdout);
    const listen = /^\s*listen\s*=\s*(\S+)/m.exec(ini.stdout)?.[1]?.split(',')[0];
    const port = Number(
      /:(\d{1,5})$/.exec(listen ?? '')?.[1] ?? /^\s*port\s*=\s*(\d{1,5})/m.exec(ini.stdout)?.[1] ?? 25,
    );
    const readable = await trials.text(['test', '-r', queue], {});
    const facts: Facts = { node: 'node', queue, status, port };
    const list = readable.exitCode === 0 && node.exitCode === 0 ? 'yes' : 'no';
    const act = status ? 'yes' : 'absent';
    const note = status ? null : commandWords.haraka.noPlugin;
    return {
      mta: 'haraka',
      version,
      system,
      abilities: [
        ability(
          'list',
          `read ${queue}`,
          list,
          list === 'no' ? commandWords.haraka.where : commandWords.haraka.noReason,
        ),
        ability('retry_one', 'STATUS QUEUE PUSH', act, note),
        ability('retry_domain', 'STATUS QUEUE PUSH', act, note),
        ability('retry_all', 'STATUS QUEUE PUSH', act, note),
        absent('hold', commandWords.absent(label, 'hold')),
        absent('release', commandWords.absent(label, 'release')),
        ability('delete', 'STATUS QUEUE DISCARD', act, note),
        absent('expire', commandWords.absent(label, 'expiry with notice')),
        absent('requeue', commandWords.absent(label, 'requeue')),
        ability('headers', `read ${queue}`, list),
        ability('body', `read ${queue}`, list),
        absent('log', commandWords.absent(label, 'log by queue file')),
      ],
      facts,
      recipe:
        list === 'yes'
          ? null
          : {
              observe: `# read access to the queue for the account that watches\nsetfacl -R -m u:monitor:rX -d -m u:monitor:rX ${queue}\n`,
              act: `# in ${folder}/config/plugins, then restart Haraka\nstatus\n`,
            },
      commands: trials.ran,
      ownHops: [],
      instances: [],
      retrySchedule: null,
    };
  },

  async list(reach, config, found, sink, signal) {
    const facts = factsOf(found);
    const reader = createHarakaReader(sink);
    const result = await commandOf(reach).run(
      {
        argv: [facts.node, '-e', listScript, facts.queue],
        elevated: config.elevate !== 'none',
        deadlineMs: 10 * 60_000,
        compress: true,
      },
      (chunk) => reader.push(chunk),
      signal,
    );
    checkElevation(result);
    checkListing(result, label);
    return listOutcome(result, reader.end(), [commandWords.haraka.noReason]);
  },

  describe: (_config, found, { verb, ids }) => [
    `STATUS QUEUE ${verb === 'delete' ? 'DISCARD' : 'PUSH'} FILE on 127.0.0.1:${String(factsOf(found).port)}, for each of ${String(ids.length)}`,
  ],

  async act(reach, _config, found, { verb, ids }, signal) {
    const facts = factsOf(found);
    if ((verb !== 'retry' && verb !== 'delete') || !facts.status) return noVerb(label, verb);
    const asked = new Set(ids);
    const submitted = new Set<string>();
    const refused = new Map<string, string>();
    let output = '';
    const lines = createLines(
      (line) => {
        if (output.length < 65_536) output += `${line}\n`;
        const m = /^(ok|no) (\S+) ?(.*)$/.exec(line);
        const id = m?.[2] ?? '';
        if (!asked.has(id)) return;
        // plugins/status.js answers 211 with JSON; its own errors are in the JSON.
        if (m?.[1] === 'ok' && !/error|not found/i.test(m[3] ?? '')) submitted.add(id);
        else refused.set(id, (m?.[3] ?? '').slice(0, 300));
      },
      { maxLine: 65_536 },
    );
    const result = await commandOf(reach).run(
      {
        argv: [facts.node, '-e', statusScript, String(facts.port), verb === 'delete' ? 'DISCARD' : 'PUSH'],
        stdin: `${ids.join('\n')}\n`,
        deadlineMs: 60_000 + ids.length * 50,
        maxBytes: 16 * 1024 * 1024,
      },
      (chunk) => lines.push(chunk),
      signal,
    );
    lines.end();
    return { submitted, refused, renamed: new Map(), output: bounded(output + result.stderr) };
  },

  async inspect(reach, config, found, id, what, signal) {
    const facts = factsOf(found);
    const result = await commandOf(reach).text(
      {
        argv: [facts.node, '-e', readScript, facts.queue, what],
        stdin: `${id}\n`,
        elevated: config.elevate !== 'none',
        deadlineMs: 30_000,
        maxBytes: 512 * 1024,
      },
      signal,
    );
    return result.exitCode === 0
      ? { text: result.stdout, truncated: result.truncated !== false, missing: null }
      : { text: '', truncated: false, missing: commandWords.gone };
  },
  log: () => Promise.resolve(null),
};
