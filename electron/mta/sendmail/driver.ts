import { z } from 'zod';
import { AppError } from '../../../shared/error.ts';
import type { Ability, Detection, ServerConfig } from '../../../shared/model/server.ts';
import type { ListSink, LogLine, MtaDriver, Reach } from '../../ports.ts';
import { absentAll } from '../abilities.ts';
import { runChecks } from '../checks.ts';
import { zoneMinutes } from '../dates.ts';
import { runEach } from '../eachId.ts';
import { readLogTraffic } from '../logTraffic.ts';
import { findLogs, grepLog, newEnough, syslogLine } from '../mailLog.ts';
import { ability } from '../refused.ts';
import { accountOf, checkElevation, commandOf, createTrials, systemOf } from '../run.ts';
import { sendmailTraffic } from './traffic.ts';
import { createSendmailReader, sendmailId } from './readQueue.ts';

const Facts = z.object({
  program: z.string(),
  isRoot: z.boolean(),
  spool: z.string(),
  zone: z.number(),
  log: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('files'), files: z.array(z.string()) }),
    z.object({ kind: z.literal('journal') }),
    z.object({ kind: z.literal('none') }),
  ]),
});
const factsOf = (found: Detection): z.infer<typeof Facts> => Facts.parse(found.facts);
const run = (config: ServerConfig, facts: z.infer<typeof Facts>): string[] =>
  facts.isRoot || config.elevate === 'none' ? [facts.program] : [config.elevate, '-n', facts.program];

/** Each id in both queues: a run that matches nothing does nothing. `-qI` matches parts of ids, but ours are whole. */
const retryScript =
  'ids=$(cat); { printf "%s\\n" "$ids" | while IFS= read -r id; do "$@" -Am "-qI$id"; "$@" -Ac "-qI$id"; done; } >/dev/null 2>&1 </dev/null & ' +
  'printf "%s\\n" "$ids" | sed "s/^/0 /"';
const quarantineScript =
  'while IFS= read -r id; do out=$("$@" "-qI$id" </dev/null 2>&1); echo "$? $id $(echo "$out" | tr "\\n\\r" "  ")"; done';

async function readOne(
  reach: Reach,
  config: ServerConfig,
  facts: z.infer<typeof Facts>,
  args: string[],
  sink: ListSink,
  signal?: AbortSignal,
) {
  const reader = createSendmailReader(sink, { now: reach.clock.now() });
  const result = await commandOf(reach).run(
    {
      argv: [facts.program, '-bp', '-v', ...args],
      elevated: !facts.isRoot && config.elevate !== 'none',
      deadlineMs: 10 * 60_000,
      compress: true,
    },
    (chunk) => reader.push(chunk),
    signal,
  );
  checkElevation(result);
  return { result, ...reader.end() };
}

