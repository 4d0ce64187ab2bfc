import { absentAll } from '../abilities.ts';
import { commandWords } from '../../../shared/messages/command-mtas.en.ts';
import type { Ability, AbilityId, Detection, ServerConfig } from '../../../shared/model/server.ts';
import type { Reach } from '../../ports.ts';
import { zoneMinutes } from '../dates.ts';
import { findLogs } from '../mailLog.ts';
import { ability } from '../refused.ts';
import { accountOf, createTrials, systemOf } from '../run.ts';
import { parseSudoList, sudoAllows } from '../sudoRules.ts';
import { controlLines, listings, queueFile, queues, runArguments, type Facts } from './facts.ts';

const words = commandWords.sendmail;

/**
 * Every MTA ships a program called sendmail. Behind links it must end in a name only the real one has; the BSDs' mailwrapper names it in
 * mailer.conf(5). A Sendmail beside another MTA's is looked for only when this server was said to be one.
 */
const find = [
  'p=$(command -v sendmail || echo /usr/lib/sendmail); r=$(readlink -f "$p");',
  'case $r in */mailwrapper) awk \'$1 == "sendmail" { print $2; exit }\' /etc/mail/mailer.conf /usr/local/etc/mail/mailer.conf 2>/dev/null;; *) echo "$r";; esac;',
  'if [ "$1" = sendmail ]; then for f in /usr/libexec/sendmail/sendmail /usr/lib/sm.bin/sendmail /usr/sbin/sendmail.sendmail; do [ -x "$f" ] && echo "$f"; done; fi; true',
].join(' ');
const real = /(sendmail\/sendmail|sendmail-mta|sendmail\.sendmail|libexec\/sendmail|sm\.bin\/sendmail)$/;

/** An id of the right form that no message has: only to ask sudo about the form of a command. */
const anyId = '000000zz000000';
const anyDomain = 'example.org';

export async function detectSendmail(
  reach: Reach,
  config: ServerConfig,
  signal?: AbortSignal,
): Promise<Detection | null> {
  const trials = createTrials(reach, signal);
  const where = await trials.text(['sh', '-c', find, 'sh', config.mta ?? ''], {
    words: 'readlink -f "$(command -v sendmail)"',
    maxBytes: 4096,
  });
  const program = where.stdout.split('\n').find((line) => line.startsWith('/') && real.test(line.trim()));
  if (program === undefined) return null;
  const [said, account, system, zone, log, settings, tools] = await Promise.all([
    // Debugging options are only for the real one: in Exim -d starts a debugging run.
    trials.text([program, '-d0.1', '-bt'], { maxBytes: 65_536 }),
    accountOf(trials),
    systemOf(trials),
    trials.text(['sh', '-c', 'unset TZ; date +%z'], { maxBytes: 100, words: 'date +%z' }),
    findLogs(trials, '', 'sendmail\\|sm-mta'),
    trials.text(['sed', '-n', 's/^O QueueDirectory=//p', '/etc/mail/sendmail.cf', '/etc/mail/submit.cf'], {
      maxBytes: 8192,
    }),
    trials.text(['sh', '-c', 'command -v grep; command -v rm'], { words: 'command -v grep rm', maxBytes: 4096 }),
  ]);
  const version = /^Version (\S+)/m.exec(said.stdout)?.[1] ?? null;
  if (version === null) return null;
  const tool = (name: string) => tools.stdout.split('\n').find((line) => line.endsWith(`/${name}`)) ?? `/bin/${name}`;
  // "/var/spool/mqueue/q*" means several folders in one.
  const spools = settings.stdout
    .split('\n')
    .map((line) => (line.includes('*') ? line.slice(0, line.lastIndexOf('/')) : line).trim())
    .filter((line) => /^\/[\w./-]+$/.test(line));
  const facts: Facts = {
    program,
    isRoot: account.uid === 0,
    spools: spools.length > 0 ? [...new Set(spools)] : ['/var/spool/mqueue', '/var/spool/clientmqueue'],
    grep: tool('grep'),
    rm: tool('rm'),
    zone: zoneMinutes(zone.stdout),
    log,
  };

  let rules: ReturnType<typeof parseSudoList> = [];
  if (!facts.isRoot && config.elevate === 'sudo') {
    const listed = await trials.text(['sudo', '-n', '-l'], { maxBytes: 65_536 });
    if (listed.exitCode === 0) rules = parseSudoList(listed.stdout);
  }
  /** Whether all of these commands may be run. */
  const may = (...commands: (readonly string[])[]): Ability['granted'] => {
    if (facts.isRoot) return 'yes';
    if (config.elevate === 'none') return 'no';
    if (config.elevate === 'doas') return 'unknown';
    return commands.every((argv) => sudoAllows(rules, argv)) ? 'yes' : 'no';
  };
  const runs = (verb: keyof typeof runArguments) =>
    queues.map((queue) => [program, ...runArguments[verb], queue, `-qI${anyId}`]);
  const domainRuns = queues.map((queue) => [program, queue, `-qR@${anyDomain}`]);
  const of = (id: AbilityId, command: string, granted: Ability['granted'], note: string | null = null): Ability =>
    ability(id, command, granted, granted === 'no' ? words.recipe : note);
  const list = may(...listings.map((args) => [program, '-bp', '-v', ...args]));
  const whole = may(controlLines(facts));
  const remove = may(...runs('hold'), controlLines(facts), [facts.rm, `${facts.spools[0] ?? ''}/hf${anyId}`]);
  const retry = may(...runs('retry'));
  const headers = may(queueFile(facts, 'qf', anyId));
  const name = account.name === '' ? 'monitor' : account.name;
  return {
    mta: 'sendmail',
    version,
    system,
    abilities: [
      of('list', `${program} -bp -v`, list, whole === 'no' ? words.cutReasons : null),
      of('retry_one', `${program} -qI ID`, retry, words.background),
      of('retry_domain', `${program} -qR@DOMAIN`, may(...domainRuns), words.domain),
      of('retry_all', `${program} -qI ID`, retry, words.oneByOne),
      of('hold', `${program} -Q reason -qI ID`, may(...runs('hold')), words.quarantine),
      of('release', `${program} -qQ -Q -qI ID`, may(...runs('release'))),
      of('delete', `${program} -Q reason -qI ID; rm hfID dfID`, remove, words.remove),
      of('expire', `${program} -OTimeout.queuereturn=now -qI ID`, may(...runs('expire')), words.expire),
      ...absentAll('Sendmail', 'requeue'),
      of('headers', 'qf file', headers),
      of('body', 'df file', headers),
      ability('log', 'mail log', log.kind === 'none' ? 'no' : 'yes', log.kind === 'none' ? words.noLog : null),
    ],
    facts,
    recipe: facts.isRoot ? null : recipeOf(name, facts, config.elevate),
    commands: trials.ran,
    ownHops: [],
    instances: [],
    retrySchedule: null,
  };
}

