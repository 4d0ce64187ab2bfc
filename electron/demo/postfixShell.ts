import { demoWords } from '../../shared/messages/demo.en.ts';
import type { Command } from '../ports.ts';
import { grep, headersOf, bodyOf, lines, out, passed, type Output } from './output.ts';
import type { SimulatedMessage, SimulatedServer, World } from './world.ts';

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
  const headers = headersOf(message, `Received: from app-03 (10.20.4.17) by mx (Postfix) with ESMTP id ${message.id}`);
  return [
    `*** ENVELOPE RECORDS ${message.queue}/${message.id} ***`,
    ...(option === '-qb' ? [] : [`sender: ${message.sender}`]),
    `*** MESSAGE CONTENTS ${message.queue}/${message.id} ***`,
    ...(option === '-qb' ? bodyOf : headers),
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

/** What a server with Postfix answers to its commands; null for a command that is nobody's. */
export function answerAsPostfix(world: World, server: SimulatedServer, command: Command): Output | null {
  const [program, ...args] = command.argv;
  const last = args.at(-1) ?? '';
  switch (program.slice(program.lastIndexOf('/') + 1)) {
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
      return postsuper(world, server, args[0] ?? '', lines(command.stdin));
    case 'postcat': {
      const message = server.messages.get(last);
      if (message === undefined)
        return out('', 1, `postcat: fatal: open queue file ${last}: No such file or directory`);
      return out(postcat(message, args.at(-2) ?? ''));
    }
    case 'sh': {
      const script = args[1] ?? '';
      if (script.includes('grep -aF'))
        return out(
          grep(server, lines(command.stdin), ({ at, text }) => {
            const host = `${server.name}.kestrel-shop.example`;
            return `${new Date(at).toISOString()} ${host} ${text}`;
          }),
        );
      if (script.includes('ls -dLin')) return out(passed(server, args, /: client=/, / status=sent /));
      if (script.includes('[ -r "$f" ]')) return out(`${LOG}\n`);
      if (script.includes('"$@" -i "$id"')) {
        const ids = lines(command.stdin);
        for (const id of ids) world.retry(server.name, id);
        // Silent for unknown ids as well, as postqueue -i is.
        return out(ids.map((id) => `ok ${id}\n`).join(''));
      }
      return out('', 127, demoWords.noSuchCommand('sh'));
    }
    default:
      return null;
  }
}