export const sendmail: MtaDriver = {
  kind: 'sendmail',
  label: 'Sendmail',
  needs: 'command',
  validId: (id) => sendmailId.test(id),
  async detect(reach, config, signal) {
    const trials = createTrials(reach, signal);
    // Every MTA ships a program of this name. Debugging options are only for the real one: in Exim -d starts a debugging run.
    const where = await trials.text(
      ['sh', '-c', 'p=$(command -v sendmail || echo /usr/lib/sendmail); readlink -f "$p"'],
      { words: 'readlink -f "$(command -v sendmail)"', maxBytes: 4096 },
    );
    const program = where.stdout.trim().split('\n')[0] ?? '';
    const real = /(sendmail\/sendmail|sendmail-mta|sendmail\.sendmail|libexec\/sendmail|sm\.bin\/sendmail)$/.test(
      program,
    );
    if (!program.startsWith('/') || !real) return null;
    const [said, account, system, zone, log] = await Promise.all([
      trials.text([program, '-d0.1', '-bt'], { maxBytes: 65_536 }),
      accountOf(trials),
      systemOf(trials),
      trials.text(['sh', '-c', 'unset TZ; date +%z'], { maxBytes: 100, words: 'date +%z' }),
      findLogs(trials, '', 'sendmail\\|sm-mta'),
    ]);
    const version = /^Version (\S+)/m.exec(said.stdout)?.[1] ?? null;
    if (version === null) return null;
    const isRoot = account.uid === 0;
    const granted: Ability['granted'] = isRoot ? 'yes' : config.elevate === 'none' ? 'no' : 'unknown';
    const need = granted === 'no' ? 'needs the recipe' : null;
    const user = account.name === '' ? 'monitor' : account.name;
    return {
      mta: 'sendmail',
      version,
      system,
      abilities: [
        ability('list', `${program} -bp -v`, granted, need),
        ability('retry_one', `${program} -qI ID`, granted, need ?? 'Runs in the background on the server.'),
        ability('retry_domain', `${program} -qI ID`, granted, need ?? 'Message by message.'),
        ability('retry_all', `${program} -q`, granted, need),
        ability('hold', `${program} -Q reason -qI ID`, granted, need ?? 'Quarantine.'),
        ability('release', `${program} -qQ -Q -qI ID`, granted, need),
        ...absentAll('Sendmail', 'delete', 'expire', 'requeue'),
        ability('headers', 'qf file', granted, need),
        ...absentAll('Sendmail', 'body'),
        ability(
          'log',
          'mail log',
          log.kind === 'none' ? 'no' : 'yes',
          log.kind === 'none' ? '"sent" cannot be proven.' : null,
        ),
      ],
      facts: { program, isRoot, spool: '/var/spool/mqueue', zone: zoneMinutes(zone.stdout), log },
      recipe: isRoot
        ? null
        : {
            observe: [
              '# /etc/sudoers.d/queuewatch',
              ...['-Am', '-Ac', '-Am -qQ'].map((q) => `${user} ALL=(root) NOPASSWD: ${program} -bp -v ${q}`),
            ].join('\n'),
            act: [
              '# /etc/sudoers.d/queuewatch, needs sudo 1.9.10; ids are checked by the rule itself',
              ...['-Am', '-Ac', '-Am -qQ'].map((q) => `${user} ALL=(root) NOPASSWD: ${program} -bp -v ${q}`),
              ...['-Am', '-Ac', '-Am -qQ -Q', '-Am -QQueuewatch'].map(
                (args) => `${user} ALL=(root) NOPASSWD: ${program} ^${args} -qI[0-9A-Za-z]+$`,
              ),
            ].join('\n'),
          },
      commands: trials.ran,
      ownHops: [],
      instances: [],
      retrySchedule: null,
    };
  },
  async list(reach, config, found, sink, signal) {
    const facts = factsOf(found);
    const remarks: string[] = [];
    let complete = true;
    let bytes = 0;
    // The daemon's queue, the submission queue, and what is quarantined, which the others leave out.
    for (const args of [['-Am'], ['-Ac'], ['-Am', '-qQ']]) {
      const one = await readOne(reach, config, facts, args, sink, signal);
      bytes += one.result.stdoutBytes;
      remarks.push(...one.remarks);
      const empty = one.result.stdoutBytes < 200;
      if (one.result.truncated !== false || one.result.exitCode !== 0 || (!one.complete && !empty)) complete = false;
      if (
        args.length === 1 &&
        args[0] === '-Am' &&
        /permission denied|must be root/i.test(one.remarks.join(' ') + one.result.stderr)
      ) {
        throw new AppError('rights_missing', one.remarks.join(' ') || one.result.stderr.slice(0, 300), { why: 'list' });
      }
    }
    return { complete, remarks, bytes };
  },
  describe(config, found, request) {
    const words = run(config, factsOf(found)).join(' ');
    const args =
      request.verb === 'retry' ? '-qI ID' : request.verb === 'hold' ? '-Am -QQueuewatch -qI ID' : '-Am -qQ -Q -qI ID';
    return [`${words} ${args}, for each of ${request.ids.length}`];
  },
  async act(reach, config, found, request, signal) {
    const facts = factsOf(found);
    const refused = new Map<string, string>();
    const submitted = new Set<string>();
    const words = run(config, facts);
    const args =
      request.verb === 'retry'
        ? []
        : request.verb === 'hold'
          ? ['-Am', '-QQueuewatch']
          : request.verb === 'release'
            ? ['-Am', '-qQ', '-Q']
            : null;
    if (args === null) throw new AppError('verb_absent', `Sendmail has no ${request.verb}`);
    const { output } = await runEach(
      reach,
      [...words, ...args],
      request.ids,
      ({ id, exitCode, text }) => {
        if (exitCode === 0) submitted.add(id);
        else refused.set(id, text);
      },
      { msEach: 1000, signal, script: request.verb === 'retry' ? retryScript : quarantineScript },
    );
    return { refused, submitted, renamed: new Map(), output };
  },
  async inspect(reach, config, found, id, what, signal) {
    if (!sendmailId.test(id)) throw new AppError('bad_id', 'not a Sendmail id');
    const facts = factsOf(found);
    if (what === 'body')
      return { text: '', truncated: false, missing: 'Sendmail has no way to read a queued message.' };
    const result = await commandOf(reach).text(
      {
        argv: ['cat', `${facts.spool}/qf${id}`],
        elevated: !facts.isRoot && config.elevate !== 'none',
        deadlineMs: 30_000,
        maxBytes: 256 * 1024,
      },
      signal,
    );
    if (result.exitCode !== 0) return { text: '', truncated: false, missing: result.stderr.trim().slice(0, 300) };
    return { text: headersOfQf(result.stdout), truncated: result.truncated !== false, missing: null };
  },
  traffic: (reach, _config, found, mark, signal) =>
    readLogTraffic(reach, factsOf(found).log, sendmailTraffic, mark, signal),
  async log(reach, _config, found, ids, sinceMs, signal) {
    const facts = factsOf(found);
    if (facts.log.kind === 'none') return null;
    const asked = new Set(ids);
    const out: LogLine[] = [];
    const now = reach.clock.now();
    const readable = await grepLog(
      reach,
      facts.log,
      ids.map((id) => `: ${id}: `),
      sinceMs,
      (line) => {
        const read = readSendmailLine(line.slice(0, 8192), asked, now, facts.zone);
        if (read && newEnough(read, sinceMs) && out.length < 200_000) out.push(read);
      },
      signal,
    );
    return readable ? out : null;
  },
  checks: (reach, config, found, signal) =>
    runChecks(
      reach,
      config.ownHops.map((address) => ({ address, what: 'own hop' })),
      factsOf(found).spool,
      signal,
    ),
};

