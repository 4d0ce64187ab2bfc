/**
 * Haraka 3. Sources: haraka/Haraka bin/haraka, outbound/{queue,qfile,todo,hmail}.js, logger.js, plugins/status.js. The queue
 * holds no reason, the log does; retry and delete need the plugin "status", which answers on this host's SMTP port. None of
 * its plugins gives the queue over HTTP (haraka-plugin-watch shows connections only).
 */
import { z } from 'zod';
import { commandWords } from '../../../shared/messages/command-mtas.en.ts';
import { AppError } from '../../../shared/error.ts';
import type { Detection } from '../../../shared/model/server.ts';
import type { CommandTransport, LogLine, MtaDriver } from '../../ports.ts';
import { createAnswers } from '../answers.ts';
import { grepLog, newEnough } from '../mailLog.ts';
import { accountOf, checkElevation, commandOf, createTrials, notFound, systemOf } from '../run.ts';
import { ability, absent, checkListing, listOutcome, noVerb } from '../refused.ts';
import { harakaDomain, usualFolder } from './domain.ts';
import { daemonLog, findHarakaLog, HarakaLog } from './log.ts';
import { createHarakaReader, isHarakaId } from './reader.ts';
import { createReasonMemory, harakaLine, keyOf } from './reasons.ts';
import { listScript, readScript, statusScript } from './scripts.ts';
import { notShown } from '../parts.ts';

const Facts = z.object({ node: z.string(), queue: z.string(), status: z.boolean(), port: z.number(), log: HarakaLog });
type Facts = z.infer<typeof Facts>;
const factsOf = (found: Detection): Facts => Facts.parse(found.facts);
const label = 'Haraka';
const escape = String.fromCharCode(27);

/** Bytes of the end of each log file that a listing reads. */
const LOG_TAIL = 16 * 1024 * 1024;
const memories = new WeakMap<CommandTransport, ReturnType<typeof createReasonMemory>>();
function memoryOf(transport: CommandTransport): ReturnType<typeof createReasonMemory> {
  const known = memories.get(transport) ?? createReasonMemory();
  memories.set(transport, known);
  return known;
}

