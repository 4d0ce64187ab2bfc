/**
 * Courier MTA. Sources: mailq(1), cancelmsg(1), courier(8) of courier-mta 1.0.16; svarshavchik/courier
 * courier/courier/{mailq.c,comctlfile.h}. Another user than root sees "messages: 0", which looks like an empty queue: the
 * driver knows who it is before it believes that.
 */
import { z } from 'zod';
import { AppError } from '../../../shared/error.ts';
import { commandWords } from '../../../shared/messages/command-mtas.en.ts';
import type { QueueMessage } from '../../../shared/model/message.ts';
import type { Detection } from '../../../shared/model/server.ts';
import type { ListSink, MtaDriver } from '../../ports.ts';
import { createAnswers } from '../answers.ts';
import { createLines } from '../lines.ts';
import { accountOf, checkElevation, commandOf, createTrials, systemOf } from '../run.ts';
import { ability, absent, checkListing, listOutcome, noVerb } from '../refused.ts';
import { createControlReader } from './control.ts';
import { createCourierReader } from './reader.ts';
import { notShown } from '../parts.ts';

const Facts = z.object({
  mailq: z.string(),
  courier: z.string(),
  cancelmsg: z.string(),
  state: z.string(),
  /** By its path, as a sudo rule needs it. */
  grep: z.string(),
  isRoot: z.boolean(),
});
type Facts = z.infer<typeof Facts>;
const factsOf = (found: Detection): Facts => Facts.parse(found.facts);
const label = 'Courier';

/** One call an id; ids come by standard input into a fixed loop. */
const loop =
  'while IFS= read -r id; do out=$("$@" "$id" </dev/null 2>&1); rc=$?; if [ $rc -eq 0 ]; then echo "ok $id"; else echo "no $id $out" | tr "\\n\\r" "  "; echo; fi; done';

/** Why mail waits stands in the control files, which only root and Courier may read. The words are fixed, so that a rule can name them. */
const controlFiles = (facts: Facts): [string, ...string[]] => [
  facts.grep,
  ...['-raH', '--include=C*', '-e', '^M', '-e', '^r', '-e', '^I'],
  `${facts.state}/msgs`,
];