/** Headers in a qf file: `H?flags?Name: value`, continued by blanks (op.me, "The queue control file"). */
export function headersOfQf(text: string): string {
  const out: string[] = [];
  let inside = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('H')) {
      inside = true;
      out.push(line.slice(1).replace(/^\?[^?]*\?/, ''));
    } else if (inside && /^[ \t]/.test(line)) out.push(line);
    else inside = false;
  }
  return out.join('\n');
}

/** `sm-mta[1]: ID: to=<a>, delay=..., dsn=4.7.1, stat=Deferred: 451 ...`. */
export function readSendmailLine(
  line: string,
  asked: ReadonlySet<string>,
  nowMs: number,
  zone: number,
): LogLine | null {
  const parts = syslogLine(line, nowMs, zone);
  const m = /^([0-9A-Za-z]{13,15}): (.*)$/.exec(parts?.text ?? '');
  if (parts === null || m === null || !asked.has(m[1] ?? '')) return null;
  const text = m[2] ?? '';
  const stat = /\bstat=(\w+)/.exec(text)?.[1]?.toLowerCase();
  const dsn = /\bdsn=(\d)\./.exec(text)?.[1];
  const proves: LogLine['proves'] =
    stat === 'sent'
      ? 'sent'
      : stat === 'deferred' || dsn === '4'
        ? 'deferred'
        : dsn === '5'
          ? 'bounced'
          : text.startsWith('from=')
            ? 'arrived'
            : 'other';
  return {
    at: parts.at,
    id: m[1] ?? '',
    recipient: /\bto=<?([^,>]*)/.exec(text)?.[1] ?? null,
    proves,
    newId: null,
    text: line,
  };
}