export const haraka: MtaDriver = {
  kind: 'haraka',
  label,
  needs: 'command',
  validId: isHarakaId,

  async detect(reach, config, signal) {
    const trials = createTrials(reach, signal);
    const said = await trials.text(['haraka', '-v'], { maxBytes: 8192 });
    if (notFound(said)) return null;
    const text = said.stdout.replaceAll(new RegExp(`${escape}\\[[0-9;]*m`, 'g'), '');
    const version = /Version:\s*(\d+\.\d+(?:\.\d+)?)/.exec(text)?.[1] ?? null;
    if (version === null && config.mta !== 'haraka') return null;
    const folder = config.instance ?? usualFolder;
    const [system, account, stat, plugins, ini, node] = await Promise.all([
      systemOf(trials),
      accountOf(trials),
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
    const elevated = config.elevate !== 'none';
    const readable = await trials.text(['test', '-r', queue], { elevated });
    const log = await findHarakaLog(trials, folder, ini.stdout);
    const facts: Facts = { node: 'node', queue, status, port, log };
    const list = readable.exitCode === 0 && node.exitCode === 0 ? 'yes' : 'no';
    // The plugin is asked for file names, and those are read from the queue.
    const act = status ? list : 'absent';
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
          list === 'no'
            ? commandWords.haraka.where
            : log.length === 0
              ? commandWords.haraka.noReason
              : commandWords.haraka.reasonsFrom(log.join(', ')),
        ),
        ability('retry_one', 'STATUS QUEUE PUSH', act, note),
        ability('retry_domain', 'haraka --qunstick DOMAIN', list, commandWords.haraka.qunstick),
        ability('retry_all', 'STATUS QUEUE PUSH', act, note),
        absent('hold', commandWords.absent(label, 'hold')),
        absent('release', commandWords.absent(label, 'release')),
        ability('delete', 'STATUS QUEUE DISCARD', act, note),
        absent('expire', commandWords.absent(label, 'expiry with notice')),
        absent('requeue', commandWords.absent(label, 'requeue')),
        ability('headers', `read ${queue}`, list),
        ability('body', `read ${queue}`, list),
        log.some((place) => !place.startsWith('journal:'))
          ? ability('log', `grep ${log.join(' ')}`, 'yes')
          : ability('log', '', 'no', commandWords.haraka.noReason),
      ],
      facts,
      recipe:
        list === 'yes'
          ? null
          : {
              observe: `# read access to the queue, and to the log that tells why mail waits\nsetfacl -R -m u:${account.name}:rX -d -m u:${account.name}:rX ${queue}\nsetfacl -m u:${account.name}:r ${daemonLog(ini.stdout)}\n`,
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
    const transport = commandOf(reach);
    const memory = memoryOf(transport);
    const seen = new Set<string>();
    const reader = createHarakaReader({
      message(message) {
        memory.fill(message);
        seen.add(memory.keyed(message));
        sink.message(message);
      },
      skipped: (why, text) => sink.skipped(why, text),
    });
    const result = await transport.run(
      {
        argv: [facts.node, '-e', listScript, facts.queue, String(LOG_TAIL), ...facts.log],
        elevated: config.elevate !== 'none',
        deadlineMs: 10 * 60_000,
        compress: true,
      },
      (chunk) => reader.push(chunk),
      signal,
    );
    checkElevation(result);
    checkListing(result, label);
    const read = reader.end();
    const outcome = listOutcome(result, read, facts.log.length === 0 ? [commandWords.haraka.noReason] : []);
    if (outcome.complete) memory.keep(seen);
    return outcome;
  },

  describe: (_config, found, { verb, ids }) => [
    `STATUS QUEUE ${verb === 'delete' ? 'DISCARD' : 'PUSH'} FILE on 127.0.0.1:${String(factsOf(found).port)}, for each of ${String(ids.length)}`,
  ],

  async act(reach, config, found, { verb, ids }, signal) {
    const facts = factsOf(found);
    if (verb !== 'retry' && verb !== 'delete') return noVerb(label, verb);
    if (!facts.status) throw new AppError('verb_absent', commandWords.haraka.noPlugin, { verb });
    const answers = createAnswers(ids, (line) => {
      const m = /^(ok|no) (\S+) ?(.*)$/.exec(line);
      if (m === null) return null;
      const text = m[3] ?? '';
      // plugins/status.js answers 211 with JSON; its own errors are in the JSON.
      const taken = m[1] === 'ok' && !/error|not found/i.test(text);
      return { id: m[2] ?? '', refused: taken ? null : text.slice(0, 300) };
    });
    const result = await commandOf(reach).run(
      {
        argv: [facts.node, '-e', statusScript, String(facts.port), verb === 'delete' ? 'DISCARD' : 'PUSH', facts.queue],
        stdin: `${ids.join('\n')}\n`,
        elevated: config.elevate !== 'none',
        deadlineMs: 60_000 + ids.length * 50,
        maxBytes: 16 * 1024 * 1024,
      },
      (chunk) => answers.push(chunk),
      signal,
    );
    checkElevation(result);
    if (result.exitCode === 3)
      throw new AppError('rights_missing', result.stderr.trim().slice(0, 500), { why: 'list' });
    return answers.end(result.stderr);
  },

  domain: harakaDomain,

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
    checkElevation(result);
    if (result.exitCode !== 0 && result.exitCode !== 4) checkListing({ ...result, stdoutBytes: 0 }, label);
    return result.exitCode === 0
      ? { text: result.stdout, truncated: result.truncated !== false, missing: null }
      : notShown(commandWords.gone);
  },

  async log(reach, _config, found, ids, sinceMs, signal) {
    const { log } = factsOf(found);
    const files = log.filter((place) => !place.startsWith('journal:'));
    if (files.length === 0) return null;
    const wanted = new Map(ids.map((id) => [keyOf(id), id]));
    const lines: LogLine[] = [];
    const whole = await grepLog(
      reach,
      // The newest first, as grepLog takes them.
      { kind: 'files', files: [...files].reverse() },
      [...wanted.keys()].map((key) => `_${key.slice(key.indexOf('_') + 1)}_`),
      sinceMs,
      (text) => {
        const read = harakaLine(text);
        const file = /^(?:delivered file=|Temp failing )(\S{1,400})/.exec(read?.message ?? '')?.[1];
        const id = wanted.get(keyOf(file ?? ''));
        if (read === null || file === undefined || id === undefined) return;
        const rcpts = /\brcpts=(\d+)\/(\d+)\/(\d+)/.exec(read.message);
        const all = rcpts !== null && rcpts[1] !== '0' && rcpts[2] === '0' && rcpts[3] === '0';
        // A file is delivered once; a deferral without a time may be any of its earlier ones.
        const proves = all ? 'sent' : read.message.startsWith('Temp') && read.at !== null ? 'deferred' : 'other';
        lines.push({ at: read.at, id, recipient: null, proves, newId: null, text: text.slice(0, 2000) });
      },
      signal,
    );
    return whole ? lines.filter((line) => newEnough(line, sinceMs)) : null;
  },
};
