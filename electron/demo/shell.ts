import { PassThrough } from 'node:stream';
import { AppError } from '../../shared/error.ts';
import { demoWords } from '../../shared/messages/demo.en.ts';
import type { Clock, Command, CommandResult, CommandTransport } from '../ports.ts';
import type { SimulatedMessage, SimulatedServer, World } from './world.ts';

interface Output {
  stdout: string;
  stderr: string;
  exitCode: number;
}

const out = (stdout: string, exitCode = 0, stderr = ''): Output => ({ stdout, stderr, exitCode });
const lines = (stdin: Command['stdin']): string[] =>
  (typeof stdin === 'string' ? stdin : new TextDecoder().decode(stdin)).split('\n').filter((line) => line !== '');

const LOG = '/var/log/mail.log';

function listed(message: SimulatedMessage): string {
  return JSON.stringify({
    queue_name: message.queue,
    queue_id: message.id,
    arrival_time: Math.floor(message.arrival / 1000),
    message_size: message.size,
    forced_expire: message.forcedExpire,
    sender: message.sender === '' ? 'MAILER-DAEMON' : message.sender,
    recipients: message.recipients.map(({ address, reason }) =>
      reason === null ? { address } : { address, delay_reason: reason },
    ),
  });
}

function postcat(message: SimulatedMessage, option: string): string {
  const headers = [
    `Received: from app-03 (10.20.4.17) by mx (Postfix) with ESMTP id ${message.id}`,
    `Date: ${new Date(message.arrival).toUTCString().replace('GMT', '+0000')}`,
    `From: ${message.sender}`,
    `To: ${message.recipients.map(({ address }) => address).join(', ')}`,
    `Subject: ${message.subject}`,
    `Message-ID: ${message.messageId}`,
  ];
  const body = ['', 'Dear reader,', '', 'this message is simulated: nobody wrote it and nobody gets it.', ''];
  return [
    `*** ENVELOPE RECORDS ${message.queue}/${message.id} ***`,
    ...(option === '-qb' ? [] : [`sender: ${message.sender}`]),
    `*** MESSAGE CONTENTS ${message.queue}/${message.id} ***`,
    ...(option === '-qb' ? body : headers),
    `*** HEADER EXTRACTED ${message.queue}/${message.id} ***`,
    `*** MESSAGE FILE END ${message.queue}/${message.id} ***`,
    '',
  ].join('\n');
}

/** What postsuper says for each of its options, and what it does in this world. */
function postsuper(world: World, server: SimulatedServer, option: string, ids: string[]): Output {
  const acts: Record<string, { done: string; summary: string; act: (id: string) => boolean }> = {
    '-h': { done: 'placed on hold', summary: 'Placed on hold', act: (id) => world.setHeld(server.name, id, true) },
    '-H': {
      done: 'released from hold',
      summary: 'Released from hold',
      act: (id) => world.setHeld(server.name, id, false),
    },
    '-d': { done: 'removed', summary: 'Deleted', act: (id) => world.remove(server.name, id) },
    '-r': { done: 'requeued', summary: 'Requeued', act: (id) => world.requeue(server.name, id) },
    '-f': { done: 'expired', summary: 'Force-expired', act: (id) => world.expire(server.name, id) },
  };
  const verb = acts[option];
  if (verb === undefined) return out('', 1, `postsuper: fatal: usage: postsuper ${option}`);
  const said = ids.flatMap((id) => (verb.act(id) ? [`postsuper: ${id}: ${verb.done}`] : []));
  const summary = `postsuper: ${verb.summary}: ${String(said.length)} message${said.length === 1 ? '' : 's'}`;
  // postsuper says everything on standard error; the driver asks for it merged.
  return out([...said, summary, ''].join('\n'));
}

