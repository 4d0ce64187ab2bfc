/**
 * qmail, netqmail, notqmail, s/qmail. Sources: notqmail/notqmail qmail-qread.c, qmail-qread.8, qmail-log.5, qmail-send.9.
 * The only verb qmail itself has is "retry everything now" (SIGALRM to qmail-send): it is not offered for a selection.
 */
import { z } from 'zod';
import { commandWords } from '../../../shared/messages/command-mtas.en.ts';
import type { Detection } from '../../../shared/model/server.ts';
import type { QueueMessage } from '../../../shared/model/message.ts';
import type { ListSink, MtaDriver } from '../../ports.ts';
import { createLines } from '../lines.ts';
import { accountOf, commandOf, createTrials, notFound, systemOf } from '../run.ts';
import { ability, absent, checkListing, listOutcome, noVerb } from '../refused.ts';
import { createQmailLog } from './log.ts';
import { createQmailReader } from './reader.ts';
import { notShown } from '../parts.ts';

const Facts = z.object({ qread: z.string(), log: z.string().nullable(), isRoot: z.boolean() });
type Facts = z.infer<typeof Facts>;
const factsOf = (found: Detection): Facts => Facts.parse(found.facts);

const programs = ['/var/qmail/bin/qmail-qread', '/usr/lib/qmail/bin/qmail-qread', '/usr/local/qmail/bin/qmail-qread'];
const logs = [
  '/var/log/qmail/current',
  '/var/log/qmail/send/current',
  '/var/log/qmail/qmail-send/current',
  '/service/qmail-send/log/main/current',
  '/var/log/maillog',
  '/var/log/mail.log',
];
const logTail = 16 * 1024 * 1024;
const first = 'for f in "$@"; do if [ -f "$f" ] && [ -r "$f" ]; then echo "$f"; break; fi; done';
const label = 'qmail';
const none = commandWords.absent;

export const qmail: MtaDriver = {
  kind: 'qmail',
  label,
  needs: 'command',
  // Inode numbers: used again at once, so an id is only good together with its arrival time.
  validId: (id) => /^\d{1,20}$/.test(id),

  async detect(reach, config, signal) {
    const trials = createTrials(reach, signal);
    const own = config.instance === null ? [] : [`${config.instance}/bin/qmail-qread`];
    const script = 'for f in "$@"; do if [ -f "$f" ]; then echo "$f"; break; fi; done';
    const found = await trials.text(['sh', '-c', script, 'sh', ...own, ...programs], {
      words: `test -f ${programs.join(' ')}`,
    });
    const qread = found.stdout.trim().split('\n')[0] ?? '';
    if (!qread.startsWith('/')) return null;
    const [account, system, log, tried] = await Promise.all([
      accountOf(trials),
      systemOf(trials),
      trials.text(['sh', '-c', first, 'sh', ...logs], { words: `test -r ${logs.join(' ')}` }),
      trials.text([qread], { maxBytes: 2048, elevated: config.elevate !== 'none' }),
    ]);
    if (notFound(tried)) return null;
    const listed = tried.exitCode === 0 || tried.truncated === 'limit';
    const logFile = log.stdout.trim().split('\n')[0] ?? '';
    const facts: Facts = { qread, log: logFile.startsWith('/') ? logFile : null, isRoot: account.uid === 0 };
    const only = commandWords.noSelection(label);
    return {
      mta: 'qmail',
      version: null,
      system,
      abilities: [
        ability('list', qread, listed ? 'yes' : 'no', listed ? null : commandWords.needsRoot('qmail-qread')),
        absent('retry_one', only),
        absent('retry_domain', only),
        absent('retry_all', only),
        absent('hold', none(label, 'hold')),
        absent('release', none(label, 'release')),
        absent('delete', none(label, 'delete while it runs')),
        absent('expire', none(label, 'expiry with notice')),
        absent('requeue', none(label, 'requeue')),
        absent('headers', commandWords.noHeaders(label)),
        absent('body', commandWords.noHeaders(label)),
        ability(
          'log',
          facts.log ?? 'log of qmail-send',
          facts.log === null ? 'no' : 'yes',
          facts.log === null ? commandWords.qmail.noReason : commandWords.qmail.logSource,
        ),
      ],
      facts,
      recipe: listed
        ? null
        : {
            observe: `# /etc/sudoers.d/queuewatch\n${account.name || 'monitor'} ALL=(root) NOPASSWD: ${qread} ""\n`,
            act: `# qmail has nothing that acts on chosen messages.\n${account.name || 'monitor'} ALL=(root) NOPASSWD: ${qread} ""\n`,
          },
      commands: trials.ran,
      ownHops: [],
      instances: [],
      // qmail-send(8): retries after 400 s times the square of the number of tries, up to queuelifetime (a week).
      retrySchedule: { minimum: 400, maximum: 86_400, lifetime: 604_800 },
    };
  },

  async list(reach, config, found, sink, signal) {
    const facts = factsOf(found);
    const messages = new Map<string, QueueMessage>();
    const holding: ListSink = {
      message: (message) => messages.set(message.id, message),
      skipped: (why, text) => sink.skipped(why, text),
    };
    const reader = createQmailReader(holding);
    const result = await commandOf(reach).run(
      {
        argv: [facts.qread],
        elevated: !facts.isRoot && config.elevate !== 'none',
        deadlineMs: 10 * 60_000,
        compress: true,
      },
      (chunk) => reader.push(chunk),
      signal,
    );
    checkListing(result, 'qmail-qread');
    const read = reader.end();
    if (facts.log !== null && messages.size > 0) {
      const log = createQmailLog();
      const lines = createLines(
        (line) => {
          const said = log.read(line);
          if (said?.proves !== 'deferred' || said.reason === null) return;
          const message = messages.get(said.id);
          // An inode that was used again: the line is about the message before.
          if (
            message === undefined ||
            (said.at !== null && message.arrival !== null && said.at < message.arrival * 1000 - 60_000)
          )
            return;
          const waiting = message.recipients.find(({ address }) => address === said.recipient);
          if (waiting !== undefined) waiting.reason = said.reason;
        },
        { maxLine: 65_536 },
      );
      await commandOf(reach).run(
        { argv: ['tail', '-c', String(logTail), facts.log], deadlineMs: 60_000, compress: true },
        (chunk) => lines.push(chunk),
        signal,
      );
      lines.end();
    }
    for (const message of messages.values()) sink.message(message);
    return listOutcome(result, read, facts.log === null ? [commandWords.qmail.noReason] : []);
  },

  describe: () => [],
  act: (_reach, _config, _found, { verb }) => noVerb(label, verb),
  inspect: () => Promise.resolve(notShown(commandWords.noHeaders(label))),

  async log(reach, _config, found, ids, sinceMs, signal) {
    const facts = factsOf(found);
    if (facts.log === null) return null;
    const wanted = new Set(ids);
    const log = createQmailLog();
    const out = [] as {
      at: number | null;
      id: string;
      recipient: string | null;
      proves: 'sent';
      newId: null;
      text: string;
    }[];
    const lines = createLines(
      (line) => {
        const said = log.read(line.slice(0, 8192));
        if (said === null || !wanted.has(said.id) || (said.at !== null && said.at < sinceMs)) return;
        out.push({ ...said, proves: said.proves as 'sent', newId: null });
      },
      { maxLine: 65_536 },
    );
    const result = await commandOf(reach).run(
      { argv: ['tail', '-c', String(logTail), facts.log], deadlineMs: 60_000, compress: true },
      (chunk) => lines.push(chunk),
      signal,
    );
    lines.end();
    return result.exitCode === 0 ? out : null;
  },
};