/** Rules for exactly the commands that are run; ids are checked by the rules themselves where sudo knows regular expressions. */
function recipeOf(user: string, facts: Facts, elevate: ServerConfig['elevate']): { observe: string; act: string } {
  const { program, grep, rm, spools } = facts;
  if (elevate === 'doas') {
    // doas.conf(5) compares arguments as a whole or not at all, and ids differ each time.
    const fixed = (path: string, args: readonly string[]) =>
      `permit nopass ${user} as root cmd ${path} args ${args.join(' ')}`;
    const observe = [
      words.doas,
      ...listings.map((args) => fixed(program, ['-bp', '-v', ...args])),
      fixed(grep, controlLines(facts).slice(1)),
    ];
    return {
      observe: observe.join('\n'),
      act: [...observe, `permit nopass ${user} as root cmd ${program}`, `permit nopass ${user} as root cmd ${rm}`].join(
        '\n',
      ),
    };
  }
  // In sudoers(5) "=" must be escaped.
  const rule = (path: string, args: string) => `${user} ALL=(root) NOPASSWD: ${path} ${args.replaceAll('=', '\\=')}`;
  const observe = [
    words.sudoers,
    ...listings.map((args) => rule(program, `-bp -v ${args.join(' ')}`)),
    rule(grep, controlLines(facts).slice(1).join(' ')),
    rule(grep, `^-ashr --regexp= --include=[qhd]f[0-9A-Za-z]+ ${spools.join(' ')}$`),
  ];
  return {
    observe: observe.join('\n'),
    act: [
      ...observe,
      ...queues.flatMap((queue) =>
        Object.values(runArguments).flatMap((args) => [
          rule(program, `^${[...args, queue].join(' ')} -qI[0-9A-Za-z]+$`),
          rule(program, `^${[...args, queue].join(' ')} -qR@[0-9a-z.-]+$`),
        ]),
      ),
      // Only files of quarantined messages and bodies; a queue of several folders has one level more.
      ...spools.flatMap((spool) => [
        rule(rm, `^${spool}/[0-9A-Za-z_/-]*hf[0-9A-Za-z]+$`),
        rule(rm, `^${spool}/[0-9A-Za-z_/-]*df[0-9A-Za-z]+$`),
      ]),
    ].join('\n'),
  };
}
