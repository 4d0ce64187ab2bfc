import { z } from 'zod';
import { AppError } from '../../../shared/error.ts';
import type { Ability, Detection, ServerConfig } from '../../../shared/model/server.ts';
import type { QueueMessage } from '../../../shared/model/message.ts';
import type { Verb } from '../../../shared/model/action.ts';
import type { ActReport, ActRequest, ListOutcome, ListSink, LogLine, MtaDriver, Reach } from '../../ports.ts';
import { absentAll } from '../abilities.ts';
import { runChecks } from '../checks.ts';
import { zoneMinutes } from '../dates.ts';
import { createLines } from '../lines.ts';
import { noLog, readLogTraffic } from '../logTraffic.ts';
import { grepLog, newEnough } from '../mailLog.ts';
import { ability } from '../refused.ts';
import { accountOf, bounded, checkElevation, commandOf, createTrials, inParts, systemOf } from '../run.ts';
import { logPlace, readEximLogLine } from './log.ts';
import { createEximReader, eximId } from './readQueue.ts';
import { eximTraffic } from './traffic.ts';
import { Deferrals, readDeferral, readRetryDatabase } from './reasons.ts';
import { takenExim } from './taken.ts';

const Facts = z.object({
  program: z.string(),
  /** `-C FILE` of a further instance. */
  instance: z.string().nullable(),
  spool: z.string(),
  mainLog: z.string().nullable(),
  logReadable: z.boolean(),
  msglog: z.enum(['readable', 'hidden', 'off']),
  /** This account is an Exim admin: no sudo in front. */
  admin: z.boolean(),
  zone: z.number(),
});
type Facts = z.infer<typeof Facts>;
const factsOf = (found: Detection): Facts => Facts.parse(found.facts);

const base = (facts: Facts): [string, ...string[]] =>
  facts.instance === null ? [facts.program] : [facts.program, '-C', facts.instance];

/** sudo or doas as words, for programs that start others (xargs). */
const prefix = (config: ServerConfig, facts: Facts): string[] =>
  facts.admin || config.elevate === 'none' ? [] : [config.elevate, '-n'];

