import { z } from 'zod';
import { AppError } from '../../../shared/error.ts';
import type { Verb } from '../../../shared/model/action.ts';
import type { Ability, Detection, ServerConfig } from '../../../shared/model/server.ts';
import type { LogLine, MtaDriver } from '../../ports.ts';
import { absentAll } from '../abilities.ts';
import { runChecks } from '../checks.ts';
import { zoneMinutes } from '../dates.ts';
import { runEach } from '../eachId.ts';
import { readLogTraffic } from '../logTraffic.ts';
import { findLogs, grepLog, newEnough, syslogLine } from '../mailLog.ts';
import { ability } from '../refused.ts';
import { accountOf, checkElevation, commandOf, createTrials, notFound, systemOf } from '../run.ts';
import { opensmtpdTraffic } from './traffic.ts';
import { parseSudoList, sudoAllows } from '../sudoRules.ts';
import { createOpensmtpdReader, unvis } from './readQueue.ts';

const Facts = z.object({
  smtpctl: z.string(),
  isRoot: z.boolean(),
  zone: z.number(),
  log: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('files'), files: z.array(z.string()) }),
    z.object({ kind: z.literal('journal') }),
    z.object({ kind: z.literal('none') }),
  ]),
});
const factsOf = (found: Detection): z.infer<typeof Facts> => Facts.parse(found.facts);

const isId = (id: string): boolean => /^(?:[0-9a-f]{8}|[0-9a-f]{16})$/.test(id) && !/^0+$/.test(id);

const words: Readonly<Partial<Record<Verb, { args: string[]; done: RegExp }>>> = {
  retry: { args: ['schedule'], done: /^[1-9]\d* envelopes? / },
  hold: { args: ['pause', 'envelope'], done: /^[1-9]\d* envelopes? / },
  release: { args: ['resume', 'envelope'], done: /^[1-9]\d* envelopes? / },
  delete: { args: ['remove'], done: /^[1-9]\d* envelopes? / },
};

const run = (config: ServerConfig, facts: z.infer<typeof Facts>): string[] =>
  facts.isRoot || config.elevate === 'none' ? [facts.smtpctl] : [config.elevate, '-n', facts.smtpctl];

