import { AppError } from '../../../shared/error.ts';
import type { Ability, AbilityId, Detection, ServerConfig } from '../../../shared/model/server.ts';
import type { Reach } from '../../ports.ts';
import { zoneMinutes } from '../dates.ts';
import { findLogs } from '../mailLog.ts';
import { accountOf, createTrials, notFound, systemOf, type Trials } from '../run.ts';
import { parseSudoList, sudoAllows, type SudoRule } from '../sudoRules.ts';
import type { PostfixFacts } from './facts.ts';
import { hopParameters, ownHopsOf } from './hops.ts';
import { postfixRecipe } from './recipe.ts';

const parameters = [
  'mail_version',
  'queue_directory',
  'command_directory',
  'config_directory',
  'mail_owner',
  'empty_address_recipient',
  'maillog_file',
  'syslog_name',
  'authorized_mailq_users',
  'authorized_flush_users',
  'minimal_backoff_time',
  'maximal_backoff_time',
  'maximal_queue_lifetime',
  'transport_maps',
  'fast_flush_domains',
  'parent_domain_matches_subdomains',
  ...hopParameters,
];

/** `name = value` lines; unknown names only warn on standard error. */
export function parsePostconf(text: string): Map<string, string> {
  const out = new Map<string, string>();
  for (const line of text.split('\n')) {
    const m = /^([\w/.*-]+) =(?: (.*))?$/.exec(line);
    if (m?.[1] !== undefined) out.set(m[1], (m[2] ?? '').trim());
  }
  return out;
}

/** "5d", "300s", "4h" of postconf(5) in seconds. */
export function seconds(value: string | undefined): number | null {
  const m = /^(\d{1,9})\s*([smhdw]?)$/.exec(value ?? '');
  if (m === null) return null;
  const unit: Record<string, number> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
  return Number(m[1]) * (unit[m[2] ?? ''] ?? 1);
}

const atLeast = (version: string | null, major: number, minor: number): boolean => {
  const m = /^(\d+)\.(\d+)/.exec(version ?? '');
  return m !== null && (Number(m[1]) > major || (Number(m[1]) === major && Number(m[2]) >= minor));
};

const firstLine = (text: string): string => text.trim().split('\n')[0]?.slice(0, 300) ?? '';

async function sudoRules(trials: Trials): Promise<SudoRule[]> {
  const listed = await trials.text(['sudo', '-n', '-l'], { maxBytes: 65_536 });
  return listed.exitCode === 0 ? parseSudoList(listed.stdout) : [];
}