async function detect(reach: Reach, config: ServerConfig, signal?: AbortSignal): Promise<Detection | null> {
  const trials = createTrials(reach, signal);
  const where = await trials.text(['sh', '-c', 'for p in exim4 exim; do command -v "$p" && exit 0; done; exit 1'], {
    words: 'command -v exim4 exim',
    maxBytes: 4096,
  });
  const program = where.stdout.trim().split('\n')[0] ?? '';
  if (!program.startsWith('/')) return null;
  const instance = config.instance;
  const c: [string, ...string[]] = instance === null ? [program] : [program, '-C', instance];
  const said = await trials.text([...c, '-bV'], { maxBytes: 65_536 });
  const version = /^Exim version (\S+)/m.exec(said.stdout)?.[1] ?? null;
  if (version === null) return null;
  const [account, system, settings, zone] = await Promise.all([
    accountOf(trials),
    systemOf(trials),
    trials.text(
      [...c, '-bP', 'spool_directory', 'log_file_path', 'message_logs', 'exim_group', 'exim_user', 'smarthost'],
      {
        maxBytes: 65_536,
      },
    ),
    trials.text(['sh', '-c', 'unset TZ; date +%z'], { maxBytes: 100, words: 'date +%z' }),
  ]);
  const setting = (name: string): string | null =>
    new RegExp(`^${name} = (.*)$`, 'm').exec(settings.stdout)?.[1]?.trim() ?? null;
  const spool = setting('spool_directory') ?? '/var/spool/exim4';
  const logPath = (setting('log_file_path') ?? '')
    .split(':')
    .map((p) => p.trim())
    .find((p) => p.startsWith('/'));
  const mainLog = logPath === undefined ? null : logPath.replace('%s', 'main').replace(/%[DM]/g, '');
  const logsOff = /^(no_message_logs|message_logs = false)$/m.test(settings.stdout);
  const group = setting('exim_group') ?? 'Debian-exim';
  const user = setting('exim_user') ?? group;
  const admin = account.uid === 0 || account.name === user || account.groups.includes(group);
  const elevated = !admin && config.elevate !== 'none';
  const readable = await trials.text(
    [
      'sh',
      '-c',
      'for f in "$@"; do if [ -d "$f" ]; then [ -r "$f" ] && [ -x "$f" ] && echo "$f"; else [ -r "$f" ] && echo "$f"; fi; done; true',
      'sh',
      `${spool}/msglog`,
      ...(mainLog === null ? [] : [mainLog]),
    ],
    { words: `test -r ${spool}/msglog ${mainLog ?? ''}`.trim(), maxBytes: 8192 },
  );
  const may = readable.stdout.split('\n');
  const counted = await trials.text([...c, '-bpc'], { maxBytes: 4096, elevated });
  const listed = counted.exitCode === 0;
  // A wrong id changes nothing; a stranger is told "permission denied" before it is looked at.
  const tried = await trials.text([...c, '-Mvl', '000000-000000-00'], { maxBytes: 4096, elevated });
  const acts: Ability['granted'] = /permission denied|a password is required|not found/i.test(
    tried.stdout + tried.stderr,
  )
    ? 'no'
    : admin || elevated
      ? 'yes'
      : 'no';
  const facts: Facts = {
    program,
    instance,
    spool,
    mainLog,
    logReadable: mainLog !== null && may.includes(mainLog),
    msglog: logsOff ? 'off' : may.includes(`${spool}/msglog`) ? 'readable' : 'hidden',
    admin,
    zone: zoneMinutes(zone.stdout),
  };
  const words = c.join(' ');
  const need = acts === 'no' ? 'needs the recipe' : null;
  const name = account.name === '' ? 'monitor' : account.name;
  return {
    mta: 'exim',
    version,
    system,
    abilities: [
      ability(
        'list',
        `${words} -bpr`,
        listed ? 'yes' : 'no',
        !listed
          ? (counted.stderr || counted.stdout).trim().slice(0, 200)
          : facts.msglog === 'readable'
            ? null
            : 'No reasons: this account may not read the message logs.',
      ),
      ability(
        'retry_one',
        `${words} -M ID`,
        acts,
        need ?? 'Runs in the background on the server; also releases frozen messages.',
      ),
      ability('retry_domain', `${words} -M ID`, acts, need ?? 'Message by message.'),
      ability('retry_all', `${words} -qf`, acts, need),
      ability('hold', `${words} -Mf ID`, acts, need ?? 'Freezing: auto_thaw, timeout_frozen_after and -qff end it.'),
      ability('release', `${words} -Mt ID`, acts, need),
      ability('delete', `${words} -Mrm ID`, acts, need),
      ability('expire', `${words} -Mg ID`, acts, need),
      ...absentAll('Exim', 'requeue'),
      ability('headers', `${words} -Mvh ID`, acts, need),
      ability('body', `${words} -Mvb ID`, acts, need),
      ability(
        'log',
        mainLog ?? 'main log',
        facts.logReadable ? 'yes' : 'no',
        facts.logReadable ? null : 'The main log is not readable: "sent" cannot be proven.',
      ),
    ],
    facts,
    recipe:
      acts === 'no' || facts.msglog === 'hidden' || !facts.logReadable
        ? {
            observe: [
              '# Exim tells a queue only to its admins; membership of its group is enough, no sudo needed.',
              `usermod -aG ${group} ${name}`,
              `# the main log: usermod -aG adm ${name}   (Debian, Ubuntu)`,
            ].join('\n'),
            act: [
              '# The same membership lets the account act on messages: Exim has no narrower right.',
              `usermod -aG ${group} ${name}`,
              `# the main log: usermod -aG adm ${name}   (Debian, Ubuntu)`,
            ].join('\n'),
          }
        : null,
    commands: trials.ran,
    ownHops: [],
    instances: [],
    retrySchedule: null,
  };
}

/** The last deferral of each address, message by message; one grep over all msglogs, thinned out on the server. */
const msglogScript = [
  'cd "$1" || exit 3;',
  // -exec + instead of xargs: names never go through a shell. Files that vanish meanwhile cost only themselves.
  "find . -type f -name '*-*-*' -exec grep -aH -e ' defer (' -e '[*][*][*] Frozen' {} + 2>/dev/null |",
  'awk \'{ i = index($0, ":"); f = substr($0, 1, i); r = substr($0, i + 1);',
  'if (f != F) { for (k = 1; k <= n; k++) print F L[O[k]]; split("", L); n = 0; F = f }',
  'd = index(r, " defer ("); a = substr(r, 21, d - 21); w = index(r, "retry time not reached") > 0;',
  'if (!(a in L)) { O[++n] = a; L[a] = r; W[a] = w } else if (!w || W[a]) { L[a] = r; W[a] = w } }',
  "END { for (k = 1; k <= n; k++) print F L[O[k]] }'",
].join(' ');

