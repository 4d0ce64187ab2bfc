import { demoWords } from '../../shared/messages/demo.en.ts';
import type { Command } from '../ports.ts';
import { bodyOf, grep, headersOf, lines, out, passed, type Output } from './output.ts';
import { eximWords } from './voices.ts';
import type { SimulatedMessage, SimulatedServer, World } from './world.ts';

const PROGRAM = '/usr/sbin/exim4';
const SPOOL = '/var/spool/exim4';
const LOG = '/var/log/exim4/mainlog';

const time = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

/** Exim rounds ages to minutes, hours from 90 minutes on, days from 72 hours on (queue.c). */
function age(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes <= 90) return `${String(minutes)}m`;
  const hours = Math.round(minutes / 60);
  return hours <= 72 ? `${String(hours)}h` : `${String(Math.round(hours / 24))}d`;
}

const size = (bytes: number): string =>
  bytes < 1024
    ? String(bytes)
    : bytes < 1024 ** 2
      ? `${(bytes / 1024).toFixed(1)}K`
      : `${(bytes / 1024 ** 2).toFixed(1)}M`;

/** `exim -bpr`. */
function listing(server: SimulatedServer, now: number): string {
  return [...server.messages.values()]
    .map((message) => {
      const { id, arrival, sender, queue, recipients } = message;
      const head = `${age((now - arrival) / 1000).padStart(3)} ${size(message.size).padStart(5)} ${id} <${sender}>`;
      const rows = recipients.map(({ address }) => `          ${address}`);
      return [head + (queue === 'hold' ? ' *** frozen ***' : ''), ...rows, '', ''].join('\n');
    })
    .join('');
}

/** What the driver's script leaves of the message logs: the last deferral of each address, and why one is frozen. */
function messageLogs(server: SimulatedServer): string {
  const found: string[] = [];
  for (const { id, sender, lastTry, arrival, frozen, recipients } of server.messages.values()) {
    const at = `./${id}:${time(lastTry ?? arrival)}`;
    for (const { address, reason } of recipients)
      if (reason !== null) found.push(`${at} ${address} ${eximWords(reason, address, sender)}`);
    if (frozen !== null) found.push(`${at} *** Frozen (${frozen})`);
  }
  return found.map((line) => `${line}\n`).join('');
}

/** `-Mvh`: the spool file, in which each header has its length and a flag in front. */
function spoolHeaders(server: SimulatedServer, message: SimulatedMessage): string {
  const received = `Received: from app-03 ([10.20.4.17]) by ${server.name} with esmtps (Exim ${server.version}) id ${message.id}`;
  const headers = headersOf(message, received).map(
    (header) => `${String(header.length + 1).padStart(3, '0')}${header.startsWith('Received') ? 'P' : ' '} ${header}`,
  );
  return [`${message.id}-H`, 'Debian-exim 105 110', `<${message.sender}>`, '', ...headers, ''].join('\n');
}

function act(world: World, server: SimulatedServer, option: string, ids: readonly string[]): Output {
  const acts: Record<string, { say: string | null; run: (id: string) => boolean; else: string }> = {
    '-Mf': { say: 'is now frozen', run: (id) => world.setHeld(server.name, id, true), else: 'is already frozen' },
    '-Mt': { say: 'is no longer frozen', run: (id) => world.setHeld(server.name, id, false), else: 'is not frozen' },
    '-Mrm': { say: 'has been removed', run: (id) => world.remove(server.name, id), else: '' },
    '-Mg': { say: null, run: (id) => world.expire(server.name, id), else: '' },
  };
  const verb = acts[option];
  if (verb === undefined) return out('', 1, `exim: incompatible command-line options or arguments`);
  const said = ids.flatMap((id) => {
    if (!server.messages.has(id)) return [`Spool file for message ${id} does not exist`];
    const done = verb.run(id);
    return done ? (verb.say === null ? [] : [`Message ${id} ${verb.say}`]) : [`Message ${id} ${verb.else}`];
  });
  return out(said.map((line) => `${line}\n`).join(''));
}

function exim(server: SimulatedServer, args: readonly string[], now: number): Output {
  const [option = '', id = ''] = args;
  switch (option) {
    case '-bV':
      return out(`Exim version ${server.version} #2 built 11-Oct-2025 10:12:01\n`);
    case '-bP':
      return out(
        [
          `spool_directory = ${SPOOL}`,
          'log_file_path = /var/log/exim4/%slog',
          'message_logs',
          'exim_group = Debian-exim',
          'exim_user = Debian-exim',
          '',
        ].join('\n'),
      );
    case '-bpc':
      return out(`${String(server.messages.size)}\n`);
    case '-bpr':
      return out(listing(server, now));
    default: {
      const message = server.messages.get(id);
      if (message === undefined)
        return out('', 1, `exim: Failed to open spool file of ${id}: No such file or directory\n`);
      if (option === '-Mvh') return out(spoolHeaders(server, message));
      if (option === '-Mvb') return out([`${id}-D`, ...bodyOf].join('\n'));
      return out('', 1, 'exim: unknown option\n');
    }
  }
}

/** What a server with Exim answers to its commands; null for a command that is nobody's. */
export function answerAsExim(world: World, server: SimulatedServer, command: Command, now: number): Output | null {
  const [program, ...args] = command.argv;
  switch (program.slice(program.lastIndexOf('/') + 1)) {
    case 'exim4':
      return exim(server, args, now);
    case 'exim_dumpdb':
      return out('');
    case 'xargs':
      return act(world, server, args.at(-1) ?? '', lines(command.stdin));
    case 'sh': {
      const script = args[1] ?? '';
      if (script.startsWith('for p in exim4')) return out(`${PROGRAM}\n`);
      if (script.includes('[ -d "$f" ]')) return out(`${SPOOL}/msglog\n${LOG}\n`);
      if (script.includes(' defer (')) return out(messageLogs(server));
      if (script.includes('grep -aF'))
        return out(grep(server, lines(command.stdin), ({ at, text }) => `${time(at)} ${text}`));
      if (script.includes('ls -dLin')) return out(passed(server, args, / <= /, / [-=]> /));
      if (script.startsWith('nohup') && args.at(-2) === '-Rf') {
        const text = (args.at(-1) ?? '').toLowerCase();
        for (const { id, queue, recipients } of [...server.messages.values()])
          if (queue !== 'hold' && recipients.some(({ address }) => address.toLowerCase().includes(text)))
            world.retry(server.name, id);
        return out('handed over\n');
      }
      if (script.startsWith('ids=$(cat)')) {
        for (const id of lines(command.stdin)) world.retry(server.name, id);
        return out('handed over\n');
      }
      return out('', 127, demoWords.noSuchCommand('sh'));
    }
    default:
      return null;
  }
}