function postconf(server: SimulatedServer): string {
  const settings: Record<string, string> = {
    mail_version: server.version,
    queue_directory: '/var/spool/postfix',
    command_directory: '/usr/sbin',
    config_directory: '/etc/postfix',
    mail_owner: 'postfix',
    empty_address_recipient: 'MAILER-DAEMON',
    maillog_file: LOG,
    syslog_name: 'postfix',
    authorized_mailq_users: 'static:anyone',
    authorized_flush_users: 'static:anyone',
    minimal_backoff_time: '60s',
    maximal_backoff_time: '4000s',
    maximal_queue_lifetime: '5d',
    content_filter: server.filter === null ? '' : 'smtp-amavis:[127.0.0.1]:10024',
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');
}

function grep(server: SimulatedServer, patterns: string[]): string {
  const host = `${server.name}.kestrel-shop.example`;
  const found: string[] = [];
  for (const { at, id, text } of server.log) {
    if (!patterns.some((pattern) => pattern.includes(id) || (pattern.startsWith('orig_id=') && text.includes(pattern))))
      continue;
    found.push(`${new Date(at).toISOString()} ${host} ${text}`);
  }
  return found.length === 0 ? '' : `${found.join('\n')}\n`;
}

/** What the counting script prints, with lines in the place of bytes. */
function passed(server: SimulatedServer, inode: string, from: number): string {
  const end = server.logDropped + server.log.length;
  const mark = `mark 4711 ${String(end)}\n`;
  if (inode === '') return mark;
  const lines = server.log.slice(Math.max(0, from - server.logDropped));
  const count = (word: string): string => String(lines.filter(({ text }) => text.includes(word)).length);
  return `passed ${count(': client=')} ${count(' status=sent ')} 0 0\n${mark}`;
}

function answer(world: World, server: SimulatedServer, command: Command): Output {
  const [program, ...args] = command.argv;
  const name = program.slice(program.lastIndexOf('/') + 1);
  const last = args.at(-1) ?? '';
  switch (name) {
    case 'true':
      return out('');
    case 'id':
      return out('uid=0(root) gid=0(root) groups=0(root)\n');
    case 'cat':
      return last === '/etc/os-release' ? out('PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n') : out('', 1);
    case 'postconf':
      return out(args.includes('-P') ? '' : postconf(server));
    case 'postmulti':
      return out('-               -               y         /etc/postfix\n');
    case 'postqueue': {
      if (last !== '-j') return out('', 69, 'postqueue: fatal: usage');
      const order = ['active', 'incoming', 'deferred', 'hold'];
      const all = [...server.messages.values()].sort((a, b) => order.indexOf(a.queue) - order.indexOf(b.queue));
      return out(all.map((message) => `${listed(message)}\n`).join(''));
    }
    case 'postsuper':
      return postsuper(world, server, args[0] ?? '', lines(command.stdin ?? ''));
    case 'postcat': {
      const message = server.messages.get(last);
      if (message === undefined)
        return out('', 1, `postcat: fatal: open queue file ${last}: No such file or directory`);
      return out(postcat(message, args.at(-2) ?? ''));
    }
    case 'df':
      return out(
        `Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 100000 ${args[0] === '-Pi' ? '12000 88000 12%' : '71000 29000 71%'} /\n`,
      );
    case 'getent':
      return out('198.41.0.4      a.root-servers.net\n');
    case 'sh': {
      const script = args[1] ?? '';
      if (script.includes('date +%z')) return out('+0000\n');
      if (script.includes('grep -aF')) return out(grep(server, lines(command.stdin ?? '')));
      if (script.includes('ls -dLin')) return out(passed(server, args[4] ?? '', Number(args[5])));
      if (script.includes('[ -r "$f" ]')) return out(`${LOG}\n`);
      if (script.includes('"$@" -i "$id"')) {
        const ids = lines(command.stdin ?? '');
        for (const id of ids) world.retry(server.name, id);
        // Silent for unknown ids as well, as postqueue -i is.
        return out(ids.map((id) => `ok ${id}\n`).join(''));
      }
      return out('', 127, demoWords.noSuchCommand('sh'));
    }
    default:
      return out('', 127, demoWords.noSuchCommand(name));
  }
}

/** A transport whose far end is a simulated server: the same commands, the same bytes, no network. */
export function createDemoTransport(world: World, name: string, clock: Clock): CommandTransport {
  const log: { at: number; text: string }[] = [];
  const server = (): SimulatedServer => {
    const found = world.server(name);
    if (found === undefined) throw new AppError('dns_failed', `there is no simulated server ${name}`);
    return found;
  };
  const note = (text: string) => {
    log.push({ at: clock.now(), text });
    if (log.length > 200) log.shift();
  };
  const perform = (command: Command): Output => {
    world.advance(clock.now());
    note(command.argv.join(' ').slice(0, 120));
    return answer(world, server(), command);
  };
  const result = (
    { stderr, exitCode }: Output,
    bytes: number,
    truncated: CommandResult['truncated'],
  ): CommandResult => ({
    exitCode,
    signal: null,
    stderr,
    stdoutBytes: bytes,
    truncated,
  });

  return {
    async run(command, onStdout, signal) {
      signal?.throwIfAborted();
      const output = perform(command);
      const bytes = new TextEncoder().encode(output.stdout);
      const limit = Math.min(bytes.length, command.maxBytes ?? Infinity);
      // In pieces, with a pause between them, as it would come over a network.
      for (let at = 0; at < limit; at += 65_536) {
        onStdout(bytes.subarray(at, Math.min(limit, at + 65_536)));
        await new Promise((resolve) => setImmediate(resolve));
        signal?.throwIfAborted();
      }
      return result(output, limit, limit < bytes.length ? 'limit' : false);
    },
    text(command) {
      const output = perform(command);
      const limit = command.maxBytes ?? 1024 * 1024;
      const stdout = output.stdout.slice(0, limit);
      return Promise.resolve({
        ...result(output, stdout.length, stdout.length < output.stdout.length ? 'limit' : false),
        stdout,
      });
    },
    forward(host, port) {
      world.advance(clock.now());
      const filter = server().filter;
      const now = clock.now();
      if (filter !== null && now >= filter.from && now < filter.to) {
        return Promise.reject(new AppError('connect_refused', `${host}:${String(port)} refused the connection`));
      }
      return Promise.resolve(new PassThrough());
    },
    reset: () => {
      note('connection dropped');
    },
    log: () => log,
    dispose: () => undefined,
  };
}