async function readDeferrals(reach: Reach, facts: Facts, signal?: AbortSignal): Promise<Deferrals> {
  const out = new Deferrals();
  const lines = createLines(
    (text) => {
      const m = /^(?:[^:]*\/)?([0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4}):(.*)$/.exec(text);
      if (m === null) return;
      const frozen = /\*\*\* (Frozen.*)$/.exec(m[2] ?? '')?.[1];
      if (frozen !== undefined) out.freeze(m[1] ?? '', frozen);
      const read = readDeferral(m[2] ?? '');
      if (read) out.add(m[1] ?? '', read);
    },
    { maxLine: 65_536 },
  );
  await commandOf(reach).run(
    {
      argv: ['sh', '-c', msglogScript, 'sh', `${facts.spool}/msglog`],
      deadlineMs: 10 * 60_000,
      maxBytes: 512 * 1024 * 1024,
      compress: true,
    },
    (chunk) => lines.push(chunk),
    signal,
  );
  lines.end();
  return out;
}

const waitsFor = /retry time not reached for any host for '?([^'\s]+?)'?$/;

async function list(
  reach: Reach,
  config: ServerConfig,
  found: Detection,
  sink: ListSink,
  signal?: AbortSignal,
): Promise<ListOutcome> {
  const facts = factsOf(found);
  const elevated = !facts.admin && config.elevate !== 'none';
  const messages: QueueMessage[] = [];
  const reader = createEximReader(
    { message: (m) => messages.push(m), skipped: sink.skipped.bind(sink) },
    { now: reach.clock.now() },
  );
  const run = commandOf(reach).run(
    // Unsorted: sorting a big queue costs the server and gains us nothing.
    { argv: [...base(facts), '-bpr'], elevated, deadlineMs: 10 * 60_000, compress: true },
    (chunk) => reader.push(chunk),
    signal,
  );
  const [result, deferrals] = await Promise.all([
    run,
    facts.msglog === 'readable' ? readDeferrals(reach, facts, signal) : Promise.resolve(new Deferrals()),
  ]);
  const { remarks, complete } = reader.end();
  if (result.exitCode !== 0 && result.exitCode !== null && messages.length === 0) {
    checkElevation(result);
    const text = result.stderr.trim().slice(0, 500) || remarks.join(' ') || `exim ended with ${result.exitCode}`;
    throw new AppError(/permission denied/i.test(text) ? 'rights_missing' : 'command_failed', text, {
      text,
      exitCode: result.exitCode,
    });
  }

  // A message that only waits has lost its cause; another one to the same domain, or the retry database, still has it.
  const causes = new Map<string, string>();
  let waiting = false;
  for (const m of messages) {
    for (const r of m.recipients) {
      const d = deferrals.of(m.id, r.address);
      if (d === null) continue;
      if (d.waiting) waiting = true;
      else causes.set(r.address.slice(r.address.lastIndexOf('@') + 1).toLowerCase(), d.text);
    }
  }
  let retry = new Map<string, string>();
  if (waiting) {
    const dumped = await commandOf(reach).text(
      { argv: ['exim_dumpdb', facts.spool, 'retry'], deadlineMs: 60_000, maxBytes: 16 * 1024 * 1024, compress: true },
      signal,
    );
    if (dumped.exitCode === 0) retry = readRetryDatabase(dumped.stdout);
  }
  const causeOf = (address: string, text: string): string => {
    const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
    const named = waitsFor.exec(text)?.[1]?.toLowerCase() ?? domain;
    const hosts = [...retry].find(
      ([key]) => key.startsWith('T:') && (key === `T:${named}` || key.endsWith(`.${named}`)),
    );
    const cause =
      causes.get(domain) ?? retry.get(`R:${address.toLowerCase()}`) ?? retry.get(`R:${domain}`) ?? hosts?.[1] ?? null;
    return cause === null ? text : `${text}: ${cause}`;
  };
  for (const m of messages) {
    let known = false;
    for (const r of m.recipients) {
      const d = deferrals.of(m.id, r.address);
      if (d === null) {
        // A frozen bounce was refused for good: its own log says only why it is frozen.
        if (m.state === 'frozen') r.reason = deferrals.frozen(m.id);
        continue;
      }
      known = true;
      r.reason = d.waiting ? causeOf(r.address, d.text) : d.text;
    }
    // Neither frozen nor ever deferred: it has just come, or is being delivered now.
    if (!known && m.state === 'deferred' && facts.msglog === 'readable') m.state = 'incoming';
    sink.message(m);
  }
  if (facts.msglog === 'hidden') remarks.push('No reasons: this account may not read the message logs.');
  if (facts.msglog === 'off') remarks.push('No reasons: this Exim keeps no message logs (message_logs = false).');
  if (result.truncated !== false)
    remarks.push(
      result.truncated === 'deadline'
        ? 'The listing was cut at its deadline.'
        : 'The connection was lost during the listing.',
    );
  return {
    complete: complete && result.exitCode === 0 && result.truncated === false,
    remarks,
    bytes: result.stdoutBytes,
  };
}

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