export async function detectPostfix(
  reach: Reach,
  config: ServerConfig,
  signal?: AbortSignal,
): Promise<Detection | null> {
  const trials = createTrials(reach, signal);
  const instance = config.instance;
  const c = instance === null ? [] : ['-c', instance];
  let settled = await trials.text(['postconf', ...c, '-x', ...parameters], { maxBytes: 262_144 });
  if (notFound(settled)) return null;
  // Before 2.10 there is no -x; values then keep their $names, which only costs precision.
  if (settled.exitCode !== 0 && /(invalid|illegal|unknown) option|usage/i.test(settled.stderr)) {
    settled = await trials.text(['postconf', ...c, ...parameters], { maxBytes: 262_144 });
  }
  const settings = parsePostconf(settled.stdout);
  const version = settings.get('mail_version') ?? null;
  if (version === null) {
    if (config.mta !== 'postfix') return null;
    // An installed Postfix without main.cf answers "fatal: open /etc/postfix/main.cf" (lab).
    throw new AppError('mta_not_configured', firstLine(settled.stderr) || 'Postfix does not tell its version', {
      text: settled.stderr.slice(0, 2000),
    });
  }

  const commandDir = settings.get('command_directory') ?? '/usr/sbin';
  const commands = {
    postqueue: `${commandDir}/postqueue`,
    postsuper: `${commandDir}/postsuper`,
    postcat: `${commandDir}/postcat`,
  };
  const json = atLeast(version, 3, 1);
  const [account, system, multi, services, zone, log, listTry] = await Promise.all([
    accountOf(trials),
    systemOf(trials),
    trials.text(['postmulti', '-l'], { maxBytes: 65_536 }),
    trials.text(['postconf', ...c, '-P'], { maxBytes: 262_144 }),
    trials.text(['sh', '-c', 'unset TZ; date +%z'], { maxBytes: 100, words: 'date +%z' }),
    findLogs(trials, settings.get('maillog_file') ?? '', 'postfix'),
    // The first bytes tell whether the account may; the queue itself is read later.
    trials.text([commands.postqueue, ...c, json ? '-j' : '-p'], { maxBytes: 2048 }),
  ]);
  const owner = settings.get('mail_owner') ?? 'postfix';
  const isRoot = account.uid === 0;
  const isOwner = account.name === owner;
  const fastFlush = settings.get('fast_flush_domains') ?? '';
  const facts: PostfixFacts = {
    commands,
    instance,
    json,
    nullSender: settings.get('empty_address_recipient') ?? 'MAILER-DAEMON',
    owner,
    isRoot,
    isOwner,
    queueDirectory: settings.get('queue_directory') ?? '/var/spool/postfix',
    zone: zoneMinutes(zone.stdout),
    syslogName: settings.get('syslog_name'),
    fastFlush: {
      domains: fastFlush,
      parents: (settings.get('parent_domain_matches_subdomains') ?? '').split(/[\s,]+/).includes('fast_flush_domains'),
    },
    log,
  };

  const rules = !isRoot && config.elevate === 'sudo' ? await sudoRules(trials) : [];
  const may = async (program: string, args: string[], as: string): Promise<Ability['granted']> => {
    if (isRoot || (as === owner && isOwner)) return 'yes';
    if (config.elevate === 'none') return 'no';
    if (config.elevate === 'sudo') return sudoAllows(rules, [program, ...args], as) ? 'yes' : 'no';
    const asked = await trials.text(['doas', '-u', as, '-C', '/etc/doas.conf', program, ...args], { maxBytes: 4096 });
    if (/^permit nopass/m.test(asked.stdout)) return 'yes';
    return asked.exitCode === 0 || /^deny/m.test(asked.stdout) ? 'no' : 'unknown';
  };
  const at = instance === null ? '' : `-c ${instance} `;
  const superAbility = async (id: AbilityId, flag: string): Promise<Ability> => {
    const granted = await may(commands.postsuper, [...c, flag, '-'], 'root');
    return { id, command: `postsuper ${at}${flag} -`, granted, note: granted === 'no' ? 'needs the recipe' : null };
  };
  const listed = listTry.truncated === 'limit' || listTry.exitCode === 0;
  const flush: Ability['granted'] =
    isRoot || isOwner || /(^|[\s,])static:(anyone|all)/.test(settings.get('authorized_flush_users') ?? 'static:anyone')
      ? 'yes'
      : 'unknown';
  const forceExpire = atLeast(version, 3, 5);
  // Any id will do: the rule is about the form of the arguments.
  const headers = await may(commands.postcat, [...c, '-qeh', '4jY9By3H3TzK6Jl'], owner);
  const body = await may(commands.postcat, [...c, '-qb', '4jY9By3H3TzK6Jl'], owner);
  const abilities: Ability[] = [
    {
      id: 'list',
      command: `postqueue ${at}${json ? '-j' : '-p'}`,
      granted: listed ? 'yes' : 'no',
      note: listed ? null : firstLine(listTry.stderr),
    },
    { id: 'retry_one', command: `postqueue ${at}-i ID`, granted: flush, note: null },
    {
      id: 'retry_domain',
      command: fastFlush === '' ? `postqueue ${at}-i ID` : `postqueue ${at}-s DOMAIN`,
      granted: flush,
      note:
        fastFlush === ''
          ? 'Message by message: fast_flush_domains is empty, so postqueue -s knows no domain.'
          : `For domains in fast_flush_domains (${fastFlush.slice(0, 100)}); others message by message.`,
    },
    { id: 'retry_all', command: `postqueue ${at}-f`, granted: flush, note: null },
    await superAbility('hold', '-h'),
    await superAbility('release', '-H'),
    await superAbility('delete', '-d'),
    forceExpire
      ? await superAbility('expire', '-f')
      : { id: 'expire', command: 'postsuper -f', granted: 'absent', note: 'Postfix has no forced expiry before 3.5.' },
    await superAbility('requeue', '-r'),
    {
      id: 'headers',
      command: `postcat ${at}-qeh ID`,
      granted: headers,
      note: headers === 'no' ? 'needs the recipe' : null,
    },
    { id: 'body', command: `postcat ${at}-qb ID`, granted: body, note: null },
    {
      id: 'log',
      command:
        log.kind === 'files'
          ? log.files.join(' ')
          : log.kind === 'journal'
            ? 'journalctl SYSLOG_FACILITY=2'
            : 'mail log',
      granted: log.kind === 'none' ? 'no' : 'yes',
      note:
        log.kind === 'none' ? 'No readable mail log: "sent" cannot be proven, a silent outage is not noticed.' : null,
    },
  ];

  const minimum = seconds(settings.get('minimal_backoff_time'));
  const maximum = seconds(settings.get('maximal_backoff_time'));
  const lifetime = seconds(settings.get('maximal_queue_lifetime'));
  const missing = abilities.some((a) => a.granted === 'no' || a.granted === 'unknown');
  return {
    mta: 'postfix',
    version,
    system,
    abilities,
    facts,
    recipe: missing ? postfixRecipe(account.name, facts, forceExpire, config.elevate) : null,
    commands: trials.ran,
    ownHops: ownHopsOf(settings, parsePostconf(services.stdout)),
    instances: instancesOf(multi.stdout, instance ?? settings.get('config_directory') ?? ''),
    retrySchedule: minimum === null || maximum === null || lifetime === null ? null : { minimum, maximum, lifetime },
  };
}

/** `postmulti -l`: name, group, enabled, directory. The instance that was asked is left out. */
export function instancesOf(text: string, self: string): Detection['instances'] {
  const out: Detection['instances'] = [];
  let first = true;
  for (const line of text.split('\n').slice(0, 100)) {
    const m = /^(\S+)\s+(\S+)\s+([yn])\s+(\/\S+)\s*$/.exec(line);
    if (m === null) continue;
    const directory = m[4] ?? '';
    // The first line is the default instance, which is run without -c.
    const instance = first ? null : directory;
    first = false;
    if (directory === self) continue;
    out.push({ mta: 'postfix', instance, label: m[1] === '-' ? directory : (m[1] ?? directory) });
  }
  return out;
}