export const courier: MtaDriver = {
  kind: 'courier',
  label,
  needs: 'command',
  validId: (id) => /^[0-9A-F]{16}\.[0-9A-F]{8}\.[0-9A-F]{8}$/.test(id),

  async detect(reach, config, signal) {
    const trials = createTrials(reach, signal);
    const script =
      'if [ -f /etc/courier/me ] || [ -d /etc/courier ]; then command -v mailq; command -v courier; command -v cancelmsg; command -v grep; for d in /var/lib/courier /var/spool/courier /usr/lib/courier/var; do if [ -d "$d/msgs" ]; then echo "$d"; break; fi; done; fi';
    const where = await trials.text(['sh', '-c', script], { words: 'test -d /etc/courier' });
    const paths = where.stdout.split('\n').filter((line) => line.startsWith('/'));
    const program = (name: string) => paths.find((path) => path.endsWith(`/${name}`));
    const control = program('courier');
    if (control === undefined) return null;
    const [account, system, version] = await Promise.all([
      accountOf(trials),
      systemOf(trials),
      trials.text(['courier', '--help'], { maxBytes: 8192 }),
    ]);
    const facts: Facts = {
      mailq: program('mailq') ?? 'mailq',
      courier: control,
      cancelmsg: program('cancelmsg') ?? 'cancelmsg',
      state: paths.find((path) => /\/(?:lib|spool)\/courier$|\/var$/.test(path)) ?? '/var/lib/courier',
      grep: program('grep') ?? '/bin/grep',
      isRoot: account.uid === 0,
    };
    const may = facts.isRoot ? 'yes' : config.elevate === 'none' ? 'no' : 'unknown';
    const note = may === 'no' ? commandWords.needsRoot('mailq') : null;
    const who = account.name === '' ? 'monitor' : account.name;
    const observe = `# /etc/sudoers.d/queuewatch\n${who} ALL=(root) NOPASSWD: ${facts.mailq} -batch -sort, ${controlFiles(facts).join(' ').replaceAll('=', '\\=')}\n`;
    return {
      mta: 'courier',
      version: /\b(\d+\.\d+(?:\.\d+)?)\b/.exec(version.stdout)?.[1] ?? null,
      system,
      abilities: [
        ability('list', 'mailq -batch -sort', may, note),
        ability('retry_one', 'courier flush ID', may, note),
        absent('retry_domain', commandWords.absent(label, 'retry of a whole domain')),
        ability('retry_all', 'courier flush ID', may, note),
        absent('hold', commandWords.absent(label, 'hold')),
        absent('release', commandWords.absent(label, 'release')),
        absent('delete', commandWords.courier.cancel),
        ability('expire', 'cancelmsg ID', may, note),
        absent('requeue', commandWords.absent(label, 'requeue')),
        absent('headers', commandWords.noHeaders(label)),
        absent('body', commandWords.noHeaders(label)),
        absent('log', commandWords.absent(label, 'log by queue id')),
      ],
      facts,
      recipe: facts.isRoot
        ? null
        : {
            observe,
            act: `${observe}# needs sudo 1.9.10; ids are checked by the rule itself\n${who} ALL=(root) NOPASSWD: ${facts.courier} ^flush [0-9A-F.]+$, ${facts.cancelmsg} ^[0-9A-F.]+$\n`,
          },
      commands: trials.ran,
      ownHops: [],
      instances: [],
      retrySchedule: null,
    };
  },

  async list(reach, config, found, sink, signal) {
    const facts = factsOf(found);
    const elevated = !facts.isRoot && config.elevate !== 'none';
    if (!facts.isRoot && !elevated) {
      throw new AppError('rights_missing', commandWords.needsRoot('mailq'), { why: 'list' });
    }
    const messages = new Map<string, QueueMessage>();
    const holding: ListSink = {
      message: (message) => messages.set(message.id, message),
      skipped: (why, text) => sink.skipped(why, text),
    };
    const reader = createCourierReader(holding, { now: reach.clock.now() });
    const result = await commandOf(reach).run(
      { argv: [facts.mailq, '-batch', '-sort'], elevated, deadlineMs: 10 * 60_000, compress: true },
      (chunk) => reader.push(chunk),
      signal,
    );
    checkElevation(result);
    checkListing(result, 'mailq');
    const read = reader.end();
    const control = createControlReader();
    const lines = createLines((line) => control.line(line.slice(0, 8192)), { maxLine: 65_536 });
    const grep = await commandOf(reach).run(
      { argv: controlFiles(facts), elevated, deadlineMs: 120_000, compress: true },
      (chunk) => lines.push(chunk),
      signal,
    );
    lines.end();
    const reasons = control.reasons();
    for (const message of messages.values()) {
      const known = reasons.get(message.id);
      for (const recipient of message.recipients)
        recipient.reason = known?.get(recipient.address.toLowerCase()) ?? null;
      sink.message(message);
    }
    const told = grep.exitCode === 0 || messages.size === 0;
    return listOutcome(result, read, told ? [] : [commandWords.courier.noReason]);
  },

  describe: (_config, _found, { verb, ids }) => [
    verb === 'expire'
      ? `cancelmsg ID, for each of ${String(ids.length)}`
      : `courier flush ID, for each of ${String(ids.length)}`,
  ],

  async act(reach, config, found, { verb, ids }, signal) {
    if (verb !== 'retry' && verb !== 'expire') return noVerb(label, verb);
    const facts = factsOf(found);
    const call = verb === 'retry' ? [facts.courier, 'flush'] : [facts.cancelmsg];
    // sudo goes inside the loop: the rule is about the program, not about a shell.
    const prefix = facts.isRoot || config.elevate === 'none' ? [] : [config.elevate, '-n'];
    const answers = createAnswers(ids, (line) => {
      const m = /^(ok|no) (\S+) ?(.*)$/.exec(line);
      if (m === null) return null;
      return { id: m[2] ?? '', refused: m[1] === 'ok' ? null : (m[3] ?? '').trim().slice(0, 500) };
    });
    const result = await commandOf(reach).run(
      {
        argv: ['sh', '-c', loop, 'sh', ...prefix, ...call],
        stdin: `${ids.join('\n')}\n`,
        deadlineMs: 60_000 + ids.length * 100,
        maxBytes: 16 * 1024 * 1024,
      },
      (chunk) => answers.push(chunk),
      signal,
    );
    return answers.end(result.stderr);
  },

  inspect: () => Promise.resolve(notShown(commandWords.noHeaders(label))),
  log: () => Promise.resolve(null),
};