async function act(
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
  return { refused, submitted, renamed: new Map(), output: bounded(output) };
}

/** `-Mvh` is a spool file, not headers: each header begins with its length and a flag (spec, "Format of spool files"). */
export function headersOfSpool(text: string): string {
  const at = text.indexOf('\n\n');
  if (at < 0) return text;
  const out: string[] = [];
  for (const row of text.slice(at + 2).split('\n')) {
    const m = /^\d{3,} ?([A-Za-z* ]) (.*)$/.exec(row);
    if (m) {
      if (m[1] !== '*') out.push(m[2] ?? '');
    } else if (out.length > 0 && /^[ \t]/.test(row)) out.push(row);
  }
  return out.join('\n');
}

export const exim: MtaDriver = {
  kind: 'exim',
  label: 'Exim',
  needs: 'command',
  validId: (id) => eximId.test(id),
  detect,
  list,
  describe(config, found, request) {
    const facts = factsOf(found);
    const flag = request.verb === 'retry' ? '-M' : (options[request.verb]?.flag ?? '');
    return [
      `${[...prefix(config, facts), ...base(facts)].join(' ')} ${flag} ID..., ${request.ids.length} ids on standard input of xargs`,
    ];
  },
  act,
  async inspect(reach, config, found, id, what, signal) {
    if (!eximId.test(id)) throw new AppError('bad_id', 'not an Exim id');
    const facts = factsOf(found);
    const result = await commandOf(reach).text(
      {
        argv: [...base(facts), what === 'headers' ? '-Mvh' : '-Mvb', id],
        elevated: !facts.admin && config.elevate !== 'none',
        deadlineMs: 30_000,
        maxBytes: what === 'headers' ? 256 * 1024 : 64 * 1024,
      },
      signal,
    );
    if (result.exitCode !== 0 && result.truncated === false) {
      checkElevation(result);
      const said = `${result.stdout}${result.stderr}`;
      const missing = /permission denied/i.test(said)
        ? 'This account may not read messages.'
        : /Failed to open|No such file/i.test(said)
          ? 'The message is no longer in the queue.'
          : said.trim().slice(0, 300);
      return { text: '', truncated: false, missing };
    }
    // The first line of -Mvb is the name of the file.
    const text = what === 'headers' ? headersOfSpool(result.stdout) : result.stdout.replace(/^\S+-D\n/, '');
    return { text, truncated: result.truncated !== false, missing: null };
  },
  traffic: (reach, _config, found, mark, signal) => {
    const { mainLog, logReadable } = factsOf(found);
    const place = mainLog !== null && logReadable ? { kind: 'files' as const, files: [mainLog] } : noLog;
    return readLogTraffic(reach, place, eximTraffic, mark, signal);
  },
  async log(reach, _config, found, ids, sinceMs, signal) {
    const facts = factsOf(found);
    if (facts.mainLog === null || !facts.logReadable) return null;
    const asked = new Set(ids);
    const out: LogLine[] = [];
    const readable = await grepLog(
      reach,
      logPlace(facts.mainLog),
      ids,
      sinceMs,
      (line) => {
        const read = readEximLogLine(line.slice(0, 8192), asked, facts.zone);
        if (read && newEnough(read, sinceMs) && out.length < 200_000) out.push(read);
      },
      signal,
    );
    return readable ? out : null;
  },
  async taken(reach, _config, found, messageIds, signal) {
    const facts = factsOf(found);
    if (facts.mainLog === null || !facts.logReadable) return null;
    return takenExim(reach, logPlace(facts.mainLog), facts.zone, messageIds, signal);
  },
  checks: (reach, config, found, signal) =>
    runChecks(
      reach,
      [...found.ownHops, ...config.ownHops.map((address) => ({ address, what: 'own hop' }))],
      factsOf(found).spool,
      signal,
    ),
};
