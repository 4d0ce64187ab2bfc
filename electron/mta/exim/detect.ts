import type { Ability, Detection, ServerConfig } from '../../../shared/model/server.ts';
import type { Reach } from '../../ports.ts';
import { absentAll } from '../abilities.ts';
import { zoneMinutes } from '../dates.ts';
import { ability } from '../refused.ts';
import { accountOf, createTrials, systemOf } from '../run.ts';
import type { Facts } from './facts.ts';

export async function detectExim(reach: Reach, config: ServerConfig, signal?: AbortSignal): Promise<Detection | null> {
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
      ability(
        'retry_domain',
        `${words} -Rf @DOMAIN`,
        acts,
        need ?? 'Every address that contains the text; what it takes is shown before.',
      ),
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