export const opensmtpd: MtaDriver = {
  kind: 'opensmtpd',
  label: 'OpenSMTPD',
  needs: 'command',
  validId: isId,
  async detect(reach, config, signal) {
    const trials = createTrials(reach, signal);
    const where = await trials.text(['sh', '-c', 'command -v smtpctl'], {
      words: 'command -v smtpctl',
      maxBytes: 4096,
    });
    const smtpctl = where.stdout.trim().split('\n')[0] ?? '';
    if (!smtpctl.startsWith('/')) return null;
    const [said, account, system, zone, log] = await Promise.all([
      // Postfix has a program of this name too, but outside PATH.
      trials.text(['smtpd', '-h'], { maxBytes: 8192 }),
      accountOf(trials),
      systemOf(trials),
      trials.text(['sh', '-c', 'unset TZ; date +%z'], { maxBytes: 100, words: 'date +%z' }),
      findLogs(trials, '', 'smtpd'),
    ]);
    const version = /version: OpenSMTPD (\S+)/.exec(said.stderr + said.stdout)?.[1] ?? null;
    const isRoot = account.uid === 0;
    let rules: ReturnType<typeof parseSudoList> = [];
    if (!isRoot && config.elevate === 'sudo') {
      const listed = await trials.text(['sudo', '-n', '-l'], { maxBytes: 65_536 });
      if (listed.exitCode === 0) rules = parseSudoList(listed.stdout);
    }
    const may = (...args: string[]): Ability['granted'] => {
      if (isRoot) return 'yes';
      if (config.elevate === 'none') return 'no';
      return config.elevate === 'doas' ? 'unknown' : sudoAllows(rules, [smtpctl, ...args]) ? 'yes' : 'no';
    };
    const of = (id: Ability['id'], args: string[], note: string | null = null): Ability => {
      const granted = may(...args, ...(id === 'list' ? [] : ['0123456789abcdef']));
      return ability(
        id,
        `smtpctl ${args.join(' ')}${id === 'list' ? '' : ' ID'}`,
        granted,
        granted === 'no' ? 'needs the recipe' : note,
      );
    };
    const user = account.name === '' ? 'monitor' : account.name;
    const rule = (args: string) => `${user} ALL=(root) NOPASSWD: ${smtpctl} ^${args}$`;
    return {
      mta: 'opensmtpd',
      version,
      system,
      abilities: [
        of('list', ['show', 'queue']),
        of('retry_one', ['schedule']),
        of('retry_domain', ['schedule'], 'Message by message.'),
        of('retry_all', ['schedule'], 'smtpctl schedule all'),
        of('hold', ['pause', 'envelope']),
        of('release', ['resume', 'envelope']),
        of('delete', ['remove'], 'Silent: the sender is not told.'),
        ...absentAll('OpenSMTPD', 'expire', 'requeue'),
        of('headers', ['show', 'message']),
        of('body', ['show', 'message']),
        ability(
          'log',
          'mail log',
          log.kind === 'none' ? 'no' : 'yes',
          log.kind === 'none' ? '"sent" cannot be proven.' : null,
        ),
      ],
      facts: { smtpctl, isRoot, zone: zoneMinutes(zone.stdout), log },
      recipe: isRoot
        ? null
        : {
            observe: ['# /etc/sudoers.d/queuewatch, needs sudo 1.9.10', rule('show queue')].join('\n'),
            act: [
              '# /etc/sudoers.d/queuewatch, needs sudo 1.9.10; ids are checked by the rule itself',
              rule('show queue'),
              ...['schedule', 'remove', 'pause envelope', 'resume envelope', 'show message'].map((verb) =>
                rule(`${verb} [0-9a-f]+`),
              ),
              '# doas has no patterns for arguments: "permit nopass ... cmd smtpctl" would allow everything of smtpctl',
            ].join('\n'),
          },
      commands: trials.ran,
      ownHops: [],
      instances: [],
      retrySchedule: null,
    };
  },
  async list(reach, _config, found, sink, signal) {
    const facts = factsOf(found);
    const reader = createOpensmtpdReader(sink, { now: reach.clock.now() });
    const result = await commandOf(reach).run(
      { argv: [facts.smtpctl, 'show', 'queue'], elevated: !facts.isRoot, deadlineMs: 10 * 60_000, compress: true },
      (chunk) => reader.push(chunk),
      signal,
    );
    const { remarks, complete } = reader.end();
    if (result.exitCode !== 0 && result.exitCode !== null && result.stdoutBytes === 0) {
      checkElevation(result);
      const text = result.stderr.trim().slice(0, 500) || `smtpctl ended with ${result.exitCode}`;
      const code = /root privileges/.test(text)
        ? 'rights_missing'
        : notFound(result)
          ? 'command_missing'
          : 'command_failed';
      throw new AppError(code, text, { text, exitCode: result.exitCode });
    }
    return {
      complete: complete && result.exitCode === 0 && result.truncated === false,
      remarks,
      bytes: result.stdoutBytes,
    };
  },
  describe(config, found, request) {
    const own = words[request.verb];
    return [
      `${[...run(config, factsOf(found)), ...(own?.args ?? [])].join(' ')} ID, for each of ${request.ids.length}`,
    ];
  },
  async act(reach, config, found, request, signal) {
    const facts = factsOf(found);
    const own = words[request.verb];
    if (!own) throw new AppError('verb_absent', `OpenSMTPD has no ${request.verb}`);
    const refused = new Map<string, string>();
    const submitted = new Set<string>();
    const denied: string[] = [];
    const { output } = await runEach(
      reach,
      [...run(config, facts), ...own.args],
      request.ids,
      ({ id, exitCode, text }) => {
        if (exitCode === 0 && own.done.test(text)) submitted.add(id);
        else refused.set(id, text === '' ? 'smtpctl said nothing' : text);
        if (/root privileges|password is required|doas: /.test(text)) denied.push(text);
      },
      { msEach: 300, signal },
    );
    if (submitted.size === 0 && denied[0] !== undefined)
      throw new AppError('rights_missing', denied[0], { why: 'act' });
    return { refused, submitted, output };
  },
  async inspect(reach, _config, found, id, what, signal) {
    if (!isId(id)) throw new AppError('bad_id', 'not an OpenSMTPD id');
    const facts = factsOf(found);
    const result = await commandOf(reach).text(
      {
        argv: [facts.smtpctl, 'show', 'message', id],
        elevated: !facts.isRoot,
        deadlineMs: 30_000,
        maxBytes: 256 * 1024,
      },
      signal,
    );
    if (result.exitCode !== 0 && result.truncated === false) {
      checkElevation(result);
      return {
        text: '',
        truncated: false,
        missing: (result.stderr + result.stdout).trim().slice(0, 300) || 'smtpctl failed',
      };
    }
    const at = result.stdout.search(/\r?\n\r?\n/);
    const text =
      what === 'headers'
        ? result.stdout.slice(0, at < 0 ? undefined : at)
        : at < 0
          ? ''
          : result.stdout.slice(at).trimStart();
    return { text: text.slice(0, 64 * 1024), truncated: result.truncated !== false, missing: null };
  },
  traffic: (reach, _config, found, mark, signal) =>
    readLogTraffic(reach, factsOf(found).log, opensmtpdTraffic, mark, signal),
  async log(reach, _config, found, ids, sinceMs, signal) {
    const facts = factsOf(found);
    if (facts.log.kind === 'none') return null;
    const asked = new Set(ids.map((id) => id.slice(0, 8)));
    const out: LogLine[] = [];
    const now = reach.clock.now();
    const readable = await grepLog(
      reach,
      facts.log,
      [...asked].flatMap((id) => [`evpid=${id}`, `msgid=${id}`]),
      sinceMs,
      (line) => {
        const read = readSmtpdLine(line.slice(0, 8192), asked, now, facts.zone);
        if (read && newEnough(read, sinceMs) && out.length < 200_000) out.push(read);
      },
      signal,
    );
    return readable ? out : null;
  },
  checks: (reach, config, _found, signal) =>
    runChecks(
      reach,
      config.ownHops.map((address) => ({ address, what: 'own hop' })),
      '/var/spool/smtpd',
      signal,
    ),
};

/** `smtpd[1]: SESSION mta delivery evpid=ID from=<> to=<a> rcpt=<-> ... result="Ok" stat="250 ..."`. */
export function readSmtpdLine(line: string, asked: ReadonlySet<string>, nowMs: number, zone: number): LogLine | null {
  const parts = syslogLine(line, nowMs, zone);
  const id = /\b(?:evpid|msgid)=([0-9a-f]{8})/.exec(parts?.text ?? line)?.[1] ?? '';
  if (!asked.has(id)) return null;
  const text = parts?.text ?? line;
  const result = /\bresult="([A-Za-z]+)"/.exec(text)?.[1];
  const proves: LogLine['proves'] =
    result === 'Ok'
      ? 'sent'
      : result === 'TempFail'
        ? 'deferred'
        : result === 'PermFail'
          ? 'bounced'
          : /\bsmtp message\b/.test(text)
            ? 'arrived'
            : 'other';
  return {
    at: parts?.at ?? null,
    id,
    recipient: /\bto=<([^>]*)>/.exec(text)?.[1] ?? null,
    proves,
    newId: null,
    text: unvis(line),
  };
}
