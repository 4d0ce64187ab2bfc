/**
 * mox. Sources: mjl-/mox doc.go, queue.go, ctl.go. Its command talks to the running server over a socket that root and the
 * account of mox may use. One entry of the queue is one recipient. Every verb takes filters, and none means all messages: an
 * id is always given.
 */
import { AppError } from '../../../shared/error.ts';
import { commandWords } from '../../../shared/messages/command-mtas.en.ts';
import type { ServerConfig } from '../../../shared/model/server.ts';
import type { QueueMessage } from '../../../shared/model/message.ts';
import type { MtaDriver } from '../../ports.ts';
import { absentAll } from '../abilities.ts';
import { runEach } from '../eachId.ts';
import { notShown, partOf } from '../parts.ts';
import { ability, checkListing, listOutcome } from '../refused.ts';
import { accountOf, checkElevation, commandOf, createTrials, notFound, systemOf } from '../run.ts';
import { moxDomain } from './domain.ts';
import { factsOf, verbs, type Facts } from './facts.ts';
import { createMoxReader } from './reader.ts';

const label = 'mox';
/** Where its quickstart puts it. */
const usual = '/home/mox/config/mox.conf';

/** As eachId's loop, with the duration that "schedule" wants as its last word. */
const scheduleLoop =
  'while IFS= read -r id; do out=$("$@" "$id" 0s </dev/null 2>&1); echo "$? $id $(echo "$out" | tr "\\n\\r" "  ")"; done';

const elevatedWords = (config: ServerConfig, facts: Facts): string[] =>
  facts.isRoot || config.elevate === 'none' ? [] : [config.elevate, '-n'];

export const mox: MtaDriver = {
  kind: 'mox',
  label,
  needs: 'command',
  validId: (id) => /^[1-9]\d{0,18}$/.test(id),

  async detect(reach, config, signal) {
    const trials = createTrials(reach, signal);
    const conf = config.instance ?? usual;
    // The program stands beside the folder of its configuration, mostly outside PATH.
    const beside = conf.replace(/\/[^/]*\/[^/]*$/, '/mox');
    let program = 'mox';
    let said = await trials.text([program, 'version'], { maxBytes: 4096 });
    if (notFound(said)) {
      program = beside;
      said = await trials.text([program, 'version'], { maxBytes: 4096 });
    }
    if (said.exitCode !== 0) return null;
    const version = /\bv?(\d+\.\d+\.\d+\S{0,40})/.exec(said.stdout)?.[1] ?? null;
    if (version === null && config.mta !== 'mox') return null;
    const [account, system] = await Promise.all([accountOf(trials), systemOf(trials)]);
    const isRoot = account.uid === 0;
    const tried = await trials.text([program, '-config', conf, 'queue', 'list', '-n', '1'], {
      elevated: !isRoot && config.elevate !== 'none',
      maxBytes: 65_536,
    });
    const list = tried.exitCode === 0 && tried.stdout.includes('messages:') ? 'yes' : 'no';
    const base = `mox -config ${conf} queue`;
    return {
      mta: 'mox',
      version,
      system,
      abilities: [
        ability('list', `${base} list`, list, list === 'yes' ? null : commandWords.mox.socket),
        ...(
          [
            ['retry_one', 'schedule -now'],
            ['retry_domain', 'schedule -now -to @DOMAIN'],
            ['retry_all', 'schedule -now'],
            ['hold', 'hold'],
            ['release', 'unhold'],
            ['delete', 'drop'],
            ['expire', 'fail'],
            ['headers', 'dump'],
            ['body', 'dump'],
          ] as const
        ).map(([id, command]) => ability(id, `${base} ${command}`, list)),
        ...absentAll(label, 'requeue', 'log'),
      ],
      facts: { mox: program, conf, isRoot } satisfies Facts,
      recipe:
        list === 'yes'
          ? null
          : {
              observe: `# /etc/sudoers.d/queuewatch\n${account.name} ALL=(root) NOPASSWD: ${beside} -config ${conf} queue list, ${beside} -config ${conf} queue list *\n`,
              act: `${account.name} ALL=(root) NOPASSWD: ${beside} -config ${conf} queue *\n`,
            },
      commands: trials.ran,
      ownHops: [],
      instances: [],
      retrySchedule: null,
    };
  },

  async list(reach, config, found, sink, signal) {
    const facts = factsOf(found);
    const read = async (more: string[], take: (message: QueueMessage) => void) => {
      const reader = createMoxReader(
        { message: take, skipped: (why, text) => sink.skipped(why, text) },
        {
          now: reach.clock.now(),
        },
      );
      const result = await commandOf(reach).run(
        {
          argv: [facts.mox, '-config', facts.conf, 'queue', 'list', ...more],
          elevated: !facts.isRoot && config.elevate !== 'none',
          deadlineMs: 5 * 60_000,
          compress: true,
        },
        (chunk) => reader.push(chunk),
        signal,
      );
      checkElevation(result);
      checkListing(result, label);
      return listOutcome(result, reader.end());
    };
    // The listing does not say what is on hold; a second one asks for just those.
    const held = new Set<string>();
    const first = await read(['-hold', 'true'], (message) => held.add(message.id));
    const outcome = await read([], (message) =>
      sink.message(held.has(message.id) ? { ...message, state: 'held' } : message),
    );
    return { ...outcome, complete: outcome.complete && first.complete, bytes: outcome.bytes + first.bytes };
  },

  describe(_config, found, { verb, ids }) {
    const command = verbs[verb];
    if (command === undefined) return [];
    const end = verb === 'retry' ? '-now -ids ID 0s' : '-ids ID';
    return [`mox -config ${factsOf(found).conf} queue ${command} ${end}, for each of ${String(ids.length)}`];
  },

  async act(reach, config, found, { verb, ids }, signal) {
    const facts = factsOf(found);
    const command = verbs[verb];
    if (command === undefined) throw new AppError('verb_absent', commandWords.absent(label, verb), { verb });
    const submitted = new Set<string>();
    const refused = new Map<string, string>();
    const words = [...elevatedWords(config, facts), facts.mox, '-config', facts.conf, 'queue', command];
    const { output } = await runEach(
      reach,
      verb === 'retry' ? [...words, '-now', '-ids'] : [...words, '-ids'],
      ids,
      ({ id, exitCode, text }) => {
        // "1 messages changed", "1 message(s) rescheduled"; 0 for an id it does not know.
        if (exitCode === 0 && /(?:^| )[1-9]\d* message/.test(text)) submitted.add(id);
        else refused.set(id, text === '' ? commandWords.gone : text);
      },
      { msEach: 500, signal, ...(verb === 'retry' ? { script: scheduleLoop } : {}) },
    );
    const denied = [...refused.values()].find((text) => /permission denied|password is required|doas: /i.test(text));
    if (submitted.size === 0 && denied !== undefined) throw new AppError('rights_missing', denied, { why: 'act' });
    return { submitted, refused, output };
  },

  domain: moxDomain,

  async inspect(reach, config, found, id, what, signal) {
    const facts = factsOf(found);
    const result = await commandOf(reach).text(
      {
        argv: [facts.mox, '-config', facts.conf, 'queue', 'dump', id],
        elevated: !facts.isRoot && config.elevate !== 'none',
        deadlineMs: 30_000,
        maxBytes: 1024 * 1024,
      },
      signal,
    );
    checkElevation(result);
    if (result.exitCode !== 0 && result.truncated === false)
      return notShown(result.stderr.trim().slice(0, 300) || commandWords.gone);
    return { ...partOf(result.stdout, what, result.truncated !== false), missing: null };
  },

  log: () => Promise.resolve(null),
};
